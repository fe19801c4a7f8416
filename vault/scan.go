package vault

import (
	"errors"
	"runtime"
	"sync"
	"sync/atomic"
)

// Workers is how many functions of one [Tx.Scan] run at the same time, at most.
func (tx *Tx) Workers() int { return runtime.GOMAXPROCS(0) }

// Scan opens all records of one tier in a space, on all cores, and hands over the
// first while it still reads the rest. The function runs concurrently, once at a
// time for each worker from 0 to Workers()-1; the order is undefined, and r.Plain is
// overwritten after it returns. The first error ends the scan, one about damage
// further on in the space, too. A scan that ends without an error saw exactly the
// records that the box's header knows of, at their newest.
func (tx *Tx) Scan(box ID, s Space, t Tier, f func(worker int, r Record) error) error {
	key, err := tx.boxKey(box, t)
	if err != nil {
		return err
	}
	h, err := tx.head(box, t)
	if err != nil {
		return err
	}
	sc := &scan{tx: tx, box: box, space: s, tier: t, key: key, f: f}
	if err := sc.run(tx.Workers()); err != nil {
		return err
	}
	if sc.sum != *h.set(s) {
		return damaged("records are missing, were exchanged, or taken back to an older state")
	}
	return nil
}

// scan is one scan while it goes on. Whoever reads is worker 0, and opens what is read
// when there is enough of it.
type scan struct {
	tx     *Tx
	box    ID
	space  Space
	tier   Tier
	key    *boxKey
	f      func(int, Record) error
	failed atomic.Bool

	full, spare chan *chunk // neither ever has more than there are
	made        int
	others      sync.WaitGroup

	mu  sync.Mutex
	sum setHash // of what the workers that are done have opened
	err error   // the first one
}

// run reads, and has a worker more with each chunk that is full, until there are
// enough. What fits into one chunk is done here: no thread has to wake up for it.
func (s *scan) run(workers int) error {
	most := workers + 1 // one is filled while each of the others is opened
	s.full, s.spare, s.made = make(chan *chunk, most), make(chan *chunk, most), 1
	ours := s.worker(0)
	defer ours.end()
	begun := 1
	last, err := s.tx.chunks(s.box, s.space, newChunk(), func(c *chunk) (*chunk, error) {
		s.full <- c
		if begun < workers {
			other := s.worker(begun)
			s.others.Go(func() {
				defer other.end()
				other.work()
			})
			begun++
		}
		return s.next(ours, most)
	})
	if err == nil {
		s.full <- last
	} else {
		s.fail(err)
	}
	close(s.full)
	ours.work()
	s.others.Wait()
	return s.err
}

// next is the chunk to fill next: an empty one, after this worker has done its part
// where there is none.
func (s *scan) next(ours *scanWorker, most int) (c *chunk, err error) {
	select {
	case c = <-s.spare:
	default:
		if s.made < most {
			s.made++
			return newChunk(), nil
		}
		select {
		case c = <-s.spare:
		case c = <-s.full:
			ours.open(c)
		}
	}
	if s.failed.Load() {
		err = errEnough
	}
	return c, err
}

// errEnough ends the reading after a worker has failed, whose error counts.
var errEnough = errors.New("enough")

// fail keeps the first error, and lets the others end.
func (s *scan) fail(err error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.err == nil {
		s.err = err
	}
	s.failed.Store(true)
}

// scanWorker opens chunks, one after the other.
type scanWorker struct {
	*scan
	n     int
	buf   []byte // holds a record in clear
	elems *elements
	seen  setHash
}

func (s *scan) worker(n int) *scanWorker {
	return &scanWorker{scan: s, n: n, elems: newElements(s.key.set)}
}

// work takes chunk after chunk until there is none.
func (w *scanWorker) work() {
	for c := range w.full {
		w.open(c)
		w.spare <- c
	}
}

// end leaves nothing in clear, and hands in what was seen.
func (w *scanWorker) end() {
	Wipe(w.buf[:cap(w.buf)])
	w.mu.Lock()
	defer w.mu.Unlock()
	w.sum.join(w.seen)
}

// open opens what is in a chunk, unless the scan has failed.
func (w *scanWorker) open(c *chunk) {
	for _, e := range c.entries {
		if w.failed.Load() {
			return
		}
		if err := w.one(e); err != nil {
			w.fail(err)
		}
	}
}

func (w *scanWorker) one(e entry) error {
	var p place
	err := guard(func() (err error) { // the key lies in the file, too
		p, err = parsePlace(w.box, w.space, e.k)
		return err
	})
	if err != nil || p.tier != w.tier {
		return err
	}
	plain, err := w.plain(p, e.v)
	if err != nil {
		return err
	}
	err = guard(func() error {
		w.seen.add(w.elems.of(w.space, e.k, e.v))
		return nil
	})
	if err != nil {
		return err
	}
	return w.f(w.n, Record{Key: p.key, Revision: recordRevision(e.v), Plain: plain})
}

// plain opens a record into the worker's buffer.
func (w *scanWorker) plain(p place, stored []byte) ([]byte, error) {
	plain, buf, err := w.tx.open(w.key, p, stored, w.buf)
	if cap(buf) > cap(w.buf) { // it had to grow, and left a record behind
		Wipe(w.buf[:cap(w.buf)])
	}
	if buf != nil {
		w.buf = buf
	}
	return plain, err
}
