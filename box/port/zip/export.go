package zip

import (
	"archive/zip"
	"context"
	"crypto/sha256"
	"encoding/hex"
	"io"
	"time"

	"coffer/box/port"
	"coffer/box/port/xml"
)

// Export writes the archive from front to back; to.W need not seek. Attachments
// are copied one after the other. In memory stays a line for each of them,
// nothing for items. The same content gives the same bytes.
func (Format) Export(ctx context.Context, to port.Target, c port.Content) error {
	x := exporter{ctx: ctx, zip: zip.NewWriter(to.W), created: c.Created.UTC()}
	if err := x.export(c); err != nil {
		return err
	}
	return x.zip.Close()
}

type exporter struct {
	ctx     context.Context
	zip     *zip.Writer
	created time.Time
	waiting []placed // attachments whose turn comes after the XML
	lines   int      // bytes of the manifest that they will take, at most
	listed  []listed
}

type placed struct {
	path string
	file port.File
}

func (x *exporter) export(c port.Content) error {
	err := x.entry(readmeName, zip.Deflate, func(w io.Writer) error {
		_, err := io.WriteString(w, readme)
		return err
	})
	if err != nil {
		return err
	}
	err = x.entry(exportName, zip.Deflate, func(w io.Writer) error {
		return xml.Format{Place: x.place}.Export(x.ctx, port.Target{W: w}, c)
	})
	if err != nil {
		return err
	}
	for _, p := range x.waiting {
		if err := x.attachment(p); err != nil {
			return err
		}
	}
	return x.manifest()
}

// place gives an attachment its path and remembers to write it.
func (x *exporter) place(e *port.Entry, i int) (string, error) {
	p := placed{path: entryName(e.ID, i, e.Files[i].Name), file: e.Files[i]}
	x.waiting = append(x.waiting, p)
	x.lines += len(p.path) + listedSize
	if len(x.waiting)+ownEntries > maxEntries || x.lines > maxManifest {
		return "", port.TooMuch("a ZIP file holds at most %d attachments, and there are more", min(len(x.waiting), maxEntries-ownEntries))
	}
	return p.path, nil
}

// attachment copies one attachment. It is stored as it is: files of this kind
// rarely get smaller, and so the ratio of an archive of ours stays small.
func (x *exporter) attachment(p placed) error {
	return x.entry(p.path, zip.Store, func(w io.Writer) error {
		if err := x.ctx.Err(); err != nil {
			return err
		}
		rc, err := p.file.Open()
		if err != nil {
			return err
		}
		defer rc.Close()
		_, err = io.Copy(w, port.Verify(rc, p.file))
		return err
	})
}

// entry writes one entry and lists it.
func (x *exporter) entry(name string, method uint16, write func(io.Writer) error) error {
	w, err := x.create(name, method)
	if err != nil {
		return err
	}
	sum := sha256.New()
	size := counter{w: io.MultiWriter(w, sum)}
	if err := write(&size); err != nil {
		return err
	}
	x.listed = append(x.listed, listed{Name: name, Size: size.n, SHA256: hex.EncodeToString(sum.Sum(nil))})
	return nil
}

func (x *exporter) create(name string, method uint16) (io.Writer, error) {
	h := &zip.FileHeader{Name: name, Method: method, Modified: x.created}
	h.SetMode(0o600)
	return x.zip.CreateHeader(h)
}

func (x *exporter) manifest() error {
	data, err := manifest{manifestFormat, manifestVersion, x.created, x.listed}.encode()
	if err != nil {
		return err
	}
	w, err := x.create(manifestName, zip.Deflate)
	if err != nil {
		return err
	}
	_, err = w.Write(data)
	return err
}

// counter counts what goes through it.
type counter struct {
	w io.Writer
	n int64
}

func (c *counter) Write(p []byte) (int, error) {
	n, err := c.w.Write(p)
	c.n += int64(n)
	return n, err
}
