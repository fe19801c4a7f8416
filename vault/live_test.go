package vault

import (
	"bytes"
	"encoding/binary"
	"slices"
	"testing"
)

// alive marks the bytes of a file that are part of its structure, and those among them that are sealed: of records
// what follows their epoch and revision. The others lie in free pages and in the gaps of pages in use.
func alive(t testing.TB, file []byte) (live, sealed []bool) {
	t.Helper()
	f, err := readPageFile(bytes.NewReader(file), int64(len(file)))
	if err != nil {
		t.Fatal(err)
	}
	l := &liveMap{pageFile: f, t: t, live: make([]bool, len(file)), sealed: make([]bool, len(file))}
	l.mark(0, pageHeader+64)
	l.mark(pageSize, pageHeader+64)
	l.tree(f.meta.root, nil)
	free, err := f.loadFree()
	if err != nil {
		t.Fatal(err)
	}
	l.mark(int(free.id)*pageSize, pageHeader+8*free.count)
	return l.live, l.sealed
}

type liveMap struct {
	*pageFile
	t      testing.TB
	live   []bool
	sealed []bool
}

func (l *liveMap) mark(from, n int) {
	for i := range n {
		l.live[from+i] = true
	}
}

// ofRecords tells whether a bucket holds records: its name is a box and a space, and that is not the blind index, whose
// ids are in clear.
func ofRecords(bucket []byte) bool { return len(bucket) == 17 && Space(bucket[16]) != indexSpace }

func (l *liveMap) tree(root uint64, bucket []byte) {
	p, err := l.load(root)
	if err != nil {
		l.t.Fatal(err)
	}
	at := int(p.id) * pageSize
	if p.flags != branchFlag {
		l.leaves(p, at, bucket)
		return
	}
	l.mark(at, pageHeader+elemSize*p.count)
	for i := range p.count {
		e := pageHeader + elemSize*i
		l.mark(at+e+int(binary.LittleEndian.Uint32(p.b[e:])), int(binary.LittleEndian.Uint32(p.b[e+4:])))
		_, child, _ := p.branch(i)
		l.tree(child, bucket)
	}
}

// leaves marks a leaf that begins at a place in the file, and the buckets in it.
func (l *liveMap) leaves(p *page, at int, bucket []byte) {
	l.mark(at, pageHeader+elemSize*p.count)
	for i := range p.count {
		e := pageHeader + elemSize*i
		flags, key, value, err := p.leaf(i)
		if err != nil {
			l.t.Fatal(err)
		}
		kv := at + e + int(binary.LittleEndian.Uint32(p.b[e+4:]))
		l.mark(kv, len(key)+len(value))
		const header = 16 // of a bucket: its root page, and a sequence
		switch {
		case flags != bucketFlag && ofRecords(bucket):
			for i := 8; i < len(value); i++ { // behind epoch and revision
				l.sealed[kv+len(key)+i] = true
			}
		case flags != bucketFlag:
		case binary.LittleEndian.Uint64(value) != 0:
			l.tree(binary.LittleEndian.Uint64(value), key)
		default:
			l.leaves(parsePage(value[header:]), kv+len(key)+header, key)
		}
	}
}

// TestWhatIsAlive makes sure that the map knows the sealed records, and takes nothing for sealed that can be read.
func TestWhatIsAlive(t *testing.T) {
	s := makeSpecimen(t, false)
	live, sealed := alive(t, s.file)
	n, dark := 0, 0
	for i := range live {
		if live[i] {
			n++
		}
		if sealed[i] {
			dark++
		}
		if sealed[i] && !live[i] {
			t.Fatalf("byte %d is sealed, and no part of the structure", i)
		}
	}
	if min := 300 * (len(s.places) - 2); dark < min || n <= dark || n > len(s.file)/2 {
		t.Errorf("%d bytes of %d are alive and %d sealed, and the records alone have %d", n, len(s.file), dark, min)
	}
	for what, clear := range map[string][]byte{
		"the vault's id": s.id[:], "a key": formatKey(), "what is for who has no key": []byte("who may help"), "an id in the index": s.indexed[:],
	} {
		found := 0
		for at := 0; at < len(s.file); at++ {
			next := bytes.Index(s.file[at:], clear)
			if next < 0 {
				break
			}
			at += next
			if found++; slices.Contains(sealed[at:at+len(clear)], true) {
				t.Errorf("%s at %d is taken for sealed", what, at)
			}
		}
		if found == 0 {
			t.Errorf("%s is not found", what)
		}
	}
}
