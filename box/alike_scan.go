package box

import (
	"sync"

	"coffer/vault"
	"coffer/vault/codec"
	"coffer/vault/secret"
)

// EachMarked hands out the marks of the items of a box that are not in the trash, in no
// order, after one pass over each tier on all cores. Nothing of a secret is kept but its
// mark. An item that was changed without its core key is left out: what it says is not
// known. The function is called once at a time; its error ends the work. That no item is
// missing or taken back is known at the end alone, and said by the error.
// [vault.ErrLocked] while the core tier is locked.
func EachMarked(tx *vault.Tx, box vault.ID, key secret.Key, f func(vault.ID, Marks) error) error {
	s := &markScan{box: box, f: f}
	for range tx.Workers() {
		s.workers = append(s.workers, &markWorker{Marker: NewMarker(key), cores: make(map[vault.ID]coreMarks)})
	}
	defer s.wipe()
	if err := tx.Scan(box, vault.Items, vault.Core, s.core); err != nil {
		return err
	}
	return tx.Scan(box, vault.Items, vault.Companion, s.companion)
}

// markScan reads a box. The core tier comes first: what is kept of it until the other
// record is read are marks alone.
type markScan struct {
	box     vault.ID
	f       func(vault.ID, Marks) error
	workers []*markWorker // whose cores are read by all in the second pass

	mu sync.Mutex
}

type markWorker struct {
	*Marker
	cores map[vault.ID]coreMarks
	all   []Mark // of the core values of its items, one after the other
}

// coreMarks is what is kept of a core record.
type coreMarks struct {
	promised Mark // of what it vouches for
	from, to uint32
}

func (s *markScan) wipe() {
	for _, w := range s.workers {
		w.Wipe()
	}
}

// core marks the values of a core record.
func (s *markScan) core(n int, r vault.Record) error {
	var wire wireCore
	if err := codec.Unmarshal(r.Plain, &wire); err != nil {
		return malformed("the secrets of an item", err)
	}
	defer wipeAll(wire.Values, wire.Keys)
	w := s.workers[n]
	c := coreMarks{promised: w.promise(wire.Digest, wire.Dates), from: uint32(len(w.all))}
	for _, value := range wire.Values {
		w.all = append(w.all, w.value(value))
	}
	c.to = uint32(len(w.all))
	w.cores[r.Key.ID] = c
	return nil
}

// promise marks the digest and the dates that a core record vouches for.
func (m *Marker) promise(digest [32]byte, d wireDates) Mark {
	m.buf = append(m.buf[:0], digest[:]...)
	for _, n := range []uint64{d.Expires, d.Trashed, d.Due} {
		m.buf = appendNumber(m.buf, n)
	}
	if d.Delete {
		m.buf = append(m.buf, 1)
	}
	return m.mark(markPromise, m.buf)
}

// companion hands out the marks of one item.
func (s *markScan) companion(n int, r vault.Record) error {
	it, err := decode(s.box, r.Key.ID, r.Plain, nil)
	if err != nil {
		return err
	}
	defer it.wipe()
	if !it.Trashed.IsZero() {
		return nil
	}
	promised, core, err := s.found(r.Key.ID)
	if err != nil {
		return err
	}
	m := s.workers[n].Marker
	now, err := digest(&it.Item)
	if err != nil || m.promise(now, it.Label.dates()) != promised {
		return err
	}
	if it.coreFields() != len(core) {
		return malformed("the secrets of an item", bound("the number of core values"))
	}
	marks := m.joined(&it.Item, core)
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.f(r.Key.ID, marks)
}

// found is what was kept of the core record of an item.
func (s *markScan) found(id vault.ID) (promised Mark, values []Mark, err error) {
	for _, w := range s.workers {
		if c, there := w.cores[id]; there {
			return c.promised, w.all[c.from:c.to], nil
		}
	}
	return Mark{}, nil, malformed("an item without its core record", nil)
}

// joined marks an item whose core values are marked already.
func (m *Marker) joined(it *Item, core []Mark) Marks {
	m.values = m.values[:0]
	for i := range it.Fields {
		if it.Fields[i].Tier == vault.Core {
			m.values, core = append(m.values, core[0]), core[1:]
		} else {
			m.values = append(m.values, m.value(it.Fields[i].Value.Bytes()))
		}
	}
	return m.of(it, m.values)
}
