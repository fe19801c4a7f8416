package vault

import (
	"bytes"
	"encoding/binary"
)

// checker walks trees and remembers every page it met.
type checker struct {
	*pageFile
	seen  []uint64 // a bit for each page
	count uint64
	deep  bool // walk the buckets that a leaf holds, too
	// entries counts what stands in leaves.
	entries int
	bufs    [maxDepth + 1][]byte // one page for each level

	into *chunk // takes the pairs of leaves, each after it was checked; nil: nobody wants them
	give hand
}

func (f *pageFile) newChecker(deep bool) *checker { return &checker{pageFile: f, deep: deep} }

// mark notes a page with its overflow, and refuses one that was met before.
func (c *checker) mark(id, overflow uint64) error {
	if c.seen == nil {
		c.seen = make([]uint64, c.meta.pages/64+1)
	}
	for ; ; id, overflow = id+1, overflow-1 {
		if id >= c.meta.pages || c.seen[id/64]&(1<<(id%64)) != 0 {
			return damaged("page %d is used twice", id)
		}
		c.seen[id/64] |= 1 << (id % 64)
		c.count++
		if overflow == 0 {
			return nil
		}
	}
}

// content is what the leaves of a tree hold. A vault has buckets at the top and
// none within another.
type content int

const (
	buckets content = iota
	pairs
)

// span is what a page may hold, and the range of its keys: from low, and below
// high if there is one. Low is also the first of them, since bbolt names a page by
// that in the page above, and would add it there a second time if it found another
// name; at a root there is no low.
type span struct {
	of        content
	low, high []byte
}

func (s span) begins(key []byte) bool { return s.low == nil || bytes.Equal(s.low, key) }

func (s span) holds(key []byte) bool {
	return bytes.Compare(s.low, key) <= 0 && (s.high == nil || bytes.Compare(key, s.high) < 0)
}

// tree checks all pages below root.
func (c *checker) tree(root uint64, keys span, depth int) error {
	if depth > maxDepth {
		return damaged("pages that lead in a circle")
	}
	p, err := c.at(root, keys.of, depth)
	if err != nil {
		return err
	}
	if err := c.mark(p.id, p.overflow); err != nil {
		return err
	}
	switch {
	case p.flags == leafFlag:
		if err := c.leafElements(p, keys, depth); err != nil || c.into == nil {
			return err
		}
		return c.handOver(p, depth)
	case p.flags == branchFlag && p.count > 0 && p.overflow == 0: // its keys are short
		return c.branchElements(p, keys, depth)
	}
	return damaged("page %d is not what it should be", p.id)
}

// at reads the page that is walked at a level.
func (c *checker) at(id uint64, of content, depth int) (*page, error) {
	if depth == 0 && !c.deep {
		return c.meet(id, of) // the root of a small bucket is read again and again
	}
	p, err := c.loadInto(c.bufs[depth], id, maxRun)
	if err != nil {
		return nil, err
	}
	if len(p.b) <= keptRun*pageSize { // else every level might keep the longest run
		c.bufs[depth] = p.b
	}
	if c.deep { // then all pages are accounted for in the end
		return p, nil
	}
	return p, c.notFree(id)
}

func (c *checker) branchElements(p *page, keys span, depth int) error {
	key, child, err := p.branch(0)
	if err == nil && !keys.begins(key) {
		err = damaged("page %d is out of order", p.id)
	}
	for i := 1; err == nil; i++ {
		below := span{keys.of, key, keys.high}
		if i < p.count {
			below.high, _, err = p.branch(i)
		}
		if err == nil && !keys.holds(key) || below.high != nil && bytes.Compare(key, below.high) >= 0 {
			err = damaged("page %d is out of order", p.id)
		}
		if err == nil {
			err = c.tree(child, below, depth+1)
		}
		if i == p.count || err != nil {
			return err
		}
		key, child, err = p.branch(i)
	}
	return err
}

func (c *checker) leafElements(p *page, keys span, depth int) error {
	var last []byte
	c.entries += p.count
	for i := range p.count {
		flags, key, value, err := p.leaf(i)
		if err != nil {
			return err
		}
		if len(key) == 0 || !keys.holds(key) || i == 0 && !keys.begins(key) || i > 0 && bytes.Compare(last, key) >= 0 {
			return damaged("page %d is out of order", p.id)
		}
		if flags != bucketFlag && keys.of == buckets || flags != 0 && keys.of == pairs {
			return damaged("page %d has an element of the wrong kind", p.id)
		}
		last = key
		if c.into != nil {
			c.into.entries = append(c.into.entries, entry{key, value})
		}
		if keys.of == buckets {
			if err := c.bucket(p.id, value, depth+1); err != nil {
				return err
			}
		}
	}
	return nil
}

// handOver hands over the pairs of a leaf, with the memory that was read. A root's belongs
// to the pages that were met.
func (c *checker) handOver(p *page, depth int) (err error) {
	if depth > 0 {
		c.bufs[depth] = c.into.keep(p.b)
	}
	c.into, err = c.into.handOn(c.give)
	return err
}

// bucket checks a bucket by its header: a tree of its own, or a leaf inline.
func (c *checker) bucket(in uint64, value []byte, depth int) error {
	if len(value) < 16 || depth > maxDepth {
		return damaged("page %d has a bucket without a header", in)
	}
	if root := binary.LittleEndian.Uint64(value); root != 0 {
		if !c.deep {
			return nil
		}
		return c.tree(root, span{of: pairs}, depth)
	}
	if len(value) < 16+pageHeader {
		return damaged("page %d has a bucket without a page", in)
	}
	p := parsePage(value[16:])
	if p.flags != leafFlag || p.id != 0 || p.overflow != 0 {
		return damaged("page %d has a bucket of an unknown kind", in)
	}
	return c.leafElements(p, span{of: pairs}, depth)
}

// checkAll checks every page of the file: each is part of one tree, or free, or
// the free list itself.
func (f *pageFile) checkAll() error {
	c := f.newChecker(true)
	if err := c.tree(f.meta.root, span{of: buckets}, 0); err != nil {
		return err
	}
	p, err := f.loadFree()
	if err != nil {
		return err
	}
	if err := c.mark(p.id, p.overflow); err != nil {
		return err
	}
	if err := c.freelist(p); err != nil {
		return err
	}
	if c.count+2 != f.meta.pages {
		return damaged("pages that belong to nothing")
	}
	return nil
}

func (c *checker) freelist(p *page) error {
	ids, err := p.freeIDs()
	if err != nil {
		return err
	}
	for ; len(ids) > 0; ids = ids[8:] {
		id := binary.LittleEndian.Uint64(ids)
		if id < 2 {
			return damaged("the list of free pages names a header page")
		}
		if err := c.mark(id, 0); err != nil {
			return err
		}
	}
	return nil
}
