package backup

import (
	"context"
	"crypto/sha256"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"iter"
	"os"
	"path/filepath"
	"slices"

	"coffer/vault"
)

// Extract makes the vault of a backup in a folder that has none: its attachments, and then its
// file, which counts once all is there. It needs no key, and the password of its day opens it.
// [vault.ErrExists] where there is a vault, a [vault.DamagedError] where the backup is not what
// was written.
func (p Place) Extract(ctx context.Context, s *Snapshot, o vault.Options, progress vault.Progress) error {
	if _, err := os.Lstat(filepath.Join(o.Dir, vault.FileName)); !errors.Is(err, fs.ErrNotExist) {
		return errors.Join(err, vault.ErrExists)
	}
	r := newReader(p, s.m.Packs)
	for i := range s.m.Files {
		progress.Tell(i, len(s.m.Files))
		if err := r.extract(ctx, &s.m.Files[i], o.Dir); err != nil {
			return err
		}
	}
	return r.vault(ctx, s, o, progress)
}

// ExtractVault is [Place.Extract] without attachments, for whoever looks into a backup; those that are
// wanted come with [Place.ExtractFile].
func (p Place) ExtractVault(ctx context.Context, s *Snapshot, o vault.Options, progress vault.Progress) error {
	return newReader(p, s.m.Packs).vault(ctx, s, o, progress)
}

// ExtractFile writes the file of one attachment to where the vault in a folder looks for it.
// [ErrNotFound] where the backup has none.
func (p Place) ExtractFile(ctx context.Context, s *Snapshot, dir string, id vault.ID) error {
	i, ok := slices.BinarySearchFunc(s.m.Files, id, func(f file, id vault.ID) int { return compareIDs(f.ID, id) })
	if !ok {
		return ErrNotFound
	}
	return newReader(p, s.m.Packs).extract(ctx, &s.m.Files[i], dir)
}

func (r *reader) vault(ctx context.Context, s *Snapshot, o vault.Options, progress vault.Progress) error {
	return vault.FromImage(ctx, o, func(yield func(vault.Pair, error) bool) {
		n := 0
		for l, err := range r.pairs(ctx, &s.m) {
			if f, ok, ferr := l.FormatEntry(); ok && (ferr != nil || f.Vault != s.m.Vault) {
				err = errors.Join(err, ErrForeign)
			}
			if !yield(l.Pair, err) {
				return
			}
			n++
			progress.Tell(n, int(s.m.Count))
		}
	})
}

// extract writes one attachment under its name, whole or not at all. Through no link, and over nothing: what lies there
// by that name already must be the attachment.
func (r *reader) extract(ctx context.Context, f *file, dir string) (err error) {
	folder := filepath.Join(dir, vault.BlobsName)
	if err := makeFolder(folder); err != nil {
		return err
	}
	path := filepath.Join(folder, f.ID.String())
	switch there, err := f.lies(path); {
	case err != nil:
		return err
	case there:
		return nil // an attempt before has brought it back
	}
	if err := os.Remove(path + unfinished); err != nil && !errors.Is(err, fs.ErrNotExist) {
		return err
	}
	out, err := os.OpenFile(path+unfinished, os.O_WRONLY|os.O_CREATE|os.O_EXCL, 0o600)
	if err != nil {
		return err
	}
	err = r.write(ctx, &f.Body, out)
	if err == nil {
		err = out.Sync()
	}
	if err = errors.Join(err, out.Close()); err != nil {
		return errors.Join(err, os.Remove(path+unfinished))
	}
	if err := os.Rename(path+unfinished, path); err != nil {
		return err
	}
	return vault.SyncDir(folder)
}

// makeFolder makes the folder of attachments, unless it is there; a link to one is not.
func makeFolder(path string) error {
	if err := os.Mkdir(path, 0o700); err != nil && !errors.Is(err, fs.ErrExist) {
		return err
	}
	info, err := os.Lstat(path)
	if err == nil && !info.IsDir() {
		err = fmt.Errorf("%s is no folder: %w", path, fs.ErrExist)
	}
	return err
}

// lies tells whether the file at a path is the attachment; another one is in the way.
func (f *file) lies(path string) (bool, error) {
	info, err := os.Lstat(path)
	if errors.Is(err, fs.ErrNotExist) {
		return false, nil
	}
	if err != nil {
		return false, err
	}
	if info.Mode().IsRegular() && info.Size() == f.Body.Size {
		b, err := os.ReadFile(path)
		if err != nil || sha256.Sum256(b) == f.Body.Sum {
			return err == nil, err
		}
	}
	return false, fmt.Errorf("%s is something else than the attachment: %w", path, fs.ErrExist)
}

// unfinished marks an attachment that is being written; writers of the vault remove what a crash leaves.
const unfinished = ".part"

func (r *reader) write(ctx context.Context, b *body, to io.Writer) error {
	return r.each(ctx, b, func(part []byte) error {
		_, err := to.Write(part)
		return err
	})
}

// Verify reads all of a backup and compares it with what was kept. What the vault in it holds is
// seen by [vault.Vault.Verify], once it is extracted and open.
func (p Place) Verify(ctx context.Context, s *Snapshot, progress vault.Progress) error {
	r := newReader(p, s.m.Packs)
	if err := ofVault(r.pairs(ctx, &s.m), s.m.Vault); err != nil {
		return err
	}
	for i := range s.m.Files {
		progress.Tell(i, len(s.m.Files))
		if err := r.write(ctx, &s.m.Files[i].Body, io.Discard); err != nil {
			return err
		}
	}
	progress.Tell(1, 1)
	return nil
}

// ofVault reads all pairs, among which is the format entry of that vault.
func ofVault(pairs iter.Seq2[located, error], id vault.ID) error {
	found := false
	for l, err := range pairs {
		if err != nil {
			return err
		}
		f, ok, err := l.FormatEntry()
		if err != nil {
			return err
		}
		if ok && f.Vault != id {
			return ErrForeign
		}
		found = found || ok
	}
	if !found {
		return damaged("it holds no vault")
	}
	return nil
}
