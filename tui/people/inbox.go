package people

import (
	"context"
	"fmt"

	tea "charm.land/bubbletea/v2"

	"coffer/internal/app"
	"coffer/tui/look"
	"coffer/tui/screen"
	"coffer/tui/widget"
)

// Inbox is everything that came in, and what others do to the owner's things: the newest
// first.
type Inbox struct {
	d *screen.Desk

	there   bool
	dropped bool // what was dropped is shown, too
	all     []app.Incoming
	list    widget.List
	undo    app.ID // what was dropped last; zero: nothing
}

// NewInbox makes the screen.
func NewInbox(d *screen.Desk) *Inbox { return &Inbox{d: d} }

// Title is where this is.
func (b *Inbox) Title() string { return "inbox" }

// Start reads it; the cursor stays on what it is on.
func (b *Inbox) Start() tea.Cmd {
	dropped := b.dropped
	return screen.Call(b.d, "", func(ctx context.Context, a *app.App) ([]app.Incoming, error) { return a.Coming(ctx, dropped) },
		func(all []app.Incoming) tea.Cmd {
			at := b.current()
			b.all, b.there = all, true
			b.list.SetLen(len(all))
			for i := range all {
				if at != nil && all[i].ID == at.ID && all[i].Kind == at.Kind {
					b.list.At = i
				}
			}
			return nil
		})
}

func (b *Inbox) current() *app.Incoming {
	if b.list.At < len(b.all) {
		one := b.all[b.list.At]
		return &one
	}
	return nil
}

// Typing never holds.
func (b *Inbox) Typing() bool { return false }

// Keys are what can be done here.
func (b *Inbox) Keys() []screen.Key {
	e := b.current()
	none := ""
	if e == nil {
		none = "nothing is chosen"
	}
	share := none
	if e != nil && e.Kind != "share" {
		share = "only what somebody shared is taken or dropped"
	}
	back := "nothing was dropped just now"
	if !b.undo.IsZero() || e != nil && e.State == "dropped" {
		back = ""
	}
	all := "show what was dropped, too"
	if b.dropped {
		all = "hide what was dropped"
	}
	keys := []screen.Key{
		{Press: []string{"enter", "l", "right", "space"}, Does: "open it", Short: "open", Why: none, Do: b.open},
		{Press: []string{"t"}, Does: "take the item into a box", Short: shortIf(share, "take"), Why: share, Do: func() tea.Cmd { return take(b.d, *e, false, nil) }},
	}
	keys = append(keys, b.answers(e)...)
	return append(keys,
		screen.Key{Press: []string{"d", "delete"}, Does: "drop it out of the inbox, with what still comes of it", Short: shortIf(share, "drop"), Why: share, Do: b.drop},
		screen.Key{Press: []string{"u"}, Does: "bring back what was dropped", Short: shortIf(back, "undo"), Why: back, Do: b.restore},
		screen.Key{Press: []string{"."}, Does: all, Do: func() tea.Cmd { b.dropped = !b.dropped; return b.Start() }},
	)
}

// answers are the keys of what waits for a word of the owner's.
func (b *Inbox) answers(e *app.Incoming) []screen.Key {
	asks, breaks := "nobody asks to connect here", "this is no break of a seal of yours"
	if e != nil && e.Kind == "contact" {
		asks = ""
	}
	if e != nil && e.Kind == "break" {
		breaks = ""
	}
	return []screen.Key{
		{Press: []string{"y"}, Does: "accept who asks to connect", Short: shortIf(asks, "accept"), Why: asks, Do: b.accept},
		{Press: []string{"n"}, Does: "refuse who asks to connect", Short: shortIf(asks, "refuse"), Why: asks, Do: func() tea.Cmd { return refuse(b.d, e.ID, e.From) }},
		{Press: []string{"v"}, Does: "veto the break of your seal", Short: shortIf(breaks, "veto"), Why: breaks, Do: func() tea.Cmd { return b.broken(func(i *app.SealInfo) tea.Cmd { return veto(b.d, i, 1) }) }},
		{Press: []string{"A"}, Does: "allow the break of your seal: it opens without waiting", Short: shortIf(breaks, "allow"), Why: breaks, Do: func() tea.Cmd { return b.broken(func(i *app.SealInfo) tea.Cmd { return allow(b.d, i, 0) }) }},
	}
}

