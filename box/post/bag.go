package post

import (
	"bytes"
	"errors"
	"maps"
	"slices"
	"sync"
	"time"

	"coffer/vault"
)

// Bag is the home of a courier outside of any vault: that of a person who has
// none. All of it is in memory, and what became of it after each change is handed
// out to be kept. It holds who talks with whom, over which mailboxes, and what is
// on its way: whoever keeps it keeps it secret. Safe for concurrent use.
type Bag struct {
	mu   sync.Mutex
	with BagOptions
	kept map[vault.Key][]byte // never written to
	size int
}

// BagOptions are what a bag needs from outside. None may be nil.
type BagOptions struct {
	Now      func() time.Time
	Credited func() time.Duration
	// Save keeps a bag, whose bytes it does not keep for itself, for good. What it
	// refuses has not happened.
	Save func([]byte) error
}

// ErrBagFull reports a bag that takes no more.
var ErrBagFull = errors.New("more is on its way than is kept outside of a vault")

// NewBag returns an empty one. Nothing is saved before it changes.
func NewBag(o BagOptions) *Bag { return &Bag{with: o, kept: make(map[vault.Key][]byte)} }

// Bytes is all of it, as [BagOptions.Save] gets it; the caller wipes them.
func (b *Bag) Bytes() ([]byte, error) {
	b.mu.Lock()
	defer b.mu.Unlock()
	return encodeBag(b.kept)
}

// View implements [Home]. Its desk refuses to write. Neither f nor that of
// [Bag.Update] may use the bag itself.
func (b *Bag) View(f func(Desk) error) error {
	b.mu.Lock()
	defer b.mu.Unlock()
	return f(b.desk(&inBag{kept: b.kept, size: b.size}))
}

// Update implements [Home]. What f does is done to a copy, which is saved before it
// takes the place of what there was.
func (b *Bag) Update(f func(Desk) error) error {
	b.mu.Lock()
	defer b.mu.Unlock()
	in := &inBag{kept: maps.Clone(b.kept), size: b.size, writes: true}
	d := b.desk(in)
	if err := f(d); err != nil {
		return err
	}
	if err := d.flush(); err != nil {
		return err
	}
	if !in.changed {
		return nil
	}
	all, err := encodeBag(in.kept)
	if err != nil {
		return err
	}
	defer vault.Wipe(all)
	if err := b.with.Save(all); err != nil {
		return err
	}
	b.kept, b.size = in.kept, in.size
	return nil
}

// Wipe overwrites all that it keeps. It is empty afterwards, and nothing is saved.
func (b *Bag) Wipe() {
	b.mu.Lock()
	defer b.mu.Unlock()
	for _, data := range b.kept {
		vault.Wipe(data)
	}
	clear(b.kept)
	b.size = 0
}

// BagDesk is the desk of a bag.
type BagDesk struct {
	*filing
	now func() time.Time
}

func (b *Bag) desk(in *inBag) *BagDesk {
	return &BagDesk{filing: newFiling(in, b.with.Credited), now: b.with.Now}
}

// Credited implements [Desk].
func (d *BagDesk) Credited() time.Duration { return d.credited() }

// Now implements [Desk].
func (d *BagDesk) Now() time.Time { return d.now() }

// inBag is the records of one transaction. The bytes of a record are shared with
// what there was before, and never written to.
type inBag struct {
	kept    map[vault.Key][]byte
	size    int
	writes  bool
	changed bool
}

func (in *inBag) writable() bool { return in.writes }

func (in *inBag) has(k vault.Key) (bool, error) {
	_, ok := in.kept[k]
	return ok, nil
}

func (in *inBag) read(k vault.Key) ([]byte, error) {
	data, ok := in.kept[k]
	if !ok {
		return nil, vault.ErrNotFound
	}
	return bytes.Clone(data), nil
}

func (in *inBag) write(k vault.Key, data []byte) error {
	old, there := in.kept[k]
	size := in.size + len(data) - len(old)
	if !there {
		size += recordCost
	}
	switch {
	case !in.writes:
		return vault.ErrReadOnly
	case size > MaxBag-maxBagHead || isPiece(k) && size > maxBagPieces:
		return Later(ErrBagFull)
	case there && bytes.Equal(old, data):
		return nil
	}
	in.kept[k], in.size, in.changed = bytes.Clone(data), size, true
	return nil
}

func (in *inBag) remove(k vault.Key) error {
	old, there := in.kept[k]
	switch {
	case !in.writes:
		return vault.ErrReadOnly
	case !there:
		return vault.ErrNotFound
	}
	delete(in.kept, k)
	in.size -= recordCost + len(old)
	in.changed = true
	return nil
}

func (in *inBag) each(f func([]vault.Key) error) error { return f(sortedKeys(in.kept)) }

func sortedKeys(kept map[vault.Key][]byte) []vault.Key {
	return slices.SortedFunc(maps.Keys(kept), compareKeys)
}
