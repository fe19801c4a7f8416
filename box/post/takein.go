package post

import (
	"cmp"
	"context"
	"errors"
	"slices"

	"coffer/vault/blob"
)

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
