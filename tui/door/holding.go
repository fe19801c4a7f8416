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
	clock app.Clock
	core  bool // both tiers are open

	times sync.Mutex
	began moment
	used  moment
}

// moment is a reading of the clocks.
type moment struct {
	now  time.Time
	boot time.Duration
}

func read(c app.Clock) moment {
	_, boot := c.Boot()
	return moment{c.Now(), boot}
}

// since is how long ago another one was, by the clock that says most: one of them stands
// still while the machine sleeps, and one can be set.
func (m moment) since(o moment) time.Duration {
	return max(m.now.Sub(o.now).Abs(), m.now.Round(0).Sub(o.now.Round(0)).Abs(), m.boot-o.boot)
}

func hold(a *app.App, o app.SessionOptions, c app.Clock, core bool) *holding {
	now := read(c)
	return &holding{a: a, o: o, clock: c, core: core, began: now, used: now}
}

func (h *holding) with(ctx context.Context, f func(context.Context, *app.App) error) error {
	h.mu.Lock()
	defer h.mu.Unlock()
	if h.a == nil {
		return errLocked
	}
	if err := h.touch(); err != nil {
		return err
	}
	return f(ctx, h.a)
}

// touch uses it, unless its time is over.
func (h *holding) touch() error {
	if idle, hard := h.left(); idle <= 0 || hard <= 0 {
		return errLocked
	}
	h.times.Lock()
	defer h.times.Unlock()
	h.used = read(h.clock)
	return nil
}

// left is how long it lasts, unused and at most. A clock that goes back gains nothing.
func (h *holding) left() (idle, hard time.Duration) {
	h.times.Lock()
	defer h.times.Unlock()
	now := read(h.clock)
	return h.o.Idle - now.since(h.used), h.o.Hard - now.since(h.began)
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
