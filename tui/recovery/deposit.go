package recovery

import (
	"context"
	"strings"

	tea "charm.land/bubbletea/v2"

	"coffer/internal/app"
	"coffer/tui/ask"
	"coffer/tui/look"
	"coffer/tui/screen"
	"coffer/tui/widget"
	"coffer/vault/secret"
)

// deposit is what is held for one owner: what it means, and the answer to it.
type deposit struct {
	d    *screen.Desk
	info app.DepositInfo
	page widget.Page
}

// newDeposit makes the screen of a deposit, as it was read for a list.
func newDeposit(d *screen.Desk, info app.DepositInfo) *deposit { return &deposit{d: d, info: info} }

// Title is where this is.
func (d *deposit) Title() string { return "held for " + d.info.Owner }

func (d *deposit) ref() string { return "@" + d.info.ID.String() }

// Start reads the deposit.
func (d *deposit) Start() tea.Cmd {
	ref := d.ref()
	return screen.Read(d.d, &d.info, func(ctx context.Context, a *app.App) (app.DepositInfo, error) { return a.Deposit(ctx, ref) })
}

// Typing never holds.
func (d *deposit) Typing() bool { return false }

// Keys are what can be done here.
func (d *deposit) Keys() []screen.Key {
	offered, accepted := "", ""
	if d.info.State != "offered" {
		offered = "it is not offered any more: " + d.info.State
	}
	if d.info.State != "accepted" {
		accepted = "it is not accepted: " + d.info.State
	}
	return []screen.Key{
		{Press: []string{"y"}, Does: "accept: keep the shares, and be their trustee", Short: "accept", Why: offered, Do: d.accept},
		{Press: []string{"n"}, Does: "refuse to be their trustee", Short: "refuse", Why: offered, Do: func() tea.Cmd { return d.end("refuse", (*app.App).RefuseDeposit) }},
		{Press: []string{"d"}, Does: "give the shares back, and be their trustee no more", Short: "give back", Why: accepted, Do: func() tea.Cmd { return d.end("give back", (*app.App).ReturnDeposit) }},
		{Press: []string{"p"}, Does: "read how somebody asks the trustees of this vault", Short: "pack", Do: d.pack},
		screen.SyncKey(),
	}
}

func (d *deposit) accept() tea.Cmd {
	ref := d.ref()
	return screen.Call(d.d, "", func(ctx context.Context, a *app.App) (app.DepositInfo, error) { return a.AcceptDeposit(ctx, ref) },
		func(info app.DepositInfo) tea.Cmd {
			d.info = info
			return screen.Send(screen.Say{Text: "you are a trustee of " + look.Safe(info.Owner) + " now; s tells them"})
		})
}

// end refuses or gives back, with a reason.
func (d *deposit) end(verb string, end func(*app.App, context.Context, string, string) (app.DepositInfo, error)) tea.Cmd {
	facts := []widget.Fact{
		{Name: verb, Text: "the shares are destroyed here, which cannot be taken back", Tone: widget.Alarm},
		{Name: "then", Text: d.info.Owner + " is told with the next sync, and counts with one trustee less until they choose others"},
		{Name: "reason", Text: "is told to " + d.info.Owner + "; it may be left empty"},
	}
	return screen.Send(screen.Open{Screen: ask.NewLine(ask.Line{
		Name: verb, Facts: facts, Label: "reason", Optional: true, Does: verb + ", and destroy the shares", Short: verb,
		Do: func(reason secret.Text) tea.Cmd {
			ref := d.ref()
			return screen.Call(d.d, "", func(ctx context.Context, a *app.App) (app.DepositInfo, error) {
				defer reason.Wipe()
				return end(a, ctx, ref, reason.Reveal())
			}, func(info app.DepositInfo) tea.Cmd {
				d.info = info
				return screen.Leave("destroyed the shares for " + look.Safe(info.Owner) + "; s tells them")
			})
		},
	})})
}

func (d *deposit) pack() tea.Cmd {
	which := "@" + d.info.ID.Short()
	return screen.Send(screen.Open{Screen: ask.NewText("pack", []widget.Fact{
		{Text: "Somebody who asks the trustees of " + d.info.Owner + " needs to know who they are and where they are reached. That stands in a pack; nothing in it is secret, but it tells who trusts whom."},
		{},
		{Name: "write it", Text: d.d.Machine.Command("coffer deposit pack " + which + " -o FILE")},
		{Name: "they ask", Text: "coffer ticket open recover --from FILE --ticket FILE"},
	})})
}

// Update hears the cursor and the mouse.
func (d *deposit) Update(msg tea.Msg) tea.Cmd { d.page.Update(msg); return nil }

// View draws the screen.
func (d *deposit) View(s screen.Size, l *look.Look) []string {
	return d.page.View(widget.Facts(depositFacts(&d.info), s.Width, l), s, l)
}

func depositFacts(i *app.DepositInfo) []widget.Fact {
	all := []widget.Fact{{}, {Name: "from", Text: i.Owner}, {Name: "you are", Text: app.DepositRole(*i)}, {Name: "state", Text: i.State + ", since " + app.LocalTime(i.Since)}}
	if i.State == "offered" {
		all = append(all, widget.Fact{Name: "now", Text: "y keeps the shares, n refuses; " + i.Owner + " counts on you only after that", Tone: widget.Alarm})
	}
	all = append(all, widget.Fact{}, widget.Fact{Name: "you promise", Text: app.DepositPromise(*i)})
	add := func(name, text string) {
		if text != "" {
			all = append(all, widget.Fact{Name: name, Text: text})
		}
	}
	add("the shares", app.DepositShares(*i))
	add("a ticket", app.DepositTicket(*i))
	add("questions", app.DepositQuestions(*i))
	add("others", strings.Join(i.Others, ", "))
	add("may veto", strings.Join(append([]string{i.Owner}, i.Veto...), ", "))
	all = append(all, widget.Fact{})
	add("vault", "@"+i.Vault.String())
	add("id", "@"+i.ID.String())
	return all
}

// Wipe forgets what came from the vault.
func (d *deposit) Wipe() { *d = deposit{d: d.d} }
