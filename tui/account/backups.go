package account

import (
	"context"
	"slices"

	tea "charm.land/bubbletea/v2"

	"coffer/internal/app"
	"coffer/tui/ask"
	"coffer/tui/look"
	"coffer/tui/screen"
	"coffer/tui/widget"
	"coffer/vault/secret"
)

// backups lists what the vault was on former days, as this machine keeps it.
type backups struct {
	listing[app.Backup]
	pushed app.Pushed
}

// kept is what the list shows.
type kept struct {
	list   app.BackupList
	pushed app.Pushed
}

func newBackups(d *screen.Desk) screen.Screen {
	b := &backups{listing: listing[app.Backup]{d: d, title: "backups", none: "there is no backup yet; n makes one"}}
	b.listing.line = func(one *app.Backup, cells int) string {
		age := app.AgeText(d.Now().Sub(one.Made))
		return look.Fit(app.LocalTime(one.Made), 18) + look.Fit(age, 12) + look.Fit(app.SizeText(one.Bytes), 14) + look.Fit(one.KeysText(), cells-44)
	}
	b.listing.facts = backupFacts
	b.listing.keys = b.deeds
	b.list.Key = func(one *app.Backup) any { return one.ID }
	return b
}

// Start reads what there is: that takes no key.
func (b *backups) Start() tea.Cmd {
	return screen.Call(b.d, "", func(ctx context.Context, a *app.App) (k kept, err error) {
		if k.list, err = a.BackupsAt("").List(ctx, a); err == nil {
			k.pushed, err = a.Pushed(ctx)
		}
		return k, err
	}, func(k kept) tea.Cmd {
		slices.Reverse(k.list.All)
		b.pushed, b.head = k.pushed, keptText(k)
		return b.list.Set(k.list.All)
	})
}

// keptText says how much there is, and whether some lie elsewhere, too.
func keptText(k kept) string {
	text := app.Counted(len(k.list.All), "backup", "backups") + " on this machine, " + app.SizeText(k.list.Stored)
	if k.list.Strange > 0 {
		text += "; " + app.Counted(k.list.Strange, "more cannot be read", "more cannot be read")
	}
	if k.pushed.Address == "" {
		return text + "; none elsewhere"
	}
	return text + "; elsewhere since " + app.LocalTime(k.pushed.Time)
}

func backupFacts(b *app.Backup) []widget.Fact {
	facts := []widget.Fact{{Name: "made", Text: app.LocalTime(b.Made)}, {Name: "id", Text: "@" + b.ID.String()},
		{Name: "holds", Text: app.SizeText(b.Bytes) + ", " + app.Counted(b.Files, "attached file", "attached files") + " among it"}}
	if text := b.KeysText(); text != "" {
		facts = append(facts, widget.Fact{Name: "opens", Text: "with " + text + ", other than the one before"})
	}
	if !b.Due.IsZero() {
		facts = append(facts, widget.Fact{Name: "goes from", Text: app.LocalTime(b.Due)})
	}
	return facts
}

func (b *backups) deeds(one *app.Backup) []screen.Key {
	none := ""
	if one == nil {
		none = "there is no backup"
	}
	return []screen.Key{
		{Press: []string{"enter"}, Does: "open it: what is in it", Short: "open", Why: none, Core: true, Do: func() tea.Cmd { return screen.Send(screen.Open{Screen: newContents(b.d, *one)}) }},
		{Press: []string{"n"}, Does: "make a backup now", Short: "make one", Do: b.make},
		{Press: []string{"r"}, Does: "restore: bring back what it holds", Short: "restore", Why: none, Core: true, Do: func() tea.Cmd { return screen.Send(screen.Open{Screen: newRestore(b.d, *one)}) }},
		{Press: []string{"t"}, Does: "make a new vault of it, in a folder", Why: none, Do: func() tea.Cmd { return b.askFolder(*one) }},
		{Press: []string{"v"}, Does: "verify it: read all of it", Short: "verify", Why: none, Do: func() tea.Cmd { return b.verify(one.ID.String()) }},
		{Press: []string{"V"}, Does: "verify all backups", Why: none, Do: func() tea.Cmd { return b.verify() }},
		{Press: []string{"p"}, Does: "push: bring the backups to another place", Short: "push", Why: none, Core: true, Do: b.push},
		{Press: []string{"P"}, Does: "pull: bring backups here from another place", Do: b.pull},
		{Press: []string{"d", "delete"}, Does: "delete the backup for good", Why: none, Do: func() tea.Cmd { return b.ask(*one) }},
	}
}

// Update hears the cursor and the mouse.
func (b *backups) Update(msg tea.Msg) tea.Cmd {
	if b.list.Update(msg, 2) {
		return screen.Send(screen.Press{Key: "enter"})
	}
	return nil
}

func (b *backups) make() tea.Cmd {
	return screen.Call(b.d, "backing up", func(ctx context.Context, a *app.App) (app.MadeBackup, error) { return a.MakeBackup(ctx) },
		func(m app.MadeBackup) tea.Cmd {
			text := "made a backup of " + app.SizeText(m.Bytes) + ", of which " + app.SizeText(m.New) + " are new"
			if m.Whole {
				text += "; the one before is damaged, and V shows which are whole"
			}
			return b.done(text)
		})
}

func (b *backups) done(said string) tea.Cmd {
	return tea.Batch(b.Start(), screen.Send(screen.Say{Text: said}))
}

