package backup

import (
	"container/list"
	"context"
	"crypto/sha256"
	"errors"
	"hash"
	"iter"

	"coffer/vault"
	"coffer/vault/blob"
)

// reader reads the packs of one snapshot. It keeps those that it read last.
type reader struct {
	p    Place
	all  []pack
	held map[uint32]*list.Element
	last *list.List // of *heldPack, the one that was used last in front
	size int64
}

type heldPack struct {
	n uint32
	b []byte
}

func newReader(p Place, all []pack) *reader {
	return &reader{p: p, all: all, held: make(map[uint32]*list.Element), last: list.New()}
}

// extent returns the bytes of a range; nobody may write to them.
func (r *reader) extent(ctx context.Context, e extent) ([]byte, error) {
	b, err := r.pack(ctx, e.Pack)
	if err != nil {
		return nil, err
	}
	return b[e.At:e.end():e.end()], nil
}

// pack reads a whole one, and makes sure that it is what its manifest says.
func (r *reader) pack(ctx context.Context, n uint32) ([]byte, error) {
	if el := r.held[n]; el != nil {
		r.last.MoveToFront(el)
		return el.Value.(*heldPack).b, nil
	}
	b, err := r.p.readPack(ctx, r.all[n])
	if err != nil {
		return nil, err
	}
	for r.size += int64(len(b)); r.size > atHand && r.last.Len() > 0; {
		oldest := r.last.Remove(r.last.Back()).(*heldPack)
		r.size -= int64(len(oldest.b))
		delete(r.held, oldest.n)
	}
	r.held[n] = r.last.PushFront(&heldPack{n, b})
	return b, nil
}

func (p Place) readPack(ctx context.Context, k pack) ([]byte, error) {
	name := p.packName(k.ID)
	b, err := p.Store.Get(ctx, name, k.Size)
	switch {
	case errors.Is(err, blob.ErrNotFound), errors.Is(err, blob.ErrTooLarge):
		return nil, missing(name, err)
	case err != nil:
		return nil, err
	case int64(len(b)) != k.Size || sha256.Sum256(b) != k.Sum:
		return nil, missing(name, errors.New("it was cut or changed"))
	}
	return b, nil
}

// located is a pair, and where it lies.
type located struct {
	vault.Pair
	at extent
}

// pairs reads the pairs of a manifest in order, each within one range, and compares sum and number at
// the end. An error is the last element.
func (r *reader) pairs(ctx context.Context, m *manifest) iter.Seq2[located, error] {
	return func(yield func(located, error) bool) {
		h := sha256.New()
		var last vault.Pair
		var n uint64
		counted := func(l located, err error) bool { n++; return yield(l, err) }
		for _, e := range m.Pairs.Ranges {
			more, err := r.pairsIn(ctx, e, h, &last, counted)
			if err != nil {
				yield(located{}, err)
			}
			if err != nil || !more {
				return
			}
		}
		if [sha256.Size]byte(h.Sum(nil)) != m.Pairs.Sum || n != m.Count {
			yield(located{}, damaged("what its packs hold is not what was kept"))
		}
	}
}

func (r *reader) pairsIn(ctx context.Context, e extent, h hash.Hash, last *vault.Pair, yield func(located, error) bool) (more bool, err error) {
	rest, err := r.extent(ctx, e)
	if err != nil {
		return false, err
	}
	h.Write(rest)
	for at := e.At; len(rest) > 0; {
		p, after, ok := cutPair(rest)
		if !ok || !p.Fits() || p.Compare(*last) <= 0 {
			return false, damaged("pairs that a vault cannot have")
		}
		size := int64(len(rest) - len(after))
		if !yield(located{p, extent{Pack: e.Pack, At: at, Size: size}}, nil) {
			return false, nil
		}
		at, rest, *last = at+size, after, p
	}
	return true, ctx.Err()
}

// each hands over the bytes of a body in order, and compares the sum at the end.
func (r *reader) each(ctx context.Context, b *body, f func([]byte) error) error {
	h := sha256.New()
	for _, e := range b.Ranges {
		part, err := r.extent(ctx, e)
		if err != nil {
			return err
		}
		h.Write(part)
		if err := f(part); err != nil {
			return err
		}
	}
	if [sha256.Size]byte(h.Sum(nil)) != b.Sum {
		return damaged("what its packs hold is not what was kept")
	}
	return nil
}
