package items

import (
	"context"
	"slices"
	"strings"

	tea "charm.land/bubbletea/v2"

	"coffer/internal/app"
	"coffer/tui/look"
	"coffer/tui/screen"
)

// askOne says what becomes of the item under the cursor, and of its seals, before it is
// deleted for good.
func (t *trash) askOne() tea.Cmd {
	_, n, _ := t.list.At()
	one := t.parts[trashedItems][n]
	f := app.TrashFilter{Item: one.id}
	return screen.Call(t.d, "", func(ctx context.Context, a *app.App) ([]app.SealInfo, error) { return a.SealsOfTrash(ctx, f) },
		func(seals []app.SealInfo) tea.Cmd {
			parts := []string{look.Safe(one.name) + " goes for good, with its history, off the disk as well. Nobody can take that back."}
			for _, s := range seals {
				parts = append(parts, sealText(&s))
			}
			return screen.Send(screen.Ask{Question: strings.Join(parts, " "), Does: "delete it for good", Do: func() tea.Cmd { return t.deleteOne(one, f, seals) }})
		})
}

// deleteOne deletes what a person was told of; where it has other seals by now it deletes
// nothing.
func (t *trash) deleteOne(one trashed, f app.TrashFilter, seals []app.SealInfo) tea.Cmd {
	return screen.Call(t.d, "deleting", func(ctx context.Context, a *app.App) (string, error) {
		now, err := a.SealsOfTrash(ctx, f)
		if err == nil && !slices.EqualFunc(now, seals, func(s, o app.SealInfo) bool { return s.ID == o.ID && s.OnDelete == o.OnDelete }) {
			err = app.Fail(app.Busy, "look at its seals again", "the seals of the item were changed meanwhile")
		}
		if err != nil {
			return "", err
		}
		n, err := a.EmptyTrash(ctx, f)
		if n == 0 && err == nil {
			err = app.Fail(app.NotFound, "", "%s is not in the trash any more", look.Safe(one.name))
		}
		return "deleted for good: " + look.Safe(one.name), err
	}, t.done)
}
