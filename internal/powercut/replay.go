package powercut

import (
	"bytes"
	"fmt"
	"path/filepath"
	"strconv"
	"strings"
)

// Replay plays calls on a model of a disk, call by call.
type Replay struct {
	*Disk
	// Ignored are names of files that are never written to, only locked.
	Ignored string
	// Confirmed is the last number that the program printed.
	Confirmed int
	open      map[string]*opened // by descriptor
}

// opened is a descriptor of a file or folder on the disk.
type opened struct {
	path string
	node *node // nil for the root
	at   int64 // where the next write goes
}

// NewReplay begins with a disk. Files of the name ignored do not concern it.
func NewReplay(d *Disk, ignored string) *Replay {
	return &Replay{Disk: d, Ignored: ignored, open: make(map[string]*opened)}
}

// Play does one call, and tells whether it concerned the disk.
func (r *Replay) Play(c Call) (ours bool, err error) {
	switch c.Name {
	case "openat":
		return r.playOpen(c), nil
	case "close":
		delete(r.open, c.args[0])
	case "write":
		if n, err := strconv.Atoi(strings.TrimSuffix(c.args[1], "\n")); err == nil && c.args[0] == "1" {
			r.Confirmed = n
			return false, nil
		}
		if o := r.open[c.args[0]]; o != nil {
			return r.playWrite(c, o, o.at)
		}
	case "pwrite64":
		if o := r.open[c.args[0]]; o != nil {
			at, err := strconv.ParseInt(c.args[3], 10, 64)
			if err != nil {
				return false, err
			}
			return r.playWrite(c, o, at)
		}
	case "ftruncate":
		if o := r.open[c.args[0]]; o != nil {
			n, err := strconv.ParseInt(c.args[1], 10, 64)
			o.node.pending = append(o.node.pending, write{n, nil})
			return true, err
		}
	case "fsync", "fdatasync":
		return r.playSync(c), nil
	case "linkat":
		return r.playLink(c)
	default:
		return r.playName(c)
	}
	return false, nil
}

func (r *Replay) below(path string) bool {
	return path == r.root || strings.HasPrefix(path, r.root+"/")
}

func (r *Replay) playOpen(c Call) bool {
	fd, path := strconv.FormatInt(c.result, 10), c.args[1]
	delete(r.open, fd)
	if !r.below(path) || filepath.Base(path) == r.Ignored {
		return false
	}
	if strings.Contains(c.args[2], "O_TMPFILE") {
		r.open[fd] = &opened{path: path, node: new(node)}
		return true
	}
	if strings.Contains(c.args[2], "O_CREAT") && r.now[path] == nil {
		n := new(node)
		r.rename(filepath.Dir(path), func(names map[string]*node) { names[path] = n })
	}
	n := r.now[path]
	if strings.Contains(c.args[2], "O_TRUNC") && n != nil {
		n.pending = append(n.pending, write{0, nil})
	}
	r.open[fd] = &opened{path: path, node: n}
	return true
}

func (r *Replay) playWrite(c Call, o *opened, at int64) (bool, error) {
	if o.node == nil || o.node.folder || int64(len(c.args[1])) < c.result {
		return true, fmt.Errorf("a write of %d bytes to %s is not understood", c.result, o.path)
	}
	o.node.pending = append(o.node.pending, write{at, []byte(c.args[1][:c.result])})
	if c.Name == "write" {
		o.at = at + c.result
	}
	return true, nil
}

// playLink gives a name to a file that has none. What is named within an open folder is left aside, as in all other
// calls: so are backups, which are read back before they count.
func (r *Replay) playLink(c Call) (bool, error) {
	fd, nameless := strings.CutPrefix(c.args[1], "/proc/self/fd/")
	o, path := r.open[fd], c.args[3]
	if !nameless && !filepath.IsAbs(path) {
		return false, nil
	}
	if !nameless || o == nil || o.node == nil || o.node.folder || !r.below(path) {
		return r.below(path), fmt.Errorf("linkat of %q to %q is not understood", c.args[1], path)
	}
	n := o.node
	r.rename(filepath.Dir(path), func(names map[string]*node) { names[path] = n })
	return true, nil
}

func (r *Replay) playSync(c Call) bool {
	o := r.open[c.args[0]]
	switch {
	case o == nil:
		return false
	case o.node == nil || o.node.folder:
		r.syncFolder(o.path)
	default:
		o.node.sync()
	}
	return true
}

// IsFolderSync tells whether a call is about to sync a folder.
func (r *Replay) IsFolderSync(c Call) bool {
	if c.Name != "fsync" && c.Name != "fdatasync" {
		return false
	}
	o := r.open[c.args[0]]
	return o != nil && (o.node == nil || o.node.folder)
}

// playName does what changes names: mkdir, rename and unlink in all their forms.
func (r *Replay) playName(c Call) (bool, error) {
	var paths []string
	for _, a := range c.args {
		if strings.HasPrefix(a, "/") {
			paths = append(paths, a)
		}
	}
	if len(paths) == 0 || !r.below(paths[0]) {
		return false, nil
	}
	path, dir := paths[0], filepath.Dir(paths[0])
	switch {
	case strings.HasPrefix(c.Name, "mkdir"):
		n := &node{folder: true}
		r.rename(dir, func(names map[string]*node) { names[path] = n })
	case strings.HasPrefix(c.Name, "unlink"), c.Name == "rmdir":
		r.rename(dir, func(names map[string]*node) { delete(names, path) })
	case len(paths) == 2 && filepath.Dir(paths[1]) == dir && !r.now[path].folder:
		r.rename(dir, func(names map[string]*node) {
			names[paths[1]] = names[path]
			delete(names, path)
		})
	case len(paths) == 2 && r.now[path].folder && r.below(paths[1]):
		r.move(path, paths[1])
		for _, o := range r.open {
			if rest, moved := strings.CutPrefix(o.path, path); moved && (rest == "" || rest[0] == '/') {
				o.path = paths[1] + rest
			}
		}
	default:
		return false, fmt.Errorf("%s of %q is not understood", c.Name, paths)
	}
	return true, nil
}

// Same tells whether the model holds what is really there.
func (r *Replay) Same(path string, real []byte) bool {
	n := r.now[path]
	return n != nil && bytes.Equal(n.crash(Nothing, nil), real)
}
