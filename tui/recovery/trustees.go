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

// Trustees are those of this vault: what they can do together, how far each is, and what
// can be done about them.
type Trustees struct {
	d    *screen.Desk
	info app.TrusteesInfo
	list widget.List
	head int // lines above the list, as it was drawn last
}

// newTrustees makes the screen, of what was read for a list.
func newTrustees(d *screen.Desk, info app.TrusteesInfo) *Trustees {
	t := &Trustees{d: d}
	t.set(info)
	return t
}

func (t *Trustees) set(info app.TrusteesInfo) {
	t.info = info
	t.list.SetLen(len(info.Trustees) + len(info.Veto))
}

// Title is where this is.
func (t *Trustees) Title() string { return "your trustees" }

// Start reads them. Where there are none any more it goes back.
func (t *Trustees) Start() tea.Cmd {
	return screen.Try(t.d, "", func(ctx context.Context, a *app.App) (app.TrusteesInfo, error) { return a.Trustees(ctx) },
		func(info app.TrusteesInfo, err error) tea.Cmd {
			if err != nil && app.Explain(err).Kind == app.NotFound {
				return screen.Send(screen.Back{Again: true})
			}
			if err != nil {
				return screen.Send(screen.Failed{Err: err})
			}
			t.set(info)
			return nil
		})
}

// current is the name under the cursor, and whether its share is on paper.
func (t *Trustees) current() (name string, paper bool) {
	n := len(t.info.Trustees)
	switch at := t.list.At; {
	case at < n:
		return t.info.Trustees[at].Name, t.info.Trustees[at].Paper
	case at-n < len(t.info.Veto):
		return t.info.Veto[at-n].Name, false
	}
	return "", false
}

// Typing never holds.
func (t *Trustees) Typing() bool { return false }

// Keys are what can be done here.
func (t *Trustees) Keys() []screen.Key {
	paper, drill := "their share is not on paper", ""
	if _, is := t.current(); is {
		paper = ""
	}
	if t.info.OnPaper() {
		drill = app.DrillSentence(t.info, "t")
	}
	return []screen.Key{
		{Press: []string{"t"}, Does: "drill: ask all to prove that their shares are there", Short: "drill", Why: drill, Do: t.drill},
		{Press: []string{"p"}, Does: "read how the sheet of paper or the kit is written", Short: "paper", Why: paper, Do: t.paper},
		{Press: []string{"r"}, Does: "give the same people new shares, and the vault new keys", Short: "renew", Do: t.renew},
		{Press: []string{"d"}, Does: "take this one out, and give the others new shares", Short: "drop", Do: t.drop},
		{Press: []string{"a"}, Does: "choose other trustees instead", Short: "choose anew", Do: func() tea.Cmd { return screen.Send(screen.Open{Screen: newAppoint(t.d, true)}) }},
		{Press: []string{"X"}, Does: "have no trustees any more", Do: t.end},
		screen.SyncKey(),
	}
}

func (t *Trustees) drill() tea.Cmd {
	return screen.Call(t.d, "", func(ctx context.Context, a *app.App) (int, error) { return a.Drill(ctx) }, func(asked int) tea.Cmd {
		return tea.Batch(t.Start(), screen.Send(screen.Say{Text: "asked " + app.Counted(asked, "trustee", "trustees") + " for a proof; s sends it, they answer at their next sync"}))
	})
}

func (t *Trustees) paper() tea.Cmd {
	name, _ := t.current()
	word := app.NameWord(name)
	return screen.Send(screen.Open{Screen: ask.NewText("on paper", []widget.Fact{
		{Text: "The sheet of " + name + " has their share as words and QR codes. Whoever reads the sheet or the file has that share, and it obeys no wait and no veto: print it, delete the file, and use a printer that keeps no copies."},
		{},
		{Name: "the sheet", Text: t.d.Machine.Command("coffer trustee paper " + word + " -o FILE.html")},
		{Name: "with all", Text: t.d.Machine.Command("coffer trustee pack " + word + " -o FILE.zip")},
		{Text: "what somebody without Coffer needs: the sheet, an explanation, whom to ask, and checksums of the program"},
		{},
		{Name: "for a secret", Text: t.d.Machine.Command("coffer kit new")},
		{Text: "an emergency kit for a relative, with one sealed item: no share of the vault is in it"},
	})})
}

