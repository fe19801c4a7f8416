package tui

import (
	"fmt"
	"slices"

	tea "charm.land/bubbletea/v2"

	"coffer/internal/app"
	"coffer/tui/screen"
)

// untold is what happened by itself since the vault was opened, each once: warnings, and
// what the client did for others. More may come at once than there is room for below, or
// while nobody looks, and none of it may be missed.
type untold struct {
	all  []string
	read int // how many of them were shown in whole
}

// add tells whether a text is new.
func (u *untold) add(text string) bool {
	if slices.Contains(u.all, text) {
		return false
	}
	u.all = append(u.all, text)
	return true
}

func (u *untold) unread() int { return len(u.all) - u.read }

// latest is the last of them, with how many there are to read before it: what stands below
// is cut at its end.
func (u *untold) latest() string {
	text := u.all[len(u.all)-1]
	if n := u.unread(); n > 1 {
		text = fmt.Sprintf("%d to read, f2 shows all; the last: ", n) + text
	}
	return text
}

// warn tells of warnings that were not told of before.
func (f *frame) warn(all []app.Warning) {
	for _, w := range all {
		if f.untold.add("warning: " + app.WarningText(w) + doubtNext(w)) {
			f.said = line{f.untold.latest(), true, f.desk.Now().Add(longer)}
		}
	}
}

// did tells what the client did for others since the last glance.
func (f *frame) did(before, now []app.Deed) {
	for _, d := range now {
		if !slices.Contains(before, d) && f.untold.add(app.LocalTime(f.desk.Now())+" "+d.Text) {
			f.said = line{f.untold.latest(), false, f.desk.Now().Add(longer)}
		}
	}
}

// tellAll shows all of it, the newest first.
func (f *frame) tellAll() tea.Cmd {
	var rows []row
	for _, text := range slices.Backward(f.untold.all) {
		rows = append(rows, row{text: text}, row{})
	}
	f.untold.read = len(f.untold.all)
	f.over = &notice{title: "what happened", rows: rows[:len(rows)-1]}
	return nil
}

// untoldKey shows what happened, where anything did.
func (f *frame) untoldKey() screen.Key {
	why := ""
	if len(f.untold.all) == 0 {
		why = "nothing happened"
	}
	return screen.Key{Press: []string{"f2"}, Does: "show the warnings since the vault was opened, and what your client did for others", Why: why, Do: f.tellAll}
}
