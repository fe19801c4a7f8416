package app

import (
	"context"
	"strings"
	"time"

	"coffer/box"
	"coffer/internal/host"
	"coffer/vault"
	"coffer/vault/secret"
)

// Change is what an edit does to an item: all of it in one step, or nothing.
type Change struct {
	Base      uint32 // the revision that it began with; 0: whichever is there
	Add       []NewField
	Set       []OpenValue
	Secret    *SecretValue // nil: none
	Secrets   []SecretValue
	Tiers     []FieldTier
	Unset     []string // fields to remove
	Tag       []string
	Untag     []string
	Favourite *bool    // nil: as it is
	Expires   *Expires // nil: as it is
	Half      *Half    // nil: no field is split
}

// IsZero tells whether nothing would be changed.
func (c *Change) IsZero() bool {
	n := len(c.Add) + len(c.Set) + len(c.Tiers) + len(c.Unset) + len(c.Tag) + len(c.Untag) + len(c.Secrets)
	return n == 0 && c.Secret == nil && c.Favourite == nil && c.Expires == nil && c.Half == nil
}

// The parts of a [Change].
type (
	// NewField is an empty field; its tier is core where its kind is secret.
	NewField struct {
		Name string
		Kind FieldKind
	}
	// OpenValue is a value that stood in an argument, where everybody on this
	// machine may have seen it: only for the companion tier.
	OpenValue struct{ Field, Value string }
	// SecretValue is a value that came another way.
	SecretValue struct {
		Field string // empty: the main one
		Value secret.Text
	}
	// FieldTier puts a field into a tier.
	FieldTier struct {
		Field string
		Tier  Tier
	}
	// Half is how a field's secret is split, after it got its new value.
	Half struct {
		Field string // empty: the main one
		Kept  Side
		Hint  string // where the other half lies
	}
	// Expires is a date and what happens then; the zero date is never.
	Expires struct {
		At     time.Time
		Action box.Expiry
	}
)

// ParseTier and ParseKind read the words for tiers and kinds.
func ParseTier(s string) (Tier, error) {
	t, err := vault.ParseTier(s)
	if err != nil {
		return 0, Fail(Usage, "there are core and companion", "%q is no tier", host.Safe(s))
	}
	return t, nil
}

// ParseKind reads the name of a kind of field.
func ParseKind(s string) (FieldKind, error) {
	k, err := box.ParseKind(s)
	if err != nil {
		return "", Fail(Usage, "there are "+kindNames(), "%q is no kind of field", host.Safe(s))
	}
	return k, nil
}

// kindNames lists the kinds for a person.
func kindNames() string {
	var names []string
	for _, k := range box.Kinds() {
		names = append(names, string(k))
	}
	return strings.Join(names, ", ")
}

// Target is the field that a secret value is for.
type Target struct {
	Name           string
	Kind           FieldKind
	PasswordLength int // of a generated one, as the settings say
}

// Target finds the field of that name, the main one without a name, in an item
// or among the fields that the change adds. It fails early where [App.Edit]
// would fail after a person was asked.
func (a *App) Target(ctx context.Context, ref, field string, c Change) (t Target, err error) {
	err = a.view(ctx, func(tx *vault.Tx) error {
		if !tx.HasCore() {
			return vault.ErrLocked
		}
		it, err := itemAt(tx, ref)
		if err != nil {
			return err
		}
		defer wipeItem(&it)
		if err := c.add(tx, &it); err != nil {
			return err
		}
		f, err := fieldOf(tx, &it, field)
		if err != nil {
			return err
		}
		set, err := settings(tx)
		t = Target{f.Name, f.Kind, set.GenLength}
		return err
	})
	return t, err
}

// Edited is what [App.Edit] did.
type Edited struct {
	Path    box.Path
	Changed []string // names of what is not as before, safe for a terminal
	// Other is the half of a split secret that the vault does not keep.
	Other secret.Text
}

// Edit changes the item that a reference names. [Usage] for an open value in the
// core tier; [NotFound] for a field that is not there; a [ChangedError] where the change
// began with what the item is no more.
func (a *App) Edit(ctx context.Context, ref string, c Change) (done Edited, err error) {
	err = a.update(ctx, "item.edit", ref, func(tx *vault.Tx) error {
		e, err := one(tx, ref)
		if err != nil {
			return err
		}
		done.Path = e.Path()
		if err := c.since(tx, e); err != nil {
			return err
		}
		it, err := box.Get(tx, e.Box, e.ID)
		if err != nil {
			return err
		}
		defer wipeItem(&it)
		before, err := box.Get(tx, e.Box, e.ID)
		if err != nil {
			return err
		}
		defer wipeItem(&before)
		if err := c.apply(tx, &it); err != nil {
			return err
		}
		if done.Other, err = c.split(tx, &it); err != nil {
			return err
		}
		if err := put(tx, &it); err != nil {
			return err
		}
		done.Changed = changedParts(&before, &it)
		return nil
	})
	return done, err
}
