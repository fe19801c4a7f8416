package app

import (
	"slices"

	"coffer/box"
	"coffer/box/gen"
	"coffer/internal/host"
	"coffer/vault"
	"coffer/vault/secret"
)

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
	all := c.Secrets
	if c.Secret != nil {
		all = append([]SecretValue{*c.Secret}, all...)
	}
	for _, v := range all {
		if err := v.apply(tx, it); err != nil {
			return err
		}
	}
	return nil
}

func (v *SecretValue) apply(tx *vault.Tx, it *box.Item) error {
	if err := notEmpty(v.Value, "remove the field with --unset if that is meant"); err != nil {
		return err
	}
	f, err := fieldOf(tx, it, v.Field)
	if err != nil {
		return err
	}
	i, err := at(it, f.Name)
	if err != nil {
		return err
	}
	if err := setValue(&it.Fields[i], v.Value.Clone()); err != nil {
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
