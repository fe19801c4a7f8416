package blob

import (
	"errors"
	"io/fs"
	"os"

	"coffer/internal/sys"
)

// way gives a file that was written under a temporary name its own. None replaces
// anything: if the name is taken, the error is an [fs.ErrExist]. The temporary
// name may be left.
type way func(at *os.Root, temp, name string) error

// ways are tried in this order. A link does it on every file system that has
// links; a rename that replaces nothing on FAT and some network drives; a claim
// wherever a file can be made exclusively.
func ways() []way { return []way{byLink, byRename, byClaim} }

// name goes through the ways until one knows an answer.
func (f *folder) name(at *os.Root, temp, name string) error {
	err := errors.ErrUnsupported
	for _, give := range f.ways {
		err = give(at, temp, name)
		if errors.Is(err, fs.ErrExist) && sameFile(at, temp, name) {
			return nil // NFS: it was done, and the answer to that was lost
		}
		if err == nil || errors.Is(err, fs.ErrExist) {
			return err
		}
	}
	return err
}

func byLink(at *os.Root, temp, name string) error { return at.Link(temp, name) }

func byRename(at *os.Root, temp, name string) error {
	dir, err := at.Open(".")
	if err != nil {
		return err
	}
	defer dir.Close()
	return sys.RenameNew(dir, temp, name)
}

// byClaim renames, which would replace, only while it holds the claim: a file
// that one writer at a time can make. Whatever is no writer of ours does not ask
// for claims; it would have to hit the same random name in the same moment.
func byClaim(at *os.Root, temp, name string) error {
	claim := tempPrefix + name + claimSuffix
	file, err := at.OpenFile(claim, os.O_CREATE|os.O_EXCL|os.O_WRONLY, 0o600)
	if errors.Is(err, fs.ErrExist) {
		if _, err := at.Lstat(name); err == nil {
			return fs.ErrExist
		}
		return errBusy
	}
	if err != nil {
		return err
	}
	defer at.Remove(claim)
	defer file.Close()
	if _, err := at.Lstat(name); err == nil {
		return fs.ErrExist
	}
	return at.Rename(temp, name)
}

func sameFile(at *os.Root, a, b string) bool {
	one, err := at.Lstat(a)
	if err != nil {
		return false
	}
	two, err := at.Lstat(b)
	return err == nil && os.SameFile(one, two)
}
