package app

import (
	"context"
	"errors"

	"coffer/vault"
	"coffer/vault/agent"
)

// Lock ends the sessions and tokens of this vault and tells how many there were; a
// negative number where an agent that could not be asked was ended.
// The key in the runtime folder goes in any case.
func (a *App) Lock(ctx context.Context) (int, error) {
	if !a.env.usesRuntime() {
		return 0, nil
	}
	c, err := a.env.ending()
	if err != nil {
		return 0, err
	}
	n, err := c.Lock(ctx, a.v.ID())
	c.Folder.DropKey(a.v.ID(), vault.ID{})
	if unreached(err) {
		return a.env.endLost(ctx, c, err)
	}
	return n, err
}

// LockAll ends all sessions and tokens of all vaults, and the agent. It tells how
// many there were; a negative number where an agent did not.
func LockAll(ctx context.Context, env Env) (int, error) {
	if !env.usesRuntime() {
		return 0, nil
	}
	c, err := env.ending()
	if err != nil {
		return 0, err
	}
	n, err := c.End(ctx)
	c.Folder.DropKeys()
	if unreached(err) {
		return env.endLost(ctx, c, err)
	}
	return n, err
}

// unreached tells that no agent answered, be there one or not.
func unreached(err error) bool {
	return errors.Is(err, agent.ErrNoAgent) || errors.Is(err, agent.ErrSilent) || errors.Is(err, agent.ErrForeign)
}

// endLost makes sure that no agent goes on that was not reached, as when its socket
// was removed or another one put in its place: it would keep its half, and all else
// that it holds. It returns [agent.Untold] where it ended one, and the cause where
// there is none but something else in its place.
func (e Env) endLost(ctx context.Context, c agent.Client, cause error) (int, error) {
	if _, open := e.client(); open != nil { // nothing in that folder is believed
		lost, err := c.Folder.Lost(ctx)
		if err != nil || lost != nil {
			return 0, errors.Join(err, &agent.LostError{})
		}
	}
	ended, err := c.Folder.EndLost(ctx)
	switch {
	case err != nil:
		return 0, err
	case ended:
		return agent.Untold, nil
	case noAgent(cause):
		return 0, nil
	}
	return 0, cause
}
