package host

import (
	"context"
	"errors"
	"io"
	"os"
)

// ReadAll reads r to its end, or so many bytes of it. A file, pipe or terminal
// that nothing comes from is waited for until ctx ends, whose error is then
// returned. r stays open.
func ReadAll(ctx context.Context, r io.Reader, most int64) ([]byte, error) {
	in, err := Reading(ctx, r)
	if err != nil {
		return nil, err
	}
	defer in.Close()
	return io.ReadAll(io.LimitReader(in, most))
}

// Reading returns r, of which a read that waits ends with ctx if r is a file of
// any kind. Close frees what that takes, and leaves r open.
func Reading(ctx context.Context, r io.Reader) (io.ReadCloser, error) {
	if f, ok := r.(*os.File); ok {
		return newInterruptible(ctx, f)
	}
	return io.NopCloser(r), nil
}

// OpenFile opens a file for reading and gives up when ctx ends: a named pipe
// opens only when somebody writes to it.
func OpenFile(ctx context.Context, path string) (*os.File, error) {
	type result struct {
		f   *os.File
		err error
	}
	opened := make(chan result, 1)
	go func() {
		f, err := os.Open(path)
		opened <- result{f, err}
	}()
	select {
	case r := <-opened:
		return r.f, r.err
	case <-ctx.Done():
		return nil, ctx.Err() // what is opened later is closed with the process
	}
}

// OpenReading is [OpenFile] and [Reading] in one. Close closes the file.
func OpenReading(ctx context.Context, path string) (io.ReadCloser, error) {
	f, err := OpenFile(ctx, path)
	if err != nil {
		return nil, err
	}
	in, err := newInterruptible(ctx, f)
	if err != nil {
		return nil, errors.Join(err, f.Close())
	}
	return &opened{in, f}, nil
}

type opened struct {
	io.ReadCloser
	f *os.File
}

func (o *opened) Close() error { return errors.Join(o.ReadCloser.Close(), o.f.Close()) }

// ReadableByOthers reports whether f is a file that another user, or a group,
// may read.
func ReadableByOthers(f *os.File) bool {
	info, err := f.Stat()
	return err == nil && info.Mode().IsRegular() && openToOthers(info, 0o044)
}
