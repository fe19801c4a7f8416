package people

import (
	"context"
	"fmt"
	"slices"

	tea "charm.land/bubbletea/v2"

	"coffer/internal/app"
	"coffer/tui/look"
	"coffer/tui/screen"
	"coffer/tui/widget"
)

// shares lists what the owner shares with whom.
type shares struct {
	d    *screen.Desk
	list widget.Rows[shareRow]
}

// shareRow is an item, or below it one of those who have it.
type shareRow struct {
	ref   string // as [app.App.StopShare] takes it
	item  string
	title string
	who   string // empty: all
	how   string
	open  bool // newer versions follow
}

func newShares(d *screen.Desk) *shares {
	s := &shares{d: d}
	s.list.Key = func(r *shareRow) any { return [2]string{r.ref, r.who} }
	return s
}

// Title is where this is.
func (s *shares) Title() string { return "shares" }

// Start reads them.
func (s *shares) Start() tea.Cmd {
	return screen.Call(s.d, "", func(ctx context.Context, a *app.App) ([]app.ShareInfo, error) { return a.Shares(ctx) },
		func(all []app.ShareInfo) tea.Cmd {
			var rows []shareRow
			for i := range all {
				rows = append(rows, shareRows(&all[i])...)
			}
			return s.list.Set(rows)
		})
}

func shareRows(i *app.ShareInfo) []shareRow {
	item := "@" + i.Item.String()
	title := placeText(i.Path, i.Title)
	rows := []shareRow{{ref: item, item: item, title: title, how: targetsText(i.To)}}
	for _, p := range i.People {
		how := fmt.Sprintf("version %d of %s", p.Number, app.LocalTime(p.Sent))
		switch {
		case !p.Stopped.IsZero():
			how += ", stopped " + app.LocalTime(p.Stopped)
		case !p.Left:
			how += ", not sent yet"
		case p.Auto:
			how += ", automatic"
		}
		rows = append(rows, shareRow{ref: "@" + p.Share.String(), item: item, title: title, who: p.Name, how: how, open: p.Stopped.IsZero()})
		rows[0].open = rows[0].open || p.Stopped.IsZero()
	}
	rows[0].open = rows[0].open || slices.ContainsFunc(i.To, func(t app.TargetInfo) bool { return t.Auto })
	return rows
}

// targetsText names the circles that it goes to by itself.
func targetsText(to []app.TargetInfo) string {
	text := ""
	for _, t := range to {
		if t.Circle && t.Auto {
			text += "whoever is in " + quoted(t.Name) + " gets it by itself  "
		}
	}
	return text
}

// Typing never holds.
func (s *shares) Typing() bool { return false }

// Keys are what can be done here.
func (s *shares) Keys() []screen.Key {
	now := s.list.Current()
	none, stop := "nothing is chosen", "nothing is chosen"
	if now != nil {
		none, stop = "", ""
		if !now.open {
			stop = "no newer version follows already"
		}
	}
	return []screen.Key{
		{Press: []string{"a"}, Does: "share an item with contacts or circles", Short: "new share", Do: func() tea.Cmd {
			return screen.Send(screen.Open{Screen: NewShare(s.d, "", "")})
		}},
		{Press: []string{"r"}, Does: "share this item once more, or with somebody else", Short: "again", Why: none, Do: func() tea.Cmd {
			return screen.Send(screen.Open{Screen: NewShare(s.d, now.item, now.title)})
		}},
		{Press: []string{"d", "delete"}, Does: "stop: send no newer version", Short: "stop", Why: stop, Do: s.stop},
		{Press: []string{"enter", "l", "right"}, Does: "open the item", Short: "item", Why: none, Do: func() tea.Cmd {
			return screen.Send(screen.Item{Ref: now.item, Title: now.title})
		}},
	}
}

func (s *shares) stop() tea.Cmd {
	row := *s.list.Current()
	whom := "anybody"
	if row.who != "" {
		whom = quoted(row.who)
	}
	do := func() tea.Cmd {
		return screen.Call(s.d, "", func(ctx context.Context, a *app.App) ([]string, error) { return a.StopShare(ctx, row.ref, nil) },
			func(stopped []string) tea.Cmd {
				return tea.Batch(s.Start(), screen.Send(screen.Say{Text: "no newer version goes to " + quotedList(slices.Compact(stopped)) + "; what they took stays theirs"}))
			})
	}
	return screen.Send(screen.Ask{Does: "stop", Do: do,
		Question: "No newer version of " + look.Safe(row.title) + " goes to " + whom + ". What they took stays theirs: change the secret where it opens something. Sharing it again undoes this."})
}

// Update hears the cursor and the mouse.
func (s *shares) Update(msg tea.Msg) tea.Cmd {
	s.list.Update(msg, 0)
	return nil
}

// View draws the screen.
func (s *shares) View(size screen.Size, l *look.Look) []string {
	if len(s.list.All) == 0 {
		return nothing(s.list.Read, "you share nothing; a hands an item to somebody", size.Width, l)
	}
	return s.list.View(nil, "", size, l, func(row *shareRow, cells int) string {
		if row.who == "" {
			return look.Ends(look.Safe(row.title), row.how, cells)
		}
		return "  " + columns(cells-2, []int{24, 0}, row.who, row.how)
	})
}

// Wipe forgets what came from the vault.
func (s *shares) Wipe() { *s = shares{d: s.d} }
