package held

import (
	"errors"
	"io/fs"
	"os"

	"coffer/internal/sys"
	"coffer/vault"
)

// A reset puts the key of held.keys out of reach, and what is held with it. For as long
// as the former vault can be adopted all of that stays: no file of a share is litter, and
// before held.keys is replaced by one that the new vault can open, it is copied aside.

// setAside does that, where there is something that this vault cannot open. What is there
// already is older, and so it is what the former vault opens.
func (s *Store) setAside(st *state) error {
	if st.ours || st.former || !s.tx.HasFormer() {
		return nil
	}
	if _, err := sys.ReadSmall(s.formerKeys(), maxKeysFile); err == nil {
		return nil
	}
	keys, err := sys.ReadSmall(s.keys(), maxKeysFile)
	if errors.Is(err, fs.ErrNotExist) || errors.Is(err, fs.ErrInvalid) {
		return nil
	}
	if err != nil {
		return err
	}
	part := s.formerKeys() + vault.PartSuffix
	if err := s.erase(part, false); err != nil {
		return err
	}
	if err := create(part, keys); err != nil {
		return err
	}
	if err := os.Rename(part, s.formerKeys()); err != nil {
		return err
	}
	return vault.SyncDir(s.dir)
}

// openFormer opens what was set aside.
func (s *Store) openFormer(l lock) (plain []byte, by int, err error) {
	sealed, err := sys.ReadSmall(s.formerKeys(), maxKeysFile)
	if err != nil {
		return nil, 0, err
	}
	return l.open(s.tx, sealed)
}

// dropFormer erases what was set aside, and what an interrupt left of that. Ours tells
// that it was really ours.
func (s *Store) dropFormer(ours bool) error {
	return errors.Join(s.erase(s.formerKeys()+vault.PartSuffix, false), s.erase(s.formerKeys(), ours))
}

// Forget erases what a reset has put out of reach of what is held, for good.
func Forget(tx *vault.Tx) error {
	s, err := Open(tx)
	if err != nil {
		return err
	}
	st, err := s.read()
	defer st.wipe()
	if damage := (*vault.DamagedError)(nil); errors.As(err, &damage) {
		return nil // it cannot be told what is whose
	}
	if err != nil {
		return err
	}
	if _, err := s.clear(&st, vault.ID{}); err != nil {
		return err
	}
	if len(st.lock) == 0 {
		err = s.erase(s.keys(), false)
	}
	return errors.Join(err, s.dropFormer(st.former))
}
