package tui

import (
	"fmt"
	"slices"

	tea "charm.land/bubbletea/v2"

	"coffer/internal/app"
	"coffer/tui/screen"
)

// warned are the warnings since the vault was opened, each once: more may come at once
// than there is room for below, and none of them may be missed.
type warned struct {
	all  []app.Warning
	read int // how many of them were shown in whole
}

// warn tells of warnings that were not told of before.
func (f *frame) warn(all []app.Warning) {
	for _, w := range all {
		if slices.Contains(f.warned.all, w) {
			continue
		}
		f.warned.all = append(f.warned.all, w)
		f.said = line{f.warned.latest(), true, f.desk.Now().Add(longer)}
	}
}

// latest is the last warning, with how many there are to read before it: what stands
// below is cut at its end.
func (w *warned) latest() string {
	says := "warning: "
	if n := w.unread(); n > 1 {
		says = fmt.Sprintf("%d warnings, f2 shows all; the last: ", n)
	}
	return says + app.WarningText(w.all[len(w.all)-1])
}

func (w *warned) unread() int { return len(w.all) - w.read }

// warnings shows all of them.
func (f *frame) warnings() tea.Cmd {
	var rows []row
	for _, w := range slices.Backward(f.warned.all) {
		rows = append(rows, row{text: "warning: " + app.WarningText(w) + doubtNext(w)}, row{})
	}
	f.warned.read = len(f.warned.all)
	f.over = &notice{title: "warnings", rows: rows[:len(rows)-1]}
	return nil
}

// warningsKey shows what was warned of, where there was anything.
func (f *frame) warningsKey() screen.Key {
	why := ""
	if len(f.warned.all) == 0 {
		why = "there was no warning"
	}
	return screen.Key{Press: []string{"f2"}, Does: "show all warnings since the vault was opened", Why: why, Do: f.warnings}
}
