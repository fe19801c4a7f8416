package app

import (
	"context"
	"errors"
	"fmt"
	"path/filepath"

	"coffer/vault"
	"coffer/vault/agent"
	"coffer/vault/codec"
)

// What happens while nobody writes, such as a login or the use of a token, goes
// into the spool. The next change of the vault records it first.

// spoolKey names the record in box 0, space settings.
var spoolKey = vault.Key{ID: vault.ID{15: 3}}

// storedSpool is what opens the spool, how much of it was recorded, and the
// logins that were.
type storedSpool struct {
	_          struct{} `cbor:",toarray"`
	Identities [][]byte // of age, X25519, as text: the one in use, and maybe the one before it
	Done       agent.Mark
	Logins     []agent.Login // the last ten, the newest at the end
}

// backlog folds the spool in. It implements [vault.Backlog].
type backlog struct{ env Env }

func (e Env) stateDir(id vault.ID) string { return filepath.Join(e.Folders.State, id.String()) }

// Fold implements [vault.Backlog]. A spool that cannot be read keeps nobody from
// writing; how many entries were lost is recorded.
func (b backlog) Fold(tx *vault.Tx) (waiting []vault.Event, done func(), err error) {
	ctx := context.Background()
	s, err := readSpool(tx)
	if err != nil {
		return nil, nil, err
	}
	if len(s.Identities) == 0 {
		return nil, nil, renewSpool(tx, s)
	}
	spool, identities, err := s.open(b.env.stateDir(tx.VaultID()))
	if err != nil {
		return nil, nil, err
	}
	entries, mark, lost, err := spool.Read(ctx, s.Done, identities...)
	if err != nil {
		b.env.warn(WarnSpool)
		return nil, nil, nil
	}
	if mark == (agent.Mark{}) || lost == 0 && len(entries) < foldCommands && onlyCommands(entries) {
		return nil, nil, nil
	}
	for _, e := range entries {
		if e.Login != nil {
			s.Logins = agent.AddLogin(s.Logins, *e.Login)
		}
		waiting = append(waiting, e.Event())
	}
	if lost > 0 {
		waiting = append(waiting, vault.Event{Action: "spool.lost", Text: fmt.Sprintf("%d entries that could not be read", lost)})
	}
	s.Done, s.Identities = mark, s.Identities[:1]
	return waiting, func() { _ = spool.Cut(ctx, mark) }, writeSpool(tx, s)
}

// foldCommands is how many single commands wait in the spool until they are
// recorded by themselves: each write would pay for its own login otherwise, by
// half of what it writes, for a number that goes up by one.
const foldCommands = 64

// onlyCommands tells whether nothing waits but single commands without a failed
// try.
func onlyCommands(entries []agent.Entry) bool {
	for _, e := range entries {
		if e.Login == nil || e.Login.Session != "" || e.Login.Tries > 0 {
			return false
		}
	}
	return true
}

func readSpool(tx *vault.Tx) (s storedSpool, err error) {
	r, err := tx.Get(vault.BoxZero, vault.Settings, spoolKey, tx.Top())
	if errors.Is(err, vault.ErrNotFound) {
		return s, nil
	}
	if err != nil {
		return s, err
	}
	if err := codec.UnmarshalCanonical(r.Plain, &s); err != nil {
		return storedSpool{}, &vault.DamagedError{What: "the keys of the spool", Err: err}
	}
	return s, nil
}

func writeSpool(tx *vault.Tx, s storedSpool) error {
	plain, err := codec.Marshal(s)
	if err != nil {
		return err
	}
	defer vault.Wipe(plain)
	return tx.PutTwin(vault.BoxZero, vault.Settings, spoolKey, plain)
}

// renewSpool gives the spool a new identity; what waits can still be opened by
// the one before.
func renewSpool(tx *vault.Tx, s storedSpool) error {
	id, err := agent.NewIdentity()
	if err != nil {
		return err
	}
	text := id.Text()
	defer text.Wipe()
	s.Identities = append([][]byte{text.Bytes()}, s.Identities[:min(1, len(s.Identities))]...)
	return writeSpool(tx, s)
}

// open returns where the spool is, and what opens it.
func (s storedSpool) open(dir string) (spool agent.Spool, identities []agent.Identity, err error) {
	for _, text := range s.Identities {
		id, err := agent.ParseIdentity(text)
		if err != nil {
			return spool, nil, &vault.DamagedError{What: "the keys of the spool"}
		}
		if len(identities) == 0 {
			spool = agent.Spool{Dir: dir, Recipient: id.Recipient()}
		}
		identities = append(identities, id)
	}
	return spool, identities, nil
}

// spool returns where entries go; a vault that was never written to by this
// version of the program gets its keys now, which takes the core tier.
func (a *App) spool(ctx context.Context) (spool agent.Spool, err error) {
	read := func(tx *vault.Tx) error {
		s, err := readSpool(tx)
		if err == nil && len(s.Identities) > 0 {
			spool, _, err = s.open(a.env.stateDir(a.v.ID()))
		}
		return err
	}
	if err := a.view(ctx, read); err != nil || spool.Recipient != "" {
		return spool, err
	}
	if err := a.makeSpool(ctx); err != nil {
		return spool, err
	}
	return spool, a.view(ctx, read)
}

// makeSpool gives the spool new keys.
func (a *App) makeSpool(ctx context.Context) error {
	return a.update(ctx, "spool.keys", "", func(tx *vault.Tx) error {
		s, err := readSpool(tx)
		if err != nil {
			return err
		}
		return renewSpool(tx, s)
	})
}
