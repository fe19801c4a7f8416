package vault

import (
	"bytes"
	"context"
	"encoding/binary"
	"errors"
	"fmt"
	"hash/fnv"
	"os"
	"runtime"
	"testing"
)

// makeWide makes a vault whose one box has branch pages.
func makeWide(t testing.TB) *specimen {
	t.Helper()
	e := newEnv(t)
	v := e.create(t)
	s := &specimen{name: "wide", id: v.ID(), states: make(map[uint64]picture)}
	box, keys := addBox(t, v, 60)
	update(t, v, func(tx *Tx) error { return tx.Delete(box, Items, keys[0], Core) }) // frees pages
	s.qs.boxes()
	s.qs.events(3)
	for _, tier := range Tiers {
		s.qs.space(box, Items, tier)
		for i, k := range keys {
			s.qs.place(place{box, Items, k, tier})
			s.qs.name(box, fmt.Sprintf("title %d", i))
		}
	}
	s.places = []place{{box, Items, keys[30], Core}}
	s.gone = place{box, Items, keys[0], Core}.bytes()
	s.keep(t, e)
	s.read(t, e)
	return s
}

// patch is a file under an attack, with what is needed to find one's way.
type patch struct {
	*pageFile
	t    testing.TB
	b    []byte
	gone []byte // the key of a deleted record
}

func (p *patch) at(id uint64) []byte { return p.b[id*pageSize : (id+1)*pageSize] }

// branch finds a branch page of some bucket.
func (p *patch) branch() []byte {
	for id := uint64(2); id < p.meta.pages; id++ {
		if pg := parsePage(p.at(id)); pg.id == id && pg.flags == branchFlag && pg.count > 3 && p.used(id) {
			return p.at(id)
		}
	}
	p.t.Fatal("no branch page")
	return nil
}

// leaf finds a leaf full of records.
func (p *patch) leaf() []byte {
	for id := uint64(2); id < p.meta.pages; id++ {
		if pg := parsePage(p.at(id)); pg.id == id && pg.flags == leafFlag && pg.count > 3 && p.used(id) {
			if _, key, value, err := pg.leaf(0); err == nil && len(key) == 17 && len(value) > 300 && ID(key) != BoxZero {
				return p.at(id)
			}
		}
	}
	p.t.Fatal("no leaf page")
	return nil
}

// used tells whether a page is part of a tree, by the page's own checks.
func (p *patch) used(id uint64) bool {
	c := p.newChecker(true)
	c.r = bytes.NewReader(p.b)
	c.tree(p.meta.root, span{of: buckets}, 0)
	return c.seen[id/64]&(1<<(id%64)) != 0
}

// older lets a branch lead to what a leaf was before the last change, which is
// whole and genuine, and has the record that was deleted then.
func (p *patch) older() {
	b := p.branch()
	for id := uint64(2); id < p.meta.pages; id++ {
		pg := parsePage(p.at(id))
		if pg.id != id || pg.flags != leafFlag || p.used(id) {
			continue
		}
		for i := range pg.count {
			if _, key, _, err := pg.leaf(i); err == nil && bytes.Equal(key, p.gone) {
				now, err := parsePage(b).childFor(key)
				if err != nil {
					p.t.Fatal(err)
				}
				for e := elem(b, 0); ; e = e[elemSize:] {
					if le.Uint64(e[8:]) == now {
						le.PutUint64(e[8:], id)
						return
					}
				}
			}
		}
	}
	p.t.Fatal("no older page")
}

// inline finds a bucket within the root page and returns its header with its page.
func (p *patch) inline() []byte {
	root := parsePage(p.at(p.meta.root))
	for i := range root.count {
		if flags, _, value, _ := root.leaf(i); flags == bucketFlag && binary.LittleEndian.Uint64(value) == 0 {
			return value
		}
	}
	p.t.Fatal("no bucket within the root page")
	return nil
}

// metaPage returns the newer header page, or the older one.
func (p *patch) metaPage(newer bool) []byte {
	for id := range uint64(2) {
		if m, _, _ := parseMeta(p.at(id)[pageHeader:]); (m.tx == p.meta.tx) == newer {
			return p.at(id)[pageHeader:]
		}
	}
	p.t.Fatal("no header page")
	return nil
}

// seal makes the checksum of a header page right again.
func seal64(meta []byte) {
	sum := fnv.New64a()
	sum.Write(meta[:56])
	binary.LittleEndian.PutUint64(meta[56:], sum.Sum64())
}

var le = binary.LittleEndian

