package app

import (
	"context"
	"io"
	"io/fs"
	"path"
	"sync/atomic"

	"coffer/box/port"
	"coffer/vault"
)

// counted has a source tell how far an import has come: by the bytes of a file, by the encrypted files of a folder. A
// format that looks at all of a file before it reads it has two runs; nothing is read on for somebody who has gone.
func counted(ctx context.Context, src port.Source, tell vault.Progress) port.Source {
	if src.Dir != nil {
		if src.Open != nil {
			src.Open = countingOpen(src, tell)
		}
		return src
	}
	if src.R != nil {
		r := &countingReader{ctx: ctx, r: src.R, total: src.Size, tell: tell}
		if src.At != nil {
			src.At = &countingAt{ctx: ctx, at: src.At, total: src.Size, tell: tell, whole: r}
		}
		src.R = r
	}
	return src
}

// countingAt tells how much was read at places, which of an archive is all of it once, until the file is read from
// its beginning.
type countingAt struct {
	ctx   context.Context
	at    io.ReaderAt
	done  atomic.Int64
	total int64
	tell  vault.Progress
	whole *countingReader
}

func (c *countingAt) ReadAt(p []byte, off int64) (int, error) {
	if err := c.ctx.Err(); err != nil {
		return 0, err
	}
	n, err := c.at.ReadAt(p, off)
	if done := c.done.Add(int64(n)); c.tell != nil && c.total > 0 && c.whole.done.Load() == 0 {
		c.tell(int(min(done, c.total)>>10), int(c.total>>10)+1)
	}
	return n, err
}

// countingOpen tells how many of the encrypted files of a folder were opened.
func countingOpen(src port.Source, tell vault.Progress) func(context.Context, string, io.Reader) (io.ReadCloser, error) {
	done, total := 0, 0
	return func(ctx context.Context, name string, r io.Reader) (io.ReadCloser, error) {
		if tell != nil && total == 0 {
			total = encryptedFiles(src.Dir)
		}
		if done++; done < total {
			tell.Tell(done, total)
		}
		return src.Open(ctx, name, r)
	}
}

// encryptedFiles counts those of a store; what cannot be looked at is for the import to say.
func encryptedFiles(dir fs.FS) (n int) {
	_ = storeFiles(dir, func(name string) error {
		if ext := path.Ext(name); ext == ".gpg" || ext == ".age" {
			n++
		}
		if n > port.MaxItems {
			return fs.SkipAll
		}
		return nil
	})
	return n
}

// countingReader tells how much of the source was read, and ends with the
// context: no importer reads on for somebody who has gone.
type countingReader struct {
	ctx   context.Context
	r     io.Reader
	done  atomic.Int64
	total int64
	tell  vault.Progress
}

func (c *countingReader) Read(p []byte) (int, error) {
	if err := c.ctx.Err(); err != nil {
		return 0, err
	}
	n, err := c.r.Read(p)
	if done := c.done.Add(int64(n)); c.tell != nil && c.total > 0 {
		c.tell(int(done>>10), int(c.total>>10)+1)
	}
	return n, err
}
