package app

import (
	"context"
	"errors"
	"io/fs"
	"path/filepath"

	"coffer/internal/host"
	"coffer/vault/agent"
)

// Where is where somebody unlocks a vault, as far as the machine tells.
type Where struct {
	Host     string
	Terminal string // and from where it is used, if that is another machine
	Login    string // the system's login session; empty where there is none
}

// runtimeHint is for whoever has no place for a session.
const runtimeHint = "set XDG_RUNTIME_DIR to a folder in memory that is yours alone, or unset it, or give each command the password"

// client asks the agent. The runtime folder must be this user's alone: whoever
// could put a socket there would be asked instead.
func (e Env) client() (agent.Client, error) {
	if e.Folders.Runtime == "" {
		return agent.Client{}, Fail(Refused, runtimeHint, "there is no runtime folder for a session")
	}
	if err := errors.Join(host.CheckAbove(e.Folders.Runtime), host.CheckPrivate(e.Folders.Runtime)); err != nil {
		return agent.Client{}, elsewhere(err, runtimeHint)
	}
	return agent.Client{Folder: agent.Folder(e.Folders.Runtime)}, nil
}

// ending is client for whoever ends sessions. That goes on in a folder that others
// can enter: nothing in it is believed, the agent is asked only where this user
// listens, and what stayed there would be a key that others can read.
func (e Env) ending() (agent.Client, error) {
	if err := host.CheckOwn(e.Folders.Runtime); err != nil {
		return agent.Client{}, elsewhere(err, runtimeHint)
	}
	return agent.Client{Folder: agent.Folder(e.Folders.Runtime)}, nil
}

// hasRuntime tells whether there can be an agent of this user at all: not where
// the runtime folder is missing, or somebody else was there first.
func (e Env) hasRuntime() bool {
	if e.Folders.Runtime == "" {
		return false
	}
	err := host.CheckOwn(e.Folders.Runtime)
	return !errors.Is(err, fs.ErrNotExist) && !errors.Is(err, host.ErrNotOwn)
}

// usesRuntime is hasRuntime for whoever goes on without, and says so where somebody
// is in the way.
func (e Env) usesRuntime() bool {
	has := e.hasRuntime()
	if !has && e.Folders.Runtime != "" && errors.Is(host.CheckOwn(e.Folders.Runtime), host.ErrNotOwn) {
		e.warn(WarnRuntime)
	}
	return has
}

// started is client, with the folder made. What it lies in must be there: a
// runtime folder that nobody made for this login would be one on a disk.
func (e Env) started() (agent.Client, error) {
	if e.Folders.Runtime == "" {
		return e.client()
	}
	err := host.CheckAbove(e.Folders.Runtime)
	if errors.Is(err, fs.ErrNotExist) {
		return agent.Client{}, Fail(Refused, runtimeHint, "the folder for sessions is not there: %s",
			host.Safe(filepath.Dir(e.Folders.Runtime)))
	}
	if err == nil {
		err = host.MakePrivate(e.Folders.Runtime)
	}
	if err != nil && !errors.Is(err, host.ErrNotPrivate) {
		return agent.Client{}, Fail(Refused, runtimeHint, "the runtime folder cannot be made: %s", oneLine(err))
	}
	if err != nil {
		return agent.Client{}, elsewhere(err, runtimeHint)
	}
	return e.client()
}

// elsewhere adds to the error about a folder that is not this user's own what to
// do instead.
func elsewhere(err error, hint string) error {
	if !errors.Is(err, host.ErrNotOwn) {
		return err
	}
	return &Error{Kind: Refused, What: oneLine(err), Hint: hint, Err: err}
}

// dataHint is for whoever cannot have the vault in that folder.
const dataHint = "choose another folder with --dir"

// startTries is how often an agent is started for one request: one that runs may
// be about to end.
const startTries = 3

// withAgent asks the agent, and starts it where there is none. One of another
// version is ended first: what it holds nobody can use any more.
func (e Env) withAgent(ctx context.Context, c agent.Client, ask func() error) error {
	err := ask()
	for range startTries {
		switch {
		case errors.Is(err, agent.ErrVersion):
			if _, err := c.End(ctx); err != nil {
				return err
			}
		case errors.Is(err, agent.ErrNoAgent), errors.Is(err, agent.ErrSilent):
		default:
			return err
		}
		if e.StartAgent == nil {
			return err
		}
		failed := e.StartAgent(ctx) // maybe because somebody else was faster
		if err = ask(); failed != nil && (errors.Is(err, agent.ErrNoAgent) || errors.Is(err, agent.ErrSilent)) {
			return failed
		}
	}
	return err
}

// noAgent tells that there is nobody to ask, or nothing that is known.
func noAgent(err error) bool {
	return errors.Is(err, agent.ErrNoAgent) || errors.Is(err, agent.ErrNone)
}

// HasSessions tells whether a session can outlive this process here. It makes the folder
// that one would need.
func (e Env) HasSessions() bool {
	_, err := e.started()
	return err == nil && e.StartAgent != nil
}
