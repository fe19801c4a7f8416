package vault

import (
	"bytes"
	"encoding/binary"
	"testing"
)

// alive marks the bytes of a file that are part of its structure. The others
// lie in free pages and in the gaps of pages in use.
func alive(t testing.TB, file []byte) []bool {
	t.Helper()
	f, err := readPageFile(bytes.NewReader(file), int64(len(file)))
	if err != nil {
		t.Fatal(err)
	}
	l := &liveMap{pageFile: f, t: t, live: make([]bool, len(file))}
	l.mark(0, pageHeader+64)
	l.mark(pageSize, pageHeader+64)
	l.tree(f.meta.root)
	free, err := f.loadFree()
	if err != nil {
		t.Fatal(err)
	}
	l.mark(int(free.id)*pageSize, pageHeader+8*free.count)
	return l.live
}

type liveMap struct {
	*pageFile
	t    testing.TB
	live []bool
}

func (l *liveMap) mark(from, n int) {
	for i := range n {
		l.live[from+i] = true
	}
}

func (l *liveMap) tree(root uint64) {
	p, err := l.load(root)
	if err != nil {
		l.t.Fatal(err)
	}
	at := int(p.id) * pageSize
	l.mark(at, pageHeader+elemSize*p.count)
	for i := range p.count {
		e := pageHeader + elemSize*i
		le := binary.LittleEndian
		if p.flags == branchFlag {
			l.mark(at+e+int(le.Uint32(p.b[e:])), int(le.Uint32(p.b[e+4:])))
			_, child, _ := p.branch(i)
			l.tree(child)
			continue
		}
		flags, key, value, _ := p.leaf(i)
		l.mark(at+e+int(le.Uint32(p.b[e+4:])), len(key)+len(value))
		if flags == bucketFlag && le.Uint64(value) != 0 {
			l.tree(le.Uint64(value))
		}
	}
}

// TestWhatIsAlive makes sure that the map knows the sealed records.
func TestWhatIsAlive(t *testing.T) {
	s := makeSpecimen(t, false)
	live := alive(t, s.file)
	n := 0
	for _, l := range live {
		if l {
			n++
		}
	}
	if min := 300 * (len(s.places) - 2); n < min || n > len(s.file)/2 {
		t.Errorf("%d bytes of %d are alive, and the records alone have %d", n, len(s.file), min)
	}
}
