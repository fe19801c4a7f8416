package post

import (
	"cmp"
	"context"
	"slices"
	"sync"
	"time"

	"coffer/vault/blob"
)

// found is an object that lies in a post.
type found struct {
	post    int
	mailbox Mailbox
	object  string
	size    int64
	again   bool  // it was put aside once
	known   int64 // since when, in Unix seconds
}

// maxRounds bounds how often a sync looks for mailboxes that what came has opened:
// what opens them may itself come into one of these.
const maxRounds = 4

// receive takes in what lies in all mailboxes of ours.
func (c *Courier) receive(ctx context.Context, r *Report) (look Look, err error) {
	look.Whole = make(map[Mailbox]bool)
	looked := make(map[Mailbox]bool)
	for round := range maxRounds {
		boxes, began, err := c.mailboxes(looked)
		if err != nil || len(boxes) == 0 {
			return look, err
		}
		if round == 0 {
			look.Began = began
		}
		if err := c.receiveFrom(ctx, boxes, &look, r); err != nil {
			return look, err
		}
		for _, m := range boxes {
			looked[m] = true
		}
	}
	return look, nil
}

// forgetOld forgets what is of no use any more, when something new came.
func (c *Courier) forgetOld(now time.Duration, r *Report) error {
	before := now - keptFor
	if r.Taken+len(r.Aside) == 0 {
		return nil
	}
	old := 0
	err := c.Home.View(func(d Desk) (err error) { old, err = d.Forget(before); return err })
	if err != nil || old == 0 {
		return err
	}
	return c.Home.Update(func(d Desk) error { _, err := d.Forget(before); return err })
}

// receiveFrom takes in what lies in some mailboxes.
func (c *Courier) receiveFrom(ctx context.Context, boxes []Mailbox, look *Look, r *Report) error {
	all, err := c.listAll(ctx, boxes, look, r)
	if err != nil {
		return err
	}
	aside, err := c.aside(all)
	if err != nil {
		return err
	}
	return c.takeAll(ctx, inTurn(all, aside), look, r)
}

// listAll lists mailboxes in every post.
func (c *Courier) listAll(ctx context.Context, boxes []Mailbox, look *Look, r *Report) (all []found, err error) {
	listed := make(map[Mailbox]int)
	for post := range c.Posts {
		some, done, err := c.list(ctx, post, boxes)
		if err != nil {
			if err := c.failed(ctx, r, post, err); err != nil {
				return nil, err
			}
		}
		for _, m := range done {
			listed[m]++
		}
		all = append(all, some...)
	}
	for _, m := range boxes {
		look.Whole[m] = len(c.Posts) > 0 && listed[m] == len(c.Posts)
	}
	if c.Again {
		err = c.forgetGone(all, func(m Mailbox) bool {
			_, ours := look.Whole[m]
			return !ours || listed[m] == len(c.Posts)
		})
	}
	return all, err
}

// mailboxes lists those that we read, but for those that were looked into.
func (c *Courier) mailboxes(looked map[Mailbox]bool) (boxes []Mailbox, now time.Duration, err error) {
	err = c.Home.View(func(d Desk) error {
		now = d.Credited()
		channels, err := d.Channels()
		if err != nil {
			return err
		}
		for _, m := range c.Introductions {
			if !looked[m] && !slices.Contains(boxes, m) {
				boxes = append(boxes, m)
			}
		}
		for _, ch := range channels {
			if !looked[ch.In] && !slices.Contains(c.Introductions, ch.In) {
				boxes = append(boxes, ch.In)
			}
		}
		return nil
	})
	return boxes, now, err
}

// atOnce is how many calls to a post go on at the same time.
const atOnce = 8

// list lists mailboxes, several at a time, each whole, and tells which it did.
func (c *Courier) list(ctx context.Context, post int, boxes []Mailbox) (all []found, done []Mailbox, err error) {
	var mu sync.Mutex
	err = several(ctx, len(boxes), func(ctx context.Context, i int) error {
		m := boxes[i]
		var some []found
		err := c.Posts[post].List(ctx, m.String(), func(o blob.Object) error {
			if m.owns(o.Name) {
				some = append(some, found{post: post, mailbox: m, object: o.Name, size: o.Size})
			}
			return nil
		})
		mu.Lock()
		defer mu.Unlock()
		if err == nil {
			all, done = append(all, some...), append(done, m)
		}
		return err
	})
	slices.SortFunc(all, func(a, b found) int { return cmp.Compare(a.object, b.object) })
	return all, done, err
}

// several runs f for every index below n, several at a time, and returns the first
// error, after which no more are begun.
func several(ctx context.Context, n int, f func(ctx context.Context, i int) error) error {
	ctx, cancel := context.WithCancelCause(ctx)
	defer cancel(nil)
	var gone sync.WaitGroup
	next := make(chan int)
	for range min(atOnce, n) {
		gone.Go(func() {
			for i := range next {
				if err := f(ctx, i); err != nil {
					cancel(err)
				}
			}
		})
	}
	for i := range n {
		select {
		case next <- i:
		case <-ctx.Done():
		}
		if ctx.Err() != nil {
			break
		}
	}
	close(next)
	gone.Wait()
	return context.Cause(ctx)
}
