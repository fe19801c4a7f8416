package zip

import (
	"archive/zip"
	"errors"
	"io"
	"io/fs"

	"coffer/box/port"
)

// archive is an opened ZIP whose entries were checked against its manifest.
type archive struct {
	entries map[string]*zip.File
	files   map[string]port.File // what the manifest says
	left    int64                // bytes that may still be unpacked
}

// open lists the entries and checks all that can be known without unpacking.
func open(src port.Source) (*archive, error) {
	if src.At == nil {
		return nil, errors.New("a ZIP cannot be read from a stream; save it to a file and import that")
	}
	limit := &leash{at: src.At, size: src.Size, left: maxDirectory}
	r, err := zip.NewReader(limit, src.Size)
	if err != nil {
		return nil, notZip(limit, err)
	}
	limit.left = -1
	a := &archive{entries: make(map[string]*zip.File), left: allowance(src.Size)}
	if err := a.list(r.File); err != nil {
		return nil, err
	}
	if err := a.readManifest(); err != nil {
		return nil, err
	}
	return a, a.compare()
}

// allowance is how many bytes an archive of that size may unpack to.
func allowance(size int64) int64 { return max(freeSize, maxRatio*size) }

func notZip(limit *leash, err error) error {
	switch {
	case limit.failed != nil && !errors.Is(limit.failed, io.EOF):
		return limit.failed
	case errors.Is(err, zip.ErrFormat), errors.Is(err, io.EOF), errors.Is(err, io.ErrUnexpectedEOF):
		return port.Bad("this is not a ZIP file, or it was cut off")
	}
	return port.Bad("the directory of the ZIP file is damaged")
}

func (a *archive) list(files []*zip.File) error {
	if len(files) > maxEntries {
		return port.Bad("the ZIP file has more than %d entries", maxEntries)
	}
	for _, f := range files {
		if err := allowed(f); err != nil {
			return err
		}
		if f.FileInfo().IsDir() {
			continue
		}
		if a.entries[f.Name] != nil {
			return port.Bad("an entry stands twice in the ZIP file")
		}
		a.entries[f.Name] = f
	}
	return nil
}

func allowed(f *zip.File) error {
	const encrypted = 0x1
	switch mode := f.Mode(); {
	case !contained(f.Name):
		return port.Bad("an entry of the ZIP file has a name that leads out of it, or is not plain")
	case f.Flags&encrypted != 0:
		return port.Bad("the ZIP file is encrypted by ZIP's own means; unpack it first")
	case mode.IsDir() && f.UncompressedSize64 == 0:
		return nil
	case mode&fs.ModeType != 0:
		return port.Bad("an entry of the ZIP file is a link or a device")
	case f.Method != zip.Store && f.Method != zip.Deflate:
		return port.Bad("an entry of the ZIP file is packed by a method that is not known")
	}
	return nil
}

func (a *archive) readManifest() error {
	f := a.entries[manifestName]
	if f == nil {
		return port.Bad("the ZIP file has no %s; it is not a Coffer export", manifestName)
	}
	delete(a.entries, manifestName)
	rc, err := a.unpack(f)
	if err != nil {
		return err
	}
	defer rc.Close()
	data, err := io.ReadAll(io.LimitReader(rc, maxManifest+1))
	if err != nil {
		return err
	}
	if len(data) > maxManifest {
		return port.Bad("%s is larger than %d MiB", manifestName, maxManifest>>20)
	}
	a.files, err = parseManifest(data)
	return err
}

// compare makes sure that manifest and archive list the same.
func (a *archive) compare() error {
	if a.entries[exportName] == nil {
		return port.Bad("the ZIP file has no %s; it is not a Coffer export", exportName)
	}
	for name, f := range a.files {
		e := a.entries[name]
		if e == nil {
			return port.Bad("the ZIP file lacks an entry that %s lists", manifestName)
		}
		if e.UncompressedSize64 != uint64(f.Size) {
			return port.Bad("an entry of the ZIP file has another size than %s says", manifestName)
		}
	}
	if len(a.entries) != len(a.files) {
		return port.Bad("the ZIP file has an entry that %s does not list", manifestName)
	}
	return nil
}

// open unpacks one entry and checks it against the manifest.
func (a *archive) open(name string) (io.ReadCloser, error) {
	rc, err := a.unpack(a.entries[name])
	if err != nil {
		return nil, err
	}
	return port.Verify(rc, a.files[name]), nil
}

// unpack opens an entry; its bytes count against what the archive may unpack to.
func (a *archive) unpack(f *zip.File) (io.ReadCloser, error) {
	rc, err := f.Open()
	if errors.Is(err, io.EOF) {
		err = io.ErrUnexpectedEOF // its place is beyond the end of the file
	}
	if err != nil {
		return nil, damaged(err)
	}
	return &unpacker{a: a, rc: rc}, nil
}

type unpacker struct {
	a  *archive
	rc io.ReadCloser
}

func (u *unpacker) Read(p []byte) (int, error) {
	n, err := u.rc.Read(p)
	if u.a.left -= int64(n); u.a.left < 0 {
		return 0, port.Bad("the ZIP file unpacks to more than %d times its size; this is not a Coffer export", maxRatio)
	}
	return n, damaged(err)
}

func (u *unpacker) Close() error { return u.rc.Close() }
