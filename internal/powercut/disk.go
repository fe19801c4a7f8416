package powercut

import (
	"io/fs"
	"maps"
	"os"
	"path/filepath"
	"slices"
	"strings"
)

const sector = 512

// node is a file or a folder, apart from its name.
type node struct {
	folder  bool
	synced  []byte
	pending []write
}

// write is one at an offset, or with no data a new length.
type write struct {
	at   int64
	data []byte
}

// change is a change of names in one folder.
type change struct {
	folder string
	apply  func(names map[string]*node)
}

// Disk keeps only what was synced: the order of unsynced writes is lost, and of
// one that was cut off single sectors may have arrived. Names change in the
// order in which they were changed, but the last changes are lost unless their
// folder was synced; and whoever loses a folder's name loses all below it.
type Disk struct {
	root    string           // where it is mounted, so to speak: never lost
	now     map[string]*node // as a program sees it
	synced  map[string]*node
	pending []change
}

// ReadDisk begins with what is below a folder now, as if it had been synced.
func ReadDisk(root string) (*Disk, error) {
	d := &Disk{root: root, synced: make(map[string]*node)}
	err := filepath.WalkDir(root, func(path string, e fs.DirEntry, err error) error {
		if err != nil || path == root {
			return err
		}
		if e.IsDir() {
			d.synced[path] = &node{folder: true}
			return nil
		}
		b, err := os.ReadFile(path)
		d.synced[path] = &node{synced: b}
		return err
	})
	d.now = maps.Clone(d.synced)
	return d, err
}

// rename changes names in a folder.
func (d *Disk) rename(folder string, apply func(names map[string]*node)) {
	apply(d.now)
	d.pending = append(d.pending, change{folder, apply})
}

// move renames a folder with all that is in it. What it has not synced yet of that stays
// behind, and so is lost.
func (d *Disk) move(from, to string) {
	d.rename(filepath.Dir(to), func(names map[string]*node) {
		for path, n := range maps.Clone(names) {
			if path == from || strings.HasPrefix(path, from+"/") {
				names[to+strings.TrimPrefix(path, from)] = n
				delete(names, path)
			}
		}
	})
}

// syncFolder makes the names of one folder last.
func (d *Disk) syncFolder(folder string) {
	rest := d.pending[:0]
	for _, c := range d.pending {
		if c.folder == folder {
			c.apply(d.synced)
			continue
		}
		rest = append(rest, c)
	}
	d.pending = rest
}

func (n *node) sync() {
	for _, w := range n.pending {
		n.synced = w.on(n.synced)
	}
	n.pending = nil
}

func (w write) on(b []byte) []byte {
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

// Loss says how much of what was not synced is lost.
type Loss int

// The losses.
const (
	Nothing Loss = iota
	All
	Some
	Losses // how many there are
)

// Dice decide what is lost: a number below n, as of math/rand.
type Dice interface{ IntN(n int) int }

// Crash returns what is there after a power cut, by path: the content of files,
// and nil for a folder.
func (d *Disk) Crash(l Loss, dice Dice) map[string][]byte {
	names := maps.Clone(d.synced)
	kept := len(d.pending)
	switch l {
	case All:
		kept = 0
	case Some:
		kept = dice.IntN(kept + 1)
	}
	for _, c := range d.pending[:kept] {
		c.apply(names)
	}
	after := make(map[string][]byte)
	for path, n := range names {
		switch {
		case !d.reaches(names, path):
		case n.folder:
			after[path] = nil
		default:
			after[path] = append([]byte{}, n.crash(l, dice)...)
		}
	}
	return after
}

// reaches tells whether all folders above a path have kept their names.
func (d *Disk) reaches(names map[string]*node, path string) bool {
	for dir := filepath.Dir(path); dir != d.root; dir = filepath.Dir(dir) {
		if n := names[dir]; n == nil || !n.folder {
			return false
		}
	}
	return true
}

func (n *node) crash(l Loss, dice Dice) []byte {
	b := n.synced
	for _, w := range n.pending {
		switch {
		case l == Nothing:
			b = w.on(b)
		case l == Some && w.data == nil && dice.IntN(2) == 0:
			b = w.on(b)
		case l == Some && w.data != nil:
			b = w.torn(b, dice)
		}
	}
	return b
}

// torn writes all, none, or some sectors.
func (w write) torn(b []byte, dice Dice) []byte {
	how := dice.IntN(3)
	for from := 0; from < len(w.data); from += sector {
		if how == 0 || how == 1 && dice.IntN(2) == 0 {
			continue
		}
		b = write{w.at + int64(from), w.data[from:min(from+sector, len(w.data))]}.on(b)
	}
	return b
}

// Put writes what is there after a power cut below another folder.
func (d *Disk) Put(after map[string][]byte, to string) error {
	for path, b := range after {
		at := to + strings.TrimPrefix(path, d.root)
		dir := at
		if b != nil {
			dir = filepath.Dir(at)
		}
		if err := os.MkdirAll(dir, 0o700); err != nil {
			return err
		}
		if b == nil {
			continue
		}
		if err := os.WriteFile(at, b, 0o600); err != nil {
			return err
		}
	}
	return nil
}
