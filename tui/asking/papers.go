package asking

import (
	"context"

	tea "charm.land/bubbletea/v2"

	"coffer/internal/app"
	"coffer/tui/ask"
	"coffer/tui/look"
	"coffer/tui/screen"
	"coffer/tui/widget"
)

// papers asks of which vault somebody has the sheets, and what for: one all of whose shares
// are on paper needs no ticket.
type papers struct {
	ask.Form
	d             *desk
	kind, email   *widget.FormRow
	file          *widget.FormRow
	address, from widget.Input
}

func newPapers(d *desk) screen.Screen {
	p := &papers{d: d}
	p.Heard, p.Below = func(bool) { p.arrange() }, p.effects
	p.kind = &widget.FormRow{Name: "what for", Options: app.TicketKinds()}
	p.email = &widget.FormRow{Name: "new address", Input: &p.address, Help: emailHelp}
	p.file = &widget.FormRow{Name: "vault file", Input: &p.from, Help: "the file of the vault, or for a new password a copy of it, too; tab completes the path"}
	p.arrange()
	return p
}

// arrange shows the lines that belong to the kind.
func (p *papers) arrange() {
	p.kind.Help = p.kind.Choice() + ": " + app.TicketKindText(p.kind.Choice())
	p.Rows = []*widget.FormRow{p.kind, p.file}
	if p.kind.Choice() == "email" {
		p.Rows = []*widget.FormRow{p.kind, p.email, p.file}
	}
}

// Title is where this is.
func (p *papers) Title() string { return "by sheets alone" }

// Start offers the vault of this folder.
func (p *papers) Start() tea.Cmd { return p.d.offerHere(&p.from) }

func (p *papers) Keys() []screen.Key {
	why := ""
	switch {
	case p.from.Empty():
		why = "which vault file?"
	case p.kind.Choice() == "email" && p.address.Empty():
		why = "which new address?"
	}
	last := ""
	if p.Current() == p.file {
		last = why
	}
	return []screen.Key{
		{Press: []string{"enter"}, Does: "go on to the next line, and from the last one read the vault file", Short: "go on", Why: last, Do: func() tea.Cmd { return p.Onward(p.open) }},
		{Press: []string{"ctrl+s"}, Does: "read the vault file, and take the sheets", Short: "read it", Why: why, Do: p.open},
		p.d.tab(&p.Form, &p.from),
	}
}

// open reads who has sheets, and how many it takes.
func (p *papers) open() tea.Cmd {
	d, path, wish := p.d, p.d.Path(p.from.Text()), app.Wish{Kind: p.kind.Choice()}
	if wish.Kind == "email" {
		wish.Email = p.address.Text()
	}
	return screen.Run(d.Jobs, "reading the vault file", func(ctx context.Context, _ screen.Progress) (named trusted, err error) {
		here := app.VaultFileHere(d.env)
		if path == here {
			path = ""
		}
		named.place = app.VaultHere{Any: here != "", Its: path == ""}
		named.PaperTrust, err = app.OpenPaperTrust(ctx, d.env, path, wish)
		return named, err
	}, func(named trusted, err error) tea.Cmd {
		if err != nil {
			return screen.Send(screen.Failed{Err: err})
		}
		return tea.Sequence(screen.Send(screen.Back{}), screen.Send(screen.Open{Screen: newBySheets(d, named, wish.Kind)}))
	})
}

// effects say what sheets are good for.
func (p *papers) effects(cells int, l *look.Look) []string {
	return widget.Facts([]widget.Fact{{Name: "sheets", Text: "open a vault all of whose shares are on paper: nobody there is asked, nobody waits, and nobody can stop it"}}, cells, l)
}

// Wipe overwrites what was typed.
func (p *papers) Wipe() { p.Form.Wipe(); p.address.Wipe() }
