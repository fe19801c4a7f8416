package offline

import (
	"bytes"
	"cmp"
	"context"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"slices"
	"strings"
	"sync/atomic"

	"coffer/hibp"
)

// folder is the official folder of ranges: 00000.txt to FFFFF.txt, each as the server
// sends it. Tools also write them without .txt.
type folder struct {
	dir  *os.Root
	kind hibp.Kind
	ext  atomic.Pointer[string] // the one that was right last
}

var errNoRange = fmt.Errorf("%w: a range is no file", ErrFormat)

// extensions of range files.
var extensions = [...]string{".txt", ""}

func openFolder(path string) (Data, error) {
	dir, err := os.OpenRoot(path)
	if err != nil {
		return nil, err
	}
	f := &folder{dir: dir}
	if f.kind, err = f.findKind(); err != nil {
		dir.Close()
		return nil, err
	}
	return f, nil
}

// findKind looks at some of the files: how long their suffixes are. Where all are
// empty, it takes them for SHA-1.
func (f *folder) findKind() (kind hibp.Kind, err error) {
	const some = 4096
	top, err := f.dir.Open(".")
	if err != nil {
		return 0, err
	}
	defer top.Close()
	entries, err := top.ReadDir(some)
	if err != nil && !errors.Is(err, io.EOF) {
		return 0, err
	}
	for _, e := range entries {
		p, err := hibp.ParsePrefix(strings.TrimSuffix(e.Name(), extensions[0]))
		if err != nil {
			continue
		}
		body, err := f.read(p)
		if err != nil {
			continue // whoever looks it up is told
		}
		kind = hibp.SHA1
		for _, k := range []hibp.Kind{hibp.SHA1, hibp.NTLM} {
			if r, err := hibp.ParseRange(k, p, body); err == nil && len(r.Lines) > 0 {
				return k, nil
			}
		}
	}
	if kind == 0 {
		return 0, fmt.Errorf("%w: no range file like 00000.txt in it", ErrFormat)
	}
	return kind, nil
}

func (f *folder) Form() Form      { return FormFolder }
func (f *folder) Kind() hibp.Kind { return f.kind }
func (f *folder) Close() error    { return f.dir.Close() }

// Look reads the one file in which the hash would be, and compares it with every line.
func (f *folder) Look(ctx context.Context, h hibp.Hash) (hibp.Answer, error) {
	if h.Kind() != f.kind {
		return hibp.Answer{}, hibp.ErrKind
	}
	r, err := f.Range(ctx, h.Prefix())
	return hibp.Answer{Count: r.Count(h)}, unplaced(err)
}

// Range reads one file. That it is not there is [ErrMissing].
func (f *folder) Range(ctx context.Context, p hibp.Prefix) (hibp.Range, error) {
	if ctx.Err() != nil {
		return hibp.Range{}, context.Cause(ctx)
	}
	body, err := f.read(p)
	if err != nil {
		return hibp.Range{}, at(err, "range %s", p)
	}
	r, err := hibp.ParseRange(f.kind, p, body)
	if err == nil && len(body) == 0 { // cut off: a range without hashes is an empty line
		err = fmt.Errorf("%w: an empty file", hibp.ErrRange)
	}
	if err != nil {
		return hibp.Range{}, at(err, "range %s", p)
	}
	return r, nil
}

func (f *folder) read(p hibp.Prefix) ([]byte, error) {
	ext := cmp.Or(f.ext.Load(), &extensions[0])
	body, err := f.readFile(p.String() + *ext)
	if !errors.Is(err, fs.ErrNotExist) {
		return body, err
	}
	for i := range extensions {
		if body, err = f.readFile(p.String() + extensions[i]); err == nil {
			f.ext.Store(&extensions[i])
			return body, nil
		}
		if !errors.Is(err, fs.ErrNotExist) {
			return nil, err
		}
	}
	return nil, ErrMissing
}

func (f *folder) readFile(name string) ([]byte, error) {
	info, err := f.dir.Stat(name) // before it is opened: a pipe would wait for a writer
	if err != nil {
		return nil, hibp.Nameless(err)
	}
	if !info.Mode().IsRegular() {
		return nil, errNoRange
	}
	file, err := f.dir.OpenFile(name, os.O_RDONLY|noWait, 0)
	if err != nil {
		return nil, hibp.Nameless(err)
	}
	defer file.Close()
	if info, err = file.Stat(); err != nil || !info.Mode().IsRegular() { // somebody exchanged it meanwhile
		return nil, errNoRange
	}
	var body bytes.Buffer
	body.Grow(int(min(info.Size(), hibp.MaxRangeBytes)) + bytes.MinRead)
	if _, err := body.ReadFrom(io.LimitReader(file, hibp.MaxRangeBytes+1)); err != nil {
		return nil, hibp.Nameless(err)
	}
	return body.Bytes(), nil
}

// Each reads all ranges in order, and gives their lines in rising order, whatever the
// order in the files.
func (f *folder) Each(ctx context.Context, each func(h hibp.Hash, count uint64) error, progress func(done, all int64)) error {
	for p := range hibp.Prefix(hibp.Prefixes) {
		r, err := f.Range(ctx, p)
		if err != nil {
			return err
		}
		slices.SortFunc(r.Lines, func(a, b hibp.Line) int { return bytes.Compare(a.Hash.Sum(), b.Hash.Sum()) })
		for i, l := range r.Lines {
			if i > 0 && l.Hash == r.Lines[i-1].Hash {
				return at(fmt.Errorf("%w: a hash stands twice", ErrFormat), "range %s", p)
			}
			if err := each(l.Hash, l.Count); err != nil {
				return err
			}
		}
		if progress != nil && p%256 == 0 {
			progress(int64(p), hibp.Prefixes)
		}
	}
	return nil
}

// Check reads all files: each must be there and be the range of its name.
func (f *folder) Check(ctx context.Context, progress func(done, all int64)) error {
	return f.Each(ctx, func(hibp.Hash, uint64) error { return nil }, progress)
}

// Estimate takes all ranges to be as large as some of them.
func (f *folder) Estimate() int64 {
	const some = 64
	lines := 0
	for i := range hibp.Prefix(some) {
		if r, err := f.Range(context.Background(), i*(hibp.Prefixes/some)); err == nil {
			lines += len(r.Lines)
		}
	}
	return int64(lines) * (hibp.Prefixes / some)
}
