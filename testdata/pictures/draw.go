package main

import (
	"bytes"
	"encoding/xml"
	"fmt"
	"image/color"
	"iter"
	"strings"

	uv "github.com/charmbracelet/ultraviolet"
	"github.com/charmbracelet/x/ansi"
)

// The room of one cell, in pixels, and what is around all of them.
const (
	cellWidth  = 8.4
	cellHeight = 18
	margin     = 14
	fontSize   = 14
)

// The ground and the letters, as in a terminal with the usual dark colours.
const ground, letters = "#14161b", "#d5d8de"

// sixteen are the colours that a terminal has.
var sixteen = [16]string{
	"#2b2f37", "#e0566b", "#5fb878", "#d7a65f", "#6a9ef0", "#c27ad9", "#4fb8c4", "#c3c8d1",
	"#7d8594", "#f0788b", "#7fd494", "#efc578", "#8db6fa", "#d799ec", "#74d3de", "#f2f4f7",
}

// draw makes a picture of a frame.
func draw(frame, name string) []byte {
	lines := strings.Split(strings.TrimSuffix(frame, "\n"), "\n")
	width := 0
	for _, line := range lines {
		width = max(width, ansi.StringWidth(line))
	}
	buf := uv.NewScreenBuffer(width, len(lines))
	buf.Method = ansi.GraphemeWidth
	uv.NewStyledString(strings.Join(lines, "\r\n")).Draw(buf, buf.Bounds())
	var out bytes.Buffer
	w, h := float64(width)*cellWidth+2*margin, len(lines)*cellHeight+2*margin
	fmt.Fprintf(&out, `<svg xmlns="http://www.w3.org/2000/svg" width="%.0f" height="%d" viewBox="0 0 %.0f %d" role="img" aria-label="%s">`+"\n", w, h, w, h, name)
	fmt.Fprintf(&out, `<rect width="100%%" height="100%%" rx="8" fill="%s"/>`+"\n", ground)
	fmt.Fprintf(&out, `<g font-family="ui-monospace, Menlo, Consolas, 'DejaVu Sans Mono', monospace" font-size="%d">`+"\n", fontSize)
	for y := range lines {
		drawLine(&out, buf, y, width)
	}
	out.WriteString("</g>\n</svg>\n")
	return out.Bytes()
}

// span is a part of a line with one style.
type span struct {
	from, cells int
	style       uv.Style
	text        string
}

func drawLine(out *bytes.Buffer, buf uv.ScreenBuffer, y, width int) {
	for _, s := range spans(buf, y, width) {
		s.draw(out, y)
	}
}

func spans(buf uv.ScreenBuffer, y, width int) (all []span) {
	for x := 0; x < width; x++ {
		c := buf.CellAt(x, y)
		if c == nil || c.Width == 0 {
			continue
		}
		if last := len(all) - 1; last >= 0 && all[last].style.Equal(&c.Style) && c.Width == 1 && all[last].from+all[last].cells == x {
			all[last].text += c.Content
			all[last].cells++
			continue
		}
		all = append(all, span{x, c.Width, c.Style, c.Content})
	}
	return all
}

func (s span) draw(out *bytes.Buffer, y int) {
	fg, bg := hex(s.style.Fg, letters), hex(s.style.Bg, "")
	if s.style.Attrs&uv.AttrReverse != 0 {
		fg, bg = ground, hex(s.style.Fg, letters)
	}
	x, top, w := margin+float64(s.from)*cellWidth, margin+y*cellHeight, float64(s.cells)*cellWidth
	if bg != "" {
		fmt.Fprintf(out, `<rect x="%.1f" y="%d" width="%.1f" height="%d" fill="%s"/>`+"\n", x, top, w, cellHeight, bg)
	}
	style := ""
	if s.style.Attrs&uv.AttrBold != 0 {
		style = ` font-weight="bold"`
	}
	if s.style.Attrs&uv.AttrFaint != 0 {
		style += ` opacity="0.65"`
	}
	if s.style.Underline != 0 {
		style += ` text-decoration="underline"`
	}
	for at, word := range words(s.text) {
		var text bytes.Buffer
		_ = xml.EscapeText(&text, []byte(word)) // a buffer takes all
		fmt.Fprintf(out, `<text x="%.1f" y="%d" textLength="%.1f" fill="%s"%s>%s</text>`+"\n",
			x+float64(at)*cellWidth, top+cellHeight-5, float64(ansi.StringWidth(word))*cellWidth, fg, style, text.Bytes())
	}
}

// words are the words of a text with the cell in which each begins: blanks are drawn by
// no two programs alike.
func words(text string) iter.Seq2[int, string] {
	return func(yield func(int, string) bool) {
		at := 0
		for word := range strings.SplitSeq(text, " ") {
			if word != "" && !yield(at, word) {
				return
			}
			at += ansi.StringWidth(word) + 1
		}
	}
}

// hex writes a colour, or the usual one where there is none.
func hex(c color.Color, usual string) string {
	switch c := c.(type) {
	case nil:
		return usual
	case ansi.BasicColor:
		return sixteen[c]
	case ansi.IndexedColor:
		if c < 16 {
			return sixteen[c]
		}
	}
	r, g, b, _ := c.RGBA()
	return fmt.Sprintf("#%02x%02x%02x", r>>8, g>>8, b>>8)
}
