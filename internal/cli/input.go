package cli

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"syscall"

	"coffer/internal/app"
	"coffer/internal/host"
	"coffer/vault/secret"
)

// input hands out standard input to what a message can name. There is one of
// it: the second who asks for it gets an error and not an empty text.
func (c *cli) input(taker string) (io.Reader, error) {
	if c.inputFor != "" {
		return nil, app.Fail(app.Usage, "give one of the two in a file or by another descriptor",
			"standard input cannot be read both by %s and by %s", c.inputFor, taker)
	}
	c.inputFor = taker
	return c.Stdin, nil
}

// readFD reads a descriptor that a flag names, at most so many bytes of it, and
// closes it: a child must not inherit it.
func (c *cli) readFD(ctx context.Context, fd int, most int64) ([]byte, error) {
	f, err := c.descriptor(fd)
	if err != nil {
		return nil, err
	}
	defer f.Close()
	b, err := host.ReadAll(ctx, f.Reader, most)
	if errors.Is(err, syscall.EBADF) {
		err = notOpen(fd)
	}
	return b, err
}

// notOpen is the error of a descriptor that nobody gave: none that this process
// opened for itself stands in for it.
func notOpen(fd int) error {
	return app.Fail(app.Usage, fmt.Sprintf("the shell opens it with %d<FILE", fd), "descriptor %d is not open", fd)
}

// descriptor is what may be read of a number and how to be done with it.
type descriptor struct {
	io.Reader
	io.Closer
}

func (c *cli) descriptor(fd int) (descriptor, error) {
	switch {
	case fd == 0:
		in, err := c.input("a descriptor")
		return descriptor{in, closerFunc(c.endInput)}, err
	case fd < 3:
		return descriptor{}, app.Fail(app.Usage, "use 0, or one from 3", "descriptor %d is for output", fd)
	}
	if !host.Inherited(fd) {
		return descriptor{}, notOpen(fd)
	}
	f := os.NewFile(uintptr(fd), "descriptor")
	if f == nil {
		return descriptor{}, notOpen(fd)
	}
	return descriptor{f, f}, nil
}

// endInput leaves nothing to read on standard input. The descriptor itself stays
// open, since its number would go to the next file that is opened, and be taken
// for standard input by a child.
func (c *cli) endInput() error {
	null, err := os.Open(os.DevNull)
	if err == nil {
		c.Stdin = null
	}
	return err
}

type closerFunc func() error

func (f closerFunc) Close() error { return f() }

// readSecret reads to the end, at most so many bytes, less one newline at the
// end.
func readSecret(ctx context.Context, r io.Reader, most int) (secret.Text, error) {
	b, err := host.ReadAll(ctx, r, int64(most)+3)
	if err != nil {
		return secret.Text{}, err
	}
	return oneLine(b, most)
}

// oneLine takes one newline off the end of what was read.
func oneLine(b []byte, most int) (secret.Text, error) {
	b = bytes.TrimSuffix(bytes.TrimSuffix(b, []byte("\n")), []byte("\r"))
	if len(b) > most {
		clear(b)
		return secret.Text{}, app.Fail(app.Input, "", "that is longer than %d bytes", most)
	}
	return secret.Take(b), nil
}
