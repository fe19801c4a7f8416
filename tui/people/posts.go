package people

import (
	"context"

	tea "charm.land/bubbletea/v2"

	"coffer/internal/app"
	"coffer/tui/ask"
	"coffer/tui/look"
	"coffer/tui/screen"
	"coffer/tui/widget"
)

// posts are the places through which envelopes travel, with what they can do.
type posts struct {
	d *screen.Desk

	there  bool
	all    []string
	checks []app.PostCheck
	page   widget.Page
}

func newPosts(d *screen.Desk) *posts { return &posts{d: d} }

// Title is where this is.
func (p *posts) Title() string { return "post" }

// Start reads the addresses.
func (p *posts) Start() tea.Cmd {
	return screen.Call(p.d, "", func(ctx context.Context, a *app.App) ([]string, error) { return a.Posts(ctx) }, func(all []string) tea.Cmd {
		p.all, p.there = all, true
		return nil
	})
}

// Typing never holds.
func (p *posts) Typing() bool { return false }

// Keys are what can be done here.
func (p *posts) Keys() []screen.Key {
	none, second := "", ""
	if len(p.all) == 0 {
		none, second = "no post is set", "there is no first post yet"
	}
	return []screen.Key{
		{Press: []string{"e", "enter"}, Does: "set the place through which envelopes travel", Short: "set", Do: func() tea.Cmd { return p.set(false) }},
		{Press: []string{"t"}, Does: "try what each place can do", Short: "try", Why: none, Do: p.try},
		{Press: []string{"a"}, Does: "set a second place beside the first", Short: "second", Why: second, Do: func() tea.Cmd { return p.set(true) }},
		{Press: []string{"d", "delete"}, Does: "use the last of them no more", Short: "unset", Why: none, Do: p.unset},
	}
}

// address says what an address may be.
const address = "A folder that both reach (dir:/path: a stick, Syncthing, NFS), or a bucket (s3://bucket/prefix?endpoint=…). Your contacts must set the same place. The folder must be there already."

func (p *posts) set(second bool) tea.Cmd {
	is, title := "", "the post"
	if i := map[bool]int{true: 1}[second]; i < len(p.all) {
		is = p.all[i]
	}
	if second {
		title = "the second post"
	}
	return prompt(ask.Line{Name: title, Label: "address", Given: is, Does: "set it", Short: "set", Facts: []widget.Fact{{Text: address}}}, func(to string) tea.Cmd {
		return screen.Call(p.d, "", func(ctx context.Context, a *app.App) (missing string, err error) {
			return app.PostFolderText(to), a.SetPost(ctx, to, second)
		}, func(missing string) tea.Cmd {
			p.checks = nil
			if missing != "" {
				return screen.Leave("the post is set, but " + missing)
			}
			return screen.Leave("the post is set; t tries it")
		})
	})
}

func (p *posts) unset() tea.Cmd {
	last := len(p.all) - 1
	return screen.Send(screen.Ask{Does: "unset", Question: "Nothing is carried over " + look.Safe(p.all[last]) + " any more. What lies there stays, and what your contacts put there is not read.", Do: func() tea.Cmd {
		return screen.Do(p.d, "", func(ctx context.Context, a *app.App) error { return a.UnsetPost(ctx, last > 0) }, func() tea.Cmd {
			p.checks = nil
			return tea.Batch(p.Start(), screen.Send(screen.Say{Text: "this post is not used any more; what lies there stays"}))
		})
	}})
}

func (p *posts) try() tea.Cmd {
	return screen.Call(p.d, "trying the post", func(ctx context.Context, a *app.App) ([]app.PostCheck, error) { return a.CheckPost(ctx) },
		func(checks []app.PostCheck) tea.Cmd {
			p.checks = checks
			for i := range checks {
				if checks[i].Failed() {
					return screen.Send(screen.Failed{Err: app.Fail(app.Network, "mend that, then try again", "the post %s does not work", look.Safe(checks[i].Address))})
				}
			}
			return screen.Send(screen.Say{Text: "all that a sync needs works"})
		})
}

// Update hears the keys that scroll.
func (p *posts) Update(msg tea.Msg) tea.Cmd { p.page.Update(msg); return nil }

// View draws the screen.
func (p *posts) View(s screen.Size, l *look.Look) []string {
	sh := newSheet(l, s.Width)
	switch {
	case !p.there:
		sh.say(l.Dim, "reading …")
	case len(p.all) == 0:
		sh.say(l.Title, "no post is set; e sets one")
		sh.say(l.Dim, address)
	}
	for i, at := range p.all {
		sh.gap()
		sh.fact([]string{"post", "second post"}[min(i, 1)], at)
		p.steps(sh, at)
	}
	sh.gap()
	sh.say(l.Dim, app.WhoRunsThePost)
	return p.page.View(sh.lines, s, l)
}

// steps are what was tried of one place.
func (p *posts) steps(sh *sheet, at string) {
	for _, c := range p.checks {
		if c.Address != at {
			continue
		}
		for _, step := range c.Steps {
			text := step.Result
			if step.Note != "" {
				text += ": " + step.Note
			}
			sh.fact("  "+step.Name, text)
		}
	}
}

// Wipe forgets what came from the vault.
func (p *posts) Wipe() { *p = posts{d: p.d} }