// ask asks before a backup goes.
func (b *backups) ask(one app.Backup) tea.Cmd {
	return screen.Send(screen.Ask{Question: "The backup of " + app.LocalTime(one.Made) + ", " + one.Short() + ", goes for good. Copies of it in other places stay.", Does: "delete it",
		Do: func() tea.Cmd {
			return screen.Do(b.d, "deleting", func(ctx context.Context, a *app.App) error {
				_, err := a.BackupsAt("").Remove(ctx, []app.Backup{one}, a)
				return err
			}, func() tea.Cmd { return b.done("deleted the backup of " + app.LocalTime(one.Made)) })
		}})
}

// askFolder asks where a new vault is made of a backup.
func (b *backups) askFolder(one app.Backup) tea.Cmd {
	return screen.Send(screen.Open{Screen: ask.NewLine(ask.Line{
		Name: "a vault of " + app.LocalTime(one.Made), Label: "folder", Path: b.d, Does: "make the vault in this folder", Short: "make it",
		Facts: []widget.Fact{
			{Text: "All of the backup becomes a vault in a folder that has none. It opens with the password of that day: coffer --dir FOLDER."},
			{Text: "It is a copy of its day: this machine, which has seen a newer state, says that it is older, and only reads it."},
		},
		Do: func(typed secret.Text) tea.Cmd {
			dir := typed.Reveal()
			typed.Wipe()
			return screen.Do(b.d, "restoring", func(ctx context.Context, a *app.App) error {
				_, err := a.BackupsAt("").RestoreTo(ctx, one.ID.String(), dir)
				return err
			}, func() tea.Cmd { return screen.Leave("made a vault in " + look.Safe(dir)) })
		},
	})})
}

// verified is what a look at backups has found.
type verified struct {
	all     []app.VerifiedBackup
	strange int
}

// verify reads backups, all of them where none is named, and shows what it found.
func (b *backups) verify(ids ...string) tea.Cmd {
	return screen.Call(b.d, "verifying", func(ctx context.Context, a *app.App) (v verified, err error) {
		v.all, v.strange, err = a.BackupsAt("").Verify(ctx, ids, a)
		return v, err
	}, func(v verified) tea.Cmd {
		return screen.Send(screen.Open{Screen: ask.NewText("verified backups", verifiedFacts(v))})
	})
}

func verifiedFacts(v verified) (facts []widget.Fact) {
	bad := v.strange
	for i := range v.all {
		one := &v.all[i]
		fact := widget.Fact{Name: one.Made.Local().Format("2006-01-02"), Text: "whole", Tone: widget.Good}
		if one.Opened {
			fact.Text = "whole, and what is in it is verified"
		}
		for j, problem := range one.Problems {
			if j > 0 {
				facts = append(facts, fact)
				fact.Name = ""
			}
			fact.Text, fact.Tone = problem, widget.Alarm
		}
		if len(one.Problems) > 0 {
			bad++
		}
		facts = append(facts, fact)
	}
	if v.strange > 0 {
		facts = append(facts, widget.Fact{Text: app.Counted(v.strange, "more backup", "more backups") + " cannot be read at all: changed, or written by a newer coffer", Tone: widget.Alarm})
	}
	if bad > 0 {
		return append(facts, widget.Fact{}, widget.Fact{Text: "A new backup shares nothing with one that is damaged: make one, and delete those that are not whole."})
	}
	return facts
}

func (b *backups) push() tea.Cmd {
	return b.askAddress(ask.Line{Name: "push backups", Does: "bring the backups of this machine there", Short: "push",
		Facts: []widget.Fact{
			{Text: "What lies there already is not sent again. Backups whose time is over go there as they do here; those that are there alone stay."},
			{Text: "Whoever runs the place sees how much changes on which day, can delete all of it, and can read nothing."},
		}}, "pushing", "to", func(ctx context.Context, a *app.App, address string) (app.CopiedBackups, error) {
		return a.PushBackups(ctx, address)
	})
}

func (b *backups) pull() tea.Cmd {
	return b.askAddress(ask.Line{Name: "pull backups", Does: "bring backups of this vault from there", Short: "pull"},
		"pulling", "from", func(ctx context.Context, a *app.App, address string) (app.CopiedBackups, error) {
			return a.BackupsAt(address).Pull(ctx, a)
		})
}

// askAddress asks where to or where from; the last address stands there.
func (b *backups) askAddress(l ask.Line, what, way string, do func(context.Context, *app.App, string) (app.CopiedBackups, error)) tea.Cmd {
	l.Label, l.Given = "address", b.pushed.Address
	l.Facts = append(l.Facts, widget.Fact{Text: "An address is dir:/path, or s3://bucket/prefix?endpoint=…"})
	l.Do = func(typed secret.Text) tea.Cmd {
		address := typed.Reveal()
		typed.Wipe()
		return screen.Call(b.d, what, func(ctx context.Context, a *app.App) (app.CopiedBackups, error) { return do(ctx, a, address) },
			func(c app.CopiedBackups) tea.Cmd { return screen.Leave(copiedText(c, way)) })
	}
	return screen.Send(screen.Open{Screen: ask.NewLine(l)})
}

func copiedText(c app.CopiedBackups, way string) string {
	text := "copied " + app.Counted(c.Snapshots, "backup", "backups") + " " + way + " " + app.SafeAddress(c.Address) + ", " + app.SizeText(c.Bytes)
	if c.Gone > 0 {
		text += "; deleted there, since their time was over: " + app.Counted(c.Gone, "backup", "backups")
	}
	if c.Left > 0 {
		text += "; left out, since they are damaged: " + app.Counted(c.Left, "backup", "backups") + "; V shows which"
	}
	return text
}
