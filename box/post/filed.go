package post

import (
	"coffer/box/contact"
	"coffer/vault"
)

// VaultHome is the home of a courier in a vault.
type VaultHome struct {
	Read  func(f func(*vault.Tx) error) error
	Write func(f func(*vault.Tx) error) error
}

// View implements [Home].
func (h VaultHome) View(f func(Desk) error) error {
	return h.Read(func(tx *vault.Tx) error { return f(NewVaultDesk(tx)) })
}

// Update implements [Home].
func (h VaultHome) Update(f func(Desk) error) error {
	return h.Write(func(tx *vault.Tx) error {
		d := NewVaultDesk(tx)
		if err := f(d); err != nil {
			return err
		}
		return d.Flush()
	})
}

// VaultDesk is the desk of a vault: records of the core tier in box 0. Handlers
// find the transaction in it.
type VaultDesk struct {
	*vault.Tx
	*filing
}

// NewVaultDesk returns the desk of a transaction. Whoever puts channels calls
// [VaultDesk.Flush] in the end.
func NewVaultDesk(tx *vault.Tx) *VaultDesk {
	return &VaultDesk{Tx: tx, filing: newFiling(inVault{tx}, tx.Credited)}
}

// What [Desk.Passed] notes.
const (
	Wrote = "sent"
	Took  = "received"
)

// Passed implements [Desk]: it stands in the entry that records the transaction.
func (d *VaultDesk) Passed(what, kind string, who contact.Fingerprint) {
	d.Tell(vault.Subject{Word: what + " " + kind, ID: who[:]})
}

// Flush writes the channels that were put.
func (d *VaultDesk) Flush() error { return d.flush() }

// inVault is the records of a desk in a vault.
type inVault struct{ tx *vault.Tx }

func (in inVault) writable() bool { return in.tx.Writable() }

func (in inVault) has(k vault.Key) (bool, error) {
	return in.tx.Has(vault.BoxZero, vault.Mail, k, vault.Core)
}

func (in inVault) read(k vault.Key) ([]byte, error) {
	r, err := in.tx.Get(vault.BoxZero, vault.Mail, k, vault.Core)
	return r.Plain, err
}

func (in inVault) write(k vault.Key, b []byte) error {
	_, err := in.tx.Put(vault.BoxZero, vault.Mail, k, vault.Core, b)
	return err
}

func (in inVault) remove(k vault.Key) error {
	return in.tx.Delete(vault.BoxZero, vault.Mail, k, vault.Core)
}

func (in inVault) each(f func([]vault.Key) error) error {
	return in.tx.EachKey(vault.BoxZero, vault.Mail, vault.Core, f)
}
