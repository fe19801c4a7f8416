package app

import (
	"context"

	"coffer/vault"
	"coffer/vault/agent"
)

// endOthers ends the other sessions of the vault, and its tokens, after its
// password, keys or slots were changed. This one goes on: with new roots, under
// its old key.
func (a *App) endOthers(ctx context.Context) {
	err := a.tryEndOthers(context.WithoutCancel(ctx)) // what was changed stays changed
	if err != nil && !noAgent(err) {
		a.env.warn(WarnSessions)
	}
}

func (a *App) tryEndOthers(ctx context.Context) error {
	if !a.env.hasRuntime() {
		return nil
	}
	c, err := a.env.client()
	if err != nil {
		return err
	}
	var own vault.ID
	if st, err := c.State(ctx, a.v.ID()); err == nil { // else none goes on
		own = a.renewOwn(ctx, c, SessionState{State: st})
	}
	n, err := c.EndOthers(ctx, a.v.ID(), own)
	a.ended += n // a command may change the password and then the keys
	return err
}

// renewOwn lets the session of this command go on, and tells which it is; zero
// for none.
func (a *App) renewOwn(ctx context.Context, c agent.Client, held SessionState) vault.ID {
	for key := range a.ownKeys(c) {
		if s := held.find(key.ID); s != nil && a.renewed(ctx, c, key, s.Core) {
			return key.ID
		}
	}
	return vault.ID{}
}

// EndedOthers is how many other sessions and tokens of the vault ended because
// this command changed its password, keys or slots.
func (a *App) EndedOthers() int { return a.ended }

// renewed gives a session that goes on the roots that are open now, in the tier
// that it had.
func (a *App) renewed(ctx context.Context, c agent.Client, key agent.Key, core bool) bool {
	sealed, err := a.v.SealSession(key.Secret, key.ID, core)
	if err != nil {
		return false
	}
	defer vault.Wipe(sealed)
	return c.Renew(ctx, key.Vault, key.ID, sealed) == nil
}
