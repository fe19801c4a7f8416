package blob

import (
	"context"
	"sync/atomic"
	"time"
)

// watch ends a program that does not move for a while, or when a context ends.
type watch struct {
	timer  *time.Timer
	wait   time.Duration
	silent atomic.Bool
	stop   func() bool
}

func newWatch(ctx context.Context, wait time.Duration, kill func()) *watch {
	w := &watch{wait: wait}
	w.timer = time.AfterFunc(wait, func() {
		w.silent.Store(true)
		kill()
	})
	w.stop = context.AfterFunc(ctx, kill)
	return w
}

// moved says that something came or went.
func (w *watch) moved() { w.timer.Reset(w.wait) }

func (w *watch) end() {
	w.timer.Stop()
	w.stop()
}
