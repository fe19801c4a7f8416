package vault

import (
	"bytes"
	"encoding/binary"
	"hash/fnv"
	"io"
	"slices"
	"sort"
)

// bbolt keeps no checksums of its pages, follows a cycle of pages until the
// stack is gone, and trusts its list of free pages. So this file and
// pagecheck.go check the shape of a file before bbolt walks it: the two meta
// pages at every open, the path to a key before a read, a whole bucket before it
// is walked, and every page and the free list before a write. The layout is that of
// bbolt's internal/common/{page,meta,bucket}.go, version 2, on little-endian
// machines.

const (
	pageSize   = 4096
	pageHeader = 16
	elemSize   = 16
	boltMagic  = 0xED0CDAED

	branchFlag   = 0x01
	leafFlag     = 0x02
	freelistFlag = 0x10
	bucketFlag   = 0x01 // of a leaf element
)

// boltMeta is the part of a meta page that matters here.
type boltMeta struct {
	root, freelist, pages, tx uint64
}

// pageFile is a vault file seen as pages.
type pageFile struct {
	r    io.ReaderAt
	meta boltMeta
	// torn tells that one of the two meta pages is unusable, so that an
	// interrupted write, or damage, may have taken the last change.
	torn bool
	// met holds pages that led to a key before, so that reading many keys does
	// not check the same pages again and again.
	met map[uint64]*page
	// free is the list of free pages, as bytes, once it was needed.
	free []byte
}

// readPageFile reads both meta pages and checks them against the file's length.
func readPageFile(r io.ReaderAt, size int64) (*pageFile, error) {
	var metas []boltMeta
	for i := range int64(2) {
		var b [pageHeader + 64]byte
		if _, err := r.ReadAt(b[:], i*pageSize); err != nil {
			return nil, damaged("the file ends within its header")
		}
		m, ok, err := parseMeta(b[pageHeader:])
		if err != nil {
			return nil, err
		}
		if ok {
			metas = append(metas, m)
		}
	}
	if len(metas) == 0 {
		return nil, damaged("no usable header page; this may not be a vault file")
	}
	f := &pageFile{r: r, meta: metas[0], torn: len(metas) != 2}
	if len(metas) == 2 {
		if metas[1].tx > metas[0].tx {
			f.meta = metas[1]
		}
		f.torn = metas[0].tx-metas[1].tx != 1 && metas[1].tx-metas[0].tx != 1
	}
	if f.meta.pages > uint64(size)/pageSize {
		return nil, damaged("the file is shorter than its header says")
	}
	return f, nil
}

// parseMeta tells whether bbolt would take a meta page for valid, and refuses
// one that it would take and that leads astray.
func parseMeta(b []byte) (m boltMeta, ok bool, err error) {
	le := binary.LittleEndian
	sum := fnv.New64a()
	sum.Write(b[:56])
	m = boltMeta{le.Uint64(b[16:]), le.Uint64(b[32:]), le.Uint64(b[40:]), le.Uint64(b[48:])}
	ok = le.Uint32(b) == boltMagic && le.Uint32(b[4:]) == 2 && le.Uint64(b[56:]) == sum.Sum64()
	if ok && (le.Uint32(b[8:]) != pageSize || m.root >= m.pages || m.freelist >= m.pages) {
		err = damaged("a header page that contradicts itself")
	}
	return m, ok, err
}

// page is one page with its overflow, as bytes.
type page struct {
	id       uint64
	flags    uint16
	count    int
	overflow uint64
	b        []byte // from the page's header on
}

// load reads a page of a tree with its overflow.
func (f *pageFile) load(id uint64) (*page, error) { return f.loadInto(nil, id, maxRun) }

// loadFree reads the list of free pages. It names less than all of them, of 8
// bytes each.
func (f *pageFile) loadFree() (*page, error) {
	p, err := f.loadInto(nil, f.meta.freelist, f.meta.pages*8/pageSize+2)
	if err == nil && p.flags != freelistFlag {
		err = damaged("the list of free pages is missing")
	}
	return p, err
}

// loadInto uses a buffer if it is large enough. A run of more pages than most is
// refused before any memory is taken for it: a file may be long and yet take no
// room on the disk.
func (f *pageFile) loadInto(buf []byte, id, most uint64) (*page, error) {
	if id < 2 || id >= f.meta.pages {
		return nil, damaged("page %d is out of range", id)
	}
	b := slices.Grow(buf[:0], pageSize)[:pageSize]
	if _, err := f.r.ReadAt(b, int64(id)*pageSize); err != nil {
		return nil, damaged("page %d cannot be read", id)
	}
	p := parsePage(b)
	if p.id != id || p.overflow >= f.meta.pages-id || p.overflow >= most {
		return nil, damaged("page %d is not what it should be", id)
	}
	if p.overflow > 0 {
		p.b = slices.Grow(b, int(p.overflow*pageSize))[:(1+p.overflow)*pageSize]
		if _, err := f.r.ReadAt(p.b, int64(id)*pageSize); err != nil {
			return nil, damaged("page %d cannot be read", id)
		}
	}
	return p, nil
}

