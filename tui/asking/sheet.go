package asking

import (
	"context"

	tea "charm.land/bubbletea/v2"

	"coffer/internal/app"
	"coffer/tui/ask"
	"coffer/tui/look"
	"coffer/tui/screen"
	"coffer/tui/widget"
	"coffer/vault/secret"
)

// sheet takes a share that is on paper: from a file, or as it is typed or read from a QR code.
type sheet struct {
	ask.Form
	d           *desk
	taken       func(words secret.Text, path string) tea.Cmd // takes it, and wipes the words
	path, words widget.Input
}

func newSheet(d *desk, taken func(words secret.Text, path string) tea.Cmd) screen.Screen {
	s := &sheet{d: d, taken: taken}
	s.words.Words = true
	s.words.Hidden, s.words.Most = true, app.MaxSheetText
	s.Below = s.effects
	s.Rows = []*widget.FormRow{
		{Name: "words", Input: &s.words, Help: "all words of the sheet, in their order, or the text of its QR code; nothing is shown while you type"},
		{Name: "or a file", Input: &s.path, Help: "the sheet that ends in .txt, or a file with its words; tab completes the path"},
	}
	return s
}

// Title is where this is.
func (s *sheet) Title() string { return "a share on paper" }

func (s *sheet) Keys() []screen.Key {
	why := ""
	if s.words.Empty() && s.path.Empty() {
		why = "type the words, or the path of a file"
	}
	return []screen.Key{
		{Press: []string{"enter"}, Does: "take the share", Short: "take it", Why: why, Do: s.take},
		s.d.tab(&s.Form, &s.path),
	}
}

func (s *sheet) take() tea.Cmd { return s.taken(s.words.Secret(), s.d.Path(s.path.Text())) }

// words are those of a sheet, or what a file says where there is one.
func words(ctx context.Context, typed secret.Text, path string) (secret.Text, error) {
	if path != "" {
		return app.ReadSheetText(ctx, path)
	}
	return typed, nil
}

// takeSheet takes a share on paper for the ticket, and has the trustees be shown that it is
// there.
func (t *ticket) takeSheet(typed secret.Text, path string) tea.Cmd {
	return screen.Wiping(typed, screen.Run(t.d.Jobs, "looking at the share", func(ctx context.Context, _ screen.Progress) (now *standing, err error) {
		err = t.file.with(func(q *app.Asking) error {
			if err := t.file.add(ctx, q, typed, path); err != nil {
				return err
			}
			now, err = read(ctx, q, false)
			return err
		})
		return now, err
	}, func(now *standing, err error) tea.Cmd {
		if err != nil {
			return screen.Send(screen.Failed{Err: err})
		}
		t.s = now
		t.sheets++
		return tea.Sequence(screen.Send(screen.Back{}), screen.Send(screen.Say{Text: "took the share; it stays here, and f5 shows the trustees that it is there"}))
	}))
}

// add takes a share, and proves it. The file is locked.
func (o *opened) add(ctx context.Context, q *app.Asking, typed secret.Text, path string) error {
	text, err := words(ctx, typed, path)
	if err != nil {
		return err
	}
	share, err := q.Sheet(text, o.sheets)
	if err != nil {
		return err
	}
	if err := q.ShowSheets([]app.Share{share}); err != nil {
		share.Wipe()
		return err
	}
	o.sheets = append(o.sheets, share)
	return nil
}

// effects say what a share on paper does.
func (s *sheet) effects(cells int, l *look.Look) []string {
	return widget.Facts([]widget.Fact{
		{Name: "counts", Text: "as the share of one trustee; the others are shown that it is there"},
		{Name: "stays", Text: "on this machine, and only as long as the ticket is open here"},
	}, cells, l)
}
