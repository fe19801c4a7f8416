package app

import (
	"context"
	"slices"
	"strings"
	"time"

	"coffer/box"
	"coffer/box/gen"
	"coffer/internal/host"
	"coffer/vault"
	"coffer/vault/secret"
)

// Change is what an edit does to an item: all of it in one step, or nothing.
type Change struct {
	Add       []NewField
	Set       []OpenValue
	Secret    *SecretValue // nil: none
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
	n := len(c.Add) + len(c.Set) + len(c.Tiers) + len(c.Unset) + len(c.Tag) + len(c.Untag)
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
// core tier; [NotFound] for a field that is not there.
func (a *App) Edit(ctx context.Context, ref string, c Change) (done Edited, err error) {
	err = a.update(ctx, "item.edit", ref, func(tx *vault.Tx) error {
		e, err := one(tx, ref)
		if err != nil {
			return err
		}
		done.Path = e.Path()
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

// split keeps one half of a field and returns the other one.
func (c *Change) split(tx *vault.Tx, it *box.Item) (other secret.Text, err error) {
	if c.Half == nil {
		return other, nil
	}
	f, err := fieldOf(tx, it, c.Half.Field)
	if err != nil {
		return other, err
	}
	if m, half := it.Complement(f.Name); half && len(m.Positions) > 0 {
		return other, Fail(Refused, "give it its new value in the same command", "field %q holds one half already", host.Safe(f.Name))
	}
	return it.SetComplement(f.Name, c.Half.Kept, secret.New(c.Half.Hint))
}

// put writes an item and keeps as many former revisions as the settings say.
func put(tx *vault.Tx, it *box.Item) error {
	s, err := settings(tx)
	if err != nil {
		return err
	}
	return box.Put(tx, it, box.Keep(s.HistoryKeep))
}

// apply changes the item. An open value is checked after all else, so that no
// order of flags brings one into the core tier.
func (c *Change) apply(tx *vault.Tx, it *box.Item) error {
	steps := []func(*vault.Tx, *box.Item) error{c.add, c.set, c.secret, c.tiers, c.open, c.unset}
	for _, step := range steps {
		if err := step(tx, it); err != nil {
			return err
		}
	}
	for _, tag := range c.Untag {
		i := slices.Index(it.Tags, box.NFC(tag))
		if i < 0 {
			return Fail(NotFound, "coffer show lists the tags", "%s has no tag %q", itemTitle(it), host.Safe(tag))
		}
		it.Tags = slices.Delete(it.Tags, i, i+1)
	}
	it.Tags = append(it.Tags, c.Tag...)
	if c.Favourite != nil {
		it.Favourite = *c.Favourite
	}
	if c.Expires != nil {
		it.Expires, it.OnExpiry = c.Expires.At, c.Expires.Action
	}
	return nil
}

func (c *Change) add(_ *vault.Tx, it *box.Item) error {
	for _, f := range c.Add {
		if _, ok := it.Field(f.Name); ok {
			return Fail(Exists, "", "%s has a field %q already", itemTitle(it), host.Safe(f.Name))
		}
		it.Fields = append(it.Fields, box.Field{Name: box.NFC(f.Name), Kind: f.Kind, Tier: f.Kind.UsualTier()})
	}
	return nil
}

// at finds a field that must be there.
func at(it *box.Item, name string) (int, error) {
	i := indexOf(it, name)
	if i < 0 {
		return i, Fail(NotFound, "coffer show lists the fields; --add-field NAME:KIND adds one",
			"%s has no field %q", itemTitle(it), host.Safe(name))
	}
	return i, nil
}

func indexOf(it *box.Item, name string) int {
	name = box.NFC(name)
	return slices.IndexFunc(it.Fields, func(f box.Field) bool { return f.Name == name })
}

func (c *Change) set(_ *vault.Tx, it *box.Item) error {
	for _, v := range c.Set {
		i, err := at(it, v.Field)
		if err != nil {
			return err
		}
		if it.Fields[i].Tier == vault.Core {
			return errOpen(v.Field)
		}
		if err := setValue(&it.Fields[i], secret.New(v.Value)); err != nil {
			return err
		}
	}
	return nil
}

func errOpen(field string) error {
	return Fail(Usage, "give it with --field and --stdin, --from-file or --from-fd",
		"field %q is secret, and arguments can be seen by others", host.Safe(field))
}

func (c *Change) open(_ *vault.Tx, it *box.Item) error {
	for _, v := range c.Set {
		if f, ok := it.Field(v.Field); ok && f.Tier == vault.Core {
			return errOpen(v.Field)
		}
	}
	return nil
}

func (c *Change) secret(tx *vault.Tx, it *box.Item) error {
	if c.Secret == nil {
		return nil
	}
	if err := notEmpty(c.Secret.Value, "remove the field with --unset if that is meant"); err != nil {
		return err
	}
	f, err := fieldOf(tx, it, c.Secret.Field)
	if err != nil {
		return err
	}
	i, err := at(it, f.Name)
	if err != nil {
		return err
	}
	if err := setValue(&it.Fields[i], c.Secret.Value.Clone()); err != nil {
		return err
	}
	if m, half := it.Complement(f.Name); half && len(m.Positions) == 0 {
		hint := box.HintName(f.Name)
		it.Fields = slices.DeleteFunc(it.Fields, func(f box.Field) bool { return f.Name == hint && f.Kind == box.Hint })
	}
	return nil
}

// notEmpty refuses a secret without content: nobody loses one because a pipe
// brought nothing. The hint says how to do without one.
func notEmpty(value secret.Text, hint string) error {
	if value.IsZero() {
		return Fail(Input, hint, "the secret is empty")
	}
	return nil
}

// setValue refuses a one-time code secret that makes no codes.
func setValue(f *box.Field, value secret.Text) error {
	if f.Kind == box.TOTP && !value.IsZero() {
		if _, err := gen.ParseOTP(value); err != nil {
			return err
		}
	}
	f.Value.Wipe()
	f.Value = value
	return nil
}

func (c *Change) tiers(_ *vault.Tx, it *box.Item) error {
	for _, t := range c.Tiers {
		i, err := at(it, t.Field)
		if err != nil {
			return err
		}
		it.Fields[i].Tier = t.Tier
	}
	return nil
}

func (c *Change) unset(_ *vault.Tx, it *box.Item) error {
	for _, name := range c.Unset {
		i, err := at(it, name)
		if err != nil {
			return err
		}
		it.Fields[i].Value.Wipe()
		it.Fields = slices.Delete(it.Fields, i, i+1)
	}
	return nil
}