// elem is the header of element i of a page.
func elem(page []byte, i int) []byte { return page[pageHeader+elemSize*i:] }

// TestPagesUnderAttack patches a real file in ways on which bbolt alone would
// run until the stack is gone, fault, or read something else.
func TestPagesUnderAttack(t *testing.T) {
	s := makeWide(t)
	for _, a := range []struct {
		name string
		who  noticer
		do   func(p *patch)
	}{
		{"a branch that is its own child", both, func(p *patch) {
			b := p.branch()
			le.PutUint64(elem(b, 1)[8:], le.Uint64(b))
		}},
		{"a branch whose children are all itself", both, func(p *patch) {
			b := p.branch()
			for i := range int(le.Uint16(b[10:])) {
				le.PutUint64(elem(b, i)[8:], le.Uint64(b))
			}
		}},
		{"a page used twice in a tree", both, func(p *patch) {
			b := p.branch()
			copy(elem(b, 2)[8:16], elem(b, 1)[8:16])
		}},
		{"a branch out of order", both, func(p *patch) {
			b := p.branch()
			e := elem(b, 2)
			e[le.Uint32(e)] = 0
		}},
		{"a branch without elements", both, func(p *patch) { le.PutUint16(p.branch()[10:], 0) }},
		{"a branch with too many elements", both, func(p *patch) { le.PutUint16(p.branch()[10:], 0xFFFF) }},
		{"a branch that leads out of the file", both, func(p *patch) { le.PutUint64(elem(p.branch(), 1)[8:], 1<<40) }},
		{"a branch that leads to a header page", both, func(p *patch) { le.PutUint64(elem(p.branch(), 1)[8:], 1) }},
		{"a branch that leads to the free list", both, func(p *patch) {
			le.PutUint64(elem(p.branch(), 1)[8:], p.meta.freelist)
		}},
		{"a key out of bounds", both, func(p *patch) { le.PutUint32(elem(p.leaf(), 1)[4:], 0xFFFFFF00) }},
		{"a key of 4 GB", both, func(p *patch) { le.PutUint32(elem(p.leaf(), 1)[8:], 0xFFFFFFFF) }},
		{"a value of 4 GB", both, func(p *patch) { le.PutUint32(elem(p.leaf(), 1)[12:], 0xFFFFFFF0) }},
		{"sizes that overflow", both, func(p *patch) {
			le.PutUint32(elem(p.leaf(), 1)[8:], 0x80000000)
			le.PutUint32(elem(p.leaf(), 1)[12:], 0x80000020)
		}},
		{"an empty key", both, func(p *patch) { le.PutUint32(elem(p.leaf(), 1)[8:], 0) }},
		{"a leaf with too many elements", both, func(p *patch) { le.PutUint16(p.leaf()[10:], 0xFFFF) }},
		{"a leaf without elements", reader, func(p *patch) { le.PutUint16(p.leaf()[10:], 0) }},
		{"a leaf with one element less", reader, func(p *patch) { b := p.leaf(); le.PutUint16(b[10:], le.Uint16(b[10:])-1) }},
		{"a record twice in a leaf", both, func(p *patch) {
			b := p.leaf()
			from, to := elem(b, 1), elem(b, 2)
			le.PutUint32(to[4:], le.Uint32(from[4:])-elemSize)
			copy(to[8:16], from[8:16])
		}},
		{"a bucket as a record", both, func(p *patch) { le.PutUint32(elem(p.at(p.meta.root), 0), 0) }},
		{"a record as a bucket", both, func(p *patch) { le.PutUint32(elem(p.leaf(), 1), bucketFlag) }},
		{"an element of an unknown kind", both, func(p *patch) { le.PutUint32(elem(p.leaf(), 1), 2) }},
		{"a page of an unknown kind", both, func(p *patch) { le.PutUint16(p.leaf()[8:], 3) }},
		{"a page under another number", both, func(p *patch) { b := p.leaf(); le.PutUint64(b, le.Uint64(b)+1) }},
		{"a page that claims all that follow", both, func(p *patch) { le.PutUint32(p.leaf()[12:], 0xFFFFFFF0) }},
		{"a bucket that leads to another's pages", both, func(p *patch) {
			root := parsePage(p.at(p.meta.root))
			_, _, first, _ := root.leaf(0)
			for i := range root.count {
				if _, key, value, _ := root.leaf(i); len(key) == 17 && Space(key[16]) == Items && le.Uint64(value) != 0 {
					copy(first[:8], value[:8])
				}
			}
		}},
		{"a branch that leads to an older page", both, func(p *patch) { p.older() }},
		{"a bucket within a page that claims to be a branch", both, func(p *patch) {
			v := p.inline()
			le.PutUint16(v[16+8:], branchFlag)
			for i := range int(le.Uint16(v[16+10:])) {
				le.PutUint64(v[16+pageHeader+elemSize*i+8:], 0)
			}
		}},
		{"a bucket within a page with a value out of bounds", both, func(p *patch) {
			le.PutUint32(p.inline()[16+pageHeader+12:], 0x7FFFFFFF)
		}},
		{"a root page that is a branch to itself", both, func(p *patch) {
			b := p.at(p.meta.root)
			le.PutUint16(b[8:], branchFlag)
			le.PutUint64(elem(b, 0)[8:], p.meta.root)
		}},
		{"a header with another page size", both, func(p *patch) {
			m := p.metaPage(true)
			le.PutUint32(m[8:], 8192)
			seal64(m)
		}},
		{"a header whose root is beyond the end", both, func(p *patch) {
			m := p.metaPage(true)
			le.PutUint64(m[16:], p.meta.pages)
			seal64(m)
		}},
		{"a header that names more pages than there are", both, func(p *patch) {
			m := p.metaPage(true)
			le.PutUint64(m[40:], 1<<30)
			seal64(m)
		}},
		{"a free list that names a page in use", writer, func(p *patch) {
			le.PutUint64(p.at(p.meta.freelist)[pageHeader:], le.Uint64(p.leaf()))
		}},
		{"a free list that names a header page", writer, func(p *patch) {
			le.PutUint64(p.at(p.meta.freelist)[pageHeader:], 0)
		}},
		{"a free list that names a page twice", writer, func(p *patch) {
			b := p.at(p.meta.freelist)
			copy(b[pageHeader+8:pageHeader+16], b[pageHeader:pageHeader+8])
		}},
		{"a free list that is longer than its page", writer, func(p *patch) { le.PutUint16(p.at(p.meta.freelist)[10:], 0xFFFE) }},
		{"a free list with a count of 64 bits", writer, func(p *patch) {
			b := p.at(p.meta.freelist)
			le.PutUint16(b[10:], 0xFFFF)
			le.PutUint64(b[pageHeader:], 1<<61)
		}},
		{"a free list that forgets a page", writer, func(p *patch) {
			b := p.at(p.meta.freelist)
			le.PutUint16(b[10:], le.Uint16(b[10:])-1)
		}},
		{"a free list that is something else", writer, func(p *patch) { le.PutUint16(p.at(p.meta.freelist)[8:], leafFlag) }},
	} {
		t.Run(a.name, func(t *testing.T) { underAttack(t, s, a.who, a.do) })
	}
}

