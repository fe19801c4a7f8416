package app

import (
	"context"
	"errors"
	"io"
	"slices"

	"coffer/box"
	"coffer/box/health"
	"coffer/internal/host"
	"coffer/vault"
)

// Findings that the owner leaves are records of their own in box 0, under the core key
// alone: whoever has the companion root must not hide what a check finds.

// maxIgnored is how many findings can be left.
const maxIgnored = 10_000

// readIgnored reads all that the owner leaves.
func readIgnored(tx *vault.Tx) (all []health.Ignore, err error) {
	_, all, err = ignoredKeys(tx)
	return all, err
}

func ignoredKeys(tx *vault.Tx) (keys []vault.Key, all []health.Ignore, err error) {
	if keys, err = tx.Keys(vault.BoxZero, vault.Ignored, vault.Core); err != nil {
		return nil, nil, err
	}
	for _, k := range keys {
		r, err := tx.Get(vault.BoxZero, vault.Ignored, k, vault.Core)
		if err != nil {
			return nil, nil, err
		}
		g, err := health.DecodeIgnore(r.Plain)
		if err != nil {
			return nil, nil, &vault.DamagedError{What: "a finding that is left", Err: err}
		}
		all = append(all, g)
	}
	return keys, all, nil
}

// LeftFinding is a finding that the owner leaves from now on.
type LeftFinding struct {
	CheckFinding                // Left says why, and when it was left
	Before       *health.Ignore // what was said of it before; nil if it was not left
	Unasked      bool           // whether breaches know it was not looked up
}

// IgnoreFinding leaves what is found about an item: all of it, or one kind, or what is
// about one field. It holds until the secret changes. What is left already is left anew,
// with this reason. Findings about breaches are looked up in a file; where there is none
// that can be used, they are left as the person says, since nothing is sent for this.
// [NotFound] where nothing was found.
func (a *App) IgnoreFinding(ctx context.Context, ref string, only FindingFilter, in BreachPlace, reason string) (left []LeftFinding, err error) {
	k := &checking{a: a}
	defer k.wipe()
	if err := k.gather(ctx, ref); err != nil {
		return nil, err
	}
	items := k.within()
	if len(items) != 1 {
		return nil, Fail(Usage, "name one item", "a finding is left for one item at a time")
	}
	if only, err = only.within(k.field); err != nil {
		return nil, err
	}
	told, err := k.lookUpIgnored(only, in)
	if err != nil {
		return nil, err
	}
	defer told.Close()
	r, err := k.check(ctx)
	if err != nil {
		return nil, err
	}
	found := slices.DeleteFunc(append(r.Findings, r.Ignored...), k.outside)
	unasked := k.options.Breaches == nil || slices.ContainsFunc(found, func(f health.Finding) bool { return f.Kind == health.Unanswered })
	if unasked {
		found = breachesOf(items[0], only, found)
	}
	for _, f := range found {
		if only.fits(f) {
			left = append(left, LeftFinding{CheckFinding: CheckFinding{Finding: f}, Unasked: unasked && aboutBreaches(f.Kind.Code())})
		}
	}
	if len(left) == 0 {
		return nil, Fail(NotFound, "coffer check "+host.ShellWord(ref)+" shows what there is", "nothing of that kind was found about this item")
	}
	return left, a.update(ctx, "check.ignore", ref, func(tx *vault.Tx) error {
		return putIgnored(tx, items[0], left, reason)
	})
}

// aboutBreaches tells a kind of findings, by its code, that breach data alone know.
func aboutBreaches(code string) bool {
	return code == health.Breached.Code() || code == health.MaybeBreached.Code()
}

// lookUpIgnored makes ready to look into a file whether breaches know what is to be left
// for that. A file that cannot be used is as good as none.
func (k *checking) lookUpIgnored(only FindingFilter, in BreachPlace) (io.Closer, error) {
	if !aboutBreaches(only.Kind) || in.File == "" || in.Usable() != nil {
		return io.NopCloser(nil), nil
	}
	ask, err := k.a.breachAsker(in, k.secrets())
	if err != nil {
		return nil, err
	}
	k.options.Breaches = ask
	return ask, nil
}

