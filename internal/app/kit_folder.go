package app

import (
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"

	"coffer/internal/host"
	"coffer/internal/sys"
)

// What lies in the folder of a kit. It is built in a folder within, and moved up
// when it is whole, the sheets last.
const (
	kitVault   = "vault"
	kitReadme  = "README.txt"
	kitText    = "sheet.txt"
	kitPage    = "sheet.html"
	kitState   = "state" // of the machine that builds it; it does not stay
	unfinished = "unfinished"
)

// kitFolder is the folder of a kit that is being built.
type kitFolder struct {
	dir  string
	made bool // there was none
}

func (f *kitFolder) path(name string) string { return filepath.Join(f.dir, unfinished, name) }

// CheckKitFolder is [checkNewFolder] for a kit, of which an attempt may lie there.
func CheckKitFolder(dir string) error {
	if dir == "" {
		return Fail(Usage, "say -o DIR", "into which folder?")
	}
	if _, err := os.Lstat(filepath.Join(dir, unfinished)); err == nil {
		return Fail(Exists, "coffer seal ls shows whether it was sealed for; remove the folder, or name another one",
			"%s holds a kit that was not finished", host.Safe(dir))
	}
	return checkNewFolder(dir)
}

// beginKit makes the folder, and the one within.
func beginKit(dir string) (*kitFolder, error) {
	f := &kitFolder{dir: dir}
	err := os.Mkdir(dir, 0o700)
	f.made = err == nil
	if errors.Is(err, fs.ErrExist) {
		err = CheckKitFolder(dir)
	}
	if err != nil {
		return nil, err
	}
	for _, inner := range []string{"", kitState} {
		if err := os.Mkdir(f.path(inner), 0o700); err != nil {
			return nil, errors.Join(err, f.drop())
		}
	}
	return f, nil
}

// fill writes a file beside the vault.
func (f *kitFolder) fill(name string, data []byte) error {
	return host.WriteBytes(f.path(name), false, data)
}

// place moves what was built to where it belongs.
func (f *kitFolder) place() error {
	for _, name := range []string{kitVault, kitReadme, kitText, kitPage} {
		if err := os.Rename(f.path(name), filepath.Join(f.dir, name)); err != nil {
			return errUnplaced(f.dir, err)
		}
	}
	if err := errors.Join(os.RemoveAll(f.path("")), sys.SyncDir(f.dir), sys.SyncDir(filepath.Dir(f.dir))); err != nil {
		return errUnplaced(f.dir, err)
	}
	return nil
}

// errUnplaced tells that there is a kit all the same.
func errUnplaced(dir string, err error) error {
	e := Explain(err)
	inner := host.Safe(filepath.Join(dir, unfinished))
	return &Error{Kind: e.Kind, Err: err, What: fmt.Sprintf("the kit is made and sealed for, but not all of it is in its place: %s", e.What),
		Hint: "move what lies in " + inner + " into the folder above it"}
}

// drop takes away everything that was made.
func (f *kitFolder) drop() error {
	err := os.RemoveAll(f.path(""))
	if f.made {
		err = errors.Join(err, os.Remove(f.dir))
	}
	return err
}
