package app

import (
	"archive/zip"
	"bytes"
	"context"
	"crypto/sha256"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"strings"
	"time"

	"coffer/internal/host"
	"coffer/internal/sheet"
	"coffer/internal/sys"
	"coffer/ticket"
)

// What lies in the pack of somebody without Coffer.
const (
	packReadme = "README.txt"
	packPage   = "sheet.html"
	packText   = "sheet.txt"
	packAsk    = "trustees.pack"
	packSums   = "SHA256SUMS"
)

// packFile is one file of it.
type packFile struct {
	name string
	data []byte
}

// TrusteePack writes what somebody without Coffer needs whose share is on paper: the
// sheet, an explanation, and the file by which a ticket is opened. It becomes a folder,
// which is new or empty, or a ZIP file where the name ends in .zip; it replaces nothing.
func (a *App) TrusteePack(ctx context.Context, name, place string, by Program) (names []string, err error) {
	err = a.withSheet(ctx, name, by.Version, func(s sheet.Share, p ticket.Pack) error {
		files, err := packFiles(s, p, by)
		defer func() {
			for _, f := range files {
				clear(f.data)
			}
		}()
		if err != nil {
			return err
		}
		for _, f := range files {
			names = append(names, f.name)
		}
		if strings.EqualFold(filepath.Ext(place), ".zip") {
			return writeZIP(place, files, a.env.Clock.Now())
		}
		return writeFolder(place, files)
	})
	return names, err
}

// packFiles makes the files; those made are there even with an error.
func packFiles(s sheet.Share, p ticket.Pack, by Program) (files []packFile, err error) {
	page, err := s.HTML()
	if err != nil {
		return files, err
	}
	files = append(files, packFile{packPage, page.Bytes()})
	text, err := s.Text()
	if err != nil {
		return files, err
	}
	files = append(files, packFile{packText, text.Bytes()})
	if !s.PaperOnly {
		p.About = packAbout(p.Names.Owner, by)
		ask, err := p.Bytes()
		if err != nil {
			return files, err
		}
		files = append(files, packFile{packAsk, ask})
	}
	files = append(files, packFile{packReadme, packExplained(s, time.Duration(p.Notice.Wait)*time.Second, files, by)})
	return append(files, packFile{packSums, checksums(files)}), nil
}

// checksums is what sha256sum --check reads.
func checksums(files []packFile) []byte {
	var b bytes.Buffer
	for _, f := range files {
		fmt.Fprintf(&b, "%x  %s\n", sha256.Sum256(f.data), f.name)
	}
	return b.Bytes()
}

// writeZIP writes all files into one, with the time at which they were made.
func writeZIP(place string, files []packFile, made time.Time) error {
	return host.WriteAtomic(place, false, func(w io.Writer) error {
		z := zip.NewWriter(w)
		for _, f := range files {
			h := &zip.FileHeader{Name: f.name, Method: zip.Store, Modified: made.Truncate(time.Second)}
			h.SetMode(0o600)
			to, err := z.CreateHeader(h)
			if err == nil {
				_, err = to.Write(f.data)
			}
			if err != nil {
				return err
			}
		}
		return z.Close()
	})
}

// writeFolder writes all files into a folder, or none: what was written goes again
// after a failure.
func writeFolder(place string, files []packFile) (err error) {
	if err := checkNewFolder(place); err != nil {
		return err
	}
	err = os.Mkdir(place, 0o700)
	made := err == nil
	if err != nil && !errors.Is(err, fs.ErrExist) {
		return err
	}
	var written []string
	defer func() {
		if err == nil {
			return
		}
		for _, path := range written {
			err = errors.Join(err, os.Remove(path))
		}
		if made {
			err = errors.Join(err, os.Remove(place))
		}
	}()
	for _, f := range files {
		path := filepath.Join(place, f.name)
		if err := host.WriteBytes(path, false, f.data); err != nil {
			return err
		}
		written = append(written, path)
	}
	return sys.SyncDir(filepath.Dir(place))
}
