package app

import (
	"context"
	"errors"
	"os"
	"strings"
	"time"

	"coffer/box"
	"coffer/vault"
	"coffer/vault/codec"
)

// Owner is what the owner says of themselves; all of it optional. It lies
// encrypted in box 0, but for the greeting.
type Owner struct {
	Name     string
	Email    string
	Question string // a control question for those who help
	Greeting string // shown before the password is asked; it lies in clear in the state folder
}

type storedOwner struct {
	_        struct{} `cbor:",toarray"`
	Name     string
	Email    string
	Question string
	Removed  int64 // Unix seconds; 0: the vault is in use
	Due      int64
}

// ownerKey and settingsKey name the two records of settings in box 0.
var (
	ownerKey    = vault.Key{ID: vault.ID{15: 1}}
	settingsKey = vault.Key{ID: vault.ID{15: 2}}
)

// maxOwnerText bounds each text of the owner's data, in bytes.
const maxOwnerText = 1024

const greetingName = "greeting"

// Greeting returns what is shown before the password is asked, so that a
// stranger's program that asks for it can be told apart. Empty when there is none.
func (a *App) Greeting() string {
	b, _ := a.readState(greetingName)
	return string(b[:min(len(b), maxOwnerText)])
}

// Owner reads the owner's data.
func (a *App) Owner(ctx context.Context) (Owner, error) {
	var s storedOwner
	err := a.view(ctx, func(tx *vault.Tx) (err error) {
		s, err = readOwner(tx)
		return err
	})
	return Owner{Name: s.Name, Email: s.Email, Question: s.Question, Greeting: a.Greeting()}, err
}

// SetOwner replaces the owner's data. What was said before is kept for a while: see
// [App.FormerOwner]. The log says which parts were changed. Kind [Busy] where somebody
// else has changed them at the same time.
func (a *App) SetOwner(ctx context.Context, o Owner) error {
	if err := o.Check(); err != nil {
		return err
	}
	was, err := a.Owner(ctx)
	if err != nil {
		return err
	}
	err = a.update(ctx, "vault.edit", strings.Join(o.Differs(was), ", "), func(tx *vault.Tx) error {
		s, err := readOwner(tx)
		if err != nil {
			return err
		}
		if s.parts() != was.stored().parts() {
			return Fail(Busy, "look at them again and repeat the change", "the owner's data were changed meanwhile")
		}
		if err := keepFormerData(tx, s, o.stored()); err != nil {
			return err
		}
		s.Name, s.Email, s.Question = o.Name, o.Email, o.Question
		return writeOwner(tx, s)
	})
	if err != nil {
		return err
	}
	return a.setGreeting(o.Greeting)
}

// Check tells early whether the owner's data can be kept.
func (o *Owner) Check() error {
	for _, s := range []string{o.Name, o.Email, o.Question, o.Greeting} {
		if len(s) > maxOwnerText {
			return Fail(Input, "", "such a text has at most %d bytes", maxOwnerText)
		}
		if !box.IsText([]byte(s)) {
			return Fail(Input, "", "such a text is UTF-8 without NUL")
		}
	}
	return nil
}

func (a *App) setGreeting(s string) error {
	if s == "" {
		err := os.Remove(a.statePath(greetingName))
		if errors.Is(err, os.ErrNotExist) {
			err = nil
		}
		return err
	}
	return a.writeState(greetingName, []byte(s))
}

func readOwner(tx *vault.Tx) (s storedOwner, err error) {
	r, err := tx.Get(vault.BoxZero, vault.Settings, ownerKey, tx.Top())
	switch {
	case errors.Is(err, vault.ErrNotFound):
		return s, nil
	case err != nil:
		return s, err
	}
	if err := codec.UnmarshalCanonical(r.Plain, &s); err != nil {
		return storedOwner{}, &vault.DamagedError{What: "the owner's data", Err: err}
	}
	return s, nil
}

func writeOwner(tx *vault.Tx, s storedOwner) error {
	b, err := codec.Marshal(s)
	if err != nil {
		return err
	}
	return tx.PutTwin(vault.BoxZero, vault.Settings, ownerKey, b)
}

// RemoveVault marks the whole vault for deletion in 14 days; until then
// [App.RestoreVault] takes it back.
func (a *App) RemoveVault(ctx context.Context) (due time.Time, err error) {
	err = a.update(ctx, "vault.rm", "", func(tx *vault.Tx) error {
		s, err := readOwner(tx)
		if err != nil {
			return err
		}
		if s.Removed == 0 {
			s.Removed, s.Due = tx.Now().Unix(), tx.Now().Add(box.RemovalDelay).Unix()
		}
		due = time.Unix(s.Due, 0).UTC()
		return writeOwner(tx, s)
	})
	return due, err
}

// RestoreVault takes the deletion back.
func (a *App) RestoreVault(ctx context.Context) error {
	return a.update(ctx, "vault.restore", "", func(tx *vault.Tx) error {
		s, err := readOwner(tx)
		if err != nil {
			return err
		}
		if s.Removed == 0 {
			return Fail(Refused, "", "this vault is not marked for deletion")
		}
		s.Removed, s.Due = 0, 0
		return writeOwner(tx, s)
	})
}

// Removal tells when the vault will be deleted, and whether that date is
// reached for good; zero when it is in use.
func (a *App) Removal(ctx context.Context) (due time.Time, reached bool, err error) {
	err = a.view(ctx, func(tx *vault.Tx) error {
		s, err := readOwner(tx)
		if err == nil && s.Due != 0 {
			due = time.Unix(s.Due, 0).UTC()
			reached = tx.Reached(due)
		}
		return err
	})
	return due, reached, err
}
