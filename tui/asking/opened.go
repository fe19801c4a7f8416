package asking

import (
	"context"
	"sync"

	tea "charm.land/bubbletea/v2"

	"coffer/internal/app"
	"coffer/tui/screen"
)

// turns has work on what holds secrets be done one piece after the other, until it is closed.
type turns struct {
	mu     sync.Mutex
	closed bool
	close  func()
}

// errClosed is what work meets that comes too late.
var errClosed = app.Fail(app.Refused, "open it once more", "the ticket file is closed")

// with runs f, unless it is closed.
func (t *turns) with(f func() error) error {
	t.mu.Lock()
	defer t.mu.Unlock()
	if t.closed {
		return errClosed
	}
	return f()
}

// Wipe closes it. It never waits: where work goes on, which was given up, it is closed at the
// end of that.
func (t *turns) Wipe() {
	if t.mu.TryLock() {
		t.end()
		return
	}
	go func() {
		t.mu.Lock()
		t.end()
	}()
}

func (t *turns) end() {
	defer t.mu.Unlock()
	if !t.closed {
		t.closed = true
		t.close()
	}
}

// opened is a ticket file that is open: its keys are in memory until it is wiped.
type opened struct {
	turns
	q *app.Asking
	// sheets are shares on paper that were taken here.
	sheets []app.Share
}

func newOpened(q *app.Asking) *opened {
	o := &opened{q: q}
	o.close = func() {
		app.WipeShares(o.sheets)
		o.q.Close() // all that was done stands in the file
		o.sheets, o.q = nil, nil
	}
	return o
}

// with runs f on the ticket.
func (o *opened) with(f func(*app.Asking) error) error {
	return o.turns.with(func() error { return f(o.q) })
}

// standing is how a ticket stands, and what a sync before that brought.
type standing struct {
	info   app.AskingInfo
	place  app.VaultHere
	report *app.SyncReport // nil: there was none
	failed string          // why it was none
}

// read reads it, after a sync where that is wanted. A sync that fails keeps nobody from
// seeing the ticket.
func read(ctx context.Context, q *app.Asking, carry bool) (*standing, error) {
	s := &standing{}
	if carry {
		r, err := q.Sync(ctx)
		if ctx.Err() != nil {
			return nil, ctx.Err()
		}
		s.report = &r
		if err != nil {
			s.failed = app.Explain(err).What
		}
	}
	var err error
	s.place = q.Here()
	s.info, err = q.Info()
	return s, err
}

// news is a ticket file that was opened just now. What nobody wants any more is closed.
type news struct {
	file *opened
	*standing
}

// Wipe closes the file.
func (n *news) Wipe() {
	if n != nil {
		n.file.Wipe()
	}
}

// arrived reads a ticket that was opened, and sends it on its way.
func arrived(ctx context.Context, q *app.Asking) (*news, error) {
	s, err := read(ctx, q, true)
	if err != nil {
		q.Close()
		return nil, err
	}
	return &news{newOpened(q), s}, nil
}

// shown puts the ticket into the place of the screen that has opened it.
func (d *desk) shown(n *news, err error) tea.Cmd {
	if err != nil {
		return screen.Send(screen.Failed{Err: err})
	}
	return tea.Sequence(screen.Send(screen.Back{}), screen.Send(screen.Open{Screen: newTicket(d, n)}), told(n.standing))
}
