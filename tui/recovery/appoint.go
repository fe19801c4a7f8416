package recovery

import (
	"context"
	"fmt"
	"strings"

	tea "charm.land/bubbletea/v2"

	"coffer/internal/app"
	"coffer/tui/ask"
	"coffer/tui/look"
	"coffer/tui/screen"
	"coffer/tui/widget"
	"coffer/vault/secret"
)

// appoint is the form by which trustees are chosen. Below it stands what that means.
type appoint struct {
	ask.Form
	d        *screen.Desk
	replaces bool
	read     bool

	names, veto                     *widget.FormRow
	papers, many, reset, wait       *widget.FormRow
	extra, inspect, onlyPaper, open *widget.FormRow
	verified                        map[string]bool
}

func newAppoint(d *screen.Desk, replaces bool) *appoint {
	p := &appoint{d: d, replaces: replaces}
	p.Heard = p.heard
	return p
}

// Title is where this is.
func (p *appoint) Title() string { return "choose trustees" }

// Start reads whom there is to choose from.
func (p *appoint) Start() tea.Cmd {
	if p.read { // what was decided stays
		return nil
	}
	return screen.Call(p.d, "", func(ctx context.Context, a *app.App) ([]app.ContactInfo, error) { return a.Contacts(ctx) },
		func(all []app.ContactInfo) tea.Cmd {
			p.build(all)
			p.read = true
			return nil
		})
}

var waitWords = []string{"1d", "2d", "3d", "7d", "14d", "30d", "60d", "90d"}

func (p *appoint) build(all []app.ContactInfo) {
	p.verified = map[string]bool{}
	p.names = &widget.FormRow{Name: "trustees", Some: []widget.Option{}, Help: "each gets one share of a key to this vault, and opens nothing alone"}
	p.veto = &widget.FormRow{Name: "may veto, too", Some: []widget.Option{}, Help: "they hold no share, hear of every ticket, and can stop it as you can"}
	for i := range all {
		c := &all[i]
		state := c.State().String()
		if state != "verified" && state != "connected" {
			continue
		}
		o := widget.Option{Name: c.Name}
		if p.verified[c.Name] = state == "verified"; state == "connected" {
			o.About = "not compared"
		}
		p.names.Some, p.veto.Some = append(p.names.Some, o), append(p.veto.Some, o)
	}
	p.papers = &widget.FormRow{Name: "on paper", Input: &widget.Input{}, Help: "people with a sheet, by name and with commas between; paper obeys no wait and no veto"}
	p.many = &widget.FormRow{Name: "open everything", Help: "so many shares together, in a ticket"}
	p.reset = &widget.FormRow{Name: "set a password", Help: "so many shares give a new password over what is not secret, such as titles and user names"}
	p.wait = &widget.FormRow{Name: "wait", Options: waitWords, At: 2, Help: "how long each waits after a ticket asks, in which you can veto"}
	p.extra = &widget.FormRow{Name: "you are silent", Options: []string{"they wait no longer", "they wait once more"}, Help: "where you were not reached, or mail is missing"}
	p.inspect = &widget.FormRow{Name: "questions", Options: []string{"they ask nothing", "they may ask about the vault"}, Help: app.InspectSentence}
	p.onlyPaper = &widget.FormRow{Name: "paper alone", Options: []string{"no", "yes: nobody waits, nobody is told"}, Help: "every share is on paper: no wait, no veto, and nobody is told"}
	p.open = &widget.FormRow{Name: "not compared", Options: []string{"cannot be chosen", "can be chosen, too"}, Help: "somebody else may be behind who was not compared"}
	p.Rows = []*widget.FormRow{p.names, p.papers, p.many, p.reset, p.wait, p.veto, p.extra, p.inspect, p.onlyPaper, p.open}
	p.settle()
}

// settle makes the rows fit each other.
func (p *appoint) settle() {
	for _, r := range []*widget.FormRow{p.names, p.veto} {
		for i := range r.Some {
			o := &r.Some[i]
			if o.Why = ""; !p.verified[o.Name] && p.open.At == 0 {
				o.Why, o.On = "their safety number was not compared: contacts do that, or see below", false
			}
		}
	}
	n := len(p.names.On()) + len(p.sheets())
	numbers(p.many, n)
	numbers(p.reset, n)
}

