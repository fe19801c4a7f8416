package asking

import (
	"context"
	"path/filepath"

	tea "charm.land/bubbletea/v2"

	"coffer/internal/app"
	"coffer/tui/ask"
	"coffer/tui/look"
	"coffer/tui/screen"
	"coffer/tui/widget"
	"coffer/vault/secret"
)

// carrier is what is carried out: a ticket, or enough sheets without one.
type carrier interface {
	// redeem carries it out in a folder, and says how it stands then, where that can be said.
	redeem(ctx context.Context, folder string, progress screen.Progress, o app.RedeemOptions) (app.Redeemed, *standing, error)
	// redeemed hears how it stands.
	redeemed(*standing)
}

// redeem carries it out: on a vault, which gets a new master password, or as an order.
type redeem struct {
	ask.Form
	d          *desk
	of         carrier
	kind, asks string
	place      app.VaultHere
	question   string // before an order is carried out
	file       string // the copy of the vault file, where no other can be named
	order      bool
	fault      string

	from, folder widget.Input
	password     ask.Twice
}

// redeems makes the screen that carries the ticket out.
func (t *ticket) redeems() screen.Screen {
	r := &redeem{d: t.d, of: t, kind: t.s.info.Kind, asks: t.s.info.Asks, place: t.s.place}
	r.question = "Your trustees were asked " + r.asks + ", and enough have signed that. It is put into the vault in the folder, where one is named, and handed to the trustees, who pass it on to the owner's client."
	r.build()
	return r
}

func (r *redeem) build() {
	r.Heard, r.Below = r.heard, r.below
	r.order = app.IsOrder(r.kind)
	here := r.d.env.Folders.Data
	folder := &widget.FormRow{Name: "folder", Input: &r.folder}
	if r.order {
		if r.place.Its {
			r.folder.Set(here)
		}
		folder.Unset = "that vault is not on this machine"
		folder.Help = "of the vault that is in use, into which the order is put; where it is not here, the trustees alone pass the order on to the owner's client"
		r.Rows = []*widget.FormRow{folder}
		return
	}
	if r.place.Its || !r.place.Any {
		r.folder.Set(here)
	}
	from := &widget.FormRow{Name: "copy of the vault", Input: &r.from, Unset: "none: the vault is in the folder",
		Help: "a copy of the vault file, from which a vault is made in the folder below; attachments are not in that file; tab completes the path"}
	switch {
	case r.file != "":
		from = &widget.FormRow{Name: "copy of the vault", Fixed: r.file}
	case !r.place.Its:
		from.Unset = "which file?"
	}
	folder.Help = "where the vault is, or into which it is made from the copy"
	r.Rows = append([]*widget.FormRow{from, folder}, r.password.Rows("new password", "the new master password of the vault; a sentence of six words drawn by chance is strong and can be remembered")...)
}

// Title is where this is.
func (r *redeem) Title() string { return "carry it out" }

func (r *redeem) Keys() []screen.Key {
	return []screen.Key{
		{Press: []string{"enter"}, Does: "go on to the next line, and from the last one carry the ticket out", Short: "go on", Do: func() tea.Cmd { return r.Onward(r.carry) }},
		{Press: []string{"ctrl+s"}, Does: "carry the ticket out", Short: "carry it out", Do: r.carry},
		r.d.tab(&r.Form, &r.from, &r.folder),
	}
}

func (r *redeem) heard(bool) {
	r.fault = ""
	r.password.Judge()
}

// check refuses what is refused before anything is done.
func (r *redeem) check() string {
	switch {
	case r.order:
		return ""
	case r.folder.Empty():
		return "in which folder? the one of your own vault is not for it"
	case r.file == "" && r.from.Empty() && r.isHere() && !r.place.Its:
		return "a copy of the vault file is needed: the vault of this ticket is not in this folder"
	}
	return r.password.Fault(app.CheckNewPassword, &r.Form.Form)
}

// isHere tells that the folder is the one that these screens open.
func (r *redeem) isHere() bool {
	return filepath.Clean(r.d.Path(r.folder.Text())) == filepath.Clean(r.d.env.Folders.Data)
}

