package app

import (
	"context"

	"coffer/vault"
	"coffer/vault/agent"
)

// Login is one time that the vault was unlocked with its password.
type Login = agent.Login

// Logins returns the last ten, the newest at the end: those that the vault knows
// of, and those that wait on this machine to be recorded.
func (a *App) Logins(ctx context.Context) (all []Login, err error) {
	var s storedSpool
	err = a.view(ctx, func(tx *vault.Tx) (err error) {
		s, err = readSpool(tx)
		return err
	})
	all = s.Logins
	if err != nil {
		return all, err
	}
	waiting, err := a.waiting(ctx, s)
	if err != nil {
		return nil, err
	}
	for _, e := range waiting {
		if e.Login != nil {
			all = agent.AddLogin(all, *e.Login)
		}
	}
	return all, nil
}

// waiting returns what waits on this machine to be recorded; where that cannot be
// read, a person is warned.
func (a *App) waiting(ctx context.Context, s storedSpool) ([]agent.Entry, error) {
	if len(s.Identities) == 0 {
		return nil, nil
	}
	spool, identities, err := s.open(a.env.stateDir(a.v.ID()))
	if err != nil {
		return nil, err
	}
	waiting, _, _, err := spool.Read(ctx, s.Done, identities...)
	if err != nil {
		a.env.warn(WarnSpool)
		return nil, nil
	}
	return waiting, nil
}

// NoteLogin records that the vault was unlocked with its password: for a session
// of that name, or for a single command. Where that cannot be recorded, a person
// is warned and goes on: the vault may lie on a disk that cannot be written. Once
// is enough: of a session that could not be kept after that its name stays.
func (a *App) NoteLogin(ctx context.Context, session string) error {
	if a.noted {
		return nil
	}
	defer a.spared()()
	spool, err := a.spool(ctx)
	if err == nil {
		l := Login{
			Time: a.Now(), Host: a.env.Where.Host, Terminal: a.env.Where.Terminal, Session: session,
			Tries: uint32(a.failed.Count), Word: a.failed.Word,
		}
		err = spool.Append(ctx, agent.LoginEntry(l))
	}
	if ctx.Err() != nil {
		return ctx.Err()
	}
	if err != nil {
		a.env.warn(WarnSpool)
	}
	a.noted = true
	return nil
}
