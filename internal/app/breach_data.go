package app

import (
	"context"
	"errors"
	"os"

	"coffer/hibp"
	"coffer/hibp/mirror"
	"coffer/hibp/offline"
	"coffer/hibp/online"
	"coffer/internal/host"
)

// BreachShape is which compact file to make: a table, or a filter of 16 or 8 bits.
type BreachShape = offline.Shape

// The shapes by the words of the command.
var breachShapes = []struct {
	Word  string
	Shape BreachShape
}{
	{"table", offline.Shape{Form: offline.FormTable}},
	{"filter", offline.Shape{Form: offline.FormFilter, Bits: 16}},
	{"filter8", offline.Shape{Form: offline.FormFilter, Bits: 8}},
}

// BreachShapes are the words for [ParseBreachShape].
func BreachShapes() (words []string) {
	for _, s := range breachShapes {
		words = append(words, s.Word)
	}
	return words
}

// ParseBreachShape reads the word for a shape.
func ParseBreachShape(word string) (BreachShape, error) {
	for _, s := range breachShapes {
		if s.Word == word {
			return s.Shape, nil
		}
	}
	return BreachShape{}, Fail(Usage, "take table, filter or filter8", "there is no compact file %q", host.Safe(word))
}

// BreachFile says what breach data are.
type BreachFile struct {
	Form   string
	Kind   string
	Hashes uint64 // 0 where it was not counted
	Bytes  int64  // 0 where it was not measured
}

// BuildBreaches makes a compact file from breach data. One that is there already is
// replaced only where that was said.
func (e Env) BuildBreaches(ctx context.Context, from, to string, shape BreachShape, replace bool) (BreachFile, error) {
	if err := checkBreachTarget(to, replace); err != nil {
		return BreachFile{}, err
	}
	if sameFile(from, to) {
		return BreachFile{}, Fail(Usage, "take another name", "%s is what it is made from", host.Safe(to))
	}
	d, err := offline.Open(from)
	if err != nil {
		return BreachFile{}, breachFileError(from, err)
	}
	defer d.Close()
	s, ok := d.(offline.Scanner)
	if !ok {
		return BreachFile{}, Fail(Usage, "build from the text file or the folder of ranges", "%s is a compact file already", host.Safe(from))
	}
	built, err := offline.Build(ctx, s, to, shape, e.parts("building"))
	if err != nil {
		return BreachFile{}, breachTargetError(from, to, err)
	}
	return BreachFile{Form: string(shape.Form), Kind: d.Kind().String(), Hashes: built.Hashes, Bytes: built.Bytes}, nil
}

func sameFile(a, b string) bool {
	x, err := os.Stat(a)
	y, err2 := os.Stat(b)
	return err == nil && err2 == nil && os.SameFile(x, y)
}

// VerifyBreaches reads all of breach data and says what they are.
func (e Env) VerifyBreaches(ctx context.Context, path string) (BreachFile, error) {
	d, err := offline.Open(path)
	if err != nil {
		return BreachFile{}, breachFileError(path, err)
	}
	defer d.Close()
	if err := d.Check(ctx, e.parts("reading")); err != nil {
		return BreachFile{}, breachFileError(path, err)
	}
	return BreachFile{Form: string(d.Form()), Kind: d.Kind().String()}, nil
}

// parts is progress over so many bytes or files that the numbers may not fit.
func (e Env) parts(what string) func(done, all int64) {
	if e.Progress == nil {
		return nil
	}
	return func(done, all int64) {
		const most = 10_000 // hundredths of a percent
		if all > 0 {
			e.Progress(what, int(done*most/all), most)
		}
	}
}

// BreachDownload says what was fetched.
type BreachDownload = mirror.Counts

// DownloadOptions say what to fetch, and how.
type DownloadOptions struct {
	Refresh  bool   // ask also for those that are there, whether they changed
	Parallel int    // requests at the same time
	Until    string // the last prefix to fetch; "" is the last of all
}

// DownloadBreaches fetches all ranges into a folder.
func (e Env) DownloadBreaches(ctx context.Context, p BreachPlace, dir string, o DownloadOptions) (BreachDownload, error) {
	if o.Parallel < 1 || o.Parallel > online.MaxParallel {
		return BreachDownload{}, Fail(Usage, "", "requests at the same time are from 1 to %d", online.MaxParallel)
	}
	if err := checkBreachFolder(dir); err != nil {
		return BreachDownload{}, err
	}
	m := mirror.Options{Parallel: o.Parallel, Refresh: o.Refresh}
	if o.Until != "" {
		last, err := hibp.ParsePrefix(o.Until)
		if err != nil {
			return BreachDownload{}, &Error{Kind: Usage, What: host.Safe(err.Error()), Err: err}
		}
		m.End = last + 1
	}
	var err error
	if m.Client, err = e.rangeClient(p, online.Options{Plain: true, Parallel: o.Parallel}); err != nil {
		return BreachDownload{}, err
	}
	defer m.Client.Close()
	if e.Progress != nil {
		m.Progress = func(n mirror.Counts) { e.Progress("fetching", n.Done, n.All) }
	}
	n, err := mirror.Fetch(ctx, dir, m)
	if errors.Is(err, mirror.ErrFolder) {
		return n, &Error{Kind: Exists, What: host.Safe(err.Error()), Hint: "take an empty folder, or one of the same kind", Err: err}
	}
	return n, breachFolderError(dir, breachServerError(err))
}
