package app

import (
	"context"
	"errors"
	"os"
	"path/filepath"
	"time"
	"unicode/utf8"

	"coffer/internal/host"
	"coffer/vault"
	"coffer/vault/secret"
)

// MinPassword is the least length of a new master password, in characters.
const MinPassword = 8

// InitOptions are what a new vault starts with.
type InitOptions struct {
	Password secret.Text
	Params   vault.Params // zero: measure this machine
	Owner    Owner
}

// MayInit tells early, before anybody is asked for a password, whether there is
// a vault already.
func MayInit(env Env) error {
	if _, err := os.Lstat(filepath.Join(env.Folders.Data, vault.FileName)); err == nil {
		return vault.ErrExists
	}
	return nil
}

// Init makes a vault in the data folder and returns it unlocked.
func Init(ctx context.Context, env Env, o InitOptions) (*App, error) {
	if err := errors.Join(CheckNewPassword(o.Password), o.Owner.Check()); err != nil {
		return nil, err
	}
	if err := host.MakePrivate(env.Folders.Data); err != nil {
		return nil, elsewhere(err, dataHint)
	}
	if o.Params == (vault.Params{}) {
		o.Params = MeasureKDF(env)
	}
	if err := checkParams(o.Params); err != nil {
		return nil, err
	}
	v, err := vault.Create(ctx, env.options(), o.Password, o.Params)
	if err != nil {
		return nil, err
	}
	a := &App{env: env, v: v}
	a.judgeTries(ctx, o.Password) // makes the keys for those to come
	if err := a.makeSpool(ctx); err != nil || o.Owner == (Owner{}) {
		return a, err
	}
	if err := a.SetOwner(ctx, o.Owner); err != nil {
		return nil, errors.Join(ownerless(err), a.Close())
	}
	return a, nil
}

// ownerless says that there is a vault all the same.
func ownerless(err error) error {
	e := Explain(err)
	return &Error{Kind: e.Kind, Err: err, What: "the vault is made, but not what its owner says: " + e.What,
		Hint: "coffer vault edit sets it"}
}

// MeasureKDF finds what stretching may cost on this machine: under one second.
func MeasureKDF(env Env) vault.Params {
	return vault.Measure(env.stretch(), env.Clock.Now, time.Second)
}

func (e Env) stretch() vault.Stretch {
	if e.Stretch != nil {
		return e.Stretch
	}
	return vault.Argon2id
}

func checkParams(p vault.Params) error {
	if !p.AtLeast(vault.Floor) {
		return Fail(Refused, "64MiB,3,4 is the least", "key derivation that cheap can be guessed")
	}
	return nil
}

// CheckNewPassword refuses, for a master password, what nobody should rely on.
func CheckNewPassword(p secret.Text) error {
	switch {
	case utf8.RuneCount(p.Bytes()) < MinPassword:
		return orKeys(Fail(Refused, "coffer gen --words 5 suggests one that can be remembered",
			"a master password has at least %d characters", MinPassword), "several words drawn by chance are long enough, and can be remembered")
	case p.Len() > MaxPassword:
		return Fail(Input, "", "a password has at most %d bytes", MaxPassword)
	}
	return nil
}

// CheckNewPassphrase refuses a passphrase of a file that is shorter than a master
// password may be: whoever has the file can guess as long as they like. [Input]
// for an empty one, which would leave the file in clear.
func CheckNewPassphrase(p secret.Text) error { return checkOfFile(p, "passphrase") }

// CheckTicketPassword is the same of the password of a ticket file.
func CheckTicketPassword(p secret.Text) error { return checkOfFile(p, "ticket password") }

func checkOfFile(p secret.Text, what string) error {
	switch {
	case p.IsZero():
		return Fail(Input, "", "the %s is empty", what)
	case utf8.RuneCount(p.Bytes()) < MinPassword:
		return orKeys(Fail(Refused, "coffer gen --words 5 suggests one that can be remembered",
			"the %s has at least %d characters", what, MinPassword), "several words drawn by chance are long enough, and can be remembered")
	}
	return nil
}

// MaxPassword bounds every password that is read, in bytes.
const MaxPassword = 4096
