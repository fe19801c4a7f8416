package cli

import (
	"context"
	"errors"
	"sync"
	"time"

	"coffer/internal/app"
)

// tourAgent is the agent of the tour: it runs in this process, so that it goes by
// the tour's clock and nothing of it stays.
type tourAgent struct {
	ctx     context.Context
	stop    context.CancelFunc
	wait    func(context.Context, time.Duration) error
	running sync.WaitGroup

	mu  sync.Mutex
	err error
}

func newTourAgent(ctx context.Context, wait func(context.Context, time.Duration) error) *tourAgent {
	a := &tourAgent{wait: wait}
	a.ctx, a.stop = context.WithCancel(ctx)
	return a
}

// start returns when the agent listens, or cannot.
func (a *tourAgent) start(ctx context.Context, env app.Env) error {
	ready := make(chan error, 1)
	a.running.Go(func() {
		err := app.ServeAgent(a.ctx, env, app.AgentOptions{Wait: a.wait, Ready: func() error { ready <- nil; return nil }})
		a.mu.Lock()
		a.err = errors.Join(a.err, err)
		a.mu.Unlock()
		ready <- err
	})
	select {
	case err := <-ready:
		return err
	case <-ctx.Done():
		return ctx.Err()
	}
}

// end locks everything.
func (a *tourAgent) end() error {
	a.stop()
	a.running.Wait()
	return a.err
}
