package box

import (
	"bytes"
	"cmp"
	"encoding/binary"
	"slices"
	"sync"

	"coffer/vault"
)

// gather collects what the workers of a scan find. Each fills blocks of its
// own: nothing is copied while a list grows, and no two cores write to the same
// lines of memory.
type gather[T any] []*worker[T]

type worker[T any] struct {
	blocks [][]T
	arena  []byte // of the keys
	keys   []sortKey[T]
	label  wireLabel // where the worker decodes, one record after the other
}

// sortKey is all that sorting looks at: entries are large and far apart.
type sortKey[T any] struct {
	head uint64 // the first bytes of the key, which decide most of the time
	key  []byte
	at   *T
}

const (
	gatherBlock = 512
	gatherArena = 64 << 10
)

func newGather[T any](tx *vault.Tx) gather[T] {
	g := make(gather[T], tx.Workers())
	for i := range g {
		g[i] = new(worker[T])
	}
	return g
}

// add keeps v; e is v or a part of it.
func (w *worker[T]) add(v T, e *Entry) {
	last := len(w.blocks) - 1
	if last < 0 || len(w.blocks[last]) == cap(w.blocks[last]) {
		w.blocks = append(w.blocks, make([]T, 0, min(gatherBlock, 4+2*len(w.keys))))
		last++
	}
	block := append(w.blocks[last], v)
	w.blocks[last] = block
	w.keys = append(w.keys, newSortKey(w.place(e), &block[len(block)-1]))
}

// place writes the key by which lists are sorted: folder, title and ID, so that
// the order of its bytes is theirs. No name holds a NUL, which is less than all
// else.
func (w *worker[T]) place(e *Entry) []byte {
	if len(w.arena) > gatherArena-gatherArena/8 {
		w.arena = nil
	}
	if w.arena == nil {
		w.arena = make([]byte, 0, min(gatherArena, 256+64*len(w.keys)))
	}
	start := len(w.arena)
	for _, name := range e.Folder {
		w.arena = append(append(w.arena, name...), 0)
	}
	w.arena = append(append(w.arena, 0), e.Title...)
	w.arena = append(append(w.arena, 0), e.ID[:]...)
	return w.arena[start:len(w.arena):len(w.arena)]
}

func newSortKey[T any](key []byte, at *T) sortKey[T] {
	var head [8]byte
	copy(head[:], key)
	return sortKey[T]{binary.BigEndian.Uint64(head[:]), key, at}
}

func (k sortKey[T]) compare(l sortKey[T]) int {
	if c := cmp.Compare(k.head, l.head); c != 0 {
		return c
	}
	return bytes.Compare(k.key, l.key)
}

// sorted returns everything in the order of lists. Each worker's part is sorted
// on a core of its own, and so is the result filled.
func (g gather[T]) sorted() []T {
	g.each(func(_ int, w *worker[T]) { slices.SortFunc(w.keys, sortKey[T].compare) })
	order := g.merge()
	out := make([]T, len(order))
	share := (len(order) + len(g) - 1) / max(len(g), 1)
	g.each(func(n int, _ *worker[T]) {
		for i := n * share; i < min((n+1)*share, len(order)); i++ {
			out[i] = *order[i]
		}
	})
	return out
}

// each runs f for all workers at once.
func (g gather[T]) each(f func(n int, w *worker[T])) {
	var wg sync.WaitGroup
	for n, w := range g {
		wg.Go(func() { f(n, w) })
	}
	wg.Wait()
}

// merge takes the least of all parts again and again.
func (g gather[T]) merge() []*T {
	parts := make([][]sortKey[T], 0, len(g))
	total := 0
	for _, w := range g {
		if len(w.keys) > 0 {
			parts = append(parts, w.keys)
		}
		total += len(w.keys)
	}
	order := make([]*T, 0, total)
	for len(parts) > 0 {
		least := 0
		for i := 1; i < len(parts); i++ {
			if parts[i][0].compare(parts[least][0]) < 0 {
				least = i
			}
		}
		order = append(order, parts[least][0].at)
		if parts[least] = parts[least][1:]; len(parts[least]) == 0 {
			parts = slices.Delete(parts, least, least+1)
		}
	}
	return order
}
