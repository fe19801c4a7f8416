package app

import (
	"context"
	"io"

	"coffer/vault"
)

// countingReader tells how much of the source was read, and ends with the
// context: no importer reads on for somebody who has gone.
type countingReader struct {
	ctx         context.Context
	r           io.Reader
	done, total int64
	tell        vault.Progress
}

func (c *countingReader) Read(p []byte) (int, error) {
	if err := c.ctx.Err(); err != nil {
		return 0, err
	}
	n, err := c.r.Read(p)
	c.done += int64(n)
	if c.tell != nil && c.total > 0 {
		c.tell(int(c.done>>10), int(c.total>>10)+1)
	}
	return n, err
}
