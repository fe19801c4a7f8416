package health

import (
	"fmt"
	"strings"

	"coffer/internal/app"
	"coffer/tui/look"
	"coffer/tui/screen"
	"coffer/tui/widget"
)

// headLines are above the list, and leastForDetail is the height from which on there is
// room for details below it.
const headLines, leastForDetail = 2, 14

// View draws the screen.
func (h *Health) View(s screen.Size, l *look.Look) []string {
	if h.second {
		return h.doctor.view(s, l)
	}
	lines := []string{h.head(s.Width, l), ""}
	if len(h.rows) == 0 {
		for _, text := range look.Wrap(look.Safe(h.nothing()), s.Width-4) {
			lines = append(lines, "  "+text)
		}
		return look.Lines(lines, s.Width, s.Height)
	}
	detail := h.detail(s, l)
	list := screen.Size{Width: s.Width, Height: max(1, s.Height-len(lines)-len(detail))}
	widths := h.widths(s.Width)
	lines = append(lines, h.list.View(list, l, !h.asking, func(i, cells int) string { return h.line(h.rows[i], widths, cells) })...)
	return look.Lines(append(lines, detail...), s.Width, s.Height)
}

// head is the filter, or how many findings there are and how old they are.
func (h *Health) head(cells int, l *look.Look) string {
	count := fmt.Sprintf("%d of %d", len(h.rows), len(h.report.Findings))
	if h.withLeft {
		count = fmt.Sprintf("%d of %d", len(h.rows), len(h.report.Findings)+len(h.report.Ignored))
	}
	if h.asking || !h.query.Empty() {
		return " " + h.query.View(cells-len(count)-4, l, h.asking) + "  " + l.Dim.Render(count)
	}
	if !h.there {
		return ""
	}
	parts := []string{app.Counted(len(h.report.Findings), "thing to mend", "things to mend")}
	if h.kind != "" {
		parts = []string{h.kind + " alone, " + count}
	}
	if n := len(h.report.Ignored); n > 0 {
		parts = append(parts, fmt.Sprintf("%d left alone", n))
	}
	parts = append(parts, h.asked.String())
	if h.old {
		parts = append(parts, "changed since; check again")
	}
	return l.Dim.Render(look.Fit(" "+strings.Join(parts, " · "), cells))
}

func (h *Health) nothing() string {
	switch {
	case h.failed != "" && !h.there:
		return "no check could be made: " + h.failed
	case !h.there && h.busy():
		return "checking …"
	case !h.there:
		return "nothing was checked; r checks and asks nobody"
	case len(h.report.Findings) == 0 && !h.withLeft:
		return app.NothingToMend(&h.report)
	}
	return "nothing fits the filter; esc takes it away"
}

// widths are those of severity and kind.
func (h *Health) widths(cells int) [2]int {
	kind := 8
	for _, f := range h.rows {
		kind = max(kind, look.Width(f.Kind.Code()))
	}
	return [2]int{8, min(kind, cells/3)}
}

func (h *Health) line(f *app.CheckFinding, widths [2]int, cells int) string {
	left := look.Fit(f.Severity.String(), widths[0]) + "  " + look.Fit(f.Kind.Code(), widths[1]) + "  "
	mark := ""
	if f.Left != nil {
		mark = "  left"
	}
	return look.Ends(left+look.Cut(f.Text(), max(0, cells-look.Width(left)-len(mark))), mark, cells)
}

// detail says more of the finding under the cursor: why, where else, and what to do.
func (h *Health) detail(s screen.Size, l *look.Look) []string {
	f := h.current()
	if f == nil || s.Height < leastForDetail {
		return nil
	}
	return widget.Detail(h.facts(f), leastDetail, s, l)
}

// leastDetail is how high the room below the list is at least.
const leastDetail = 7

func (h *Health) facts(f *app.CheckFinding) []widget.Fact {
	why := f.Why
	if f.Err != nil {
		why += ": " + app.Told(f.Err).Error()
	}
	facts := []widget.Fact{{Name: f.Severity.String(), Text: why, Tone: tone(f.Severity.String())}}
	if also := f.AlsoText(); also != "" {
		facts = append(facts, widget.Fact{Name: "also", Text: also})
	}
	if f.Left != nil {
		facts = append(facts, widget.Fact{Name: "left", Text: app.LeftText(f.Left)})
	}
	return append(facts, widget.Fact{Name: "to do", Text: next(f)})
}

func tone(severity string) widget.Tone {
	if severity == "critical" || severity == "high" || severity == string(app.Serious) {
		return widget.Alarm
	}
	return widget.Plain
}

// next is what to do about a finding.
func next(f *app.CheckFinding) string {
	switch {
	case f.Left != nil:
		return "nothing; u finds it again"
	case f.IsVault():
		return "raise what guessing the master password costs, in the account place"
	case f.Field == "":
		return "open the item and change it there, or leave the finding with a reason"
	}
	return "change the secret where it is used and in the item, which enter opens; or leave the finding with a reason"
}
