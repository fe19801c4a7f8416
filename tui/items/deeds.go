package items

import (
	"context"
	"strings"
	"time"

	tea "charm.land/bubbletea/v2"

	"coffer/internal/app"
	"coffer/tui/ask"
	"coffer/tui/look"
	"coffer/tui/screen"
	"coffer/tui/widget"
	"coffer/vault/secret"
)

// deeds are what can be done to an item, from the list and from its own screen.
type deeds struct {
	d         *screen.Desk
	ref, path string
	tags      []string
	favourite bool
}

// keys are those for it; why is a reason against all of them. After a deed that opens no
// other screen again is called.
func (x deeds) keys(why string, again func() tea.Cmd) []screen.Key {
	star := "mark the item as a favourite"
	if x.favourite {
		star = "mark the item as a favourite no more"
	}
	return []screen.Key{
		{Press: []string{"e"}, Does: "edit the item", Short: "edit", Why: why, Core: true, Do: func() tea.Cmd {
			return screen.Send(screen.Open{Screen: newEdit(x.d, x.ref, x.title())})
		}},
		{Press: []string{"f"}, Does: star, Why: why, Core: true, Do: func() tea.Cmd { return x.turnFavourite(again) }},
		{Press: []string{"t"}, Does: "change the tags of the item", Why: why, Core: true, Do: x.retag},
		{Press: []string{"m"}, Does: "move the item, or give it another name", Short: "move", Why: why, Core: true, Do: x.move},
		{Press: []string{"M"}, Does: "copy the item as a new one", Why: why, Core: true, Do: x.copy},
		{Press: []string{"S"}, Does: "share the item with contacts or circles", Why: why, Core: true, Do: func() tea.Cmd {
			return screen.Send(screen.Share{Ref: x.ref, Title: x.title()})
		}},
		{Press: []string{"L"}, Does: "seal the item: somebody can have it after a wait in which you may say no", Why: why, Core: true, Do: func() tea.Cmd {
			return screen.Send(screen.Seal{Ref: x.ref, Path: x.path})
		}},
	}
}

// title is the last name of the path, as it is written there.
func (x deeds) title() string { return x.path[strings.LastIndexByte(x.path, '/')+1:] }

func (x deeds) turnFavourite(again func() tea.Cmd) tea.Cmd {
	on := !x.favourite
	text := look.Safe(x.path) + " is no favourite any more"
	if on {
		text = look.Safe(x.path) + " is a favourite"
	}
	return screen.Do(x.d, "", func(ctx context.Context, a *app.App) error {
		_, err := a.Edit(ctx, x.ref, app.Change{Favourite: &on})
		return err
	}, func() tea.Cmd { return tea.Batch(again(), screen.Send(screen.Say{Text: text})) })
}

// line asks for a line, does something with it and goes back.
func (x deeds) line(l ask.Line, do func(ctx context.Context, a *app.App, text string) (said string, err error)) tea.Cmd {
	return askLine(x.d, l, do)
}

// askLine is a line that is no secret: something is done with it, and said.
func askLine(d *screen.Desk, l ask.Line, do func(ctx context.Context, a *app.App, text string) (said string, err error)) tea.Cmd {
	l.Do = func(typed secret.Text) tea.Cmd {
		text := strings.TrimSpace(typed.Reveal())
		typed.Wipe()
		return screen.Call(d, "", func(ctx context.Context, a *app.App) (string, error) { return do(ctx, a, text) }, screen.Leave)
	}
	return screen.Send(screen.Open{Screen: ask.NewLine(l)})
}

func (x deeds) retag() tea.Cmd {
	return x.line(ask.Line{Name: "tags", Label: "tags", Given: strings.Join(x.tags, ", "), Optional: true, Does: "give the item these tags", Short: "save",
		Facts: []widget.Fact{{Name: "item", Text: x.path}, {Text: "tags are words to find it by, with commas between"}},
	}, func(ctx context.Context, a *app.App, text string) (string, error) {
		tags := splitTags(text)
		done, err := a.Edit(ctx, x.ref, app.Change{Tag: without(tags, x.tags), Untag: without(x.tags, tags)})
		if len(done.Changed) == 0 {
			return look.Safe(x.path) + " has these tags already", err
		}
		return "changed the tags of " + look.Safe(x.path), err
	})
}

func (x deeds) move() tea.Cmd {
	return x.line(ask.Line{Name: "move", Label: "new path", Given: x.path, Does: "move the item there", Short: "move",
		Facts: []widget.Fact{{Name: "item", Text: x.path}, {Text: "its history goes with it; a path with / at its end is a folder, and keeps the title"}},
	}, func(ctx context.Context, a *app.App, text string) (string, error) {
		m, err := a.Move(ctx, x.ref, app.MoveOptions{To: text})
		return "moved " + look.Safe(m.From.String()) + " to " + look.Safe(m.To.String()), err
	})
}

func (x deeds) copy() tea.Cmd {
	return x.line(ask.Line{Name: "copy as new", Label: "path of the copy", Given: x.path, Does: "copy the item there", Short: "copy",
		Facts: []widget.Fact{{Name: "item", Text: x.path}, {Text: "the copy has the same content, and no history"}},
	}, func(ctx context.Context, a *app.App, text string) (string, error) {
		m, err := a.Copy(ctx, x.ref, app.MoveOptions{To: text})
		return "copied " + look.Safe(m.From.String()) + " to " + look.Safe(m.To.String()), err
	})
}

// removal is an item that was put into the trash just now.
type removal struct {
	id        app.ID
	ref, path string
	due       time.Time
}

// remove puts the item into the trash. It can be taken back, so nobody is asked.
func (x deeds) remove(then func(removal) tea.Cmd) tea.Cmd {
	return screen.Call(x.d, "", func(ctx context.Context, a *app.App) (r removal, err error) {
		all, err := a.Remove(ctx, []string{x.ref}, 0)
		if err == nil {
			r = removal{all[0].ID, x.ref, all[0].Path.String(), all[0].Due}
		}
		return r, err
	}, then)
}

func (r removal) text() string {
	return "put " + look.Safe(r.path) + " into the trash; it is deleted from " + app.LocalTime(r.due) + " on; u brings it back"
}

// undo brings it back, unless the trash gave it back or deleted it meanwhile.
func (r removal) undo(d *screen.Desk, then func(said string) tea.Cmd) tea.Cmd {
	return screen.Call(d, "", func(ctx context.Context, a *app.App) (string, error) {
		path, err := a.RestoreItem(ctx, r.ref)
		if err != nil && app.Explain(err).Kind == app.NotFound {
			return look.Safe(r.path) + " is not in the trash any more", nil
		}
		return look.Safe(path.String()) + " is back", err
	}, then)
}
