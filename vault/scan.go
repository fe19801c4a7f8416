package vault

import (
	"runtime"
	"sync"
	"sync/atomic"
)

// scanChunk is how many records a worker takes at a time.
const scanChunk = 256

// Workers is how many functions of one [Tx.Scan] run at the same time, at most.
func (tx *Tx) Workers() int { return runtime.GOMAXPROCS(0) }

// Scan opens all records of one tier in a space, on all cores. The function
// runs concurrently, once at a time for each worker from 0 to Workers()-1; the
// order is undefined, and r.Plain is overwritten after it returns. The first
// error ends the scan. A scan that ends without an error saw exactly the records
// that the box's header knows of, at their newest.
func (tx *Tx) Scan(box ID, s Space, t Tier, f func(worker int, r Record) error) error {
	key, err := tx.boxKey(box, t)
	if err != nil {
		return err
	}
	h, err := tx.head(box, t)
	if err != nil {
		return err
	}
	all, err := tx.entries(box, s)
	if err != nil {
		return err
	}
	sc := &scan{tx: tx, box: box, space: s, tier: t, key: key, all: all, f: f}
	if err := sc.run(tx.Workers()); err != nil {
		return err
	}
	if sc.sum != *h.set(s) {
		return damaged("records are missing, were exchanged, or taken back to an older state")
	}
	return nil
}

type scan struct {
	tx     *Tx
	box    ID
	space  Space
	tier   Tier
	key    *boxKey
	all    []entry
	f      func(int, Record) error
	next   atomic.Int64
	failed atomic.Bool

	mu  sync.Mutex
	sum setHash // of what the workers that are done have opened
}

func (s *scan) run(workers int) error {
	workers = min(workers, len(s.all)/scanChunk+1)
	if workers == 1 { // no thread has to wake up for it
		return s.work(0)
	}
	errs := make([]error, workers)
	var wg sync.WaitGroup
	for w := range workers {
		wg.Go(func() {
			if errs[w] = s.work(w); errs[w] != nil {
				s.failed.Store(true)
			}
		})
	}
	wg.Wait()
	for _, err := range errs {
		if err != nil {
			return err
		}
	}
	return nil
}

// work takes chunk after chunk until there is none.
func (s *scan) work(worker int) error {
	var buf []byte
	var sum setHash
	elems := newElements(s.key.set)
	defer func() {
		Wipe(buf[:cap(buf)])
		s.mu.Lock()
		defer s.mu.Unlock()
		s.sum.join(sum)
	}()
	for !s.failed.Load() {
		from := int(s.next.Add(scanChunk)) - scanChunk
		if from >= len(s.all) {
			break
		}
		for _, e := range s.all[from:min(from+scanChunk, len(s.all))] {
			next, err := s.one(worker, e, buf, elems, &sum)
			if cap(next) > cap(buf) { // it had to grow, and left a record behind
				Wipe(buf[:cap(buf)])
			}
			if buf = next; err != nil {
				return err
			}
		}
	}
	return nil
}

func (s *scan) one(worker int, e entry, buf []byte, elems *elements, sum *setHash) ([]byte, error) {
	var p place
	err := guard(func() (err error) { // the key lies in the file, too
		p, err = parsePlace(s.box, s.space, e.k)
		return err
	})
	if err != nil || p.tier != s.tier {
		return buf, err
	}
	plain, out, err := s.tx.open(s.key, p, e.v, buf)
	if err != nil {
		return buf, err
	}
	err = guard(func() error {
		sum.add(elems.of(s.space, e.k, e.v))
		return nil
	})
	if err != nil {
		return out, err
	}
	return out, s.f(worker, Record{Key: p.key, Revision: recordRevision(e.v), Plain: plain})
}