func (t *Trustees) renew() tea.Cmd {
	return t.password("renew", "give new shares", "your trustees get new shares, and the vault new keys: what they had before, sheets of paper too, opens no copy that is made from now on",
		func(ctx context.Context, a *app.App, password secret.Text) (changed, error) {
			info, exposed, err := a.RenewTrustees(ctx, nil, password)
			return changed{info: info, exposed: exposed, rekeyed: true}, err
		})
}

func (t *Trustees) drop() tea.Cmd {
	name, _ := t.current()
	return t.password("drop", "take them out", name+" is taken out; the others get new shares, and the vault new keys: what "+name+" has opens no copy that is made from now on",
		func(ctx context.Context, a *app.App, password secret.Text) (changed, error) {
			info, exposed, err := a.RenewTrustees(ctx, []string{name}, password)
			return changed{info: info, exposed: exposed, rekeyed: true}, err
		})
}

func (t *Trustees) end() tea.Cmd {
	return t.password("end", "have none", "nobody can bring the vault back any more when the master password is lost; the trustees destroy their shares, and the vault gets new keys",
		func(ctx context.Context, a *app.App, password secret.Text) (changed, error) {
			exposed, err := a.EndTrustees(ctx, password)
			return changed{exposed: exposed, rekeyed: true}, err
		})
}

// password asks for the master password, which is needed also with a session: what
// trustees have opens the vault for longer.
func (t *Trustees) password(name, does, what string, do func(context.Context, *app.App, secret.Text) (changed, error)) tea.Cmd {
	return screen.Send(screen.Open{Screen: newPassword(t.d, name, does, []widget.Fact{
		{Name: name, Text: what, Tone: widget.Alarm},
		{Name: "copies", Text: "made before stay open to what they had: the items in them are listed, so that you can change what matters"},
	}, do, 1)})
}

// Update hears the cursor and the mouse.
func (t *Trustees) Update(msg tea.Msg) tea.Cmd {
	t.list.Update(msg, t.head)
	return nil
}

// View draws what they can do, each of them, and what that is worth.
func (t *Trustees) View(s screen.Size, l *look.Look) []string {
	lines := widget.Facts(t.facts(), s.Width, l)
	t.head = len(lines)
	below := append([]string{""}, widget.Facts([]widget.Fact{{Text: app.BindsSentence(t.info), Tone: widget.Quiet}}, s.Width, l)...)
	height := max(1, min(t.list.Len, s.Height-len(lines)-len(below)))
	lines = append(lines, t.list.View(screen.Size{Width: s.Width, Height: height}, l, true, t.line)...)
	return look.Lines(append(lines, below...), s.Width, s.Height)
}

func (t *Trustees) facts() []widget.Fact {
	i := &t.info
	count := i.Count()
	tone := widget.Good
	if count.There <= count.Needed {
		tone = widget.Alarm
	}
	made := fmt.Sprintf("generation %d, on %s; %s", i.Generation, app.LocalTime(i.Made), app.DrillSentence(*i, "t"))
	facts := []widget.Fact{{}, {Name: "together", Text: app.TrusteesSentence(*i)}, {Name: "now", Text: count.Text(), Tone: tone}, {Name: "made", Text: made}}
	if i.Inspect {
		facts = append(facts, widget.Fact{Name: "questions", Text: app.AskSentence})
	}
	return append(facts, widget.Fact{})
}

func (t *Trustees) line(at, cells int) string {
	if n := len(t.info.Trustees); at >= n {
		return row{veto: &t.info.Veto[at-n]}.line(t.d.Now(), cells)
	}
	return row{trustee: &t.info.Trustees[at]}.line(t.d.Now(), cells)
}

// Wipe forgets what came from the vault.
func (t *Trustees) Wipe() { *t = Trustees{d: t.d} }
