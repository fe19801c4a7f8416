//go:build unix

package host

import (
	"context"
	"errors"
	"os"

	"golang.org/x/sys/unix"
)

// interruptible reads from a terminal and gives up when its context ends; a
// plain read would wait for the next key, and take it from whoever asks next.
type interruptible struct {
	ctx  context.Context
	f    *os.File
	wake *os.File // becomes readable when the context ends
	stop func()
}

func newInterruptible(ctx context.Context, f *os.File) (*interruptible, error) {
	wake, end, err := os.Pipe()
	if err != nil {
		return nil, err
	}
	unhook := context.AfterFunc(ctx, func() { end.Close() })
	stop := func() {
		if unhook() {
			end.Close()
		}
		wake.Close()
	}
	return &interruptible{ctx, f, wake, stop}, nil
}

// Read returns the context's error once it has ended.
func (i *interruptible) Read(p []byte) (int, error) {
	if err := waitReadable(int(i.f.Fd()), int(i.wake.Fd())); err != nil {
		return 0, err
	}
	if err := i.ctx.Err(); err != nil {
		return 0, err
	}
	return i.f.Read(p)
}

// Close frees what Read needed; the file stays open.
func (i *interruptible) Close() error {
	i.stop()
	return nil
}

// waitReadable returns when one of two descriptors can be read. It uses select
// since poll knows no terminals on macOS; descriptors too high for it are not
// waited for.
func waitReadable(a, b int) error {
	if max(a, b) >= unix.FD_SETSIZE {
		return nil
	}
	for {
		var set unix.FdSet
		set.Set(a)
		set.Set(b)
		_, err := unix.Select(max(a, b)+1, &set, nil, nil, nil)
		if !errors.Is(err, unix.EINTR) {
			return err
		}
	}
}
