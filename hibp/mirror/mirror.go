// Package mirror fetches every range into a folder, as the official tool lays it out:
// 00000.txt to FFFFF.txt. What is there already is not fetched again; what may have
// changed is asked for with its ETag. Interrupted, it goes on where it was.
package mirror

import (
	"cmp"
	"context"
	"errors"
	"io"
	"os"
	"sync"

	"coffer/hibp"
	"coffer/hibp/online"
)

// Options say what to fetch.
type Options struct {
	Client   *online.Client
	Parallel int          // requests at the same time
	Refresh  bool         // ask whether what is there has changed
	End      hibp.Prefix  // fetch the prefixes below it; 0 is all
	Progress func(Counts) // told after each range, from one goroutine at a time; or nil
}

// Counts say how far it is.
type Counts struct {
	All, Done          int // ranges
	Fetched, Unchanged int // of those done: sent, and asked for with an ETag in vain
	Bytes              int64
}

// saveEvery is after how many ranges the list of ETags is written: what a crash costs.
const saveEvery = 4096

// mirror is one run.
type mirror struct {
	o     Options
	dir   *os.Root
	every int

	mu     sync.Mutex
	etags  *etags
	counts Counts
	err    error // the first
	cancel context.CancelFunc
}

// Fetch fetches what the folder lacks. The first range that cannot be had ends it;
// what was fetched stays.
func Fetch(ctx context.Context, dir string, o Options) (Counts, error) {
	return fetch(ctx, dir, o, saveEvery)
}

// fetch is [Fetch], which saves its list after every so many ranges.
func fetch(ctx context.Context, dir string, o Options, every int) (Counts, error) {
	if err := os.MkdirAll(dir, 0o755); err != nil {
		return Counts{}, err
	}
	root, err := os.OpenRoot(dir)
	if err != nil {
		return Counts{}, err
	}
	defer root.Close()
	list, err := readETags(root, o.Client.Kind())
	if err != nil {
		return Counts{}, err
	}
	if o.End == 0 || o.End > hibp.Prefixes {
		o.End = hibp.Prefixes
	}
	ctx, cancel := context.WithCancel(ctx)
	defer cancel()
	m := &mirror{o: o, dir: root, every: every, etags: list, counts: Counts{All: int(o.End)}, cancel: cancel}
	m.run(ctx)
	return m.counts, cmp.Or(m.err, list.write(root), context.Cause(ctx))
}

func (m *mirror) run(ctx context.Context) {
	next := make(chan hibp.Prefix)
	var wg sync.WaitGroup
	for range max(1, m.o.Parallel) {
		wg.Go(func() {
			for p := range next {
				m.fetch(ctx, p)
			}
		})
	}
	for p := range m.o.End {
		if ctx.Err() != nil {
			break
		}
		next <- p
	}
	close(next)
	wg.Wait()
}

// fetch fetches one range, if it is to be.
func (m *mirror) fetch(ctx context.Context, p hibp.Prefix) {
	m.mu.Lock()
	etag, known := m.etags.of(p)
	m.mu.Unlock()
	switch {
	case !m.isThere(p):
		known = false
	case !known && !m.o.Refresh: // by another tool: believed, but not confirmed
		known = m.isRange(p, false)
	case known && m.o.Refresh: // an ETag says what was sent, and not what became of it here
		known = m.isRange(p, true)
	}
	if known && !m.o.Refresh {
		m.report(p, online.Fetched{}, false, nil)
		return
	}
	if !known {
		etag = ""
	}
	got, err := m.o.Client.Fetch(ctx, p, etag)
	if len(got.Body) == 0 {
		got.Body = []byte("\r\n") // an empty file is one that was cut off
	}
	if err == nil && !got.Unchanged {
		err = write(m.dir, fileName(p), got.Body)
	}
	m.report(p, got, err == nil, err)
}

// isThere tells whether the file of a range is there, and not cut off to nothing.
func (m *mirror) isThere(p hibp.Prefix) bool {
	info, err := m.dir.Stat(fileName(p))
	return err == nil && info.Mode().IsRegular() && info.Size() > 0
}

// isRange tells whether that file is the range. One without hashes is an empty line, and
// believed only where an ETag says that it was sent so.
func (m *mirror) isRange(p hibp.Prefix, sent bool) bool {
	f, err := m.dir.Open(fileName(p))
	if err != nil {
		return false
	}
	defer f.Close()
	body, err := io.ReadAll(io.LimitReader(f, hibp.MaxRangeBytes+1))
	if err != nil {
		return false
	}
	r, err := hibp.ParseRange(m.o.Client.Kind(), p, body)
	return err == nil && (sent || len(r.Lines) > 0)
}

func (m *mirror) report(p hibp.Prefix, got online.Fetched, asked bool, err error) {
	m.mu.Lock()
	defer m.mu.Unlock()
	if err != nil {
		m.fail(err)
		return
	}
	m.counts.Done++
	switch {
	case asked && got.Unchanged:
		m.counts.Unchanged++
	case asked:
		m.counts.Fetched++
		m.counts.Bytes += int64(len(got.Body))
		m.etags.set(p, got.ETag)
		if m.counts.Fetched%m.every == 0 {
			if err := m.etags.write(m.dir); err != nil {
				m.fail(err) // what is fetched would be fetched again
			}
		}
	}
	if m.o.Progress != nil {
		m.o.Progress(m.counts)
	}
}

// fail ends the run. The first reason counts. The caller holds the lock.
func (m *mirror) fail(err error) {
	if m.err == nil && !errors.Is(err, context.Canceled) {
		m.err = err
	}
	m.cancel()
}

func fileName(p hibp.Prefix) string { return p.String() + ".txt" }

// write writes a file whole or not at all.
func write(dir *os.Root, name string, body []byte) error {
	const part = ".part"
	f, err := dir.OpenFile(name+part, os.O_CREATE|os.O_TRUNC|os.O_WRONLY, 0o644)
	if err != nil {
		return hibp.Nameless(err)
	}
	_, err = f.Write(body)
	if err = errors.Join(err, f.Sync(), f.Close()); err != nil {
		return hibp.Nameless(err)
	}
	return hibp.Nameless(dir.Rename(name+part, name))
}
