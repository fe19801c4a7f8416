package vault

import "errors"

// kept is a file that stays open from [Open] on, with the lock for readers: see
// Options.Keep. It is nothing once it was released.
type kept struct {
	st *store
	tx *Tx // once roots were there to begin with
}

// Release closes what Options.Keep has kept open, so that others may write. It
// belongs before whatever takes long or waits for a person. It is no error when
// nothing is open any more, or ever was.
func (v *Vault) Release() error {
	st := v.kept.st
	v.kept, v.ticked = kept{}, false
	if st == nil {
		return nil
	}
	return st.close()
}

// viewKept reads in the transaction that the reads share. It has the roots, and
// the tiers, that were open at its begin: [Vault.forget] and [Vault.Narrow] end
// it.
func (v *Vault) viewKept(f func(*Tx) error) error {
	if v.kept.tx == nil {
		tx, err := v.begin(v.kept.st, false)
		if err != nil {
			return err
		}
		v.kept.tx = tx
	}
	return f(v.kept.tx)
}

// forget wipes all keys, and with them what they opened.
func (v *Vault) forget() {
	v.keyring.wipe()
	v.roots.free()
	v.roots, v.scope, v.kept.tx = nil, nil, nil
}

// Close wipes all keys and releases the file. The vault can be unlocked again.
func (v *Vault) Close() error {
	v.forget()
	return v.Release()
}

// openFirst is what [Open] does with the store.
func (v *Vault) openFirst(st *store, err error) error {
	if err != nil {
		return err
	}
	f, err := readFormat(st)
	if v.id, v.found = f.Vault, f; err == nil && v.o.Keep {
		v.kept.st = st
		return nil
	}
	return errors.Join(err, st.close())
}
