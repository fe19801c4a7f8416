package app

import (
	"cmp"
	"context"
	"slices"

	"coffer/box"
	"coffer/box/health"
	"coffer/hibp"
	"coffer/hibp/online"
	"coffer/vault"
	"coffer/vault/secret"
)

// CheckOptions say what to look at, and whether breaches are asked about.
type CheckOptions struct {
	Place string       // a box, a folder, an item by its path, @ID or title, or that and #FIELD; "" is everything
	In    *BreachPlace // nil: nobody is asked

	// Standing tells that In is what always holds, not what was named for this once:
	// where it cannot be used, everything else is said all the same.
	Standing bool
}

// CheckReport is what a check found; what to change first comes first.
type CheckReport struct {
	Findings []CheckFinding
	Unknown  []CheckFinding // passwords about which breach data gave no answer
	Ignored  []CheckFinding // what would have been found
	Unused   *Error         // why breach data that always hold could not be used
	Items    int
	Secrets  int // passwords and PINs in them
}

// Check says which passwords to change first, and why. Items are compared with all
// others, whatever the place; the passwords of others are not asked about. Nothing is
// held back from writers while a server is asked. Core must be open.
func (a *App) Check(ctx context.Context, o CheckOptions) (r CheckReport, err error) {
	k := &checking{a: a}
	defer k.wipe()
	if err := k.gather(ctx, o.Place); err != nil {
		return r, err
	}
	var unused *Error
	if o.In != nil {
		ask, err := a.breachAsker(*o.In, k.secrets())
		switch {
		case err == nil:
			defer ask.Close()
			k.options.Breaches = ask
		case o.Standing:
			unused = Explain(err)
		default:
			return r, err
		}
	}
	all, err := k.check(ctx)
	if err != nil {
		return r, err
	}
	found, unknown := splitUnknown(slices.DeleteFunc(all.Findings, k.outside))
	r = CheckReport{
		Findings: checkFindings(found), Unknown: checkFindings(unknown),
		Ignored: checkFindings(slices.DeleteFunc(all.Ignored, k.outside)),
		Items:   all.Items, Secrets: all.Secrets, Unused: unused,
	}
	k.lengthen(r.Findings)
	if o.Place != "" {
		r.Items, r.Secrets = len(k.wanted), len(k.secrets())
	}
	return r, nil
}

// checking is what a check looks at.
type checking struct {
	checkPlace
	a         *App
	items     []health.Item
	options   health.Options
	newLength int // of new passwords, where the usual one is too short for the rules
}

// check compares under a key of its own.
func (k *checking) check(ctx context.Context) (r health.Report, err error) {
	if k.options.Key, err = secret.NewKey(k.a.env.Rand); err != nil {
		return r, err
	}
	defer k.options.Key.Wipe()
	return health.Check(ctx, k.items, k.options)
}

// gather reads all items, and what else a check knows.
func (k *checking) gather(ctx context.Context, place string) error {
	p, err := k.a.KDF(ctx)
	if err != nil {
		return err
	}
	k.options.KDF = health.KDF{Memory: p.MemoryKiB, Time: p.Time, Threads: p.Threads}
	return k.a.view(ctx, func(tx *vault.Tx) error {
		if !tx.HasCore() {
			return vault.ErrLocked
		}
		k.options.Now = tx.Now()
		set, err := settings(tx)
		if err != nil {
			return err
		}
		k.options.Rules = set.Rules
		if set.GenLength < set.Rules.Length {
			k.newLength = set.Rules.Length
		}
		owner, err := readOwner(tx)
		if err != nil {
			return err
		}
		k.options.Owner = []string{owner.Name, owner.Email}
		if k.options.Ignored, err = readIgnored(tx); err != nil {
			return err
		}
		if k.checkPlace, err = findCheckPlace(tx, place); err != nil {
			return err
		}
		if err := k.read(ctx, tx); err != nil {
			return err
		}
		return k.hasField()
	})
}

// read takes the items of all boxes but those in the trash.
func (k *checking) read(ctx context.Context, tx *vault.Tx) error {
	boxes, err := box.Boxes(tx)
	if err != nil {
		return err
	}
	tell := k.a.env.progress("reading")
	for i, b := range boxes {
		if !b.Removed.IsZero() {
			continue
		}
		for w, err := range box.All(tx, b.ID) {
			if err == nil {
				err = ctx.Err()
			}
			if err != nil {
				return movedIn(&b, &w, err)
			}
			if w.Trashed.IsZero() {
				k.items = append(k.items, health.Of(&w, b.Name))
			} else {
				wipeFields(&w.Item)
			}
			for i := range w.Former {
				wipeFields(&w.Former[i])
			}
		}
		if tell != nil {
			tell(i+1, len(boxes))
		}
	}
	return nil
}

func wipeFields(it *box.Item) {
	for i := range it.Fields {
		it.Fields[i].Value.Wipe()
	}
}

func (k *checking) wipe() {
	for i := range k.items {
		k.items[i].Wipe()
	}
}

// breachAsker asks breach data for a check.
type breachAsker struct {
	*Breaches
	tell  func(done, all int)
	asked map[hibp.Hash]bool // the others are of items outside of the place
}

// breachAsker makes ready to ask about some passwords.
func (a *App) breachAsker(p BreachPlace, secrets []*health.Secret) (*breachAsker, error) {
	var cache online.Cache
	if err := a.env.ReadyBreaches(p); err != nil {
		return nil, err
	}
	if p.Online {
		own, err := a.openBreachCache(cmp.Or(p.URL, online.DefaultURL))
		if err != nil {
			return nil, err
		}
		cache = own
	}
	b, err := a.env.OpenBreaches(p, cache)
	if err != nil {
		return nil, err
	}
	ask := &breachAsker{Breaches: b, tell: a.env.LookedUp(), asked: map[hibp.Hash]bool{}}
	for _, s := range secrets {
		ask.asked[b.Hash(s.Value.Bytes())] = true
	}
	return ask, nil
}

// Ask looks passwords up. About those outside of the place nobody is asked.
func (b *breachAsker) Ask(ctx context.Context, passwords []secret.Text) []health.Answer {
	answers := make([]health.Answer, len(passwords))
	var hashes []PasswordHash
	var of []int
	for i, p := range passwords {
		h := b.Hash(p.Bytes())
		if !b.asked[h] {
			answers[i].Verdict = health.Absent // nobody sees it
			continue
		}
		hashes, of = append(hashes, h), append(of, i)
	}
	defer clear(hashes)
	if b.tell != nil {
		b.tell(0, len(hashes)) // the first answer may take long
	}
	found, err := b.Look(ctx, hashes, b.tell)
	for n, i := range of {
		if err != nil {
			answers[i].Err = err
			continue
		}
		answers[i] = answerOf(found[n])
	}
	return answers
}

// Close forgets what was asked.
func (b *breachAsker) Close() error {
	clear(b.asked)
	return b.Breaches.Close()
}

func answerOf(a BreachAnswer) health.Answer {
	switch {
	case a.Err != nil:
		return health.Answer{Err: a.Err}
	case a.Possible:
		return health.Answer{Verdict: health.Possible}
	case a.Count > 0:
		return health.Answer{Verdict: health.Found, Count: a.Count}
	}
	return health.Answer{Verdict: health.Absent}
}