// numbers are 1 to n of n; more than half of them at first.
func numbers(r *widget.FormRow, n int) {
	before := len(r.Options)
	r.Options = nil
	for k := range n {
		r.Options = append(r.Options, fmt.Sprintf("%s of %d", app.ManyOf(k+1, n), n))
		if app.ManyOf(k+1, n) != fmt.Sprintf("any %d", k+1) {
			r.Options[k] = app.ManyOf(k+1, n)
		}
	}
	if n == 0 {
		r.Options = []string{"nobody is chosen yet"}
	}
	if len(r.Options) != before {
		r.At = n / 2
	}
	r.At = max(0, min(r.At, n-1))
}

// sheets are those whose share is on paper.
func (p *appoint) sheets() (names []string) {
	for name := range strings.SplitSeq(p.papers.Input.Text(), ",") {
		if name = strings.TrimSpace(name); name != "" {
			names = append(names, name)
		}
	}
	return names
}

func (p *appoint) Keys() []screen.Key {
	why := ""
	switch {
	case !p.read:
		why = "contacts are being read"
	case len(p.names.On())+len(p.sheets()) == 0:
		why = "nobody is chosen yet"
	}
	return []screen.Key{{Press: []string{"enter", "ctrl+s"}, Does: "go on to the master password", Short: "go on", Why: why, Do: p.goOn}}
}

func (p *appoint) order() app.Appointment {
	wait, _ := app.ParseSpan(p.wait.Choice())
	return app.Appointment{
		Names: p.names.On(), Papers: p.sheets(), Veto: p.veto.On(), Threshold: p.many.At + 1, ResetThreshold: p.reset.At + 1, Wait: wait,
		ExtraWait: p.extra.At == 1, Inspect: p.inspect.At == 1, PaperOnly: p.onlyPaper.At == 1, Unverified: p.open.At == 1,
	}
}

// draft is what there would be to say of these trustees.
func (p *appoint) draft() app.TrusteesInfo {
	o := p.order()
	i := app.TrusteesInfo{Threshold: o.Threshold, ResetThreshold: o.ResetThreshold, Wait: o.Wait}
	for _, name := range o.Names {
		i.Trustees = append(i.Trustees, app.TrusteeInfo{Name: name})
	}
	for _, name := range o.Papers {
		i.Trustees = append(i.Trustees, app.TrusteeInfo{Name: name, Paper: true})
	}
	for _, name := range o.Veto {
		i.Veto = append(i.Veto, app.TrusteeVeto{Name: name})
	}
	return i
}

// goOn looks first whether they can be trustees, so that nobody types a password in vain.
func (p *appoint) goOn() tea.Cmd {
	o, replaces := p.order(), p.replaces
	return screen.Do(p.d, "", func(ctx context.Context, a *app.App) error { return a.CheckTrustees(ctx, o) }, func() tea.Cmd {
		facts := []widget.Fact{{Name: "then", Text: app.TrusteesSentence(p.draft())}, {Name: "worth", Text: app.BindsSentence(p.draft())}}
		if replaces {
			facts = append(facts, widget.Fact{Name: "replaces", Text: "the trustees that there are: their shares become worthless, and the vault gets new keys", Tone: widget.Alarm})
		}
		return screen.Send(screen.Open{Screen: newPassword(p.d, "master password", "set them", facts,
			func(ctx context.Context, a *app.App, password secret.Text) (changed, error) {
				info, exposed, err := a.SetTrustees(ctx, o, password)
				return changed{info: info, exposed: exposed, rekeyed: replaces}, err
			}, 2)})
	})
}

func (p *appoint) heard(decided bool) {
	if decided {
		p.settle()
	}
}

// View draws the form, and what it means.
func (p *appoint) View(s screen.Size, l *look.Look) []string {
	if !p.read {
		return []string{"", "   reading …"}
	}
	return p.Form.Form.View(s, l, p.meaning(s.Width, l))
}

func (p *appoint) meaning(cells int, l *look.Look) []string {
	i := p.draft()
	n := len(i.Trustees)
	if n == 0 {
		return nil
	}
	lost := fmt.Sprintf("%d of %d may be lost", n-i.Threshold, n)
	if n == i.Threshold {
		lost = "none of the shares may be lost"
	}
	facts := []widget.Fact{{Name: "so", Text: lost}, {Name: "means", Text: app.TrusteesSentence(i)}, {Name: "worth", Text: app.BindsSentence(i), Tone: widget.Alarm}}
	return widget.Facts(facts, cells, l)
}

// Wipe forgets what came from the vault, and overwrites what was typed.
func (p *appoint) Wipe() {
	p.Form.Wipe()
	*p = appoint{d: p.d}
}
