package vault

import (
	"maps"
	"math/rand/v2"
	"os"
	"path/filepath"
	"slices"
	"strings"
)

// disk is a model of a file system that keeps only what was synced: the order
// of unsynced writes is lost, and of one that was cut off single sectors may
// have arrived. Names change in the order in which they were changed, but the
// last changes are lost unless their folder was synced.

const sector = 512

type diskFile struct {
	synced  []byte
	pending []diskWrite
}

// diskWrite is a write at an offset, or with no data a new length.
type diskWrite struct {
	at   int64
	data []byte
}

type diskName struct {
	dir   string
	apply func(names map[string]*diskFile)
}

type disk struct {
	now     map[string]*diskFile // as a program sees it
	synced  map[string]*diskFile
	pending []diskName
}

// readDisk begins with what is in some folders now, as if it had been synced.
func readDisk(dirs ...string) (*disk, error) {
	d := &disk{synced: make(map[string]*diskFile)}
	for _, dir := range dirs {
		err := filepath.WalkDir(dir, func(path string, e os.DirEntry, err error) error {
			if err != nil || !e.Type().IsRegular() {
				return err
			}
			b, err := os.ReadFile(path)
			d.synced[path] = &diskFile{synced: b}
			return err
		})
		if err != nil {
			return nil, err
		}
	}
	d.now = maps.Clone(d.synced)
	return d, nil
}

func (d *disk) rename(dir string, apply func(map[string]*diskFile)) {
	apply(d.now)
	d.pending = append(d.pending, diskName{dir, apply})
}

// syncDir makes the names of one folder last.
func (d *disk) syncDir(dir string) {
	rest := d.pending[:0]
	for _, n := range d.pending {
		if n.dir == dir {
			n.apply(d.synced)
			continue
		}
		rest = append(rest, n)
	}
	d.pending = rest
}

func (f *diskFile) sync() {
	for _, w := range f.pending {
		f.synced = w.on(f.synced)
	}
	f.pending = nil
}

func (w diskWrite) on(b []byte) []byte {
	end := int(w.at) + len(w.data)
	if w.data == nil {
		b = b[:min(len(b), end)]
	}
	if end > len(b) {
		b = append(slices.Clone(b), make([]byte, end-len(b))...)
	}
	b = slices.Clone(b)
	copy(b[w.at:], w.data)
	return b
}

// loss says how much of what was not synced is lost.
type loss int

const (
	loseNothing loss = iota
	loseAll
	loseSome
	losses
)

func (d *disk) crash(l loss, rnd *rand.Rand) map[string][]byte {
	names := maps.Clone(d.synced)
	kept := len(d.pending)
	switch l {
	case loseAll:
		kept = 0
	case loseSome:
		kept = rnd.IntN(kept + 1)
	}
	for _, n := range d.pending[:kept] {
		n.apply(names)
	}
	after := make(map[string][]byte)
	for path, f := range names {
		after[path] = f.crash(l, rnd)
	}
	return after
}

func (f *diskFile) crash(l loss, rnd *rand.Rand) []byte {
	b := f.synced
	for _, w := range f.pending {
		switch {
		case l == loseNothing:
			b = w.on(b)
		case l == loseSome && w.data == nil && rnd.IntN(2) == 0:
			b = w.on(b)
		case l == loseSome && w.data != nil:
			b = w.torn(b, rnd)
		}
	}
	return b
}

// torn writes all, none, or some sectors.
func (w diskWrite) torn(b []byte, rnd *rand.Rand) []byte {
	how := rnd.IntN(3)
	for from := 0; from < len(w.data); from += sector {
		if how == 0 || how == 1 && rnd.IntN(2) == 0 {
			continue
		}
		b = diskWrite{w.at + int64(from), w.data[from:min(from+sector, len(w.data))]}.on(b)
	}
	return b
}

// put writes the files of a crashed disk elsewhere.
func putFiles(files map[string][]byte, from, to string) error {
	for path, b := range files {
		path = to + strings.TrimPrefix(path, from)
		if err := os.MkdirAll(filepath.Dir(path), 0o700); err != nil {
			return err
		}
		if err := os.WriteFile(path, b, 0o600); err != nil {
			return err
		}
	}
	return nil
}
