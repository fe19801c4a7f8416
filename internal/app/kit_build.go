package app

import (
	"context"
	"errors"
	"slices"

	"coffer/box/contact"
	"coffer/box/gen"
	"coffer/box/post"
	"coffer/internal/host"
	"coffer/vault"
	"coffer/vault/secret"
)

// buildKit makes the vault of the kit, and seals for it.
func (a *App) buildKit(ctx context.Context, f *kitFolder, o KitOrder, k *Kit) error {
	password, err := gen.DefaultPhrase().Generate(a.env.Rand)
	if err != nil {
		return err
	}
	defer password.Wipe()
	env := a.env.ofKit(f)
	kit, err := Init(ctx, env, InitOptions{Password: password, Params: vault.Floor, Owner: Owner{Name: o.For}})
	if err != nil {
		return err
	}
	b := &kitBuilder{kit: kit, order: o, made: k}
	err = b.introduce(ctx)
	if err == nil {
		err = a.changeSeals(ctx, "kit.new", o.For, func(d *sealDesk) error {
			if err := b.seal(ctx, d); err != nil {
				return err
			}
			if err := b.tried(ctx, env, password); err != nil {
				return err
			}
			return b.write(d, f, password)
		})
	}
	if err != nil {
		err = errors.Join(err, kit.Close()) // else it is closed already
	}
	return err
}

// ofKit is the environment of a vault that is built aside. Nothing of it is kept on
// this machine.
func (e Env) ofKit(f *kitFolder) Env {
	return Env{
		Folders: host.Folders{Data: f.path(kitVault), State: f.path(kitState)},
		Clock:   e.Clock, Rand: e.Rand, Stretch: e.Stretch, OpenFile: e.OpenFile, Command: e.Command, Wait: e.Wait, Where: e.Where,
	}
}

// kitBuilder makes a kit and its owner acquainted.
type kitBuilder struct {
	kit   *App
	order KitOrder
	made  *Kit
	card  Card // of the kit
	from  Card // of the owner
	// in and out are the mailboxes between the two, as the owner sees them.
	in, out post.Mailbox
	mail    []EnvelopeFile
}

// introduce gives the kit a card, and the post of its owner.
func (b *kitBuilder) introduce(ctx context.Context) error {
	return b.kit.update(ctx, "kit.new", "", func(tx *vault.Tx) error {
		own, err := contact.Introduce(tx, b.order.For, "")
		if err != nil {
			return err
		}
		own.Wipe()
		b.card = own.Card
		return writePosts(tx, b.made.Posts)
	})
}

// seal does everything on the owner's side, and hands the offer to the kit.
func (b *kitBuilder) seal(ctx context.Context, d *sealDesk) error {
	if err := d.introduce(); err != nil {
		return err
	}
	b.from, b.mail = d.own.Card, nil
	c, err := b.meet(d)
	if err != nil {
		return err
	}
	if n := b.order.New; n != nil {
		if b.made.Added, err = n.add(d.tx); err != nil {
			return err
		}
		b.order.Item = "@" + b.made.Added.ID.String()
	}
	made, err := d.seal(b.order.seal("@" + c.ID.String()))
	if err != nil {
		return err
	}
	b.made.Seal = made[0] // by this, a failure finds out whether it was sealed
	b.made.Seal.RecipientTold = true
	keep := func(f EnvelopeFile) error { b.mail = append(b.mail, f); return nil }
	if err := post.HandTo(d.k.Desk, d.tx.Rand(), c.Card.Public(), keep); err != nil {
		return err
	}
	return b.take(ctx)
}

// meet makes the kit a contact of its owner. Its keys were drawn here, so that
// nobody stands between: that is what comparing would tell.
func (b *kitBuilder) meet(d *sealDesk) (*Contact, error) {
	met, err := contact.Meet(d.tx, b.card, contact.Request, b.order.For)
	if err != nil {
		return nil, err
	}
	c := &met.Contact
	for _, step := range []contact.Step{contact.TheyAgree, contact.Compare} {
		if err := c.Step(step, d.tx.Now()); err != nil {
			return nil, err
		}
	}
	if err := contact.Put(d.tx, c); err != nil {
		return nil, err
	}
	for _, box := range []*post.Mailbox{&b.in, &b.out} {
		if *box, err = post.NewMailbox(d.tx.Rand()); err != nil {
			return nil, err
		}
	}
	ch := post.Channel{Peer: c.Card.Public(), In: b.in, Out: b.out, Scope: c.ID, Kinds: post.OfContact}
	return c, d.k.Desk.PutChannel(ch)
}

// take makes the owner a contact of the kit, which nobody compared there, and lets
// the kit take in what was handed over.
func (b *kitBuilder) take(ctx context.Context) error {
	err := b.kit.meet(ctx, "contact.accept", b.from.Name(), func(m *meeting) error {
		met, err := contact.Meet(m.tx, b.from, contact.TheyAsk, "")
		if err != nil {
			return err
		}
		c := &met.Contact
		if err := c.Step(contact.Accept, m.tx.Now()); err != nil {
			return err
		}
		if err := contact.Put(m.tx, c); err != nil {
			return err
		}
		return m.desk.PutChannel(post.Channel{Peer: c.Card.Public(), In: b.out, Out: b.in, Scope: c.ID, Kinds: post.OfContact})
	})
	if err != nil {
		return err
	}
	r, err := b.kit.SyncIn(ctx, b.mail, false)
	if err == nil && (r.Taken != len(b.mail) || len(r.Aside) > 0) {
		err = errKitLacks
	}
	return err
}

// errKitLacks is about a kit that would be of no use: nothing of it is kept.
var errKitLacks = errors.New("the kit did not take in what was sealed for it")

// tried closes the kit and opens it once more with its password, as whoever gets it
// will, to see that the seal is there.
func (b *kitBuilder) tried(ctx context.Context, env Env, password secret.Text) (err error) {
	if err := b.kit.Close(); err != nil {
		return err
	}
	again, err := Open(ctx, env)
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, again.Close()) }()
	if err := again.Unlock(ctx, password); err != nil {
		return err
	}
	all, err := again.Seals(ctx)
	if err == nil && (len(all) != 1 || all[0].ID != b.made.Seal.ID || !slices.Equal(all[0].Roles, []string{"recipient"})) {
		err = errKitLacks
	}
	return err
}
