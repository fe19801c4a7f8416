package app

import (
	"context"
	"errors"
	"net"
	"time"

	"coffer/internal/host"
	"coffer/internal/sys"
	"coffer/vault/agent"
)

// AgentOptions say how the agent runs.
type AgentOptions struct {
	Listener *net.UnixListener // nil: the socket of the runtime folder
	Stay     bool              // go on while there is nothing to hold
	// Ready is called when it listens.
	Ready func() error
	// Wait waits, and ends early with ctx.
	Wait func(ctx context.Context, d time.Duration) error
	// Machine tells of suspend and logout; the zero value tells nothing.
	Machine host.MachineEvents
	// Syncs lets vaults sync by themselves; the zero value does not.
	Syncs agent.Syncs
}

// listen takes the lock, and the socket that is given or its own.
func (o AgentOptions) listen(ctx context.Context, folder agent.Folder) (*net.UnixListener, *sys.FileLock, error) {
	if o.Listener == nil {
		return folder.Listen(ctx)
	}
	lock, err := folder.Hold(ctx)
	return o.Listener, lock, err
}

// ServeAgent is the agent: it keeps halves of sessions until they end. It ends
// with ctx, and without Stay when it holds nothing any more. Errors:
// [agent.ErrRunning] when there is another one.
func ServeAgent(ctx context.Context, env Env, o AgentOptions) error {
	if _, err := env.started(); err != nil {
		return err
	}
	folder := agent.Folder(env.Folders.Runtime)
	l, lock, err := o.listen(ctx, folder)
	if err != nil {
		return err
	}
	defer func() { _ = lock.Unlock() }()
	s := &agent.Server{
		Clock: env.Clock, Folder: folder, Wait: o.Wait, Stay: o.Stay,
		Syncs:  o.Syncs,
		Logout: o.Machine.Logout, Sleep: o.Machine.Sleep,
		Record: func(ctx context.Context, spool agent.Spool, e agent.Entry) error { return spool.Append(ctx, e) },
	}
	if o.Ready != nil {
		if err := o.Ready(); err != nil {
			return errors.Join(err, l.Close())
		}
	}
	return s.Serve(ctx, l)
}

// Syncs says how the agent lets vaults sync by themselves.
type Syncs = agent.Syncs
