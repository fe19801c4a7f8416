package vault

import bolt "go.etcd.io/bbolt"

// bucket returns nil when there is none.
func (s *store) bucket(name []byte) (b *bolt.Bucket, err error) {
	if !s.tx.Writable() { // a writer checked everything
		if b := s.found[string(name)]; b != nil {
			return b, nil
		}
		if err := s.pages.checkPath(s.pages.meta.root, buckets, name); err != nil {
			return nil, err
		}
	}
	err = s.guard(func() error {
		b = s.tx.Bucket(name)
		return nil
	})
	if s.found == nil {
		s.found = make(map[string]*bolt.Bucket)
	}
	s.found[string(name)] = b
	return b, err
}

func (s *store) get(b *bolt.Bucket, key []byte) (v []byte, err error) {
	if b == nil {
		return nil, nil
	}
	if root := uint64(b.Root()); !s.tx.Writable() && root != 0 && !s.sound[root] {
		if err := s.pages.checkPath(root, pairs, key); err != nil {
			return nil, err
		}
	}
	err = s.guard(func() error {
		v = b.Get(key)
		return nil
	})
	return v, err
}

// entry is one stored pair; both alias the file and are valid until the
// transaction ends.
type entry struct{ k, v []byte }

// piece is how many entries are looked at together.
const piece = 8 << 10

// pieces hands over all pairs of a bucket in order.
func (s *store) pieces(b *bolt.Bucket, f func(some []entry) error) error {
	if b == nil {
		return nil
	}
	if _, err := s.checkTree(b); err != nil {
		return err
	}
	some := make([]entry, 0, 64)
	var c *bolt.Cursor
	for more := true; more; {
		some = some[:0]
		err := s.guard(func() error {
			var k, v []byte
			if c == nil {
				c = b.Cursor()
				k, v = c.First()
			} else {
				k, v = c.Next()
			}
			for ; k != nil; k, v = c.Next() {
				if some = append(some, entry{k, v}); len(some) == piece {
					break
				}
			}
			more = k != nil
			return nil
		})
		if err != nil {
			return err
		}
		if err := f(some); err != nil {
			return err
		}
	}
	return nil
}

// entries returns all pairs of a bucket in order.
func (s *store) entries(b *bolt.Bucket) (all []entry, err error) {
	if b == nil {
		return nil, nil
	}
	n, err := s.checkTree(b)
	if err != nil {
		return nil, err
	}
	all = make([]entry, 0, n)
	err = s.guard(func() error {
		c := b.Cursor()
		for k, v := c.First(); k != nil; k, v = c.Next() {
			all = append(all, entry{k, v})
		}
		return nil
	})
	return all, err
}

// checkTree checks the pages of a bucket before a reader walks them. It returns the
// number of entries, or zero.
func (s *store) checkTree(b *bolt.Bucket) (entries int, err error) {
	if !s.unchecked(b) {
		return 0, nil
	}
	c := s.pages.newChecker(false)
	if err := c.tree(uint64(b.Root()), span{of: pairs}, 0); err != nil {
		return 0, err
	}
	s.noteSound(uint64(b.Root()))
	return c.entries, nil
}

// unchecked tells whether a reader has still to check the pages of a bucket. A writer has
// checked everything, and what lies within a page was checked with it.
func (s *store) unchecked(b *bolt.Bucket) bool {
	root := uint64(b.Root())
	return !s.tx.Writable() && root != 0 && !s.sound[root]
}

// noteSound remembers that the pages of a tree were checked.
func (s *store) noteSound(root uint64) {
	if s.sound == nil {
		s.sound = make(map[uint64]bool)
	}
	s.sound[root] = true
}
