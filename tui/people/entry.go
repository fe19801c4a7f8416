package people

import (
	"context"
	"fmt"
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

// entry is an item that somebody shared. Secrets are covered; one that is shown is read
// then, and kept for a few seconds.
type entry struct {
	d *screen.Desk
	e app.Incoming

	there   bool
	facts   [][2]string
	note    string
	takenTo string
	fields  []entryField
	list    widget.List
	head    int // lines above the list, as it was drawn last
	shown   *uncovered
	away    int // how often it went out of sight: what comes later is not shown
}

type entryField struct {
	name, value, tier string
	covered           bool
}

type uncovered struct {
	field int
	value secret.Text
	until time.Time
}

// uncoveredFor is how long a secret is shown.
const uncoveredFor = 10 * time.Second

func newEntry(d *screen.Desk, e app.Incoming) *entry { return &entry{d: d, e: e} }

func (v *entry) ref() string { return "@" + v.e.ID.String() }

// Title is where this is.
func (v *entry) Title() string { return titleText(&v.e) }

// entryFacts are what the screen keeps: no secret.
type entryFacts struct {
	app.InboxEntry
	facts         [][2]string
	note, takenTo string
	fields        []entryField
}

// Start reads the entry.
func (v *entry) Start() tea.Cmd {
	ref := v.ref()
	return screen.Call(v.d, "", func(ctx context.Context, a *app.App) (f entryFacts, err error) {
		s, err := a.ShowInbox(ctx, ref)
		if err != nil {
			return f, err
		}
		defer s.Wipe()
		return factsOf(&s), nil
	}, func(f entryFacts) tea.Cmd {
		v.facts, v.note, v.takenTo, v.fields, v.there = f.facts, f.note, f.takenTo, f.fields, true
		v.e.State, v.e.Doubtful = f.State, f.Doubtful
		v.list.SetLen(len(v.fields))
		return nil
	})
}

// factsOf leaves the secrets out.
func factsOf(s *app.InboxItem) entryFacts {
	f := entryFacts{InboxEntry: s.InboxEntry, note: s.Note, takenTo: s.TakenTo}
	f.facts = [][2]string{{"from", s.From}, {"state", s.State}, {"version", fmt.Sprintf("%d of %s", s.Number, app.LocalTime(s.Sent))}, {"template", s.Template}, {"taken to", s.TakenTo}}
	for i := range s.Fields {
		one := entryField{name: s.Fields[i].Name, tier: s.Fields[i].Tier.String()}
		if s.Fields[i].Tier == app.Core {
			one.covered = !s.Fields[i].Value.IsZero()
		} else {
			one.value = strings.TrimSuffix(s.Fields[i].Value.Reveal(), "\n")
		}
		f.fields = append(f.fields, one)
	}
	for i := range s.Attachments {
		f.fields = append(f.fields, entryField{name: s.Attachments[i].Name, value: app.SizeText(s.Attachments[i].Size), tier: "file"})
	}
	return f
}

// Typing never holds.
func (v *entry) Typing() bool { return false }

// Keys are what can be done here.
func (v *entry) Keys() []screen.Key {
	hidden := "the field has no secret"
	if v.list.At < len(v.fields) && v.fields[v.list.At].covered {
		hidden = ""
	}
	taken := ""
	if len(v.fields) == 0 {
		taken = "there is nothing to take"
	}
	another := taken
	if v.takenTo == "" {
		another = "no version of it was taken before"
	}
	return []screen.Key{
		{Press: []string{"t"}, Does: "take it into a box", Short: "take", Why: taken, Do: func() tea.Cmd { return take(v.d, v.e, false, screen.Leave) }},
		{Press: []string{"T"}, Does: "take it as an item of its own, beside the one that was taken before", Short: shortIf(another, "take a copy"), Why: another, Do: func() tea.Cmd { return take(v.d, v.e, true, screen.Leave) }},
		{Press: []string{"space", "v", "enter"}, Does: "show the secret for ten seconds, or cover it", Short: "show", Why: hidden, Do: v.reveal},
	}
}

func (v *entry) reveal() tea.Cmd {
	at := v.list.At
	if v.shown != nil {
		same := v.shown.field == at
		v.cover()
		if same {
			return nil
		}
	}
	ref, name, away := v.ref(), v.fields[at].name, v.away
	return screen.Call(v.d, "", func(ctx context.Context, a *app.App) (secret.Text, error) {
		s, err := a.ShowInbox(ctx, ref)
		if err != nil {
			return secret.Text{}, err
		}
		defer s.Wipe()
		if at >= len(s.Fields) || s.Fields[at].Name != name {
			return secret.Text{}, app.Fail(app.Busy, "look at it again", "another version came meanwhile")
		}
		return s.Fields[at].Value.Clone(), nil
	}, func(t secret.Text) tea.Cmd {
		if away != v.away {
			t.Wipe()
			return nil
		}
		v.cover()
		v.shown = &uncovered{at, t, v.d.Now().Add(uncoveredFor)}
		return nil
	})
}

func (v *entry) cover() {
	if v.shown != nil {
		v.shown.value.Wipe()
		v.shown = nil
	}
}

// Update hears the cursor, the mouse and the clock.
func (v *entry) Update(msg tea.Msg) tea.Cmd {
	switch msg.(type) {
	case screen.Hidden:
		v.away++
		v.cover()
	case screen.Tick:
		if v.shown != nil && !v.d.Now().Before(v.shown.until) {
			v.cover()
		}
	default:
		v.list.Update(msg, v.head)
	}
	return nil
}

// View draws the screen.
func (v *entry) View(s screen.Size, l *look.Look) []string {
	sh := newSheet(l, s.Width)
	if !v.there {
		sh.say(l.Dim, "reading …")
		return sh.lines
	}
	for _, f := range v.facts {
		sh.fact(f[0], f[1])
	}
	sh.fact("note", v.note)
	if v.e.Doubtful {
		sh.say(l.Warn, "nobody made sure who "+quoted(v.e.From)+" is; compare the safety number")
	}
	sh.gap()
	if len(v.fields) == 0 {
		sh.say(l.Dim, "there is nothing to show here: it was taken, or not all of it has come")
		return sh.lines
	}
	v.head = len(sh.lines)
	return append(sh.lines, v.list.View(screen.Size{Width: s.Width, Height: max(1, s.Height-len(sh.lines))}, l, true, v.line)...)
}

func (v *entry) line(i, cells int) string {
	f := &v.fields[i]
	value := f.value
	switch {
	case v.shown != nil && v.shown.field == i:
		left := max(time.Second, v.shown.until.Sub(v.d.Now()).Round(time.Second))
		value = fmt.Sprintf("%s  (%s)", look.Cut(v.shown.value.Reveal(), cells-46), app.FormatSpan(left))
	case f.covered:
		value = "••••••••"
	}
	return columns(cells, []int{16, 0, 11}, f.name, strings.ReplaceAll(value, "\n", " ⏎ "), f.tier)
}

// Wipe forgets what came from the vault.
func (v *entry) Wipe() {
	v.cover()
	*v = entry{d: v.d, e: app.Incoming{ID: v.e.ID}, away: v.away + 1}
}

// take takes an item into a box: a newer version goes to the item that the first was taken
// to, and another one to a box that is chosen. Then leave says what was done, from a screen
// that has nothing to show any more.
func take(d *screen.Desk, e app.Incoming, another bool, leave func(string) tea.Cmd) tea.Cmd {
	if leave == nil {
		leave = func(text string) tea.Cmd {
			return tea.Batch(screen.Send(screen.Again{}), screen.Send(screen.Say{Text: text}))
		}
	}
	do := func(where string) tea.Cmd {
		return screen.Call(d, "", func(ctx context.Context, a *app.App) (app.TookInbox, error) {
			return a.TakeInbox(ctx, "@"+e.ID.String(), where, another)
		}, func(took app.TookInbox) tea.Cmd { return leave(tookText(took)) })
	}
	if e.State == "updated" && !another {
		return do("")
	}
	return pick(d, ask.Pick{Name: "take it into", Read: boxChoices, Done: func(chosen []ask.Choice) tea.Cmd {
		if chosen[0].Ref != "" {
			return do(chosen[0].Ref)
		}
		return prompt(ask.Line{Name: "take it into", Label: "box", Does: "take it there", Short: "take",
			Facts: []widget.Fact{{Text: "A box, or a folder in one: home, work/shared. A box that is missing is made."}},
		}, func(where string) tea.Cmd { return tea.Sequence(screen.Send(screen.Back{}), do(where)) })
	}})
}

// boxChoices are the boxes, and a way to name another place.
func boxChoices(ctx context.Context, a *app.App) (all []ask.Choice, err error) {
	boxes, err := a.Boxes(ctx)
	for _, b := range boxes {
		if b.Removed.IsZero() {
			path := app.Path{Box: b.Name}
			all = append(all, ask.Choice{Ref: strings.TrimSuffix(path.String(), "/"), Name: b.Name, Note: "box"})
		}
	}
	return append(all, ask.Choice{Name: "somewhere else …", Note: "a folder, or a new box"}), err
}

func tookText(took app.TookInbox) string {
	path, from := look.Safe(took.Path), quoted(took.From)
	text := "took " + path + " from " + from
	if took.Renewed {
		text = path + " has the newer version from " + from + "; its history shows what it was"
	}
	if took.NewBox {
		text += "; made the box for it"
	}
	if took.Template != "" {
		text += "; there is no template " + quoted(took.Template) + " here, so it became an item without one"
	}
	return text
}
