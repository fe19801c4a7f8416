package host

import (
	"context"
	"os"
	"os/signal"
	"sync"

	"coffer/internal/sys"
)

// Protect keeps the memory of this process from core files and, where the
// system can, from other programs of the same user. Opening a vault does it
// again and says so when it fails.
func Protect() { _ = sys.Undumpable() }

// PlainQuit lets SIGQUIT end this process without a word, until signals are caught:
// see [sys.PlainQuit].
func PlainQuit() { sys.PlainQuit() }

// Forget overwrites what this process has used and given up (see [sys.Forget]):
// for whoever goes on for long after the vault was closed.
func Forget() { sys.Forget() }

// UntilSignal returns a context that ends with the first signal that is meant to
// end this process, from the call of catch on. Before that, and from the second
// one on, such a signal ends the process as if nothing had caught it: catching
// takes threads of its own, for which a short command need not wait. Signals
// that this process was started to ignore (nohup) stay ignored.
func UntilSignal(parent context.Context) (ctx context.Context, catch func()) {
	ctx, cancel := context.WithCancel(parent)
	return ctx, sync.OnceFunc(func() { catchFirst(ctx, cancel) })
}

// catchFirst cancels at the first signal, and catches no more.
func catchFirst(ctx context.Context, cancel func()) {
	var caught []os.Signal
	for _, s := range endingSignals() {
		if !signal.Ignored(s) {
			caught = append(caught, s)
		}
	}
	if len(caught) == 0 { // for Notify none means all
		return
	}
	sys.CatchQuit()
	first := make(chan os.Signal, 1)
	signal.Notify(first, caught...)
	go func() {
		defer signal.Stop(first)
		select {
		case <-first:
			cancel()
		case <-ctx.Done():
		}
	}()
}
