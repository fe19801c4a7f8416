package vault

import (
	"context"
	"errors"
	"fmt"
	"time"

	"coffer/internal/sys"
	"coffer/vault/clock"
	"coffer/vault/secret"
)

// Vault is one person's vault, locked or unlocked. Between two operations it
// holds no file open and no lock, so that other processes may change it. It is
// not for concurrent use.
type Vault struct {
	o       Options
	id      ID
	found   format // of the file when it was found
	rooted  uint32 // generation of the roots that were opened
	roots   *roots // nil: locked, or open by a token
	scope   *scope // what a token opened; nil: none did
	slots   uint64 // checksum of the keyslots that were last known; see SetPassword
	keyring keyring
	time    clock.State
	ticked  bool // since the last transaction began
	kept    kept
	status  Status
	// accepting lets one update write to a file that is not the newest.
	accepting bool
}

// Status is what the last operation found.
type Status struct {
	Revision  uint64
	FirstSeen bool // this machine had no memory of the vault when the first one looked
	Older     bool // older than, or not the successor of, what this machine saw
	Forked    bool // of the older ones: it certainly went another way
	Owed      bool // a rewrite was interrupted or failed: [Vault.Compact] finishes it
}

// Open checks that there is a vault that this program can read. It needs no
// secret. Errors: [ErrNoVault], [FormatError], [DamagedError], a busy lock.
func Open(ctx context.Context, o Options) (*Vault, error) {
	v := &Vault{o: o.withDefaults()}
	v.o.undumpable()
	if err := v.openFirst(openStore(ctx, v.o, sys.Shared)); err != nil {
		return nil, err
	}
	if !v.o.Keep { // an opening counts though nothing is unlocked
		v.tick()
	}
	return v, nil
}

// ID names the vault; it stands in clear.
func (v *Vault) ID() ID { return v.id }

// Status is what the last operation found.
func (v *Vault) Status() Status { return v.status }

// Unlocked tells whether the companion tier, and with core whether also the
// core tier, is open. What a token opened does not count: see [Vault.Scoped].
func (v *Vault) Unlocked() (companion, core bool) {
	return v.roots != nil, v.roots != nil && v.roots.core
}

// within opens the store for the length of f. What was kept open is closed.
func (v *Vault) within(ctx context.Context, mode sys.Mode, f func(*store) error) (err error) {
	if err := v.Release(); err != nil {
		return err
	}
	st, err := openStore(ctx, v.o, mode)
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, st.close()) }()
	return f(st)
}

// Unlock opens the roots with a password and checks the slots. It takes as
// long as the slot's costs say, and holds no lock meanwhile. [ErrPassword]
// when no slot opens.
func (v *Vault) Unlock(ctx context.Context, password secret.Text) error {
	slots, f, err := v.readSlots(ctx)
	if err != nil {
		return err
	}
	r, _, err := openPasswordSlots(v.o, f.Vault, slots, password)
	if err != nil {
		return err
	}
	err = v.use(ctx, r, f.Roots)
	v.slots = f.Slots // those that the password opened, whatever has happened since
	return err
}

// use takes roots into use and makes sure that they fit the file.
func (v *Vault) use(ctx context.Context, r *roots, rooted uint32) error {
	v.take(r, rooted)
	err := v.View(ctx, func(tx *Tx) error {
		v.slots = tx.format.Slots
		return errors.Join(tx.checkSlots(), tx.checkClear())
	})
	if err != nil {
		v.Close()
	}
	return err
}

// take puts roots in the place of what was open.
func (v *Vault) take(r *roots, rooted uint32) {
	v.forget()
	if r.page.Locked() != nil {
		v.o.warn(WarnUnlocked)
	}
	v.roots, v.rooted = r, rooted
}

// View reads. Readers do not keep each other out. The function must not keep
// the Tx, wait for a person, or write.
func (v *Vault) View(ctx context.Context, f func(*Tx) error) error {
	if v.kept.st != nil {
		return v.viewKept(f)
	}
	return v.within(ctx, sys.Shared, func(st *store) error {
		tx, err := v.begin(st, false)
		if err != nil {
			return err
		}
		return f(tx)
	})
}

// Update is the only way to write: one transaction with its event, all of it
// or nothing, and a nil error only after the sync. Nothing is written when f
// writes nothing or returns an error. [ErrLocked] without the core tier,
// [ErrOlder] when the file is not the successor of what this machine saw; where it went
// another way that is [ErrFork], too.
func (v *Vault) Update(ctx context.Context, e Event, f func(*Tx) error) error {
	if _, core := v.Unlocked(); !core {
		return ErrLocked
	}
	return v.within(ctx, sys.Exclusive, func(st *store) error {
		tx, err := v.begin(st, true)
		if err != nil {
			return err
		}
		if v.status.Older && !v.accepting {
			return v.notSuccessor()
		}
		was := tx.format.Slots
		if err := f(tx); err != nil {
			return err
		}
		if len(tx.changes) == 0 && len(tx.writes) == 0 && !st.wrote {
			return nil
		}
		if err := ctx.Err(); err != nil {
			return err
		}
		if err := tx.fold(); err != nil {
			return err
		}
		if err := tx.finish(e); err != nil {
			return err
		}
		v.remember(tx) // under the lock: a later one must not be overwritten
		if was == v.slots {
			v.slots = tx.format.Slots
		}
		if tx.folded != nil {
			tx.folded()
		}
		return nil
	})
}

// begin reads what binds the whole and checks it.
func (v *Vault) begin(st *store, write bool) (*Tx, error) {
	v.Recall()
	v.ticked = false
	tx := v.newTx(st, write)
	var err error
	if tx.format, err = readFormat(st); err != nil {
		return nil, err
	}
	if tx.format.Vault != v.id {
		return nil, fmt.Errorf("%w: another vault took the place of this one", ErrChanged)
	}
	if tx.format.Roots != v.rooted || v.roots == nil && v.scope == nil {
		return nil, ErrLocked // the keys were renewed by another process
	}
	if err := tx.readHeads(); err != nil {
		return nil, err
	}
	if write {
		if err := errors.Join(tx.checkSlots(), tx.checkClear()); err != nil {
			return nil, err
		}
	}
	if v.scope != nil {
		return tx, nil // no head was opened that says how new the file is
	}
	return tx, v.compare(tx)
}

func (v *Vault) newTx(st *store, write bool) *Tx {
	return &Tx{
		v: v, st: st, write: write, now: v.o.Clock.Now().UTC().Truncate(time.Second),
		heads: make(map[keyringKey]*openHead), vault: make(map[Tier]*vaultHead),
		writes: make(writes), checked: make(map[string]bool),
	}
}

// finish records the event, writes the headers and commits.
func (tx *Tx) finish(e Event) error {
	if err := tx.log(e); err != nil {
		return err
	}
	if err := tx.writeHeads(); err != nil {
		return err
	}
	if err := tx.flush(); err != nil {
		return err
	}
	return tx.st.commit()
}
