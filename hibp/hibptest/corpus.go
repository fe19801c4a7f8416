// Package hibptest makes breach data for tests and benches: hashes of numbered
// passwords that are members, and of others that are not.
package hibptest

import (
	"bufio"
	"bytes"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"slices"

	"coffer/hibp"
)

// Corpus is n members, whose counts are known.
type Corpus struct {
	Kind  hibp.Kind
	Lines []hibp.Line // in rising order
}

// Member is the password of member number i, and Other one that is no member.
func Member(i int) []byte { return fmt.Appendf(nil, "member %d", i) }

// Other is a password that is in no corpus.
func Other(i int) []byte { return fmt.Appendf(nil, "other %d", i) }

// Count is how often member number i was seen.
func Count(i int) uint64 { return uint64(i)%1000*uint64(i)%100_003 + 1 }

// New makes a corpus.
func New(kind hibp.Kind, n int) *Corpus {
	c := &Corpus{Kind: kind, Lines: make([]hibp.Line, n)}
	for i := range c.Lines {
		c.Lines[i] = hibp.Line{Hash: hibp.Of(kind, Member(i)), Count: Count(i)}
	}
	slices.SortFunc(c.Lines, func(a, b hibp.Line) int { return bytes.Compare(a.Hash.Sum(), b.Hash.Sum()) })
	return c
}

// WriteText writes the official single file, with a line end of choice.
func (c *Corpus) WriteText(w io.Writer, lineEnd string) error {
	out := bufio.NewWriterSize(w, 1<<20)
	var line []byte
	for _, l := range c.Lines {
		line, _ = l.Hash.AppendText(line[:0])
		line = fmt.Appendf(line, ":%d%s", l.Count, lineEnd)
		if _, err := out.Write(line); err != nil {
			return err
		}
	}
	return out.Flush()
}

// TextFile writes the single file to a path.
func (c *Corpus) TextFile(path string) error {
	f, err := os.Create(path)
	if err != nil {
		return err
	}
	if err := c.WriteText(f, "\r\n"); err != nil {
		f.Close()
		return err
	}
	return f.Close()
}

// Folder writes the range files of the prefixes from 0 up to, and not with, end: all
// of them are [hibp.Prefixes], and as many files.
func (c *Corpus) Folder(dir string, end hibp.Prefix) error {
	if err := os.MkdirAll(dir, 0o755); err != nil {
		return err
	}
	lines := c.Lines
	for p := range end {
		n := 0
		for n < len(lines) && lines[n].Hash.Prefix() == p {
			n++
		}
		body, _ := hibp.Range{Kind: c.Kind, Prefix: p, Lines: lines[:n]}.AppendText(nil)
		lines = lines[n:]
		if n == 0 {
			body = []byte("\r\n")
		}
		if err := os.WriteFile(filepath.Join(dir, p.String()+".txt"), body, 0o644); err != nil {
			return err
		}
	}
	return nil
}