func (r *redeem) carry() tea.Cmd {
	if r.fault = r.check(); r.fault != "" {
		return nil
	}
	if !r.order {
		return r.really()
	}
	return screen.Send(screen.Ask{Does: "carry it out", Question: r.question, Do: r.really})
}

// carried is what came of it, with the password that opens the vault now.
type carried struct {
	app.Redeemed
	password secret.Text
	here     bool // in the folder that these screens open
	*standing
}

// Wipe overwrites the password.
func (c *carried) Wipe() {
	if c != nil {
		c.password.Wipe()
	}
}

func (r *redeem) really() tea.Cmd {
	password, of := r.password.Take(), r.of
	folder, named := r.d.Path(r.folder.Text()), !r.folder.Empty() && !r.isHere()
	if folder == "" {
		folder = r.d.env.Folders.Data
	}
	o := app.RedeemOptions{VaultFile: r.d.Path(r.from.Text()), Named: named, Password: func() (secret.Text, error) { return password.Clone(), nil }}
	here := !named
	return screen.Run(r.d.Jobs, "carrying the ticket out", func(ctx context.Context, progress screen.Progress) (*carried, error) {
		c := &carried{password: password, here: here}
		var err error
		if c.Redeemed, c.standing, err = of.redeem(ctx, folder, progress, o); err != nil {
			c.Wipe()
			return nil, err
		}
		return c, nil
	}, r.done)
}

// redeem carries the ticket out, with the sheets that were taken.
func (t *ticket) redeem(ctx context.Context, folder string, progress screen.Progress, o app.RedeemOptions) (done app.Redeemed, now *standing, err error) {
	err = t.file.with(func(q *app.Asking) (err error) {
		q.In(folder, progress)
		defer q.In(t.d.env.Folders.Data, nil)
		o.Sheets = t.file.sheets
		if done, err = q.Redeem(ctx, o); err != nil {
			return err
		}
		if s, err := read(ctx, q, app.IsOrder(done.Kind)); err == nil { // it is carried out, whatever else fails
			now = s
		}
		return nil
	})
	return done, now, err
}

func (t *ticket) redeemed(now *standing) {
	if now != nil {
		t.s = now
	}
}

// done goes into the vault, or says where it is.
func (r *redeem) done(c *carried, err error) tea.Cmd {
	if err != nil {
		return screen.Send(screen.Failed{Err: err})
	}
	texts := changed(&c.Redeemed)
	if !r.order && c.here {
		return r.d.enter(c.password, texts)
	}
	c.Wipe()
	r.of.redeemed(c.standing)
	return tea.Sequence(screen.Send(screen.Back{}), screen.Send(screen.Open{Screen: newDone(texts)}))
}

// effects say what will be.
func (r *redeem) effects() []widget.Fact {
	if r.order {
		return []widget.Fact{{Name: "the order", Text: r.asks}, {Name: "goes", Text: "into the vault in the folder, and to the trustees, who pass it on to the owner's client"}}
	}
	all := []widget.Fact{{Name: "opens", Text: "the whole vault, which gets this master password and new keys, all in one step; an interrupt leaves it as it was"}}
	if r.kind == "reset" {
		all[0].Text = "what is not secret; the vault gets this master password, all in one step. What is secret stays closed: coffer vault adopt brings it back with the former one"
	}
	return append(all,
		widget.Fact{Name: "ends", Text: "the shares of the trustees are worth nothing after that: choose trustees anew at once", Tone: widget.Alarm},
		widget.Fact{Name: "stays", Text: "older copies of the file still open with the old password"})
}

func (r *redeem) below(cells int, l *look.Look) []string {
	lines := r.password.Below(r.fault, cells, l)
	if len(lines) > 0 {
		lines = append(lines, "")
	}
	return append(lines, widget.Facts(r.effects(), cells, l)...)
}

// Wipe overwrites what was typed.
func (r *redeem) Wipe() { r.Form.Wipe(); r.password.Wipe() }
