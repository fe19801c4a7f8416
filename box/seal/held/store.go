package held

import (
	"bytes"
	"errors"
	"io/fs"
	"slices"

	"coffer/internal/sys"
	"coffer/vault"
	"coffer/vault/secret"
)

// Store is what is held, for the length of a transaction of the vault. What it
// writes is in its files at once, and does not wait for the commit: a share is
// put and destroyed again by whoever finds that the transaction failed.
type Store struct {
	tx *vault.Tx
	folder
}

// Open begins to use what is held. [vault.ErrLocked] without the core tier.
func Open(tx *vault.Tx) (*Store, error) {
	if !tx.HasCore() {
		return nil, vault.ErrLocked
	}
	return &Store{tx: tx, folder: folder{dir: tx.Dir(), rand: tx.Rand()}}, nil
}

// state is what lies in the vault and in held.keys.
type state struct {
	lock lock
	ring ring
	by   int  // which key of the lock opened it
	ours bool // there was a held.keys, and it opened

	former bool // they were aside: see [Store.setAside]
}

func (s *state) wipe() {
	s.lock.wipe()
	s.ring.wipe()
}

// read returns nothing where nothing was ever held. A file of keys that the
// vault has no key for comes from a transaction that failed.
func (s *Store) read() (st state, err error) {
	if st.lock, err = readLock(s.tx); err != nil || len(st.lock) == 0 {
		return st, err
	}
	sealed, err := sys.ReadSmall(s.keys(), maxKeysFile)
	if errors.Is(err, fs.ErrNotExist) {
		return st, nil
	}
	if errors.Is(err, fs.ErrInvalid) {
		err = damagedKeys(err)
	}
	if err != nil {
		return st, err
	}
	plain, by, err := st.lock.open(s.tx, sealed)
	st.ours = err == nil
	if err != nil {
		if plain, by, err = s.openFormer(st.lock); err != nil {
			return st, damagedKeys(errForeign)
		}
		st.former = true
	}
	defer vault.Wipe(plain)
	st.by = by
	if st.ring, err = decodeRing(plain); err != nil {
		return st, damagedKeys(err)
	}
	return st, nil
}

// write replaces held.keys, and is done with a former key of it.
func (s *Store) write(st *state) error {
	if len(st.lock) == 0 {
		k, err := secret.NewKey(s.rand)
		if err != nil {
			return err
		}
		st.lock = lock{k}
		if err := st.lock.write(s.tx); err != nil {
			return err
		}
	}
	plain, err := st.ring.encode()
	if err != nil {
		return err
	}
	defer vault.Wipe(plain)
	sealed, err := seal(st.lock[0], s.rand, plain, adOfKeys(s.tx.VaultID()))
	if err != nil {
		return err
	}
	if err := s.setAside(st); err != nil {
		return err
	}
	if err := s.replaceKeys(sealed, st.ours); err != nil {
		return err
	}
	if st.former || !s.tx.HasFormer() {
		if err := s.dropFormer(st.former); err != nil {
			return err
		}
	}
	st.ours, st.by, st.former = true, 0, false
	if len(st.lock) > 1 {
		st.lock = st.lock[:1]
		return st.lock.write(s.tx)
	}
	return nil
}

// Put keeps a share. To put the same one again is no error; [ErrOther] for
// another one under its id, [ErrFull], [ErrBound], and [vault.ErrReadOnly] in a
// View.
func (s *Store) Put(id vault.ID, share []byte) error {
	if !s.tx.Writable() {
		return vault.ErrReadOnly
	}
	if len(share) == 0 || len(share) > MaxShare {
		return ErrBound
	}
	st, err := s.read()
	if err != nil {
		return err
	}
	defer st.wipe()
	had, err := s.open(&st, id)
	defer vault.Wipe(had)
	switch {
	case err == nil && bytes.Equal(had, share):
		return nil
	case err == nil:
		return ErrOther
	case !lost(err):
		return err
	}
	if _, err := s.clear(&st, id); err != nil {
		return err
	}
	if len(st.ring) >= MaxShares {
		return ErrFull
	}
	return s.add(&st, id, share)
}

// lost tells that there is no share that could be lost once more.
func lost(err error) bool {
	var damage *vault.DamagedError
	return errors.Is(err, vault.ErrNotFound) || errors.As(err, &damage)
}

