package held

import (
	"coffer/vault"
	"coffer/vault/secret"
)

// A vault that gets new keys gets a new one for held.keys too: whoever knew the
// former keys has that one. It takes two transactions, so that whatever is
// interrupted leaves a file that the vault can open: [Renew] adds the new key,
// and [Settle] writes the file under it and forgets the former one.

// Renew adds a new key for held.keys; nothing where nothing was ever held.
func Renew(tx *vault.Tx) error {
	s, err := Open(tx)
	if err != nil {
		return err
	}
	st, err := s.read()
	defer st.wipe()
	if err != nil || len(st.lock) == 0 {
		return err
	}
	k, err := secret.NewKey(s.rand)
	if err != nil {
		return err
	}
	return lock{k, st.lock[st.by]}.write(tx)
}

// Settle writes held.keys under the newest key, where it is under a former one.
func Settle(tx *vault.Tx) error {
	s, err := Open(tx)
	if err != nil {
		return err
	}
	st, err := s.read()
	defer st.wipe()
	if err != nil || len(st.lock) < 2 {
		return err
	}
	return s.write(&st)
}
