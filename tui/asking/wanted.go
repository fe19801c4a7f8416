package asking

import (
	"context"
	"strings"

	tea "charm.land/bubbletea/v2"

	"coffer/internal/app"
	"coffer/tui/ask"
	"coffer/tui/look"
	"coffer/tui/screen"
	"coffer/tui/widget"
)

const emailHelp = "the e-mail address that is to stand in the owner's data"

// wanted opens a new ticket, which may stand for an older one.
type wanted struct {
	ask.Form
	d     *desk
	kind  *widget.FormRow
	email *widget.FormRow // of one kind alone
	rest  []*widget.FormRow
	fault string

	address, from, post, path, say, replaces widget.Input
	password                                 ask.Twice
}

func newWanted(d *desk, instead string) screen.Screen {
	a := &wanted{d: d}
	a.Heard, a.Below = a.heard, a.below
	a.replaces.Set(instead)
	a.kind = &widget.FormRow{Name: "ask them to", Options: app.TicketKinds()}
	a.email = &widget.FormRow{Name: "new address", Input: &a.address, Help: emailHelp}
	a.path.Set("recovery.ticket")
	a.rest = append([]*widget.FormRow{
		{Name: "pack or vault", Input: &a.from, Gap: true,
			Help: "what names the trustees: the pack that a trustee or the owner wrote, or a copy of the vault file, which knows no names of people; tab completes the path"},
		{Name: "post", Input: &a.post, Unset: "that of the owner", Help: "over which the ticket travels, such as dir:/media/stick/post; left empty it is the owner's, which you are shown and asked about"},
		{Name: "you say", Input: &a.say, Help: "what the trustees are told of you, for instance: it is me, my laptop is gone. They call you, or you call them; best by voice"},
		{Name: "ticket file", Input: &a.path, Gap: true, Help: "a new file, in which the ticket lies; it is of no use to anybody without its password, and you need both until it is over"},
	}, a.password.Rows("ticket password", "a password for this ticket alone; keep it with the file until it is over")...)
	if instead != "" {
		a.rest = append([]*widget.FormRow{{Name: "instead of", Input: &a.replaces, Help: "the whole number of the older ticket that this one is to stand for; trustees see both"}}, a.rest...)
	}
	a.arrange()
	return a
}

// arrange shows the lines that belong to the kind.
func (a *wanted) arrange() {
	kind := a.kind.Choice()
	a.kind.Help = kind + ": " + app.TicketKindText(kind)
	a.Rows = []*widget.FormRow{a.kind}
	if kind == "email" {
		a.Rows = append(a.Rows, a.email)
	}
	a.Rows = append(a.Rows, a.rest...)
}

// Title is where this is.
func (a *wanted) Title() string { return "a new ticket" }

// Start offers the vault of this folder.
func (a *wanted) Start() tea.Cmd {
	return a.d.offerHere(&a.from)
}

// offerHere puts the vault file of the folder into an empty line.
func (d *desk) offerHere(in *widget.Input) tea.Cmd {
	return screen.Run(d.Jobs, "", func(context.Context, screen.Progress) (string, error) { return app.VaultFileHere(d.env), nil },
		func(path string, _ error) tea.Cmd {
			if in.Empty() {
				in.Set(path)
			}
			return nil
		})
}

func (a *wanted) Keys() []screen.Key {
	return []screen.Key{
		{Press: []string{"enter"}, Does: "go on to the next line, and from the last one open the ticket", Short: "go on", Do: func() tea.Cmd { return a.Onward(a.open) }},
		{Press: []string{"ctrl+s"}, Does: "open the ticket", Short: "open it", Do: a.open},
		a.d.tab(&a.Form, &a.from, &a.path),
	}
}

func (a *wanted) heard(bool) {
	a.fault = ""
	a.arrange()
	a.password.Judge()
}

func (a *wanted) wish() app.Wish {
	w := app.Wish{Kind: a.kind.Choice(), Personal: a.say.Text(), Replaces: strings.TrimSpace(a.replaces.Text())}
	if w.Kind == "email" {
		w.Email = a.address.Text()
	}
	if post := strings.TrimSpace(a.post.Text()); post != "" {
		w.Posts = []string{post}
	}
	return w
}

// check refuses what is refused before anything is read.
func (a *wanted) check() string {
	switch err := app.CheckWish(a.wish()); {
	case a.kind.Choice() == "email" && a.address.Empty():
		return "which new address?"
	case err != nil:
		return app.Told(err).Error()
	case a.from.Empty():
		return "which vault, and who are its trustees? a pack says it, or a copy of the vault file"
	case a.path.Empty():
		return "into which file shall the ticket go?"
	}
	return a.password.Fault(app.CheckTicketPassword, &a.Form.Form)
}

// open reads who is asked first, and asks about the post.
func (a *wanted) open() tea.Cmd {
	if a.fault = a.check(); a.fault != "" {
		return nil
	}
	from, path, w := a.d.Path(a.from.Text()), a.d.Path(a.path.Text()), a.wish()
	return screen.Run(a.d.Jobs, "reading who the trustees are", func(ctx context.Context, _ screen.Progress) (app.RecoverySource, error) {
		source, err := app.ReadRecoverySource(ctx, from)
		if err == nil {
			err = app.CheckTicket(a.d.env, path, source, w)
		}
		return source, err
	}, func(source app.RecoverySource, err error) tea.Cmd {
		if err != nil {
			return screen.Send(screen.Failed{Err: err})
		}
		return a.confirm(source, path, w)
	})
}

// confirm shows where a ticket is going to travel, says a pack of somebody else: a folder may
// be any of this machine.
func (a *wanted) confirm(source app.RecoverySource, path string, w app.Wish) tea.Cmd {
	posts := source.Posts()
	put := func() tea.Cmd { return a.make(source, path, w) }
	if len(posts) == 0 || len(w.Posts) > 0 {
		return put()
	}
	return screen.Send(screen.Ask{Does: "put the ticket there", Do: put,
		Question: "The owner's post, says what names the trustees: " + strings.Join(posts, ", ") + ". A folder may be any of this machine, and a helper does what you may do. Another post can be named in the form."})
}

func (a *wanted) make(source app.RecoverySource, path string, w app.Wish) tea.Cmd {
	password := a.password.Take()
	return screen.Run(a.d.Jobs, "opening the ticket", func(ctx context.Context, _ screen.Progress) (*news, error) {
		defer password.Wipe()
		q, err := app.NewTicket(ctx, a.d.env, path, password, source, w)
		if err != nil {
			return nil, err
		}
		return arrived(ctx, q)
	}, a.d.shown)
}

func (a *wanted) below(cells int, l *look.Look) []string {
	return a.password.Below(a.fault, cells, l)
}

// Wipe overwrites what was typed.
func (a *wanted) Wipe() {
	a.Form.Wipe()
	a.address.Wipe()
	a.password.Wipe()
}
