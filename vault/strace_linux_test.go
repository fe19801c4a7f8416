package vault

import (
	"bufio"
	"bytes"
	"encoding/hex"
	"fmt"
	"io"
	"path/filepath"
	"regexp"
	"strconv"
	"strings"
)

// syscalls are those that a replay must know of.
const syscalls = "openat,close,pwrite64,write,ftruncate,fdatasync,fsync,rename,renameat,renameat2,unlink,unlinkat"

// call is one line of strace -f -xx: what was called, with which arguments.
type call struct {
	name   string
	args   []string
	result int64
}

// readTrace puts interrupted lines together and leaves out what failed.
func readTrace(r io.Reader) (calls []call, err error) {
	begun := make(map[string]string) // by thread
	lines := bufio.NewScanner(r)
	lines.Buffer(nil, 64<<20)
	resumed := regexp.MustCompile(`^<\.\.\. \w+ resumed>`)
	for lines.Scan() {
		thread, text, _ := strings.Cut(lines.Text(), " ")
		text = strings.TrimLeft(text, " ")
		if part, cut := strings.CutSuffix(text, "<unfinished ...>"); cut {
			begun[thread] = part
			continue
		}
		if at := resumed.FindString(text); at != "" {
			text = begun[thread] + strings.TrimPrefix(text, at)
		}
		c, ok, err := parseCall(text)
		if err != nil {
			return nil, err
		}
		if ok {
			calls = append(calls, c)
		}
	}
	return calls, lines.Err()
}

func parseCall(text string) (c call, ok bool, err error) {
	m := regexp.MustCompile(`^(\w+)\((.*)\) += (-?\d+)( |$)`).FindStringSubmatch(text)
	if m == nil {
		if strings.HasPrefix(text, "---") || strings.HasPrefix(text, "+++") || strings.Contains(text, "= ?") {
			return c, false, nil // a signal, an exit, or a call that never returned
		}
		return c, false, fmt.Errorf("%.80q is not understood", text)
	}
	c = call{name: m[1]}
	if c.result, err = strconv.ParseInt(m[3], 10, 64); err != nil {
		return c, false, err
	}
	for _, a := range strings.Split(m[2], ", ") {
		a = strings.TrimSpace(a) // where a call was interrupted
		if quoted, is := strings.CutPrefix(a, `"`); is {
			quoted, is = strings.CutSuffix(quoted, `"`)
			raw, err := hex.DecodeString(strings.ReplaceAll(quoted, `\x`, ""))
			if !is || err != nil {
				return c, false, fmt.Errorf("%.80q has no whole text", text)
			}
			a = string(raw)
		}
		c.args = append(c.args, a)
	}
	return c, c.result >= 0, nil
}

// replay plays calls on a model of a disk, call by call.
type replay struct {
	*disk
	under     string
	open      map[string]string // descriptor to path
	files     map[string]*diskFile
	confirmed int // the last number that was printed
}

func newReplay(d *disk, under string) *replay {
	return &replay{disk: d, under: under, open: make(map[string]string), files: make(map[string]*diskFile)}
}

// play does one call, and tells whether it concerned the disk.
func (r *replay) play(c call) (ours bool, err error) {
	switch c.name {
	case "openat":
		return r.playOpen(c), nil
	case "close":
		delete(r.open, c.args[0])
		delete(r.files, c.args[0])
	case "write":
		if n, err := strconv.Atoi(strings.TrimSuffix(c.args[1], "\n")); err == nil && c.args[0] == "1" {
			r.confirmed = n
			return false, nil
		}
		if f := r.files[c.args[0]]; f != nil { // only what is written once, from its begin
			f.pending = append(f.pending, diskWrite{0, []byte(c.args[1][:c.result])})
			return true, nil
		}
	case "pwrite64", "ftruncate":
		return r.playWrite(c)
	case "fsync", "fdatasync":
		return r.playSync(c), nil
	default:
		return r.playName(c)
	}
	return false, nil
}

func (r *replay) playOpen(c call) bool {
	fd, path := strconv.FormatInt(c.result, 10), c.args[1]
	delete(r.open, fd)
	delete(r.files, fd)
	if !strings.HasPrefix(path, r.under) || filepath.Base(path) == LockName {
		return false
	}
	r.open[fd] = path
	if strings.Contains(c.args[2], "O_CREAT") && r.now[path] == nil {
		f := new(diskFile)
		r.rename(filepath.Dir(path), func(names map[string]*diskFile) { names[path] = f })
	}
	r.files[fd] = r.now[path] // nil for a folder
	return true
}

func (r *replay) playWrite(c call) (bool, error) {
	f := r.files[c.args[0]]
	if f == nil {
		return false, nil
	}
	if c.name == "ftruncate" {
		n, err := strconv.ParseInt(c.args[1], 10, 64)
		f.pending = append(f.pending, diskWrite{n, nil})
		return true, err
	}
	at, err := strconv.ParseInt(c.args[3], 10, 64)
	if err == nil && int64(len(c.args[1])) != c.result {
		err = fmt.Errorf("a write of %d bytes has %d", c.result, len(c.args[1]))
	}
	f.pending = append(f.pending, diskWrite{at, []byte(c.args[1])})
	return true, err
}

func (r *replay) playSync(c call) bool {
	if f := r.files[c.args[0]]; f != nil {
		f.sync()
		return true
	}
	if dir, ok := r.open[c.args[0]]; ok {
		r.syncDir(dir)
		return true
	}
	return false
}

// playName does what changes names: rename and unlink in all their forms.
func (r *replay) playName(c call) (bool, error) {
	var paths []string
	for _, a := range c.args {
		if strings.HasPrefix(a, "/") {
			paths = append(paths, a)
		}
	}
	if len(paths) == 0 || !strings.HasPrefix(paths[0], r.under) {
		return false, nil
	}
	dir := filepath.Dir(paths[0])
	switch {
	case strings.HasPrefix(c.name, "unlink"):
		r.rename(dir, func(names map[string]*diskFile) { delete(names, paths[0]) })
	case len(paths) == 2 && filepath.Dir(paths[1]) == dir:
		r.rename(dir, func(names map[string]*diskFile) {
			names[paths[1]] = names[paths[0]]
			delete(names, paths[0])
		})
	default:
		return false, fmt.Errorf("%s of %q is not understood", c.name, paths)
	}
	return true, nil
}

// same tells whether the model holds what is really there.
func (r *replay) same(path string, real []byte) bool {
	f := r.now[path]
	return f != nil && bytes.Equal(f.crash(loseNothing, nil), real)
}