// noticer says who must notice an attack. A writer checks the structure of the
// whole file, a reader what it reads: that nothing is missing, too.
type noticer int

const (
	reader noticer = 1 << iota
	writer
	both = reader | writer
)

func underAttack(t *testing.T, s *specimen, who noticer, do func(p *patch)) {
	b := s.bench(t)
	file := bytes.Clone(s.file)
	f, err := readPageFile(bytes.NewReader(file), int64(len(file)))
	if err != nil {
		t.Fatal(err)
	}
	do(&patch{pageFile: f, t: t, b: file, gone: s.gone})
	if bytes.Equal(file, s.file) {
		t.Fatal("the attack changed nothing")
	}
	if err := os.WriteFile(b.path, file, 0o600); err != nil {
		t.Fatal(err)
	}
	saw, bad := b.look()
	if bad != "" {
		t.Errorf("reading: %s", bad)
	}
	if who&reader != 0 && !saw.damaged() {
		t.Error("reading noticed nothing")
	}
	b.scrub(t)
	if who&writer == 0 {
		return
	}
	if err := b.update(b.places[0]); err == nil {
		t.Error("a write was not refused")
	} else if bad := b.refused(err, file); bad != "" {
		t.Error(bad)
	}
}

// scrub verifies what is left: a report, whatever it says, and no panic.
func (b *bench) scrub(t *testing.T) {
	t.Helper()
	if r, err := b.open.Verify(context.Background(), nil); err == nil && len(r.Problems) == 0 {
		t.Error("verify finds nothing")
	} else if err != nil && !isDamage(err) {
		t.Errorf("verify: %v", err)
	}
}

