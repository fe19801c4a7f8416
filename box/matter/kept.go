package matter

import (
	"bytes"
	"errors"

	"coffer/box/hold"
	"coffer/vault"
)

// Kept is where a vault keeps the course of a matter. What is what people call the
// matter, as "a seal".
type Kept struct {
	Tx     *vault.Tx
	In     vault.Space
	Key    vault.Key
	Policy hold.Policy
	What   string
}

// Read reads what has happened, which may be nothing yet.
func (k Kept) Read() (*Course, error) {
	r, err := k.Tx.Get(vault.BoxZero, k.In, k.Key, vault.Core)
	if errors.Is(err, vault.ErrNotFound) {
		return NewCourse(k.Policy)
	}
	if err != nil {
		return nil, err
	}
	c, err := Decode(bytes.Clone(r.Plain), k.Policy)
	if err != nil {
		return nil, &vault.DamagedError{What: "the course of " + k.What, Err: err}
	}
	return c, nil
}

// Save writes it, if it changed.
func (k Kept) Save(c *Course) error {
	if !c.Changed {
		return nil
	}
	plain, err := c.Encode()
	if err == nil {
		_, err = k.Tx.Put(vault.BoxZero, k.In, k.Key, vault.Core, plain)
	}
	c.Changed = err != nil
	return err
}

// WaitAnew lets every wait that runs begin anew: for a vault that was put back to an
// older copy, which has forgotten what it heard.
func (k Kept) WaitAnew() error {
	c, err := k.Read()
	if err != nil || len(c.Begun) == 0 {
		return err
	}
	clear(c.Begun)
	c.Changed = true
	return k.Save(c)
}
