package app

import (
	"context"
	"errors"
	"slices"
	"time"

	"coffer/box/contact"
	"coffer/box/gen"
	"coffer/box/post"
	"coffer/box/seal"
	"coffer/internal/host"
	"coffer/vault"
	"coffer/vault/secret"
)

// An emergency kit is a vault of its own for somebody who has none: its password
// stands on a printed sheet, and it holds one seal of the owner's. The owner's
// client draws its keys, so that the two are contacts without a word over the post,
// and hands the offer over on the spot.
//
// The order of writes: the kit is built aside, whole and with its sheet, within the
// transaction that seals; then that transaction is committed; then the kit gets its
// place. So a kit that is in its place can be broken, and whatever fails before
// leaves neither a seal nor a kit.

// KitOrder is what an emergency kit is to be.
type KitOrder struct {
	For        string // the name of whoever gets it
	Item       string // empty with New
	New        *Draft // an item that is stored first, and sealed then; may be nil
	Custodians []string
	Threshold  int
	Grace      time.Duration
	ExtraWait  bool
	Unverified bool // custodians that were not compared are taken
	Note       string
	Dir        string // new, or empty
	Version    string // of the program, for the sheet
}

// Kit is an emergency kit that was made.
type Kit struct {
	Dir   string
	Seal  SealInfo
	Posts []string
	Added Added // of [KitOrder.New]
}

// kitVetoes is after how many vetoes only the owner reopens the seal.
const kitVetoes = 3

// seal is the order of the kit's seal, for a contact.
func (o *KitOrder) seal(to string) SealOrder {
	return SealOrder{
		Item: o.Item, To: []string{to}, Custodians: o.Custodians, Threshold: o.Threshold, Grace: o.Grace,
		MaxVetoes: kitVetoes, ExtraWait: o.ExtraWait, Note: o.Note, Auto: true, Unverified: o.Unverified,
	}
}

// check refuses what would be no kit, whatever is in the vault.
func (o *KitOrder) check() error {
	order := o.seal(o.For)
	if err := order.check(); err != nil {
		return err
	}
	others := 0
	for _, name := range o.Custodians {
		if name != Self {
			others++
		}
	}
	if others < o.Threshold {
		return Fail(Refused, "name custodians who are somebody else, or lower --threshold",
			"a kit must open without you: %d must release the key, and %d of its custodians are somebody else", o.Threshold, others)
	}
	return nil
}

// NewKit makes an emergency kit and seals the item for it. The next sync gives the
// custodians their shares.
func (a *App) NewKit(ctx context.Context, o KitOrder) (k Kit, err error) {
	if err := errors.Join(o.check(), CheckKitFolder(o.Dir)); err != nil {
		return k, err
	}
	if err := a.checkKit(ctx, &o); err != nil {
		return k, err
	}
	if k.Posts, err = a.Posts(ctx); err == nil && len(k.Posts) == 0 {
		err = errNoPost()
	}
	if err != nil {
		return k, err
	}
	folder, err := beginKit(o.Dir)
	if err != nil {
		return k, err
	}
	k.Dir = folder.dir
	if err := a.buildKit(ctx, folder, o, &k); err != nil {
		return k, a.unbuilt(folder, &k, err)
	}
	return k, folder.place()
}

// unbuilt takes away what was built for nothing. Where the vault was written and
// says that it failed all the same, what it holds decides: a kit that was sealed
// for gets its place.
func (a *App) unbuilt(f *kitFolder, k *Kit, err error) error {
	if k.Seal.ID.IsZero() {
		return errors.Join(err, f.drop())
	}
	sealed := false
	asked := a.view(context.Background(), func(tx *vault.Tx) error {
		_, err := seal.ReadMatter(tx, k.Seal.ID)
		sealed = err == nil
		if errors.Is(err, seal.ErrNotFound) {
			err = nil
		}
		return err
	})
	switch {
	case asked != nil:
		return errUnplaced(f.dir, errors.Join(err, asked))
	case sealed:
		return errors.Join(err, f.place())
	}
	return errors.Join(err, f.drop())
}

// checkKit refuses early what is not in the vault, or is there already.
func (a *App) checkKit(ctx context.Context, o *KitOrder) error {
	if err := a.CheckKitName(ctx, o.For); err != nil {
		return err
	}
	if o.New == nil {
		if err := a.CheckKitItem(ctx, o.Item); err != nil {
			return err
		}
	}
	return a.CheckCustodians(ctx, o.Custodians, o.Unverified)
}

// CheckKitName tells whether a kit can be for somebody of that name.
func (a *App) CheckKitName(ctx context.Context, name string) error {
	clean, err := contact.CleanName(name)
	if err != nil {
		return err
	}
	return a.view(ctx, func(tx *vault.Tx) error {
		free, err := contact.FreeName(tx, clean)
		if err == nil && free != clean {
			err = Fail(Exists, "coffer seal new ITEM --to "+NameWord(clean)+" seals something for them; a kit is for somebody without Coffer",
				"there is a contact %q already", host.Safe(clean))
		}
		return err
	})
}

// CheckKitItem tells whether there is such an item.
func (a *App) CheckKitItem(ctx context.Context, path string) error {
	return a.view(ctx, func(tx *vault.Tx) error {
		_, err := one(tx, path)
		return err
	})
}

// CheckCustodians tells whether contacts can withhold a key.
func (a *App) CheckCustodians(ctx context.Context, names []string, unverified bool) error {
	return a.viewSeals(ctx, func(d *sealDesk) error {
		_, err := d.custodians(SealOrder{Custodians: names, Unverified: unverified}, nil)
		return err
	})
}

// Withholders lists the contacts that can withhold a key.
func (a *App) Withholders(ctx context.Context) (names []string, err error) {
	err = a.viewSeals(ctx, func(d *sealDesk) error {
		names = nil
		all, err := contact.List(d.tx)
		for i := range all {
			if _, err := d.custodians(SealOrder{Custodians: []string{"@" + all[i].ID.String()}}, nil); err == nil {
				names = append(names, all[i].Name)
			}
		}
		return err
	})
	return names, err
}

// notInDrawer refuses, for what must sync, a contact who has an emergency kit that
// was never used.
func notInDrawer(tx *vault.Tx, desk *post.VaultDesk, c *Contact) error {
	ch, ok, err := (&meeting{tx: tx, desk: desk}).channel(c)
	if err == nil && ok && ch.Unused() {
		err = Fail(Refused, "choose somebody whose coffer syncs", "%q has an emergency kit that was never used, and withholds nothing", host.Safe(c.Name))
	}
	return err
}

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
