package recovery

import (
	"context"
	"fmt"

	tea "charm.land/bubbletea/v2"

	"coffer/internal/app"
	"coffer/tui/ask"
	"coffer/tui/look"
	"coffer/tui/screen"
	"coffer/tui/widget"
	"coffer/vault/secret"
)

// ticket is one ticket: who asks for what, how far it is, and what comes next here.
type ticket struct {
	d    *screen.Desk
	info app.TicketInfo
	page widget.Page
}

// newTicket makes the screen of a ticket, as it was read for a list.
func newTicket(d *screen.Desk, info app.TicketInfo) *ticket { return &ticket{d: d, info: info} }

// Title is where this is.
func (t *ticket) Title() string { return "ticket @" + t.info.ID.Short() }

func (t *ticket) ref() string { return "@" + t.info.ID.String() }

// Start reads the ticket.
func (t *ticket) Start() tea.Cmd {
	ref := t.ref()
	return screen.Read(t.d, &t.info, func(ctx context.Context, a *app.App) (app.TicketInfo, error) { return a.Ticket(ctx, ref) })
}

// Typing never holds.
func (t *ticket) Typing() bool { return false }

// Keys are what can be done here.
func (t *ticket) Keys() []screen.Key {
	return []screen.Key{
		{Press: []string{"c"}, Does: "type the code that whoever asks tells you", Short: "code", Why: t.why("confirm"), Do: t.confirm},
		{Press: []string{"y"}, Does: "approve: say that the request is genuine", Short: "approve", Why: t.why("approve"), Do: t.approve},
		{Press: []string{"n"}, Does: "deny: give nothing for this ticket, for ever", Short: "deny", Why: t.why("deny"), Do: t.deny},
		{Press: []string{"v"}, Does: "veto: stop the ticket", Short: "veto", Why: t.why("veto"), Do: t.veto},
		screen.SyncKey(),
	}
}

// why is what keeps something from being done.
func (t *ticket) why(deed string) string {
	i := &t.info
	trustee := false
	for _, role := range i.Roles {
		trustee = trustee || role == "trustee"
	}
	switch {
	case may(i, deed):
		return ""
	case deed == "veto" && trustee:
		return "only the owner and whoever was given a veto stop a ticket"
	case deed != "veto" && !trustee:
		return "only trustees do, and you are none"
	case !i.Live:
		return "nothing can be done for this ticket any more"
	case deed == "approve" && !i.Confirmed:
		return "its code is not confirmed yet"
	case deed == "confirm" && i.Confirmed:
		return "its code was confirmed"
	}
	return "you have said your word on it"
}

// decide asks for a line, does something with it, shows the ticket as it is then, and says
// what was done. What is shown while it lasts, where it lasts.
func (t *ticket) decide(l ask.Line, what string, do func(*app.App, context.Context, string, string) (app.TicketInfo, error), said string) tea.Cmd {
	l.Do = func(typed secret.Text) tea.Cmd {
		ref := t.ref()
		return screen.Call(t.d, what, func(ctx context.Context, a *app.App) (app.TicketInfo, error) {
			defer typed.Wipe()
			return do(a, ctx, ref, typed.Reveal())
		}, func(info app.TicketInfo) tea.Cmd {
			t.info = info
			return screen.Leave(said)
		})
	}
	return screen.Send(screen.Open{Screen: ask.NewLine(l)})
}

func (t *ticket) confirm() tea.Cmd {
	facts := []widget.Fact{
		{Name: "call", Text: "whoever asks, by voice, best on a number that you know: they tell you the code"},
		{Name: "code", Text: "four signs, three times, such as 4H2K-9QRT-XW3M; your client never shows it"},
		{Name: "shows", Text: "that this voice and this ticket belong together, not whose voice it is: that you must know"},
		{Name: "then", Text: "your wait of " + app.FormatSpan(t.info.Wait) + " starts as soon as the owner is told; you approve or deny"},
		{Name: "wrong", Text: app.Counted(t.info.CodesLeft, "wrong code closes", "wrong codes close") + " the ticket here", Tone: widget.Alarm},
	}
	return t.decide(ask.Line{Name: "code", Facts: facts, Label: "code", Most: 64, Does: "confirm with this code", Short: "confirm"},
		"checking the code", (*app.App).ConfirmTicket, "confirmed: whoever told you the code holds this ticket; y approves, n denies")
}

func (t *ticket) approve() tea.Cmd {
	question := fmt.Sprintf("You say that the request is genuine: you know who asks, and that they may. They ask %s. Your client gives its share when its wait is over and enough trustees are ready, unless somebody vetoes. Until then you can still deny it.", t.info.Asks)
	return screen.Send(screen.Ask{Does: "approve", Question: question, Do: func() tea.Cmd {
		ref := t.ref()
		return screen.Call(t.d, "", func(ctx context.Context, a *app.App) (app.TicketInfo, error) { return a.ApproveTicket(ctx, ref) },
			func(info app.TicketInfo) tea.Cmd {
				t.info = info
				return screen.Send(screen.Say{Text: "approved: your share is given after the wait, unless vetoed; s tells the others"})
			})
	}})
}

func (t *ticket) deny() tea.Cmd {
	facts := []widget.Fact{
		{Name: "deny", Text: "your client gives nothing for this ticket, for ever; whoever asks must open another one"},
		{Name: "reason", Text: "is told to the others; it may be left empty"},
	}
	return t.decide(ask.Line{Name: "deny", Facts: facts, Label: "reason", Optional: true, Does: "deny the ticket", Short: "deny"},
		"", (*app.App).DenyTicket, "denied: your client gives nothing for this ticket; s tells the others")
}

func (t *ticket) veto() tea.Cmd {
	facts := []widget.Fact{
		{Name: "veto", Text: "one is enough: no trustee who hears of it gives a share"},
		{Name: "counts", Text: "from when the trustees hear of it: sync soon after, do not put it off", Tone: widget.Alarm},
		{Name: "reason", Text: "is told to the others; it may be left empty"},
	}
	return t.decide(ask.Line{Name: "veto", Facts: facts, Label: "reason", Optional: true, Does: "stop the ticket", Short: "veto"},
		"", (*app.App).VetoTicket, "vetoed: whoever hears of it gives no share; s tells them, do not put it off")
}

// Update hears the cursor and the mouse.
func (t *ticket) Update(msg tea.Msg) tea.Cmd { t.page.Update(msg); return nil }

// View draws the screen.
func (t *ticket) View(s screen.Size, l *look.Look) []string {
	return t.page.View(widget.Facts(ticketFacts(&t.info, t.d.Now()), s.Width, l), s, l)
}

// Wipe forgets what came from the vault.
func (t *ticket) Wipe() { *t = ticket{d: t.d} }
