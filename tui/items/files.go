package items

import (
	"context"

	tea "charm.land/bubbletea/v2"

	"coffer/internal/app"
	"coffer/tui/ask"
	"coffer/tui/look"
	"coffer/tui/screen"
	"coffer/tui/widget"
)

// fileKeys are about attached files.
func (it *Item) fileKeys() []screen.Key {
	f := it.current()
	file, saved := "the cursor is on no attached file", ""
	if f.file {
		file = it.whyPast()
	}
	if !f.file && !f.content {
		saved = "the cursor is on no file"
	}
	return []screen.Key{
		{Press: []string{"A"}, Does: "attach a file of this machine", Why: it.whyPast(), Core: true, Do: it.attach},
		{Press: []string{"w"}, Does: "write the file to this machine", Short: "write file", Why: saved, Do: it.write},
		{Press: []string{"x"}, Does: "take the attached file away", Why: file, Core: true, Do: it.detach},
	}
}

func (it *Item) attach() tea.Cmd {
	ref, path := it.ref, it.facts.path
	return askLine(it.d, ask.Line{Name: "attach", Label: "file", Path: it.d, Does: "encrypt the file and attach it", Short: "attach",
		Facts: []widget.Fact{{Name: "item", Text: path}, {Text: "the path of a file of this machine, 64 MiB at most; your copy stays where it is, readable by whoever reads your files"}},
	}, func(ctx context.Context, a *app.App, text string) (string, error) {
		name, err := a.AttachFile(ctx, ref, text)
		return "attached " + look.Safe(name) + " to " + look.Safe(path), err
	})
}

func (it *Item) write() tea.Cmd {
	ref, name := it.ref, it.current().name
	return askLine(it.d, ask.Line{Name: "write file", Label: "to", Path: it.d, Given: app.FileName(name), Does: "write the file there", Short: "write",
		Facts: []widget.Fact{{Name: "file", Text: name}, {Text: "it lies there in clear; a file that is there already is never replaced"}},
	}, func(ctx context.Context, a *app.App, text string) (string, error) {
		return "wrote " + look.Safe(text), a.WriteFile(ctx, ref, name, text)
	})
}

// detach takes an attached file away, and asks: what comes back is a revision.
func (it *Item) detach() tea.Cmd {
	ref, name := it.ref, it.current().name
	return screen.Send(screen.Ask{Question: look.Safe(name) + " is taken away. The history keeps it as long as it keeps the revision before.", Does: "take it away",
		Do: func() tea.Cmd {
			return screen.Do(it.d, "", func(ctx context.Context, a *app.App) error {
				s, err := a.Detach(ctx, ref, name)
				s.Wipe()
				return err
			}, func() tea.Cmd {
				return tea.Batch(it.Start(), screen.Send(screen.Say{Text: "detached " + look.Safe(name)}))
			})
		}})
}
