package account

import (
	"context"
	"time"

	tea "charm.land/bubbletea/v2"

	"coffer/internal/app"
	"coffer/tui/ask"
	"coffer/tui/look"
	"coffer/tui/screen"
	"coffer/tui/widget"
	"coffer/vault/secret"
)

// errOtherKeys ends the opening of a backup for which no password was given: nobody is asked while the vault is open.
var errOtherKeys = app.Fail(app.Refused, "give the master password of that day", "other keys open this backup than today's")

// ofDay gives the password of a former day once, where there is one; its owner wipes it.
func ofDay(given secret.Text) app.DayPassword {
	return func(_ context.Context, made time.Time, wrong int) (secret.Text, error) {
		switch {
		case given.Len() == 0:
			return secret.Text{}, errOtherKeys
		case wrong > 0:
			return secret.Text{}, app.ErrDayPassword(made)
		}
		return given.Clone(), nil
	}
}

// contents shows the boxes of a backup.
type contents struct {
	listing[app.BackupBox]
	of     app.Backup
	others bool // other keys open it than today's
	locked bool // and no password has opened it yet
}

func newContents(d *screen.Desk, of app.Backup) screen.Screen {
	c := &contents{of: of, listing: listing[app.BackupBox]{d: d, title: "backup of " + app.LocalTime(of.Made), head: "what is in it, box by box", none: "it has no box"}}
	c.listing.line = func(one *app.BackupBox, cells int) string { return look.Ends(look.Safe(one.Name), boxText(one), cells) }
	c.listing.facts = func(*app.BackupBox) []widget.Fact { return backupFacts(&c.of) }
	c.listing.keys = c.deeds
	return c
}

func boxText(b *app.BackupBox) string {
	text := app.Counted(b.Items, "item", "items")
	if b.Trashed > 0 {
		text += ", and " + app.Counted(b.Trashed, "more", "more") + " in the trash"
	}
	return text
}

// Start opens it with today's keys, once.
func (c *contents) Start() tea.Cmd {
	if c.list.Read {
		return nil
	}
	return c.read(secret.Text{}, func() tea.Cmd { return nil })
}

// read opens the backup, looks what is in it, and closes it again.
func (c *contents) read(password secret.Text, then func() tea.Cmd) tea.Cmd {
	of := c.of
	return screen.Wiping(password, screen.Try(c.d, "opening the backup", func(ctx context.Context, a *app.App) ([]app.BackupBox, error) {
		return a.BackupsAt("").Contents(ctx, of, a, ofDay(password))
	}, func(boxes []app.BackupBox, err error) tea.Cmd {
		switch {
		case isOtherKeys(err):
			c.others, c.locked, c.none = true, true, "today's keys do not open it: p asks for the master password of that day"
			return c.list.Set(nil)
		case err != nil:
			c.d.Tried(err)
			return screen.Send(screen.Failed{Err: err})
		}
		c.locked = false
		c.list.Set(boxes)
		return then()
	}))
}

func (c *contents) deeds(one *app.BackupBox) []screen.Key {
	why, locked := "", "it is open"
	if c.locked {
		locked = ""
	}
	if !c.list.Read {
		why = "it is being read"
	}
	return []screen.Key{
		{Press: []string{"r"}, Does: "restore: bring back the box, or all that the backup holds", Short: "restore", Why: why, Core: true, Do: func() tea.Cmd { return c.restore(one) }},
		{Press: []string{"p"}, Does: "give the master password of that day", Short: "password", Why: locked, Do: c.ask},
	}
}

// restore begins with the chosen box; without the line the form means all of them.
func (c *contents) restore(one *app.BackupBox) tea.Cmd {
	r := newRestore(c.d, c.of)
	if one != nil {
		r.path.Set(one.Name)
	}
	r.asksDay(c.others)
	return screen.Send(screen.Open{Screen: r})
}

func (c *contents) ask() tea.Cmd {
	return screen.Send(screen.Open{Screen: ask.NewLine(ask.Line{
		Name: "password of that day", Label: "password", Hidden: true, Most: app.MaxPassword, Does: "open the backup", Short: "open", Why: c.d.WhyNoPassword,
		Facts: []widget.Fact{{Text: "It is the one that opened the vault on " + app.LocalTime(c.of.Made) + "."}},
		Do: func(typed secret.Text) tea.Cmd {
			return c.read(typed, func() tea.Cmd { return screen.Send(screen.Back{}) })
		},
	})})
}

// Wipe forgets what is in it.
func (c *contents) Wipe() { *c = contents{listing: listing[app.BackupBox]{d: c.d}} }
