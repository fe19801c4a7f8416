package post

import (
	"cmp"
	"context"
	"errors"
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

// inTurn leaves out what is passed over, and puts first what is tried once more, of that
// what has been known longest: names are chosen by whoever puts something into a post, and
// where there is room for few, a flood of low ones would be served before everybody else.
func inTurn(all []found, aside map[string]turn) []found {
	all = slices.DeleteFunc(all, func(f found) bool { t, ok := aside[f.object]; return ok && !t.again })
	for i := range all {
		t := aside[all[i].object]
		all[i].again, all[i].known = t.again, t.known
	}
	slices.SortStableFunc(all, func(a, b found) int {
		switch {
		case a.again && b.again:
			return cmp.Compare(a.known, b.known)
		case a.again:
			return -1
		case b.again:
			return 1
		}
		return 0
	})
	return all
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

// turn is what becomes of an object that was put aside.
type turn struct {
	again bool  // it is tried once more, and not passed over
	known int64 // when it was found first, in Unix seconds
}

// aside lists the objects that were put aside. Those that could not be taken in for
// now are tried again after a day, if they lie there, some in each sync: those that were
// tried longest ago first, and of these those that have been known longest.
func (c *Courier) aside(lying []found) (aside map[string]turn, err error) {
	aside = make(map[string]turn)
	there := make(map[string]bool, len(lying))
	for _, f := range lying {
		there[f.object] = true
	}
	err = c.Home.View(func(d Desk) error {
		all, err := d.Aside()
		slices.SortFunc(all, func(a, b Aside) int {
			return cmp.Or(cmp.Compare(a.Since, b.Since), cmp.Compare(a.Found, b.Found))
		})
		again := 0
		for _, a := range all {
			t := turn{c.Again || there[a.Object] && again < maxLater && a.due(d.Credited()), a.Found}
			if aside[a.Object] = t; t.again {
				again++
			}
		}
		return err
	})
	return aside, err
}

// forgetGone forgets what was put aside in mailboxes that were listed whole, or
// are read no more, and lies there no more.
func (c *Courier) forgetGone(all []found, sure func(Mailbox) bool) error {
	lying := make(map[string]bool, len(all))
	for _, f := range all {
		lying[f.object] = true
	}
	var gone []string
	err := c.Home.View(func(d Desk) error {
		aside, err := d.Aside()
		for _, a := range aside {
			if m, ok := mailboxOfObject(a.Object); ok && sure(m) && !lying[a.Object] {
				gone = append(gone, a.Object)
			}
		}
		return err
	})
	if err != nil || len(gone) == 0 {
		return err
	}
	return c.Home.Update(func(d Desk) error {
		for _, object := range gone {
			if err := d.DropAside(object); err != nil {
				return err
			}
		}
		return nil
	})
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

// How much is fetched and taken in together, in one transaction.
const (
	batchObjects = 64
	batchBytes   = 4 << 20
)

// takeAll fetches and takes in objects, batch by batch. What is too far ahead of
// its channel is tried again for as long as others come in meanwhile; then it
// stays in the post.
func (c *Courier) takeAll(ctx context.Context, all []found, look *Look, r *Report) error {
	total := len(all)
	for last := total + 1; len(all) > 0 && len(all) < last; {
		last = len(all)
		var ahead []found
		for _, some := range batches(all, func(f found) int64 { return f.size }) {
			far, err := c.takeBatch(ctx, some, look, r)
			if err != nil {
				return err
			}
			ahead = append(ahead, far...)
			if c.Progress != nil {
				c.Progress(min(r.Taken+r.Repeated+len(r.Aside), total), total)
			}
		}
		all = ahead
	}
	for _, f := range all {
		look.Whole[f.mailbox] = false
	}
	return nil
}

// batches cuts a list into what is in memory together.
func batches[T any](all []T, size func(T) int64) (cut [][]T) {
	for len(all) > 0 {
		n, bytes := 0, int64(0)
		for n < len(all) && n < batchObjects && (n == 0 || bytes+size(all[n]) <= batchBytes) {
			bytes += size(all[n])
			n++
		}
		cut = append(cut, all[:n])
		all = all[n:]
	}
	return cut
}

// takeBatch takes in some objects and then deletes them, but for those that are
// too far ahead. What is refused is put aside. Where a handler refuses, all of
// them are tried again one by one, since it may have written something.
func (c *Courier) takeBatch(ctx context.Context, some []found, look *Look, r *Report) (ahead []found, err error) {
	in, err := c.fetch(ctx, some, look, r)
	if err != nil {
		return nil, err
	}
	slices.SortStableFunc(in, func(a, b incoming) int { return cmp.Compare(a.said.Seq, b.said.Seq) })
	done, err := c.takeTogether(in)
	if _, ok := refused(err); ok {
		done, err = c.takeEach(in)
	}
	var dropped []found
	if err == nil {
		dropped, err = c.putAside(done.refused, r)
	}
	if err != nil {
		return nil, err
	}
	r.Taken += done.fresh
	r.Repeated += done.repeated
	r.Dropped += len(dropped)
	return done.ahead, c.remove(ctx, append(done.gone, dropped...), r)
}

// fetch gets objects and opens them, several at a time. What is gone meanwhile is
// left out: another sync of this vault took it.
func (c *Courier) fetch(ctx context.Context, some []found, look *Look, r *Report) (in []incoming, err error) {
	got := make([]*incoming, len(some))
	failed := make([]error, len(some))
	err = several(ctx, len(some), func(ctx context.Context, i int) error {
		f := some[i]
		data, err := c.Posts[f.post].Get(ctx, f.object, MaxObject)
		switch {
		case errors.Is(err, blob.ErrNotFound):
		case errors.Is(err, blob.ErrTooLarge):
			got[i] = &incoming{found: f, err: ErrTooLarge}
		case err != nil:
			failed[i] = err
		default:
			in := openObject(c.Me, f, data)
			got[i] = &in
		}
		return ctx.Err()
	})
	if err != nil {
		return nil, err
	}
	for i := range some {
		if got[i] != nil {
			in = append(in, *got[i])
		}
		if failed[i] != nil {
			look.Whole[some[i].mailbox] = false
			if err := c.failed(ctx, r, some[i].post, failed[i]); err != nil {
				return nil, err
			}
		}
	}
	return in, nil
}

// taken is what became of objects that were fetched.
type taken struct {
	gone            []found // to be deleted from the post
	ahead           []found // too far ahead for now
	refused         []refusedObject
	fresh, repeated int
}

// refusedObject is one that is not taken in.
type refusedObject struct {
	incoming
	reason *refusal
}

func (t *taken) add(f found, fresh bool) {
	t.gone = append(t.gone, f)
	if fresh {
		t.fresh++
	} else {
		t.repeated++
	}
}

// takeTogether takes in all of them in one transaction, but for what is refused
// early, or none.
func (c *Courier) takeTogether(all []incoming) (done taken, err error) {
	err = c.Home.Update(func(d Desk) error {
		done = taken{}
		for _, in := range all {
			fresh, err := c.take(d, in)
			reason, _ := refused(err)
			switch {
			case reason != nil && reason.early && !errors.Is(err, ErrAhead):
				done.refused = append(done.refused, refusedObject{in, reason})
			case errors.Is(err, ErrAhead):
				done.ahead = append(done.ahead, in.found)
			case err != nil:
				return err
			default:
				done.add(in.found, fresh)
				if in.again {
					if err := d.DropAside(in.object); err != nil {
						return err
					}
				}
			}
		}
		return nil
	})
	if err != nil {
		return taken{}, err
	}
	return done, nil
}

// takeEach takes them in one by one.
func (c *Courier) takeEach(all []incoming) (done taken, err error) {
	for _, in := range all {
		one, err := c.takeTogether([]incoming{in})
		if reason, ok := refused(err); ok {
			one.refused = []refusedObject{{in, reason}}
		} else if err != nil {
			return done, err
		}
		done.gone, done.ahead = append(done.gone, one.gone...), append(done.ahead, one.ahead...)
		done.refused = append(done.refused, one.refused...)
		done.fresh += one.fresh
		done.repeated += one.repeated
	}
	return done, nil
}

// putAside remembers why objects were not taken in, and returns those for which
// there is no room: they are deleted, so that whoever knows a mailbox fills neither
// the home nor any later sync. Something real among them comes again, since nobody
// acknowledges it, and for a channel what is aside tells of the gap.
func (c *Courier) putAside(all []refusedObject, r *Report) (dropped []found, err error) {
	if len(all) == 0 {
		return nil, nil
	}
	var aside []Aside
	err = c.Home.Update(func(d Desk) error {
		aside, dropped = nil, nil
		kept, err := d.Aside()
		if err != nil {
			return err
		}
		room := newRoomAside(kept)
		for _, in := range all {
			if errors.Is(in.reason, ErrFork) {
				if err := markBroken(d, in.mailbox, in.said.Seq); err != nil {
					return err
				}
			}
			if !room.takes(in.found) {
				dropped = append(dropped, in.found)
				continue
			}
			a := Aside{Object: in.object, Reason: in.reason.Error(), Size: in.size, Found: d.Now().Unix(),
				Since: int64(d.Credited()), Later: in.reason.later}
			if in.again {
				a.Found = in.known
			}
			if err := d.PutAside(a); err != nil {
				return err
			}
			aside = append(aside, a)
		}
		return nil
	})
	if err == nil {
		r.Aside = append(r.Aside, aside...)
	}
	return dropped, err
}

// roomAside counts what is aside of each mailbox.
type roomAside struct {
	known map[string]bool
	of    map[Mailbox]int
}

func newRoomAside(kept []Aside) roomAside {
	room := roomAside{known: make(map[string]bool, len(kept)), of: make(map[Mailbox]int)}
	for _, a := range kept {
		room.known[a.Object] = true
		if m, ok := mailboxOfObject(a.Object); ok {
			room.of[m]++
		}
	}
	return room
}

// takes tells whether one more object may be put aside, and counts it.
func (room roomAside) takes(f found) bool {
	if room.known[f.object] {
		return true
	}
	if room.of[f.mailbox] >= maxAside {
		return false
	}
	room.known[f.object] = true
	room.of[f.mailbox]++
	return true
}

// markBroken notes that the sender used a number twice.
func markBroken(d Desk, in Mailbox, seq uint64) error {
	ch, err := d.Channel(in)
	if err != nil {
		return err
	}
	ch.Taken.broken(seq)
	return d.PutChannel(ch)
}

// remove deletes what was taken in. What stays, because the post fails, comes
// again and is known.
func (c *Courier) remove(ctx context.Context, gone []found, r *Report) error {
	failed := make([]error, len(gone))
	err := several(ctx, len(gone), func(ctx context.Context, i int) error {
		failed[i] = c.Posts[gone[i].post].Delete(ctx, gone[i].object)
		return ctx.Err()
	})
	if err != nil {
		return err
	}
	for i, err := range failed {
		if err != nil {
			return c.failed(ctx, r, gone[i].post, err)
		}
	}
	return nil
}