// FindingFilter picks findings about one item.
type FindingFilter struct {
	Kind  string // by its code; "" is all
	Field string // "" is all
}

// within makes a field that the place names that of the filter.
func (o FindingFilter) within(field string) (FindingFilter, error) {
	o.Field = box.NFC(o.Field)
	if field == "" || field == o.Field {
		return o, nil
	}
	if o.Field != "" {
		return o, Fail(Usage, "leave one out", "the path names the field %s, and --field another one", host.Safe(field))
	}
	o.Field = field
	return o, nil
}

func (o FindingFilter) fits(f health.Finding) bool {
	return (o.Kind == "" || o.Kind == f.Kind.Code()) && (o.Field == "" || o.Field == f.Field)
}

// FindingKinds are the codes of what can be left.
func FindingKinds() (codes []string) {
	for _, k := range health.Ignorable() {
		codes = append(codes, k.Code())
	}
	return codes
}

// breachesOf adds the findings about breaches that a person names, who has seen them.
func breachesOf(it *health.Item, only FindingFilter, found []health.Finding) []health.Finding {
	for _, kind := range []health.Kind{health.Breached, health.MaybeBreached} {
		if only.Kind != kind.Code() {
			continue
		}
		for _, s := range it.Secrets {
			f := health.Finding{Kind: kind, Place: health.Place{ID: it.ID, Path: it.Path, Field: s.Field}}
			if !slices.ContainsFunc(found, func(g health.Finding) bool { return g.Kind == f.Kind && g.Field == f.Field }) {
				found = append(found, f)
			}
		}
	}
	return found
}

// putIgnored writes records, in place of those about the same, and says which they are.
func putIgnored(tx *vault.Tx, it *health.Item, left []LeftFinding, reason string) error {
	keys, all, err := ignoredKeys(tx)
	if err != nil {
		return err
	}
	count := len(all)
	for i := range left {
		g, err := health.NewIgnore(tx.Rand(), &left[i].Finding, it, reason, tx.Now())
		if errors.Is(err, health.ErrIgnore) {
			return &Error{Kind: Usage, What: host.Safe(err.Error()), Err: err}
		}
		if err != nil {
			return err
		}
		left[i].Left, left[i].Before = &g, nil
		for n := range all {
			if !all[n].Same(&g) {
				continue
			}
			if all[n].Holds(it) {
				left[i].Before = &all[n]
			}
			if err := tx.Delete(vault.BoxZero, vault.Ignored, keys[n], vault.Core); err != nil {
				return err
			}
			count--
		}
		if err := addIgnored(tx, &g); err != nil {
			return err
		}
		count++
	}
	if count > maxIgnored {
		return Fail(Refused, "coffer check unignore takes some back", "at most %d findings can be left", maxIgnored)
	}
	return nil
}

func addIgnored(tx *vault.Tx, g *health.Ignore) error {
	b, err := g.Encode()
	if err != nil {
		return err
	}
	id, err := tx.NewID()
	if err != nil {
		return err
	}
	_, err = tx.Put(vault.BoxZero, vault.Ignored, vault.Key{ID: id}, vault.Core, b)
	return err
}

// UnignoreFinding finds again what was left about an item. [NotFound] where nothing
// was.
func (a *App) UnignoreFinding(ctx context.Context, ref string, only FindingFilter) (n int, err error) {
	err = a.update(ctx, "check.unignore", ref, func(tx *vault.Tx) error {
		e, field, err := oneOrField(tx, ref)
		if err != nil {
			return err
		}
		only, err := only.within(field)
		if err != nil {
			return err
		}
		keys, all, err := ignoredKeys(tx)
		if err != nil {
			return err
		}
		for i, g := range all {
			if g.Item != e.ID || !only.fits(health.Finding{Kind: g.Kind, Place: health.Place{Field: g.Field}}) {
				continue
			}
			if err := tx.Delete(vault.BoxZero, vault.Ignored, keys[i], vault.Core); err != nil {
				return err
			}
			n++
		}
		if n == 0 {
			return Fail(NotFound, "coffer check --ignored shows what is left", "nothing of that kind is left about this item")
		}
		return nil
	})
	return n, err
}
