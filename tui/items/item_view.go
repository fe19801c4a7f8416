package items

import (
	"fmt"
	"strings"
	"time"

	"coffer/internal/app"
	"coffer/tui/look"
	"coffer/tui/screen"
)

// View draws the screen.
func (it *Item) View(s screen.Size, l *look.Look) []string {
	if !it.there {
		return []string{"", "  reading …"}
	}
	lines := []string{" " + l.Dim.Render(look.Fit(it.facts.path, s.Width-1))}
	for _, h := range it.facts.head {
		lines = append(lines, " "+l.Dim.Render(look.Fit(h[0], 11))+look.Cut(h[1], s.Width-12))
	}
	if why := it.whyCovered(); why != "" {
		lines = append(lines, " "+l.Warn.Render(look.Cut(why, s.Width-1)))
	}
	lines = append(lines, "")
	name := it.nameWidth(s.Width)
	foot := it.foot(s.Width, l)
	lines = append(lines, it.list.View(screen.Size{Width: s.Width, Height: max(1, s.Height-len(lines)-len(foot))}, l, true, func(i, cells int) string {
		return it.line(it.facts.fields[i], name, cells)
	})...)
	return append(lines, foot...)
}

// foot explains the field under the cursor, where there is something to explain, and
// tells what a check of the item found.
func (it *Item) foot(cells int, l *look.Look) (lines []string) {
	for _, text := range append([]string{it.current().half}, it.checked...) {
		if text == "" {
			continue
		}
		for _, line := range look.Wrap(look.Safe(text), cells-2) {
			lines = append(lines, " "+l.Dim.Render(line))
		}
	}
	return lines
}

func (it *Item) nameWidth(cells int) int {
	most := 8
	for _, f := range it.facts.fields {
		most = max(most, look.Width(look.Safe(f.name)))
	}
	return min(most, cells/3)
}

// covered stands for a secret of any length.
const covered = "••••••••"

func (it *Item) line(f field, name, cells int) string {
	left := look.Fit(f.name, name) + "  "
	return left + look.Ends(it.value(f, cells-name-12), it.tierText(f), cells-name-2)
}

func (it *Item) tierText(f field) string {
	if f.file {
		return "file"
	}
	return f.tier.String()
}

func (it *Item) value(f field, cells int) string {
	now := it.d.Now()
	switch {
	case it.code != nil && it.code.field == f.name:
		if it.code.code.Counts {
			return "code " + look.Safe(it.code.code.Code.Reveal()) + ", used up now"
		}
		left := it.code.code.Remaining - now.Sub(it.code.read)
		return fmt.Sprintf("code %s, %s left", look.Safe(it.code.code.Code.Reveal()), app.FormatSpan(left.Round(time.Second)))
	case it.shown != nil && it.shown.field == f.name:
		left := it.shown.until.Sub(now).Round(time.Second)
		return fmt.Sprintf("%s  (%s)", look.Cut(it.shown.value.Reveal(), cells-8), app.FormatSpan(max(left, time.Second)))
	case f.secret:
		return covered
	}
	return look.Cut(strings.ReplaceAll(f.value, "\n", " ⏎ "), cells)
}
