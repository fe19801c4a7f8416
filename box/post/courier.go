package post

import (
	"context"
	"errors"
	"io"
	"slices"
	"time"

	"coffer/box/contact"
	"coffer/vault/blob"
)

// Courier carries envelopes between a home and the posts that it has: first what
// came, then what the owner's matters make of that, then what goes out.
type Courier struct {
	Home Home
	Me   contact.Identity
	// Introductions are the mailboxes in which anybody may introduce themselves: that
	// of our card, and those of matters that others may bring.
	Introductions []Mailbox
	Handlers      map[string]Handler
	Posts         []blob.Store // one, or two
	Rand          io.Reader
	// Advance moves what waits for time or for a complete look at the mail, once
	// everything that came is taken in, and once more after something was sent: that
	// it has left may be what another thing waits for. It may be nil.
	Advance func(ctx context.Context, look Look) error
	// Parcels tells whether a channel brings parcels that somebody here may claim;
	// pieces over any other one are refused. It may be nil: then all do.
	Parcels func(d Desk, ch *Channel) (bool, error)
	// Progress is told how many of the objects that were found are done; it may
	// be nil.
	Progress func(done, total int)
	// Again tries what was put aside once more.
	Again bool
	// Whole tells that the files that [Courier.In] gets are the whole of the mail.
	Whole bool
}

// Look is what one sync has seen.
type Look struct {
	// Began is the credited time when it began: what lay there by then was seen.
	Began time.Duration
	// Whole holds the mailboxes that were listed in every post, and whose every
	// object was taken in or put aside. What is aside is a gap, which [Gap] tells;
	// did it count here, whoever can write into a mailbox could stop its owner for
	// ever.
	Whole map[Mailbox]bool
}

// Report says what a sync did.
type Report struct {
	Taken    int // envelopes that were new
	Repeated int // that had come before
	Sent     int // that were put into a post
	Aside    []Aside
	// Dropped were refused and deleted, because as much of their mailbox is aside
	// already as is kept.
	Dropped int
	// Failed says which posts could not be reached in whole; the others were. Each is
	// there once, with what failed first.
	Failed []Failure
}

// Failure is a post that failed, by its number from 0, and why.
type Failure struct {
	Post int
	Err  error
}

// Error names the post, too.
func (f Failure) Error() string { return ordinal(f.Post) + " post: " + f.Err.Error() }

// Unwrap returns why.
func (f Failure) Unwrap() error { return f.Err }

// Fail notes that a post failed, once.
func (r *Report) Fail(post int, err error) {
	if !slices.ContainsFunc(r.Failed, func(f Failure) bool { return f.Post == post }) {
		r.Failed = append(r.Failed, Failure{post, err})
	}
}

// Sync runs once. An error of a post stands in the report; an error of the home,
// or of ctx, ends it. What was done until then stays done. One of Advance ends it
// last: whatever one matter stumbles over, what waits for others goes out.
func (c *Courier) Sync(ctx context.Context) (r Report, err error) {
	look, err := c.receive(ctx, &r)
	if err == nil {
		err = c.forgetOld(look.Began, &r)
	}
	if err != nil {
		return r, err
	}
	stuck := c.advance(ctx, look)
	err = c.acknowledge()
	if err == nil {
		err = c.send(ctx, &r)
	}
	if err == nil && r.Sent > 0 && c.Advance != nil {
		stuck = c.advance(ctx, look)
		err = c.send(ctx, &r)
	}
	if err == nil {
		err = stuck
	}
	return r, err
}

func (c *Courier) advance(ctx context.Context, look Look) error {
	if c.Advance == nil {
		return nil
	}
	return c.Advance(ctx, look)
}

// failed notes an error of a post, and returns one that ends the sync.
func (c *Courier) failed(ctx context.Context, r *Report, post int, err error) error {
	if ctx.Err() != nil {
		return ctx.Err()
	}
	r.Fail(post, err)
	return nil
}

func ordinal(post int) string {
	if post == 0 {
		return "first"
	}
	return "second"
}

// ErrNoPost reports a home without a post.
var ErrNoPost = errors.New("no post is set")
