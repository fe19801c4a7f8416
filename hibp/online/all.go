package online

import (
	"context"
	"encoding/binary"
	"fmt"
	"io"
	"sync"

	"coffer/hibp"
)

// Result is what was found about one of many hashes.
type Result struct {
	hibp.Answer
	Err error // why nothing is known
}

// LookAll asks for many hashes: each prefix once, in random order, some at the same
// time. The results stand in the order of the hashes. After each prefix it calls
// progress, if that is not nil, from one goroutine at a time. When ctx ends, what is
// left has its error; after eight failures in a row the rest is not asked.
func (c *Client) LookAll(ctx context.Context, hashes []hibp.Hash, progress func(done, all int)) ([]Result, error) {
	results := make([]Result, len(hashes))
	of := map[hibp.Prefix][]int{}
	var prefixes []hibp.Prefix
	for i, h := range hashes {
		if h.Kind() != c.o.Kind {
			results[i].Err = hibp.ErrKind
			continue
		}
		p := h.Prefix()
		if of[p] == nil {
			prefixes = append(prefixes, p)
		}
		of[p] = append(of[p], i)
	}
	if err := shuffle(c.o.Rand, prefixes); err != nil {
		return nil, err
	}
	round := &round{c: c, hashes: hashes, of: of, results: results, progress: progress, all: len(prefixes)}
	round.run(ctx, prefixes)
	return results, nil
}

// enough is after how many failures in a row the rest is not asked: a server that
// turned away so many will turn away the others, after as long.
const enough = 8

// round is one [Client.LookAll].
type round struct {
	c        *Client
	hashes   []hibp.Hash
	of       map[hibp.Prefix][]int // the hashes under each prefix
	all      int
	progress func(done, all int)

	mu      sync.Mutex
	results []Result
	done    int
	failed  int   // in a row
	given   error // why it was given up
}

func (r *round) run(ctx context.Context, prefixes []hibp.Prefix) {
	next := make(chan hibp.Prefix)
	var wg sync.WaitGroup
	for range min(r.c.o.Parallel, len(prefixes)) {
		wg.Go(func() {
			for p := range next {
				r.one(ctx, p)
			}
		})
	}
	for _, p := range prefixes {
		next <- p // whoever takes it asks at once whether ctx has ended
	}
	close(next)
	wg.Wait()
}

func (r *round) one(ctx context.Context, p hibp.Prefix) {
	r.mu.Lock()
	err := r.given
	r.mu.Unlock()
	var got hibp.Range
	if err == nil {
		got, err = r.c.Range(ctx, p)
	}
	r.mu.Lock()
	defer r.mu.Unlock()
	for _, i := range r.of[p] {
		if r.results[i].Err = err; err == nil {
			r.results[i].Count = got.Count(r.hashes[i])
		}
	}
	if err == nil {
		r.failed = 0
	} else if r.failed++; r.failed == enough {
		r.given = fmt.Errorf("not asked after %d failures in a row: %w", enough, err)
	}
	if r.done++; r.progress != nil {
		r.progress(r.done, r.all)
	}
}

// shuffle brings prefixes into random order (Fisher and Yates).
func shuffle(random io.Reader, prefixes []hibp.Prefix) error {
	for i := len(prefixes) - 1; i > 0; i-- {
		j, err := draw(random, uint64(i)+1)
		if err != nil {
			return err
		}
		prefixes[i], prefixes[j] = prefixes[j], prefixes[i]
	}
	return nil
}

// draw is a number below n, each as likely.
func draw(random io.Reader, n uint64) (uint64, error) {
	var b [8]byte
	most := ^uint64(0) - ^uint64(0)%n
	for {
		if _, err := io.ReadFull(random, b[:]); err != nil {
			return 0, err
		}
		if v := binary.BigEndian.Uint64(b[:]); v < most {
			return v % n, nil
		}
	}
}
