package host

import (
	"bufio"
	"errors"
	"io"
	"io/fs"
	"os"
)

// draft is a file that is being written and is not yet there under its name.
// Where the system has files without any name it is one of those: then nothing
// stays of it, even if this process is killed.
type draft struct {
	f    *os.File
	name string // "": none
	dir  string
}

// draftName is what a draft is called that needs a name.
const draftName = ".coffer-*.tmp"

func newDraft(dir string) (*draft, error) {
	if f, err := openNameless(dir); err == nil {
		return &draft{f: f, dir: dir}, nil
	}
	f, err := os.CreateTemp(dir, draftName) // exclusive, mode 0600
	if err != nil {
		return nil, err
	}
	return &draft{f, f.Name(), dir}, nil
}

// drop ends the draft and removes what has not got its name.
func (d *draft) drop() {
	d.f.Close()
	if d.name != "" {
		os.Remove(d.name)
	}
}

// fill lets write write, and makes it last.
func (d *draft) fill(write func(io.Writer) error) error {
	buffered := bufio.NewWriterSize(d.f, 64<<10)
	if err := write(buffered); err != nil {
		return err
	}
	if err := buffered.Flush(); err != nil {
		return err
	}
	return d.f.Sync()
}

// place gives the draft its name; nothing is replaced without force.
func (d *draft) place(path string, force bool) error {
	if d.name == "" {
		err := linkNameless(d.f, path)
		if err == nil || errors.Is(err, fs.ErrExist) && !force {
			return err
		}
		if err := d.takeName(); err != nil {
			return err
		}
	}
	if err := d.f.Close(); err != nil {
		return err
	}
	if force {
		return os.Rename(d.name, path)
	}
	return renameNew(d.name, path)
}

// takeName gives a nameless draft a name for a moment; where the system refuses
// that, it becomes a copy that has one.
func (d *draft) takeName() error {
	named, err := os.CreateTemp(d.dir, draftName)
	if err != nil {
		return err
	}
	d.name = named.Name()
	if os.Remove(d.name) == nil && linkNameless(d.f, d.name) == nil {
		return named.Close()
	}
	named.Close()
	named, err = os.OpenFile(d.name, os.O_WRONLY|os.O_CREATE|os.O_EXCL, 0o600)
	if err != nil {
		return err
	}
	return errors.Join(copyAll(named, d.f), named.Close())
}

// copyAll copies a file from its beginning, and makes that last.
func copyAll(to, from *os.File) error {
	if _, err := from.Seek(0, io.SeekStart); err != nil {
		return err
	}
	if _, err := io.Copy(to, from); err != nil {
		return err
	}
	return to.Sync()
}
