package app

import (
	"context"
	"errors"
	"time"

	"coffer/box/contact"
	"coffer/box/post"
	"coffer/box/seal"
	"coffer/internal/host"
	"coffer/vault"
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
