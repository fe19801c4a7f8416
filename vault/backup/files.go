package backup

import (
	"context"
	"crypto/sha256"
	"errors"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"slices"

	"coffer/vault"
)

// Attachments lie beside the vault, each in a file that is written once, under a random name
// that is never used again: the same name means the same bytes.

// onDisk lists the attachments that there are now, rising by ID.
func onDisk(dir string) (ids []vault.ID, err error) {
	all, err := os.ReadDir(filepath.Join(dir, vault.BlobsName))
	if errors.Is(err, fs.ErrNotExist) {
		return nil, nil
	}
	if err != nil {
		return nil, err
	}
	for _, f := range all {
		id, err := vault.ParseID(f.Name())
		if err == nil && id.String() == f.Name() && f.Type().IsRegular() {
			ids = append(ids, id)
		}
	}
	slices.SortFunc(ids, compareIDs)
	if len(ids) > maxFiles {
		return nil, damaged("more attachments than a vault can have")
	}
	return ids, nil
}

func compareIDs(a, b vault.ID) int { return slices.Compare(a[:], b[:]) }

// files makes the manifest's list that of the folder as it is now, and keeps those that are new.
func (k *maker) files(ctx context.Context) error {
	if k.fixed {
		return nil
	}
	ids, err := onDisk(k.o.Dir)
	if err != nil {
		return err
	}
	var all []file
	for i, id := range ids {
		f, there, err := k.file(ctx, id)
		if err != nil {
			return err
		}
		if there {
			all = append(all, f)
		}
		k.o.Progress.Tell(i+1, len(ids))
	}
	k.m.Files = all
	return nil
}

// file finds an attachment in what is kept, or keeps it.
func (k *maker) file(ctx context.Context, id vault.ID) (f file, there bool, err error) {
	for _, kept := range [][]file{k.m.Files, k.before.Files} {
		if i, ok := slices.BinarySearchFunc(kept, id, func(f file, id vault.ID) int { return compareIDs(f.ID, id) }); ok {
			return file{ID: id, Body: kept[i].Body.clone()}, true, nil
		}
	}
	f.ID = id
	f.Body, err = k.keepFile(ctx, filepath.Join(k.o.Dir, vault.BlobsName, id.String()))
	if errors.Is(err, fs.ErrNotExist) { // its item was purged meanwhile
		return f, false, nil
	}
	return f, err == nil, err
}

// clone has ranges of its own.
func (b *body) clone() body {
	c := *b
	c.Ranges = slices.Clone(b.Ranges)
	return c
}

// part is how many bytes of a file are kept side by side.
const part = 4 << 20

func (k *maker) keepFile(ctx context.Context, path string) (b body, err error) {
	f, err := os.Open(path)
	if err != nil {
		return b, err
	}
	defer f.Close()
	h, buf := sha256.New(), make([]byte, part)
	for {
		n, err := io.ReadFull(f, buf)
		if n > 0 {
			h.Write(buf[:n])
			e, aerr := k.out.add(ctx, buf[:n])
			if aerr != nil {
				return b, aerr
			}
			b.add(e)
		}
		switch {
		case b.Size > maxFile:
			return b, damaged("an attachment is larger than any can be")
		case errors.Is(err, io.EOF), errors.Is(err, io.ErrUnexpectedEOF):
			h.Sum(b.Sum[:0])
			return b, nil
		case err != nil:
			return b, err
		case ctx.Err() != nil:
			return b, ctx.Err()
		}
	}
}