func parsePage(b []byte) *page {
	le := binary.LittleEndian
	return &page{
		id: le.Uint64(b), flags: le.Uint16(b[8:]), count: int(le.Uint16(b[10:])),
		overflow: uint64(le.Uint32(b[12:])), b: b,
	}
}

// branch returns key and child of element i.
func (p *page) branch(i int) (key []byte, child uint64, err error) {
	le := binary.LittleEndian
	at := pageHeader + i*elemSize
	if at+elemSize > len(p.b) {
		return nil, 0, damaged("page %d has too many elements", p.id)
	}
	e := p.b[at:]
	key, err = p.slice(at, le.Uint32(e), le.Uint32(e[4:]))
	return key, le.Uint64(e[8:]), err
}

// leaf returns flags, key and value of element i.
func (p *page) leaf(i int) (flags uint32, key, value []byte, err error) {
	le := binary.LittleEndian
	at := pageHeader + i*elemSize
	if at+elemSize > len(p.b) {
		return 0, nil, nil, damaged("page %d has too many elements", p.id)
	}
	e := p.b[at:]
	ks, vs := le.Uint32(e[8:]), le.Uint32(e[12:])
	if uint64(ks)+uint64(vs) > uint64(len(p.b)) {
		return 0, nil, nil, damaged("page %d has an element out of bounds", p.id)
	}
	kv, err := p.slice(at, le.Uint32(e[4:]), ks+vs)
	if err != nil {
		return 0, nil, nil, err
	}
	return le.Uint32(e), kv[:ks], kv[ks:], nil
}

func (p *page) slice(at int, pos, n uint32) ([]byte, error) {
	from := uint64(at) + uint64(pos)
	if n == 0 || from+uint64(n) > uint64(len(p.b)) {
		return nil, damaged("page %d has an element out of bounds", p.id)
	}
	return p.b[from : from+uint64(n)], nil
}

// checkPath follows the way that bbolt will take from a bucket's root to key,
// and checks the leaf at its end.
func (f *pageFile) checkPath(root uint64, of content, key []byte) error {
	for depth := 0; depth < maxDepth; depth++ {
		p, err := f.meet(root, of)
		if err != nil || p.flags == leafFlag {
			return err
		}
		if root, err = p.childFor(key); err != nil {
			return err
		}
	}
	return damaged("pages that lead in a circle")
}

// meet returns a page of a path; a leaf has been checked.
func (f *pageFile) meet(id uint64, of content) (*page, error) {
	if p := f.met[id]; p != nil {
		return p, nil
	}
	p, err := f.load(id)
	if err == nil {
		err = f.notFree(id)
	}
	if err == nil && p.flags == leafFlag {
		err = f.newChecker(false).leafElements(p, span{of: of}, 0)
	}
	if err != nil || p.overflow > 0 {
		return p, err
	}
	if f.met == nil || len(f.met) >= maxMet {
		f.met = make(map[uint64]*page)
	}
	f.met[id] = p
	return p, nil
}

// notFree makes sure that a page which is read is not a free one. Free pages
// hold what was there before, which opens as well: one bit in a page's number
// would lead to an older state. Where the list itself is unusable nothing is
// known, and a reader goes on; a writer does not.
func (f *pageFile) notFree(id uint64) error {
	le := binary.LittleEndian
	if f.free == nil {
		f.free = []byte{}
		if p, err := f.loadFree(); err == nil {
			if ids, err := p.freeIDs(); err == nil {
				f.free = ids
			}
		}
	}
	n := len(f.free) / 8
	i := sort.Search(n, func(i int) bool { return le.Uint64(f.free[8*i:]) >= id })
	if i < n && le.Uint64(f.free[8*i:]) == id {
		return damaged("page %d is in use and free", id)
	}
	return nil
}

func (p *page) childFor(key []byte) (child uint64, err error) {
	if p.flags != branchFlag || p.count == 0 {
		return 0, damaged("page %d is not what it should be", p.id)
	}
	exact := false
	i := sort.Search(p.count, func(i int) bool { // the same probes as bbolt's
		k, _, e := p.branch(i)
		if e != nil {
			err = e
		}
		exact = exact || bytes.Equal(k, key)
		return bytes.Compare(k, key) >= 0
	})
	if err != nil {
		return 0, err
	}
	if !exact && i > 0 {
		i--
	}
	_, child, err = p.branch(i)
	return child, err
}

// freeIDs returns the numbers that a list of free pages holds, of 8 bytes each.
func (p *page) freeIDs() ([]byte, error) {
	n, at := uint64(p.count), uint64(pageHeader)
	if n == 0xFFFF {
		n, at = binary.LittleEndian.Uint64(p.b[at:]), at+8
	}
	if n > (uint64(len(p.b))-at)/8 {
		return nil, damaged("the list of free pages is longer than its page")
	}
	return p.b[at : at+8*n], nil
}