func (b *Inbox) open() tea.Cmd {
	e := b.current()
	switch e.Kind {
	case "share":
		return screen.Send(screen.Open{Screen: newEntry(b.d, *e)})
	case "contact":
		return screen.Send(screen.Open{Screen: newContact(b.d, e.ID, e.From)})
	case "break":
		return screen.Send(screen.Open{Screen: newBreak(b.d, e.ID, e.Title)})
	}
	return screen.Send(screen.Go{Place: placeOf(e.Kind), Ref: "@" + e.ID.String(), Title: e.Title})
}

// placeOf is where things of a kind are dealt with.
func placeOf(kind string) string {
	return map[string]string{"seal": "seals", "ticket": "recovery", "deposit": "recovery"}[kind]
}

// accept reads who asks anew: whom they look like stands with the contact.
func (b *Inbox) accept() tea.Cmd {
	ref := "@" + b.current().ID.String()
	return screen.Call(b.d, "", func(ctx context.Context, a *app.App) (app.ContactInfo, error) { return a.Contact(ctx, ref) },
		func(info app.ContactInfo) tea.Cmd { return accept(b.d, &info) })
}

// broken reads the seal anew that somebody breaks: a decision names the requests.
func (b *Inbox) broken(then func(*app.SealInfo) tea.Cmd) tea.Cmd {
	ref := "@" + b.current().ID.String()
	return screen.Call(b.d, "", func(ctx context.Context, a *app.App) (app.SealInfo, error) { return a.Seal(ctx, ref) },
		func(info app.SealInfo) tea.Cmd { return then(&info) })
}

func (b *Inbox) drop() tea.Cmd {
	e := *b.current()
	return screen.Call(b.d, "", func(ctx context.Context, a *app.App) (app.InboxEntry, error) {
		return a.DropInbox(ctx, "@"+e.ID.String(), false)
	},
		func(app.InboxEntry) tea.Cmd {
			b.undo = e.ID
			return tea.Batch(b.Start(), screen.Send(screen.Say{Text: "dropped " + quoted(titleText(&e)) + " from " + quoted(e.From) + "; u brings it back"}))
		})
}

func (b *Inbox) restore() tea.Cmd {
	id := b.undo
	if e := b.current(); id.IsZero() || e != nil && e.State == "dropped" {
		id = e.ID
	}
	return screen.Call(b.d, "", func(ctx context.Context, a *app.App) (app.InboxEntry, error) {
		return a.DropInbox(ctx, "@"+id.String(), true)
	},
		func(e app.InboxEntry) tea.Cmd {
			b.undo = app.ID{}
			return tea.Batch(b.Start(), screen.Send(screen.Say{Text: quoted(e.Title) + " from " + quoted(e.From) + " is in the inbox again"}))
		})
}

// Update hears the cursor and the mouse.
func (b *Inbox) Update(msg tea.Msg) tea.Cmd {
	if b.list.Update(msg, 1) {
		return b.open()
	}
	return nil
}

// View draws the screen.
func (b *Inbox) View(s screen.Size, l *look.Look) []string {
	lines := []string{l.Dim.Render(look.Ends("", b.count()+" ", s.Width))}
	if len(b.all) == 0 {
		return append(lines, nothing(b.there, "nothing came in; f5 looks into the post", s.Width, l)...)
	}
	widths := []int{2, 14, 0, 18, 17}
	if s.Width < 70 {
		widths = []int{2, 14, 0, 12}
	}
	below := b.below(s.Width, l)
	lines = append(lines, b.list.View(screen.Size{Width: s.Width, Height: max(1, s.Height-1-len(below))}, l, true, func(i, cells int) string {
		e := &b.all[i]
		mark := ""
		if e.Waits {
			mark = "•"
		}
		return columns(cells, widths, mark, kindText(e), titleText(e), e.From, app.LocalTime(e.Time))
	})...)
	return append(lines, below...)
}

