package health

import (
	"context"
	"errors"
	"slices"
	"time"

	"coffer/box"
	"coffer/vault/secret"
)

// ErrNoKey means that a check was asked for without a key for comparing.
var ErrNoKey = errors.New("secrets are compared under a random key, and there is none")

// Options say what a check knows besides the items.
type Options struct {
	Now      time.Time
	Key      secret.Key // random, for this check alone
	Owner    []string   // what the owner is called
	Rules    Rules
	KDF      KDF      // of the vault; zero: not looked at
	Breaches Breaches // nil: nobody is asked
	Ignored  []Ignore
}

// Report is what a check found, ranked: what to mend first comes first.
type Report struct {
	Findings []Finding
	Ignored  []Finding // what would have been found
	Items    int
	Secrets  int // that were looked at
}

// Check looks at all items together. They stay the caller's, who wipes them; it
// keeps nothing of a secret but keyed hashes, and those no longer than it runs.
// An error means that there is no report; what could not be asked about breaches
// is a finding.
func Check(ctx context.Context, items []Item, o Options) (Report, error) {
	if o.Key.IsZero() {
		return Report{}, ErrNoKey
	}
	c := checkup{items: items, o: o, report: Report{Items: len(items)}}
	c.gather()
	for _, look := range []func(context.Context) error{
		c.strengths, c.reuse, c.similar, c.breaches, c.rules, c.expiry, c.plainHTTP, c.kdf,
	} {
		if err := look(ctx); err != nil {
			return Report{}, err
		}
	}
	c.report.Findings, c.report.Ignored = split(c.found, newIgnoring(items, o.Ignored))
	rank(c.report.Findings)
	rank(c.report.Ignored)
	return c.report, nil
}

// checkup is one check while it runs.
type checkup struct {
	items   []Item
	o       Options
	held    []held
	classes [][]int // equal secrets, as indices of held
	found   []finding
	report  Report
}

// held is a secret and where it is.
type held struct {
	*Secret
	item  int
	class int // of equal ones; -1: it is but a half
}

// finding is one that still knows what it is about.
type finding struct {
	Finding
	item   int // -1: the vault
	secret *Secret
}

// gather lists the secrets and sorts them into classes of equal ones.
func (c *checkup) gather() {
	h := newHasher(c.o.Key)
	defer h.wipe()
	seen := map[mark]int{}
	for i := range c.items {
		for s := range c.items[i].Secrets {
			one := &c.items[i].Secrets[s]
			if one.Value.IsZero() {
				continue
			}
			c.held = append(c.held, held{one, i, -1})
			if one.Half { // halves of short secrets are equal by chance
				continue
			}
			m := h.mark(labelEqual, one.Value.Bytes())
			class, there := seen[m]
			if !there {
				class = len(c.classes)
				seen[m] = class
				c.classes = append(c.classes, nil)
			}
			c.held[len(c.held)-1].class = class
			c.classes[class] = append(c.classes[class], len(c.held)-1)
		}
	}
	c.report.Secrets = len(c.held)
}

func (c *checkup) place(h *held) Place {
	it := &c.items[h.item]
	return Place{ID: it.ID, Path: it.Path, Field: h.Field}
}

// about adds a finding about a secret.
func (c *checkup) about(h *held, f Finding) {
	f.Place = c.place(h)
	c.found = append(c.found, finding{f, h.item, h.Secret})
}

// aboutItem adds a finding about an item as a whole.
func (c *checkup) aboutItem(item int, f Finding) {
	f.Place = Place{ID: c.items[item].ID, Path: c.items[item].Path}
	c.found = append(c.found, finding{f, item, nil})
}

// oneItem tells whether all these secrets are in the same item, where a second
// one makes nothing worse.
func (c *checkup) oneItem(all []int) bool {
	return !slices.ContainsFunc(all, func(i int) bool { return c.held[i].item != c.held[all[0]].item })
}

// password finds one among equal secrets that is a whole password.
func (c *checkup) password(class []int) (*held, bool) {
	for _, i := range class {
		if c.held[i].isPassword() {
			return &c.held[i], true
		}
	}
	return nil, false
}

// isPassword tells a whole password from a PIN and from half of one.
func (h *held) isPassword() bool { return h.Kind == box.Password && !h.Half }
