package app

import (
	"context"
	"errors"
	"slices"

	"coffer/box"
	"coffer/box/seal"
	"coffer/vault/secret"
)

// SealedWith lists the seals of the owner whose item holds a value, such as the
// master password that was just replaced: whoever opens one would find the old one.
func (a *App) SealedWith(ctx context.Context, value secret.Text) (found []SealInfo, err error) {
	err = a.viewSeals(ctx, func(d *sealDesk) error {
		found = nil
		all, err := d.sent()
		if err != nil {
			return err
		}
		for i := range all {
			has, err := d.holds(&all[i], value)
			if err != nil {
				return err
			}
			if !has {
				continue
			}
			info, err := d.info(&all[i])
			if err != nil {
				return err
			}
			found = append(found, info)
		}
		return nil
	})
	return found, err
}

// holds tells whether the item of a seal has a field with this value.
func (d *sealDesk) holds(m *seal.Matter, value secret.Text) (bool, error) {
	it, err := box.Get(d.tx, m.Sending.Box, m.Sending.Item)
	defer wipeItem(&it)
	if errors.Is(err, box.ErrNotFound) || errors.Is(err, box.ErrMoved) { // told of elsewhere
		return false, nil
	}
	return slices.ContainsFunc(it.Fields, func(f box.Field) bool { return f.Value.Equal(value) }), err
}
