package widget

import (
	"strings"

	"charm.land/lipgloss/v2"
	"rsc.io/qr"

	"coffer/tui/look"
	"coffer/tui/screen"
)

// quietZone is the empty border that readers need, in modules (ISO/IEC 18004, "quiet
// zone").
const quietZone = 4

// QR draws text as a QR code, two rows of modules in one line, and tells whether there is
// room for it. It takes the better error correction where that fits. It is black on white
// whatever the colours of the terminal are; without colours the blocks stand for light, as
// on a dark screen. For who hears the screen there is never room.
func QR(text string, room screen.Size, l *look.Look) (lines []string, ok bool) {
	if l.Heard {
		return nil, false
	}
	for _, level := range []qr.Level{qr.M, qr.L} {
		code, err := qr.Encode(text, level)
		if err != nil {
			continue
		}
		if side := code.Size + 2*quietZone; side <= room.Width && (side+1)/2 <= room.Height {
			return drawQR(code), true
		}
	}
	return nil, false
}

func drawQR(code *qr.Code) (lines []string) {
	ink := lipgloss.NewStyle().Foreground(lipgloss.Color("231")).Background(lipgloss.Color("16"))
	blocks := [4]string{"█", "▀", "▄", " "} // neither, lower, upper, both rows dark
	for y := -quietZone; y < code.Size+quietZone; y += 2 {
		var b strings.Builder
		for x := -quietZone; x < code.Size+quietZone; x++ {
			i := 0
			if code.Black(x, y) {
				i |= 2
			}
			if code.Black(x, y+1) {
				i |= 1
			}
			b.WriteString(blocks[i])
		}
		lines = append(lines, ink.Render(b.String()))
	}
	return lines
}
