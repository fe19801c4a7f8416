package asking

import (
	"context"
	"fmt"

	tea "charm.land/bubbletea/v2"

	"coffer/internal/app"
	"coffer/tui/ask"
	"coffer/tui/look"
	"coffer/tui/screen"
	"coffer/tui/widget"
)

// answers are the answers to what trustees ask.
type answers struct {
	ask.Form
	t *ticket
}

func newAnswers(t *ticket) screen.Screen {
	a := &answers{t: t}
	a.Below = a.effects
	for i, q := range t.s.info.Questions {
		a.Rows = append(a.Rows, &widget.FormRow{Name: fmt.Sprintf("answer %d", i+1), Input: &widget.Input{}, Help: q.Sentence})
	}
	return a
}

// Title is where this is.
func (a *answers) Title() string { return "answers" }

func (a *answers) Keys() []screen.Key {
	return []screen.Key{
		{Press: []string{"enter"}, Does: "go on to the next question", Short: "go on", Do: func() tea.Cmd { a.Down(); return nil }},
		{Press: []string{"ctrl+s"}, Does: "send the answers, once", Short: "answer", Do: a.ask},
	}
}

func (a *answers) ask() tea.Cmd {
	return screen.Send(screen.Ask{Does: "answer", Question: "Each trustee takes your first answers and no others. An empty line is no answer.", Do: a.send})
}

func (a *answers) send() tea.Cmd {
	var lines []string
	for _, r := range a.Rows {
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

// effects say what the answers are for, and where they go.
func (a *answers) effects(cells int, l *look.Look) []string {
	return widget.Facts([]widget.Fact{
		{Name: "shows", Text: "that you probably know the vault from within; upper and lower case do not matter"},
		{Name: "stays", Text: "the words stay on this machine: what is sent is a slow hash of them"},
	}, cells, l)
}
