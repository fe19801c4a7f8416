package app

import (
	"iter"

	"coffer/vault/agent"
)

// ownKeys are the keys of this vault's sessions that this command has: that of
// the shell, or else that of all terminals. A shell that has one of its own does
// not get the other when that is over: it may open more. Each is read when it is its turn, and
// wiped after it. A variable that holds something else is an error, which comes
// with no key.
func (a *App) ownKeys(c agent.Client) iter.Seq2[agent.Key, error] {
	return func(yield func(agent.Key, error) bool) {
		if a.env.Session != "" {
			key, err := agent.ParseKey(agent.SessionKey, a.env.Session)
			if err != nil {
				err = Fail(Usage, "unset COFFER_SESSION, or unlock again", "COFFER_SESSION is not the key of a session")
			}
			if !a.offer(key, err, yield) || key.Vault == a.v.ID() {
				return
			}
		}
		if key, err := c.Folder.ReadKey(a.v.ID()); err == nil {
			a.offer(key, nil, yield)
		}
	}
}

// hasShellKey tells whether the variable of a shell holds the key of a session of
// this vault.
func (a *App) hasShellKey() bool {
	key, err := agent.ParseKey(agent.SessionKey, a.env.Session)
	key.Secret.Wipe()
	return err == nil && key.Vault == a.v.ID()
}

// offer yields a key unless it is another vault's, and wipes it.
func (a *App) offer(key agent.Key, err error, yield func(agent.Key, error) bool) (more bool) {
	defer key.Secret.Wipe()
	return err == nil && key.Vault != a.v.ID() || yield(key, err)
}
