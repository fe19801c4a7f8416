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
// known. The function is called once at a time; its error ends the work.
// [vault.ErrLocked] while the core tier is locked.
func EachMarked(tx *vault.Tx, box vault.ID, key secret.Key, f func(vault.ID, Marks) error) error {
	s := newMarkScan(tx.Workers(), box, key, f)
	defer s.wipe()
	if err := tx.Scan(box, vault.Items, vault.Core, s.core); err != nil {
		return err
	}
	s.gather()
	return tx.Scan(box, vault.Items, vault.Companion, s.companion)
}

type markScan struct {
	box     vault.ID
	f       func(vault.ID, Marks) error
	markers []*Marker // of the workers
	parts   []map[vault.ID]coreMarks
	cores   map[vault.ID]coreMarks

	mu sync.Mutex
}

// coreMarks is what is kept of a core record until the companion record is read.
type coreMarks struct {
	digest [32]byte
	dates  wireDates
	values []Mark
}

func newMarkScan(workers int, box vault.ID, key secret.Key, f func(vault.ID, Marks) error) *markScan {
	s := &markScan{box: box, f: f, parts: make([]map[vault.ID]coreMarks, workers)}
	for i := range workers {
		s.markers = append(s.markers, NewMarker(key))
		s.parts[i] = make(map[vault.ID]coreMarks)
	}
	return s
}

func (s *markScan) wipe() {
	for _, m := range s.markers {
		m.Wipe()
	}
}

// core marks the values of a core record.
func (s *markScan) core(n int, r vault.Record) error {
	var w wireCore
	if err := codec.Unmarshal(r.Plain, &w); err != nil {
		return malformed("the secrets of an item", err)
	}
	defer wipeAll(w.Values, w.Keys)
	c := coreMarks{digest: w.Digest, dates: w.Dates, values: make([]Mark, len(w.Values))}
	for i, value := range w.Values {
		c.values[i] = s.markers[n].value(value)
	}
	s.parts[n][r.Key.ID] = c
	return nil
}

// gather makes one of what the workers have found.
func (s *markScan) gather() {
	s.cores, s.parts = s.parts[0], s.parts[1:]
	for _, part := range s.parts {
		for id, c := range part {
			s.cores[id] = c
		}
	}
	s.parts = nil
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
	c, there := s.cores[r.Key.ID]
	if !there {
		return malformed("an item without its core record", nil)
	}
	values, ok, err := s.markers[n].joined(&it.Item, &c)
	if err != nil || !ok {
		return err
	}
	marks := s.markers[n].of(&it.Item, values)
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.f(r.Key.ID, marks)
}

// joined is the marks of all values of an item, unless its core record was written for
// other surroundings.
func (m *Marker) joined(it *Item, c *coreMarks) (values []Mark, ok bool, err error) {
	now, err := digest(it)
	if err != nil || now != c.digest || it.Label.dates() != c.dates {
		return nil, false, err
	}
	if it.coreFields() != len(c.values) {
		return nil, false, malformed("the secrets of an item", bound("the number of core values"))
	}
	m.values = m.values[:0]
	core := c.values
	for i := range it.Fields {
		if it.Fields[i].Tier == vault.Core {
			m.values, core = append(m.values, core[0]), core[1:]
		} else {
			m.values = append(m.values, m.value(it.Fields[i].Value.Bytes()))
		}
	}
	return m.values, true, nil
}
