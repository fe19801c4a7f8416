package app

import (
	"context"
	"errors"

	"coffer/vault"
	"coffer/vault/agent"
)

// Resume opens the vault with a session: that of the shell if it belongs to this
// vault and goes on, else that of all terminals. It tells whether there was one.
// An error says why a session cannot be used though there may be one.
func (a *App) Resume(ctx context.Context) (bool, error) {
	if !a.env.usesRuntime() {
		return false, nil
	}
	c, err := a.env.client()
	if err != nil {
		return false, err
	}
	for key, err := range a.ownKeys(c) {
		if err != nil {
			return false, err
		}
		ok, err := a.join(ctx, c, key)
		if ok && err == nil {
			err = a.admit(ctx, false)
		}
		if ok || err != nil {
			return ok, err
		}
	}
	if a.hasShellKey() {
		a.env.warn(WarnShell)
	}
	return false, nil
}

// join puts the two halves together.
func (a *App) join(ctx context.Context, c agent.Client, key agent.Key) (bool, error) {
	c.Meanwhile, c.Conn = a.v.Recall, a.env.Agent
	sealed, err := c.Get(ctx, key.Vault, key.ID)
	if noAgent(err) {
		return false, nil
	}
	if err != nil {
		return false, err
	}
	defer vault.Wipe(sealed)
	err = a.v.Resume(key.Secret, key.ID, sealed)
	if errors.Is(err, vault.ErrSession) { // the keys were renewed where the agent did not hear of it
		return false, nil
	}
	return err == nil, err
}
