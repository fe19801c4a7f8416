package asking

import (
	"context"
	"fmt"

	tea "charm.land/bubbletea/v2"

	"coffer/internal/app"
	"coffer/tui/look"
	"coffer/tui/screen"
	"coffer/tui/widget"
)

// answers are the answers to what trustees ask.
type answers struct {
	t    *ticket
	form widget.Form
}

func newAnswers(t *ticket) screen.Screen {
	a := &answers{t: t}
	for i, q := range t.s.info.Questions {
		a.form.Rows = append(a.form.Rows, &widget.FormRow{Name: fmt.Sprintf("answer %d", i+1), Input: &widget.Input{}, Help: q.Sentence})
	}
	return a
}

func (a *answers) Title() string  { return "answers" }
func (a *answers) Start() tea.Cmd { return nil }
func (a *answers) Typing() bool   { return a.form.Typing() }

// Unsaved tells that the form was filled in.
func (a *answers) Unsaved() bool { return a.form.Changed() }

func (a *answers) Keys() []screen.Key {
	return []screen.Key{
		{Press: []string{"enter"}, Does: "go on to the next question", Short: "go on", Do: func() tea.Cmd { a.form.Down(); return nil }},
		{Press: []string{"ctrl+s"}, Does: "send the answers, once", Short: "answer", Do: a.ask},
	}
}

func (a *answers) ask() tea.Cmd {
	return screen.Send(screen.Ask{Does: "answer", Question: "Each trustee takes your first answers and no others. An empty line is no answer.", Do: a.send})
}

func (a *answers) send() tea.Cmd {
	var lines []string
	for _, r := range a.form.Rows {
		lines = append(lines, r.Input.Text())
	}
	t := a.t
	return tea.Sequence(screen.Send(screen.Back{}), t.work("answering", func(ctx context.Context, q *app.Asking) (*standing, error) {
		if _, err := q.Answer(ctx, lines); err != nil {
			return nil, err
		}
		return read(ctx, q, true)
	}))
}

func (a *answers) Update(msg tea.Msg) tea.Cmd {
	switch msg.(type) {
	case tea.KeyPressMsg, tea.PasteMsg:
		a.form.Update(msg)
	}
	return nil
}

func (a *answers) View(s screen.Size, l *look.Look) []string {
	var below []string
	below = append(below, widget.Facts([]widget.Fact{
		{Name: "shows", Text: "that you probably know the vault from within; upper and lower case do not matter"},
		{Name: "stays", Text: "the words stay on this machine: what is sent is a slow hash of them"},
	}, s.Width, l)...)
	return append([]string{""}, a.form.View(screen.Size{Width: s.Width, Height: max(1, s.Height-1)}, l, below)...)
}

func (a *answers) Wipe() { a.form.Wipe() }
