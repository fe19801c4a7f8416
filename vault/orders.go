package vault

import (
	"bytes"
	"context"
	"errors"
	"os"
	"path/filepath"
	"time"

	"coffer/internal/sys"
)

// Orders of trustees lie in clear, so that a vault that nobody can open knows of
// them, and anybody can put them there: whoever does so may have no key. Nothing
// binds them, and what they are is not known here.

// MaxOrders bounds the orders in a vault, in bytes.
const MaxOrders = 96 << 10

func ordersKey() []byte { return []byte("orders") }

// Orders returns what lies there, without any key; nothing when nothing does.
// [ErrTooLarge] for more than [MaxOrders].
func (v *Vault) Orders(ctx context.Context) (data []byte, err error) {
	if v.kept.st != nil {
		return v.kept.st.orders()
	}
	err = v.within(ctx, sys.Shared, func(st *store) error {
		data, err = v.ordersOf(st)
		return err
	})
	return data, err
}

// Orders is [Vault.Orders].
func (tx *Tx) Orders() ([]byte, error) {
	if b, ok := tx.writes.get(keysBucket, ordersKey()); ok {
		return bytes.Clone(b), nil
	}
	return tx.st.orders()
}

// SetOrders puts others there, as part of a transaction, or with no data takes
// them away.
func (tx *Tx) SetOrders(data []byte) error {
	if !tx.write {
		return ErrReadOnly
	}
	if len(data) > MaxOrders {
		return ErrTooLarge
	}
	if len(data) == 0 {
		data = nil
	}
	tx.writes.set(keysBucket, ordersKey(), bytes.Clone(data))
	return nil
}

// PlaceOrders writes the orders anew, without any key: what change makes of
// those that lie there. It touches nothing else, and nothing at all when they
// stay the same. What is over [MaxOrders] comes to change as nothing. The
// function must not use the vault.
func (v *Vault) PlaceOrders(ctx context.Context, change func(old []byte) ([]byte, error)) error {
	return v.within(ctx, sys.Exclusive, func(st *store) error {
		old, err := v.ordersOf(st)
		if err != nil && !errors.Is(err, ErrTooLarge) {
			return err
		}
		data, errChange := change(old)
		switch {
		case errChange != nil:
			return errChange
		case len(data) > MaxOrders:
			return ErrTooLarge
		case err == nil && bytes.Equal(old, data):
			return nil
		}
		if err := ctx.Err(); err != nil {
			return err
		}
		pair := map[string][]byte{string(ordersKey()): bytes.Clone(data)}
		if len(data) == 0 {
			pair[string(ordersKey())] = nil
		}
		if err := st.write(keysBucket, pair); err != nil {
			return err
		}
		return st.commit()
	})
}

// EraseOrdered is [Vault.Erase] without any key: for orders that sure says are
// due. It gets those that lie there now, and must not use the vault.
func (v *Vault) EraseOrdered(ctx context.Context, sure func(orders []byte) error) error {
	err := v.within(ctx, sys.Exclusive, func(st *store) error {
		data, err := v.ordersOf(st)
		if err != nil {
			return err
		}
		if err := sure(data); err != nil {
			return err
		}
		if err := st.release(); err != nil {
			return err
		}
		return v.erase()
	})
	if err != nil {
		return err
	}
	return errors.Join(v.Close(), os.RemoveAll(filepath.Dir(v.statePath(memoryName))))
}

// ordersOf makes sure that the file is still this vault's.
func (v *Vault) ordersOf(st *store) ([]byte, error) {
	f, err := readFormat(st)
	if err != nil {
		return nil, err
	}
	if f.Vault != v.id {
		return nil, ErrChanged
	}
	return st.orders()
}

func (s *store) orders() (data []byte, err error) {
	b, err := s.bucket(keysBucket)
	if err != nil {
		return nil, err
	}
	stored, err := s.get(b, ordersKey())
	if err != nil {
		return nil, err
	}
	if len(stored) > MaxOrders {
		return nil, ErrTooLarge
	}
	err = guard(func() error { // it may lie on a page that cannot be read
		data = bytes.Clone(stored)
		return nil
	})
	return data, err
}

// carryOrders takes the orders along into a file that is written anew; one that
// is too large stays behind.
func (tx *Tx) carryOrders(from *Tx) error {
	data, err := from.Orders()
	if errors.Is(err, ErrTooLarge) {
		return nil
	}
	if err == nil && len(data) > 0 {
		err = tx.SetOrders(data)
	}
	return err
}

// Reached is [Tx.Reached], also while nothing is open.
func (v *Vault) Reached(due time.Time) bool {
	v.Recall()
	return v.time.Reached(due)
}

// Credited is [Tx.Credited], also while nothing is open.
func (v *Vault) Credited() time.Duration {
	v.Recall()
	return v.time.Credited
}
