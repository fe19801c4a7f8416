package host

import (
	"context"
	"os"
	"os/signal"

	"coffer/internal/sys"
)

// Protect keeps the memory of this process from core files and, where the
// system can, from other programs of the same user. Opening a vault does it
// again and says so when it fails.
func Protect() { _ = sys.Undumpable() }

// UntilSignal returns a context that ends with the first signal that is meant to
// end this process; the next one ends the process as if nothing had caught it.
// Signals that this process was started to ignore (nohup) stay ignored.
func UntilSignal(parent context.Context) (ctx context.Context, stop func()) {
	var caught []os.Signal
	for _, s := range endingSignals() {
		if !signal.Ignored(s) {
			caught = append(caught, s)
		}
	}
	if len(caught) == 0 { // for NotifyContext none means all
		return context.WithCancel(parent)
	}
	ctx, stop = signal.NotifyContext(parent, caught...)
	context.AfterFunc(ctx, stop)
	return ctx, stop
}
