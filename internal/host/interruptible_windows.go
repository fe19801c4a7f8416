package host

import (
	"context"
	"os"
)

// interruptible reads from a console and gives up when its context ends. The
// read that is under way goes on until the next key and its result is lost.
type interruptible struct {
	ctx context.Context
	f   *os.File
}

func newInterruptible(ctx context.Context, f *os.File) (*interruptible, error) {
	return &interruptible{ctx, f}, nil
}

// Read returns the context's error once it has ended.
func (i *interruptible) Read(p []byte) (int, error) {
	type result struct {
		b   []byte
		err error
	}
	done := make(chan result, 1)
	go func() {
		b := make([]byte, len(p))
		n, err := i.f.Read(b)
		done <- result{b[:n], err}
	}()
	select {
	case <-i.ctx.Done():
		return 0, i.ctx.Err()
	case r := <-done:
		n := copy(p, r.b)
		clear(r.b)
		return n, r.err
	}
}

// Close does nothing; the file stays open.
func (i *interruptible) Close() error { return nil }
