package app

import (
	"context"
	"errors"
	"sync"

	"coffer/box/post"
	"coffer/ticket"
	"coffer/ticket/file"
	"coffer/vault/blob"
)

// Each writing of a ticket file costs what its password costs. So what one command
// changes is gathered, and written where something outside rests on it: before anything
// is put into a post or handed over, and before anything is deleted there. What an
// interrupt takes was not told to anybody, and still lies in the post.

// flusher writes what a ticket file has gathered. Where that fails once, it fails for
// the rest of the command, and no more work is spent on it.
type flusher struct {
	f *file.File

	mu     sync.Mutex
	failed error
}

func (w *flusher) flush() error {
	w.mu.Lock()
	defer w.mu.Unlock()
	if w.failed == nil {
		w.failed = w.f.Flush()
	}
	return w.failed
}

// askingPost is a post into which nothing is put that does not stand in the ticket file.
// What is deleted goes at the end, by [askingPost.settle], all with one writing.
type askingPost struct {
	blob.Store
	file *flusher

	mu   sync.Mutex
	gone []string
}

func askingPosts(f *flusher, stores []blob.Store) (all []*askingPost) {
	for _, s := range stores {
		all = append(all, &askingPost{Store: s, file: f})
	}
	return all
}

// Put implements [blob.Store].
func (p *askingPost) Put(ctx context.Context, name string, data []byte) error {
	if err := p.file.flush(); err != nil {
		return err
	}
	return p.Store.Put(ctx, name, data)
}

// Delete implements [blob.Store], later.
func (p *askingPost) Delete(_ context.Context, name string) error {
	p.mu.Lock()
	defer p.mu.Unlock()
	p.gone = append(p.gone, name)
	return nil
}

// settle deletes what was taken in, once that stands in the file. What stays, because
// the post fails, comes again and is known.
func (p *askingPost) settle(ctx context.Context) error {
	if len(p.gone) == 0 {
		return nil
	}
	if err := p.file.flush(); err != nil {
		return err
	}
	var failed error
	for _, name := range p.gone {
		if err := ctx.Err(); err != nil {
			return err
		}
		if err := p.Store.Delete(ctx, name); failed == nil {
			failed = err
		}
	}
	return failed
}

// settle ends a sync at all posts, and tells of those that failed.
func settle(ctx context.Context, posts []*askingPost, r *post.Report) error {
	for i, p := range posts {
		err := p.settle(ctx)
		if ctx.Err() != nil {
			return ctx.Err()
		}
		if err != nil {
			r.Fail(i, err)
		}
	}
	return nil
}

// syncOver runs a courier over some posts, and deletes what it took in.
func (q *Asking) syncOver(ctx context.Context, stores []blob.Store) (SyncReport, error) {
	w := &flusher{f: q.f}
	posts := askingPosts(w, stores)
	return q.courier(ctx, w, func(c *post.Courier) (post.Report, error) {
		for _, p := range posts {
			c.Posts = append(c.Posts, p)
		}
		r, err := c.Sync(ctx)
		if err == nil {
			err = settle(ctx, posts, &r)
		}
		return r, err
	})
}

// courier runs the courier of the ticket. What it changed stands in the file after it,
// however it ends.
func (q *Asking) courier(ctx context.Context, w *flusher, run func(*post.Courier) (post.Report, error)) (r SyncReport, err error) {
	q.told = nil
	c := &post.Courier{
		Home: q.f, Me: q.me, Rand: q.env.Rand, Parcels: noParcels,
		Handlers: map[string]post.Handler{
			ticket.KindEvent: {Over: post.OfMatter, Take: func(d post.Desk, l post.Received) error {
				return q.on(d, func(r *ticket.Requester) error { return r.TakeEvent(l) })
			}},
			ticket.KindQuestions: {Over: post.OfMatter, Take: func(d post.Desk, l post.Received) error {
				return q.on(d, func(r *ticket.Requester) error { return r.TakeQuestions(l) })
			}},
		},
		Advance: func(context.Context, post.Look) error { return q.gather((*ticket.Requester).Advance) },
	}
	done, err := run(c)
	err = errors.Join(err, w.flush())
	return syncReport(done, q.told), err
}

// Sync takes in what trustees said and sends what waits.
func (q *Asking) Sync(ctx context.Context) (r SyncReport, err error) {
	stores, closePosts, err := q.env.openStores(q.asking.Posts)
	if err != nil {
		return r, err
	}
	defer func() { err = errors.Join(err, closePosts()) }()
	return q.syncOver(ctx, stores)
}

// SyncIn takes in envelopes from files.
func (q *Asking) SyncIn(ctx context.Context, files []EnvelopeFile) (SyncReport, error) {
	return q.courier(ctx, &flusher{f: q.f}, func(c *post.Courier) (post.Report, error) { return c.In(ctx, files) })
}

// SyncOut hands over everything that is not acknowledged yet, one file at a time.
func (q *Asking) SyncOut(ctx context.Context, write func(EnvelopeFile) error) error {
	w := &flusher{f: q.f}
	_, err := q.courier(ctx, w, func(c *post.Courier) (r post.Report, err error) {
		return r, c.Out(ctx, func(f EnvelopeFile) error {
			if err := w.flush(); err != nil {
				return err
			}
			return write(f)
		})
	})
	return err
}
