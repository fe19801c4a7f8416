package widget

import (
	tea "charm.land/bubbletea/v2"

	"coffer/tui/look"
	"coffer/tui/screen"
)

// Rows is a list of things that are read from the vault, and says so until they are.
type Rows[T any] struct {
	List
	All  []T
	Read bool // all are there
	// Key says what a row is about: the cursor finds it by that. Where it is nil the cursor
	// stays at its place.
	Key func(*T) any
}

// Set takes what was read, as [screen.Call] hands it on; the cursor stays on what it was on.
func (r *Rows[T]) Set(all []T) tea.Cmd {
	was := r.Current()
	r.All, r.Read = all, true
	r.SetLen(len(all))
	for i := range all {
		if was != nil && r.Key != nil && r.Key(&all[i]) == r.Key(was) {
			r.At = i
		}
	}
	return nil
}

// Current is the one under the cursor, or nil.
func (r *Rows[T]) Current() *T {
	if r.At < len(r.All) {
		return &r.All[r.At]
	}
	return nil
}

// View draws the rows below a head, as [List.View] does, or what is said where there is
// none.
func (r *Rows[T]) View(head []string, none string, s screen.Size, l *look.Look, row func(one *T, cells int) string) []string {
	switch {
	case !r.Read:
		return []string{"", "  reading …"}
	case len(r.All) == 0:
		return []string{"", "  " + none}
	}
	room := screen.Size{Width: s.Width, Height: max(1, s.Height-len(head))}
	return append(head, r.List.View(room, l, true, func(i, cells int) string { return row(&r.All[i], cells) })...)
}