func (b *Inbox) count() string {
	n := 0
	for i := range b.all {
		if b.all[i].Waits {
			n++
		}
	}
	if n == 0 {
		return app.Counted(len(b.all), "entry", "entries")
	}
	return fmt.Sprintf("%s, • %d to decide", app.Counted(len(b.all), "entry", "entries"), n)
}

// kindText says in a word or two what an entry is, and where it stands.
func kindText(e *app.Incoming) string {
	switch e.Kind {
	case "contact":
		return "asks you"
	case "break":
		return "breaks seal"
	case "ticket":
		return "ticket"
	case "deposit":
		return "asks trust"
	case "seal":
		return "seal, " + e.State
	}
	return map[string]string{"new": "new item", "updated": "newer item"}[e.State] + map[string]string{
		"coming": "coming", "taken": "taken", "dropped": "dropped", "stopped": "stopped"}[e.State]
}

func titleText(e *app.Incoming) string {
	switch {
	case e.Kind == "contact" && e.Title == "":
		return "wants to connect"
	case e.Kind == "contact":
		return quoted(e.Title)
	case e.Kind == "deposit":
		return "you are to be " + map[string]string{"trustee": "a trustee", "veto": "somebody who may veto"}[e.Title]
	case e.Title == "" && e.Kind == "seal":
		return "no label"
	case e.Title == "":
		return "(not all of it has come)"
	}
	return e.Title
}

// below says of the chosen entry what it is, and what follows if nothing is done.
func (b *Inbox) below(cells int, l *look.Look) []string {
	e := b.current()
	text, style := b.saying(e), l.Dim
	if e.Kind == "break" || e.Kind == "ticket" {
		style = l.Warn
	}
	lines := []string{""}
	for _, line := range look.Wrap(text, max(1, cells-4)) {
		lines = append(lines, "  "+style.Render(line))
	}
	return lines
}

func (b *Inbox) saying(e *app.Incoming) string {
	who, what := quoted(e.From), quoted(titleText(e))
	switch e.Kind {
	case "contact":
		return who + " asks to connect; enter shows who that is, y accepts, n refuses. Until then nothing passes between you."
	case "break":
		return who + " breaks the seal of " + what + ": " + b.dueText(e, "it opens") + ". v stops it, A lets it open at once."
	case "ticket":
		whose := "somebody asks, of the vault of " + who + ", "
		if e.From == "you" {
			whose = "somebody asks your trustees "
		}
		return whose + look.Safe(e.Title) + ": " + b.dueText(e, "it goes on") + ". enter shows who asks, and what can be done."
	case "deposit":
		return who + " asks you to hold a share of the key to their vault; enter shows what that means."
	case "seal":
		return "sealed for you by " + who + ": " + e.State + "; enter goes to the seals."
	}
	return b.shareText(e)
}

func (b *Inbox) shareText(e *app.Incoming) string {
	text := map[string]string{
		"new": "t takes it into a box, d drops it.", "updated": "t makes it the next revision of the item that you took, d drops it.",
		"coming": "not all of it is here yet; f5 looks again.", "taken": "it is taken; what comes later shows here.",
		"dropped": "u brings it back, for as long as the trash keeps things.", "stopped": "the sender sends no newer version.",
	}[e.State]
	text = "shared by " + quoted(e.From) + ": " + text
	if e.Doubtful {
		text += " Nobody made sure who that is: compare the safety number."
	}
	return text
}

// dueText says when something happens if nobody does anything.
func (b *Inbox) dueText(e *app.Incoming, what string) string { return dueText(e, what, b.d) }

func dueText(e *app.Incoming, what string, d *screen.Desk) string {
	if e.Due.IsZero() {
		return "the wait has not begun at enough of those who withhold it"
	}
	return "if nothing is done " + what + " " + leftText(e.Due, d.Now()) + ", on " + app.LocalTime(e.Due)
}

// Wipe forgets what came from the vault.
func (b *Inbox) Wipe() { *b = Inbox{d: b.d} }