// TestHeaderPages puts the two header pages in states that an interrupted write
// or a hand can leave.
func TestHeaderPages(t *testing.T) {
	s := makeWide(t)
	for _, c := range []struct {
		name string
		torn bool
		do   func(p *patch)
	}{
		{"whole", false, func(p *patch) {}},
		{"older one unusable", true, func(p *patch) { p.metaPage(false)[20] ^= 1 }},
		{"newer one unusable", true, func(p *patch) { p.metaPage(true)[20] ^= 1 }},
		{"same number twice", true, func(p *patch) { copy(p.metaPage(false), p.metaPage(true)[:64]) }},
		{"far apart", true, func(p *patch) { m := p.metaPage(false); le.PutUint64(m[48:], 0); seal64(m) }},
	} {
		file := bytes.Clone(s.file)
		f, err := readPageFile(bytes.NewReader(file), int64(len(file)))
		if err != nil {
			t.Fatal(err)
		}
		c.do(&patch{pageFile: f, t: t, b: file})
		if f, err = readPageFile(bytes.NewReader(file), int64(len(file))); err != nil || f.torn != c.torn {
			t.Errorf("%s: %v, torn %v", c.name, err, f.torn)
		}
	}
}

// TestSparseFile makes a file of a gigabyte that takes no room on the disk, and
// in which single pages claim to be as long: to look at it costs next to nothing.
func TestSparseFile(t *testing.T) {
	const size = 1 << 30
	s := makeWide(t)
	for name, long := range map[string]func(p *patch) []byte{
		"the root":      func(p *patch) []byte { return p.at(p.meta.root) },
		"a leaf":        (*patch).leaf,
		"a branch":      (*patch).branch,
		"the free list": func(p *patch) []byte { return p.at(p.meta.freelist) },
	} {
		t.Run(name, func(t *testing.T) {
			b := s.bench(t)
			file := bytes.Clone(s.file)
			f, err := readPageFile(bytes.NewReader(file), int64(len(file)))
			if err != nil {
				t.Fatal(err)
			}
			p := &patch{pageFile: f, t: t, b: file, gone: s.gone}
			page := long(p)
			le.PutUint32(page[12:], uint32(size/pageSize-le.Uint64(page)-1))
			for _, newer := range []bool{false, true} {
				le.PutUint64(p.metaPage(newer)[40:], size/pageSize)
				seal64(p.metaPage(newer))
			}
			if err := errors.Join(os.WriteFile(b.path, file, 0o600), os.Truncate(b.path, size)); err != nil {
				t.Fatal(err)
			}
			before := allocated()
			saw, bad := b.look()
			if bad != "" || name != "the free list" && !saw.damaged() { // a reader goes on without it
				t.Errorf("reading: damaged %v, %s", saw.damaged(), bad)
			}
			if err := b.update(b.places[0]); !isDamage(err) {
				t.Errorf("a write: %v", err)
			}
			if taken := (allocated() - before) >> 20; taken > 64 {
				t.Errorf("%d MiB were taken", taken)
			}
		})
	}
}

// allocated is how many bytes were taken so far, given back or not.
func allocated() uint64 {
	var m runtime.MemStats
	runtime.ReadMemStats(&m)
	return m.TotalAlloc
}

// TestLongRuns holds the bound against what bbolt writes: entries of the greatest
// length, with short ones between them.
func TestLongRuns(t *testing.T) {
	e := newEnv(t)
	v := e.create(t)
	box, _ := addBox(t, v, 1)
	big := make([]byte, MaxPlain)
	update(t, v, func(tx *Tx) error {
		for i := range byte(9) {
			_, err1 := tx.Put(box, Items, Key{ID: ID{i}}, Core, big)
			_, err2 := tx.Put(box, Items, Key{ID: ID{i}}, Companion, nil)
			if err := errors.Join(err1, err2); err != nil {
				return err
			}
		}
		return nil
	})
	longest := uint64(0)
	view(t, v, func(tx *Tx) error {
		f := tx.st.pages
		for id := uint64(2); id < f.meta.pages; id++ {
			if p, err := f.load(id); err == nil {
				longest = max(longest, p.overflow+1)
				id += p.overflow
			}
		}
		return nil
	})
	if longest < maxEntry/pageSize*8/9 || longest > maxRun {
		t.Errorf("the longest run has %d pages; the bound is %d", longest, uint64(maxRun))
	}
	if r, err := v.Verify(context.Background(), nil); err != nil || len(r.Problems) > 0 {
		t.Errorf("%+v, %v", r, err)
	}
	update(t, v, func(tx *Tx) error { return tx.Delete(box, Items, Key{ID: ID{3}}, Core) })
	if err := v.Compact(context.Background(), nil); err != nil {
		t.Error(err)
	}
}
