package door

import (
	"context"
	"sync"
	"time"

	"coffer/internal/app"
)

// holding is a vault that this process holds open, where no agent could: for as long as
// a session would last.
type holding struct {
	mu    sync.Mutex // one piece of work at a time
	a     *app.App
	o     app.SessionOptions
	clock func() time.Time
	core  bool // both tiers are open

	times sync.Mutex
	began time.Time
	used  time.Time
}

func hold(a *app.App, o app.SessionOptions, clock func() time.Time, core bool) *holding {
	now := clock()
	return &holding{a: a, o: o, clock: clock, core: core, began: now, used: now}
}

func (h *holding) with(ctx context.Context, f func(context.Context, *app.App) error) error {
	h.mu.Lock()
	defer h.mu.Unlock()
	if idle, hard := h.left(); h.a == nil || idle <= 0 || hard <= 0 {
		return errLocked
	}
	h.times.Lock()
	h.used = h.clock()
	h.times.Unlock()
	return f(ctx, h.a)
}

// left is how long it lasts, unused and at most. A clock that goes back gains nothing.
func (h *holding) left() (idle, hard time.Duration) {
	h.times.Lock()
	defer h.times.Unlock()
	now := h.clock()
	return h.o.Idle - now.Sub(h.used).Abs(), h.o.Hard - now.Sub(h.began).Abs()
}

func (h *holding) end() error {
	h.mu.Lock()
	defer h.mu.Unlock()
	a := h.a
	h.a = nil
	if a == nil {
		return nil
	}
	return a.Close()
}
