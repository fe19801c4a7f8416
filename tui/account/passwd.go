package account

import (
	"context"
	"fmt"
	"slices"

	tea "charm.land/bubbletea/v2"

	"coffer/internal/app"
	"coffer/tui/ask"
	"coffer/tui/look"
	"coffer/tui/screen"
	"coffer/tui/widget"
	"coffer/vault/secret"
)

// passwd changes the master password.
type passwd struct {
	ask.Form
	d     *screen.Desk
	owner app.Owner

	old   widget.Input
	fresh ask.Twice
	known *widget.FormRow // whether somebody else may know the old one
	fault string
}

const onlyMe, others = "nobody else knows the old one", "somebody else may know the old one"

func newPasswd(d *screen.Desk, owner app.Owner) screen.Screen {
	p := &passwd{d: d, owner: owner, old: widget.Input{Hidden: true, Most: app.MaxPassword}}
	p.known = &widget.FormRow{Name: "who knows it", Options: []string{onlyMe, others},
		Help: "if somebody else may know it, the vault gets new keys, too, and the items are listed that an old copy still opens"}
	p.Heard, p.Below = p.heard, p.below
	fresh := p.fresh.Rows("new password", "")
	fresh[0].Gap = false
	p.Rows = slices.Concat([]*widget.FormRow{{Name: "old password", Input: &p.old}}, fresh, []*widget.FormRow{p.known})
	return p
}

// Title is where this is.
func (p *passwd) Title() string { return "master password" }

func (p *passwd) Keys() []screen.Key {
	return []screen.Key{{Press: []string{"enter", "ctrl+s"}, Does: "change the master password", Short: "change it", Why: p.why(), Do: p.change}}
}

func (p *passwd) why() string {
	switch {
	case p.d.WhyNoPassword() != "":
		return p.d.WhyNoPassword()
	case p.old.Empty() || p.fresh.Empty():
		return "type the old password, and the new one twice"
	}
	return ""
}

// heard judges what is typed as the new password.
func (p *passwd) heard(bool) {
	p.fault = ""
	p.fresh.Judge(p.owner.Name, p.owner.Email)
}

// check refuses what is refused before anything is done.
func (p *passwd) check() string {
	old, fresh := p.old.Secret(), p.fresh.Secret()
	defer old.Wipe()
	defer fresh.Wipe()
	if fault := p.fresh.Fault(app.CheckNewPassword, &p.Form.Form); fault != "" {
		return fault
	}
	if fresh.Equal(old) {
		return "the new password is the old one; nothing was changed"
	}
	return ""
}

// change looks first whether the new password was in breaches, where the owner wants
// that, and asks then.
func (p *passwd) change() tea.Cmd {
	if p.fault = p.check(); p.fault != "" {
		return nil
	}
	old, fresh := p.old.Secret(), p.fresh.Secret()
	return screen.Wiping(screen.Secrets{old, fresh}, screen.Try(p.d, "trying the old password", func(ctx context.Context, a *app.App) (string, error) {
		if err := a.CheckPassword(ctx, old); err != nil {
			return "", err
		}
		return seen(ctx, p.d, a, fresh)
	}, func(seen string, err error) tea.Cmd {
		p.d.Tried(err)
		if err != nil {
			p.old.Wipe()
			return screen.Send(screen.Failed{Err: err})
		}
		if seen == "" {
			return p.really()
		}
		return screen.Send(screen.Ask{Question: "The new password was " + seen + ". Whoever attacks your vault tries such passwords first.", Does: "take it all the same", Do: p.really})
	}))
}

// seen tells what breach data know about a new password, where the setting hibp.offer
// says that they are asked; nothing where they know nothing, or cannot be asked.
func seen(ctx context.Context, d *screen.Desk, a *app.App, fresh secret.Text) (string, error) {
	in, err := d.Machine.Offered()
	if err != nil || in == nil {
		return "", ctx.Err()
	}
	answer, err := a.LookUp(ctx, *in, fresh)
	if ctx.Err() != nil || err != nil || !answer.Found() {
		return "", ctx.Err()
	}
	return app.SeenText(answer), nil
}

// changed is what a change came to.
type changed struct {
	ended   int
	exposed []app.Entry
	stale   []app.SealInfo
}

func (p *passwd) really() tea.Cmd {
	old, fresh, compromised := p.old.Secret(), p.fresh.Take(), p.known.Choice() == others
	p.old.Wipe()
	return screen.Wiping(screen.Secrets{old, fresh}, screen.Call(p.d, "changing the master password", func(ctx context.Context, a *app.App) (c changed, err error) {
		if compromised {
			c.exposed, err = a.Compromised(ctx, fresh)
		} else {
			err = a.SetPassword(ctx, fresh)
		}
		if err != nil {
			return c, err
		}
		c.ended = a.EndedOthers()
		c.stale, err = a.SealedWith(ctx, old)
		return c, err
	}, func(c changed) tea.Cmd {
		return tea.Sequence(screen.Send(screen.Back{Again: true}), screen.Send(screen.Open{Screen: newChanged(c, compromised)}))
	}))
}

// effects say before the change what ends with it.
func (p *passwd) effects() []widget.Fact {
	facts := []widget.Fact{
		{Name: "ends", Text: "all other sessions and all tokens"},
		{Name: "stays", Text: "what trustees hold; copies of the vault made before still open with the old password"},
	}
	if p.known.Choice() == others {
		facts[1].Text = "what trustees hold; copies made before still open with the old password and the old keys"
	}
	return facts
}

// below draws how strong it is, what is wrong with it, and what ends with the change.
func (p *passwd) below(cells int, l *look.Look) []string {
	lines := p.fresh.Below(p.fault, cells, l)
	if len(lines) == 0 {
		lines = []string{"", ""} // the room of a judgement, so that nothing moves when one comes
	}
	return append(append(lines, ""), widget.Facts(p.effects(), cells, l)...)
}

// Wipe overwrites what was typed.
func (p *passwd) Wipe() { p.Form.Wipe(); p.fresh.Wipe() }

// newChanged says what was changed, and what is left to do.
func newChanged(c changed, compromised bool) screen.Screen {
	facts := []widget.Fact{{Text: "The master password is changed.", Tone: widget.Good}, {}}
	if c.ended > 0 {
		facts = append(facts, widget.Fact{Name: "ended", Text: app.Counted(c.ended, "session or token", "sessions and tokens")})
	}
	if !compromised {
		facts = append(facts, widget.Fact{Name: "copies", Text: "those made before still open with the old password; if somebody may have both, change it again and say so"})
	}
	for _, i := range c.stale {
		facts = append(facts, widget.Fact{Name: "holds the old", Text: fmt.Sprintf("what is sealed for %s: change the item %s, then update the seal", i.Recipient, i.Path), Tone: widget.Alarm})
	}
	if len(c.exposed) > 0 {
		facts = append(facts, widget.Fact{}, widget.Fact{Text: "Copies made before still hold these items. Change what somebody else may have read:", Tone: widget.Alarm})
	}
	for _, e := range c.exposed {
		facts = append(facts, widget.Fact{Text: e.Path().String()})
	}
	return ask.NewText("changed", facts)
}
