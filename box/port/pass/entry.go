package pass

import (
	"crypto/sha256"
	"errors"
	"io"
	"io/fs"
	"time"

	"coffer/box"
	"coffer/box/port"
	"coffer/box/port/internal/draft"
)

// entry reads one entry with its attachments.
func (im *importer) entry(p *place, e fs.DirEntry, title string) error {
	name := p.path(e)
	im.tried++
	head, f, err := im.measure(name)
	if err != nil {
		return im.left(name, err)
	}
	im.opened++
	var it draft.Sheet
	it.Title, it.Folder, it.Changed = title, p.names, changed(e)
	out := port.Entry{}
	if f.Size <= maxText && box.IsText(head) {
		out.Files = im.text(&it, name, string(head))
	} else {
		f.Name = title
		out.Files = append(out.Files, f)
		im.report(name, "no text, or a long one; it came as an attachment")
	}
	stem, _ := entryName(e.Name())
	if dir, ok := p.attached(stem); ok {
		files, err := im.files(p.path(dir))
		if err != nil {
			return err
		}
		out.Files = append(out.Files, files...)
	}
	out.Item = it.Item
	return im.sink.Item(&out)
}

// text fills in an item from the text of an entry, which may be a file.
func (im *importer) text(it *draft.Sheet, name, s string) []port.File {
	t := parse(s)
	if f, ok := encoded(t); ok {
		f.Name = draft.Title(f.Name, it.Title)
		return []port.File{f}
	}
	for _, what := range convert(it, t, s) {
		im.report(name, "%s", what)
	}
	return nil
}

// changed is the time of a file.
func changed(e fs.DirEntry) time.Time {
	info, err := e.Info()
	if err != nil || info.ModTime().Unix() <= 0 {
		return time.Time{}
	}
	return info.ModTime().UTC().Truncate(time.Second)
}

// files reads a folder of attachments.
func (im *importer) files(dir string) (files []port.File, err error) {
	all, err := fs.ReadDir(im.src.Dir, dir)
	if err != nil {
		return nil, err
	}
	if im.seen += len(all); len(all) > box.MaxAttachments || im.seen > maxFiles {
		return nil, port.Bad("an entry with more than %d attachments", box.MaxAttachments)
	}
	p := place{dir: dir}
	for _, e := range all {
		stem, ok := entryName(e.Name())
		if !ok || !e.Type().IsRegular() {
			im.report(dir, "something in it is no entry of a store; it was left out")
			continue
		}
		_, f, err := im.measure(p.path(e))
		if err != nil {
			if err = im.left(p.path(e), err); err != nil {
				return nil, err
			}
			continue
		}
		f.Name = draft.Title(unescape(stem))
		files = append(files, f)
	}
	return files, nil
}

// errTooLarge is about one entry.
var errTooLarge = port.Bad("it is larger than %d MiB", maxEntry>>20)

// errTooMuch is about the store as a whole.
var errTooMuch = port.Bad("a store that is decrypted to more than %d MiB and %d times its size", port.FreeSize>>20, port.MaxRatio)

// left reports an entry that cannot be read. Errors that are not about it alone
// come back.
func (im *importer) left(name string, err error) error {
	if errors.Is(err, errTooMuch) || !errors.Is(err, port.ErrShut) && !errors.Is(err, port.ErrInput) {
		return err
	}
	if im.shut == nil {
		im.shut = err
	}
	im.report(name, "left out: %v", err)
	return nil
}

// measure decrypts an entry to its end. It returns the beginning, and the whole as
// an attachment without a name, which is decrypted again when it is opened.
func (im *importer) measure(name string) (head []byte, f port.File, err error) {
	rc, err := im.decrypt(name)
	if err != nil {
		return nil, f, err
	}
	defer rc.Close()
	sum := sha256.New()
	r := io.TeeReader(io.LimitReader(rc, min(maxEntry, im.allowance(rc.size))+1), sum)
	if head, err = io.ReadAll(io.LimitReader(r, maxText+1)); err != nil {
		return nil, f, err
	}
	rest, err := io.Copy(io.Discard, r)
	if err != nil {
		return nil, f, err
	}
	f.Size = int64(len(head)) + rest
	switch {
	case f.Size > im.allowance(rc.size):
		return nil, f, errTooMuch
	case f.Size > maxEntry:
		return nil, f, errTooLarge
	}
	im.sealed, im.plain = im.sealed+min(rc.size, f.Size), im.plain+f.Size
	f.SHA256 = [32]byte(sum.Sum(nil))
	again := f
	f.Open = func() (io.ReadCloser, error) {
		rc, err := im.decrypt(name)
		if err != nil {
			return nil, err
		}
		return port.Verify(rc, again), nil
	}
	return head, f, nil
}

// allowance is how many bytes more may come out of the store, with an entry of a size.
func (im *importer) allowance(size int64) int64 {
	return port.Allowance(im.sealed+min(size, maxEntry)) - im.plain
}

// decrypt opens an entry.
func (im *importer) decrypt(name string) (*opened, error) {
	sealed, err := im.src.Dir.Open(name)
	if err != nil {
		return nil, err
	}
	info, err := sealed.Stat()
	if err != nil {
		return nil, errors.Join(err, sealed.Close())
	}
	rc, err := im.src.Open(im.ctx, name, sealed)
	if err != nil {
		return nil, errors.Join(err, sealed.Close())
	}
	return &opened{rc, sealed, info.Size()}, nil
}

// opened is a decrypted entry; Close closes both.
type opened struct {
	io.ReadCloser
	sealed io.Closer
	size   int64 // of the file
}

func (o *opened) Close() error { return errors.Join(o.ReadCloser.Close(), o.sealed.Close()) }
