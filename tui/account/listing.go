package account

import (
	"context"

	tea "charm.land/bubbletea/v2"

	"coffer/internal/app"
	"coffer/tui/look"
	"coffer/tui/screen"
	"coffer/tui/widget"
)

// listing is a screen of rows, with more of the chosen one below.
type listing[T any] struct {
	d     *screen.Desk
	title string
	head  string // what the rows are
	none  string // where there is none
	read  func(context.Context, *app.App) ([]T, error)
	line  func(row *T, cells int) string
	facts func(row *T) []widget.Fact
	keys  func(row *T) []screen.Key // row is nil where there is none

	list widget.Rows[T]
}

func (l *listing[T]) Title() string { return l.title }

func (l *listing[T]) Start() tea.Cmd {
	return screen.Call(l.d, "", l.read, l.list.Set)
}

func (l *listing[T]) Typing() bool { return false }

func (l *listing[T]) Keys() []screen.Key {
	if l.keys == nil {
		return nil
	}
	return l.keys(l.list.Current())
}

func (l *listing[T]) Update(msg tea.Msg) tea.Cmd {
	l.list.Update(msg, 2)
	return nil
}

// leastForDetail is the height from which on there is room below the list.
const leastForDetail = 12

func (l *listing[T]) View(s screen.Size, lk *look.Look) []string {
	lines := []string{lk.Dim.Render(look.Fit(" "+l.head, s.Width)), ""}
	at := l.list.Current()
	if at == nil {
		text := l.none
		if !l.list.Read {
			text = "reading …"
		}
		for _, t := range look.Wrap(look.Safe(text), s.Width-4) {
			lines = append(lines, "  "+t)
		}
		return look.Lines(lines, s.Width, s.Height)
	}
	var detail []string
	if s.Height >= leastForDetail {
		detail = widget.Detail(l.facts(at), 8, s, lk)
	}
	room := screen.Size{Width: s.Width, Height: max(1, s.Height-len(lines)-len(detail))}
	lines = append(lines, l.list.View(nil, "", room, lk, l.line)...)
	return look.Lines(append(lines, detail...), s.Width, s.Height)
}

func (l *listing[T]) Wipe() { l.list = widget.Rows[T]{} }
