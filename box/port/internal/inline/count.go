package inline

import (
	"io"

	"coffer/box/port"
)

// count makes what is read of an attachment count against what the source may unpack
// to: a few bytes that are packed well, and named a thousand times, fill a disk.
func (b *Belt) count(r io.Reader) io.Reader { return &counter{b, r} }

type counter struct {
	b *Belt
	r io.Reader
}

func (c *counter) Read(p []byte) (int, error) {
	n, err := c.r.Read(p)
	if c.b.went += int64(n); c.b.went > port.Allowance(max(c.b.Src.Size, c.b.read)) {
		return 0, port.Bad("its attachments are more than %d times as large as the file; it is not what it seems to be", port.MaxRatio)
	}
	return n, err
}
