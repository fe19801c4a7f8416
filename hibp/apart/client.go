package apart

import (
	"context"
	"errors"
	"fmt"
	"io/fs"
	"sync"
	"time"

	"coffer/hibp/online"
)

// Program is the name of the child.
const Program = "coffer-hibp"

// ErrHelper means that the child could not be started, broke off, or said what it may
// not say. About no password anything is known then.
var ErrHelper = errors.New("the helper program")

// ErrMissing means that there is no such program; it comes with [ErrHelper].
var ErrMissing = errors.New("is not there")

// NotStarted is why the child could not be started, where the error of [fs.ErrNotExist]
// says that there is none.
func NotStarted(err error) error {
	if errors.Is(err, fs.ErrNotExist) {
		return fmt.Errorf("%w %s %w", ErrHelper, Program, ErrMissing)
	}
	return fmt.Errorf("%w %s cannot be started: %w", ErrHelper, Program, err)
}

// errClosed means that nothing is asked any more.
var errClosed = errors.New("the way to the range server is closed")

// errSilent means that a request was not answered.
var errSilent = errors.New("does not answer")

// Client is a [online.Way] through a child, which the first request starts. A child that
// has ended is not started again.
type Client struct {
	server   online.Server
	start    Start
	patience time.Duration
	slots    chan struct{} // one for each request that waits for an answer

	mu      sync.Mutex
	child   Process // nil: not started yet
	closing bool    // nothing more is asked
	fault   error   // what went wrong first
	last    uint64
	open    map[uint64]*waiting

	// What is set when the child has ended, before ended is closed: what whoever asks
	// is told, and how it went at the end.
	ended chan struct{}
	gone  error
	left  error

	writing sync.Mutex // taken before mu
	opened  bool       // the child was told of the server
}

// waiting is a request that the child has not answered.
type waiting struct {
	query     online.Query
	cancelled bool
	timer     *time.Timer
	done      chan struct{} // closed when the rest is there
	got       online.Fetched
	err       error
}

// New makes a way to a server, and starts nothing yet.
func New(s online.Server, start Start) (*Client, error) {
	s, err := s.Checked()
	if err != nil {
		return nil, err
	}
	return &Client{
		server: s, start: start, patience: s.Timeout + grace,
		slots: make(chan struct{}, maxOpen), ended: make(chan struct{}), open: map[uint64]*waiting{},
	}, nil
}

// Host names the server.
func (c *Client) Host() string { return c.server.Host() }

// Fetch has the child make one request.
func (c *Client) Fetch(ctx context.Context, q online.Query) (online.Fetched, error) {
	if ctx.Err() != nil {
		return online.Fetched{}, context.Cause(ctx)
	}
	select {
	case c.slots <- struct{}{}:
	case <-ctx.Done():
		return online.Fetched{}, context.Cause(ctx)
	}
	type answered struct {
		got online.Fetched
		err error
	}
	done := make(chan answered, 1)
	go func() { // who gives up does not wait for a child that does not listen
		got, err := c.fetch(ctx, q)
		done <- answered{got, err}
	}()
	select {
	case a := <-done:
		return a.got, a.err
	case <-ctx.Done():
		return online.Fetched{}, context.Cause(ctx)
	}
}

// fetch asks, and waits for the answer. A child that does not read holds it up, until its
// patience ends.
func (c *Client) fetch(ctx context.Context, q online.Query) (online.Fetched, error) {
	n, w := c.ask(ctx, q)
	if w == nil {
		<-c.slots
		return online.Fetched{}, c.whyNot(ctx)
	}
	select {
	case <-w.done:
		return w.got, w.err
	case <-ctx.Done():
		c.cancel(n)
		return online.Fetched{}, context.Cause(ctx)
	}
}

// whyNot is why nothing is asked: the child has its last word on it, when it has ended.
func (c *Client) whyNot(ctx context.Context) error {
	select {
	case <-c.ended:
		return c.gone
	case <-ctx.Done():
		return context.Cause(ctx)
	}
}

// ask tells the child of a request, in the order of the numbers, or returns nil.
func (c *Client) ask(ctx context.Context, q online.Query) (uint64, *waiting) {
	c.writing.Lock()
	defer c.writing.Unlock()
	if ctx.Err() != nil { // while others wrote
		return 0, nil
	}
	n, w := c.begin(q)
	if w != nil {
		c.say(ask{word: wordGet, n: n, query: q})
	}
	return n, w
}

// begin gives a request its number, in a child that runs. It is nil where none does.
func (c *Client) begin(q online.Query) (uint64, *waiting) {
	c.mu.Lock()
	defer c.mu.Unlock()
	if c.child == nil && c.fault == nil && !c.closing {
		c.run()
	}
	if c.fault != nil || c.closing {
		return 0, nil
	}
	c.last++
	w := &waiting{query: q, done: make(chan struct{}), timer: time.AfterFunc(c.patience, func() {
		c.fail(fmt.Errorf("%w within %v", errSilent, c.patience))
	})}
	c.open[c.last] = w
	return c.last, w
}

// run starts the child and has its answers read. The caller holds the lock.
func (c *Client) run() {
	child, err := c.start()
	if err != nil {
		c.fault, c.gone = err, NotStarted(err)
		close(c.ended)
		return
	}
	c.child = child
	go c.listen()
}

// cancel tells the child of a request for which nobody waits any more.
func (c *Client) cancel(n uint64) {
	c.writing.Lock()
	defer c.writing.Unlock()
	c.mu.Lock()
	w := c.open[n]
	if w != nil {
		w.cancelled = true
	}
	c.mu.Unlock()
	if w != nil { // else it is answered
		c.say(ask{word: wordCancel, n: n})
	}
}

// say writes to the child; first of all, how the server is asked. The caller holds
// writing.
func (c *Client) say(a ask) {
	var said []byte
	if !c.opened {
		said = ask{word: wordOpen, server: c.server}.append(said)
		c.opened = true
	}
	if _, err := c.child.Write(a.append(said)); err != nil {
		c.fail(err)
	}
}

// fail ends the child. The first reason counts.
func (c *Client) fail(err error) {
	c.mu.Lock()
	if c.fault == nil {
		c.fault = err
	}
	c.mu.Unlock()
	c.child.Kill()
}

// Close lets the child end. Requests that wait for an answer fail.
func (c *Client) Close() error {
	c.mu.Lock()
	first, child := !c.closing, c.child
	c.closing = true
	if child == nil {
		if first && c.fault == nil {
			c.gone = errClosed
			close(c.ended)
		}
		c.mu.Unlock()
		return nil
	}
	c.mu.Unlock()
	if first {
		_ = child.CloseWrite() // if it cannot be told it is ended
		defer time.AfterFunc(parting, child.Kill).Stop()
	}
	<-c.ended
	return c.left
}