// add writes the share, and then its key.
func (s *Store) add(st *state, id vault.ID, share []byte) error {
	k, err := secret.NewKey(s.rand)
	if err != nil {
		return err
	}
	sealed, err := seal(k, s.rand, share, adOfShare(s.tx.VaultID(), id))
	if err != nil {
		return err
	}
	if err := s.make(); err != nil {
		return err
	}
	if err := create(s.share(id), sealed); err != nil {
		return err
	}
	if err := vault.SyncDir(s.shares()); err != nil {
		return err
	}
	st.ring = st.ring.with(id, k)
	return s.write(st)
}

// Get returns a share, which the caller wipes: [vault.ErrNotFound] when there is
// none, and a [vault.DamagedError] when it is not what was put.
func (s *Store) Get(id vault.ID) ([]byte, error) {
	st, err := s.read()
	if err != nil {
		return nil, err
	}
	defer st.wipe()
	return s.open(&st, id)
}

func (s *Store) open(st *state, id vault.ID) ([]byte, error) {
	k, ok := st.ring.get(id)
	if !ok {
		return nil, vault.ErrNotFound
	}
	if err := s.check(); err != nil {
		return nil, err
	}
	sealed, err := sys.ReadSmall(s.share(id), maxShareFile)
	switch {
	case errors.Is(err, fs.ErrNotExist):
		return nil, damagedShare(id, vault.ErrNotFound)
	case errors.Is(err, fs.ErrInvalid):
		return nil, damagedShare(id, err)
	case err != nil:
		return nil, err
	}
	share, err := open(k, sealed, adOfShare(s.tx.VaultID(), id))
	if err != nil {
		return nil, damagedShare(id, errForeign)
	}
	return share, nil
}

// Destroy destroys a share: first its key, then its bytes. That it is gone
// already is no error. On nil nothing that is left opens it.
func (s *Store) Destroy(id vault.ID) error {
	if !s.tx.Writable() {
		return vault.ErrReadOnly
	}
	st, err := s.read()
	if err != nil {
		return err
	}
	defer st.wipe()
	changed, err := s.clear(&st, id)
	if err != nil || changed {
		return err
	}
	return s.erase(s.keys()+vault.PartSuffix, false) // of an interrupt
}

// clear takes away one share, and everything of which only the key or only the
// file is left. It tells whether there were keys among it.
func (s *Store) clear(st *state, id vault.ID) (changed bool, err error) {
	files, err := s.there()
	if err != nil {
		return false, err
	}
	ours := st.opens(s, id)
	kept := slices.DeleteFunc(slices.Clone(st.ring), func(e entry) bool { return e.id == id || !files[e.id] })
	changed = len(kept) != len(st.ring)
	if changed {
		st.ring = kept
		if err := s.write(st); err != nil {
			return true, err
		}
	}
	former := s.tx.HasFormer()
	for file := range files {
		if _, ok := st.ring.get(file); ok || former && file != id {
			continue
		}
		if err := s.erase(s.share(file), ours && file == id); err != nil {
			return changed, err
		}
	}
	return changed, nil
}

// opens tells whether the file of a share is really ours.
func (st *state) opens(s *Store, id vault.ID) bool {
	share, err := s.open(st, id)
	vault.Wipe(share)
	return err == nil
}

// List returns the ids of all shares, in their order.
func (s *Store) List() ([]vault.ID, error) {
	st, err := s.read()
	if err != nil {
		return nil, err
	}
	defer st.wipe()
	ids := make([]vault.ID, len(st.ring))
	for i, e := range st.ring {
		ids[i] = e.id
	}
	return slices.Clip(ids), nil
}

// Check returns what is wrong with what is held, each a [vault.DamagedError].
func (s *Store) Check() (problems []error, err error) {
	st, err := s.read()
	if damage := (*vault.DamagedError)(nil); errors.As(err, &damage) {
		return []error{err}, nil
	}
	if err != nil {
		return nil, err
	}
	defer st.wipe()
	for _, e := range st.ring {
		share, err := s.open(&st, e.id)
		vault.Wipe(share)
		if err == nil {
			continue
		}
		if !lost(err) {
			return problems, err
		}
		problems = append(problems, err)
	}
	return problems, nil
}
