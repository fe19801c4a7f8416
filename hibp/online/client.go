package online

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"io"
	"sync"
	"time"

	"coffer/hibp"
)

// Defaults of [Options].
const (
	DefaultParallel = 8
	DefaultMaxAge   = 31 * 24 * time.Hour // what the service says of its padded answers
	DefaultTries    = 5
)

// Options say how to ask. What has no default must be given.
type Options struct {
	Way      Way // to the server; [Client.Close] closes it
	Kind     hibp.Kind
	Parallel int           // requests at the same time, at most 64; 0 is [DefaultParallel]
	Cache    Cache         // nil is none
	MaxAge   time.Duration // how long what is cached is believed unasked; 0 is [DefaultMaxAge]

	Now   func() time.Time
	Wait  func(ctx context.Context, d time.Duration) error // waits before it tries again
	Rand  io.Reader                                        // draws the order of prefixes, and how long to wait
	Tries int                                              // at most, for one prefix; 0 is [DefaultTries]

	// Plain asks without padding: for who fetches every range, and has nothing to hide.
	Plain bool
}

// Client is a [hibp.Source] and a [hibp.Ranger] that asks a range server. It may be
// used from several goroutines, which share the answer to one prefix.
type Client struct {
	o     Options
	slots chan struct{} // one for each request at the same time

	mu     sync.Mutex
	flying map[hibp.Prefix]*flight
}

// flight is a prefix that is being asked.
type flight struct {
	done  chan struct{}
	r     hibp.Range
	err   error
	ended bool // the context of who asked
}

// MaxParallel is what a public service may be asked at once by one person.
const MaxParallel = 64

// New makes a client, and asks nothing yet.
func New(o Options) (*Client, error) {
	o = o.withDefaults()
	if o.Kind.Size() == 0 {
		return nil, fmt.Errorf("online: %v is no kind of hashes", o.Kind)
	}
	if o.Parallel < 1 || o.Parallel > MaxParallel {
		return nil, fmt.Errorf("online: %d requests at the same time, not 1 to %d", o.Parallel, MaxParallel)
	}
	if o.Way == nil || o.Now == nil || o.Wait == nil || o.Rand == nil {
		return nil, errors.New("online: a way, a clock, a wait and randomness are needed")
	}
	return &Client{o: o, slots: make(chan struct{}, o.Parallel), flying: map[hibp.Prefix]*flight{}}, nil
}

func (o Options) withDefaults() Options {
	o.Parallel = cmp.Or(o.Parallel, DefaultParallel)
	o.MaxAge = cmp.Or(o.MaxAge, DefaultMaxAge)
	o.Tries = cmp.Or(o.Tries, DefaultTries)
	return o
}

// Kind is the kind of the hashes that the client asks for.
func (c *Client) Kind() hibp.Kind { return c.o.Kind }

// Close closes the way. Nothing is asked after it.
func (c *Client) Close() error { return c.o.Way.Close() }

// Look asks for one hash.
func (c *Client) Look(ctx context.Context, h hibp.Hash) (hibp.Answer, error) {
	if h.Kind() != c.o.Kind {
		return hibp.Answer{}, hibp.ErrKind
	}
	r, err := c.Range(ctx, h.Prefix())
	if err != nil {
		return hibp.Answer{}, err
	}
	return hibp.Answer{Count: r.Count(h)}, nil
}

// Range is what the server, or the cache, has under a prefix. Who asks for a prefix
// that is being asked waits for that answer.
func (c *Client) Range(ctx context.Context, p hibp.Prefix) (hibp.Range, error) {
	for {
		c.mu.Lock()
		f, there := c.flying[p]
		if !there {
			f = &flight{done: make(chan struct{})}
			c.flying[p] = f
		}
		c.mu.Unlock()
		if !there {
			f.r, f.err = c.find(ctx, p)
			f.ended = ctx.Err() != nil
			c.mu.Lock()
			delete(c.flying, p)
			c.mu.Unlock()
			close(f.done)
			return f.r, f.err
		}
		select {
		case <-ctx.Done():
			return hibp.Range{}, context.Cause(ctx)
		case <-f.done:
		}
		if f.err == nil || !f.ended { // else the other one gave up, and this one did not
			return f.r, f.err
		}
	}
}

// find looks into the cache, and asks where that is empty or old.
func (c *Client) find(ctx context.Context, p hibp.Prefix) (hibp.Range, error) {
	if err := c.take(ctx); err != nil {
		return hibp.Range{}, err
	}
	defer c.give()
	old, there := c.cached(p)
	if there && old.fresh(c.o.Now(), c.o.MaxAge) {
		return old.r, nil
	}
	got, err := c.ask(ctx, p, "") // an ETag of what is kept would be a cookie
	if err != nil {
		return hibp.Range{}, err
	}
	if c.o.Cache != nil {
		// The cache is a help: that it cannot be written does not keep anybody from the answer.
		_ = c.o.Cache.Put(c.o.Kind, p, Entry{Time: c.o.Now(), Body: got.Body})
	}
	return got.r, nil
}

// Fetch asks for a range as it is sent, past the cache: whoever keeps all of them
// gives the ETag of what they have, or "".
func (c *Client) Fetch(ctx context.Context, p hibp.Prefix, etag string) (Fetched, error) {
	if err := c.take(ctx); err != nil {
		return Fetched{}, err
	}
	defer c.give()
	got, err := c.ask(ctx, p, etag)
	return got.Fetched, err
}

// take waits until one more request may be made, and give lets the next be made.
func (c *Client) take(ctx context.Context) error {
	select {
	case <-ctx.Done():
		return context.Cause(ctx)
	case c.slots <- struct{}{}:
		return nil
	}
}

func (c *Client) give() { <-c.slots }
