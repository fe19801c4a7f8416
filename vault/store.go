package vault

import (
	"context"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"runtime"
	"runtime/debug"
	"strconv"
	"time"

	bolt "go.etcd.io/bbolt"
	bolterrors "go.etcd.io/bbolt/errors"

	"coffer/internal/sys"
)

// The names in a vault's folder.
const (
	FileName  = "vault.db"
	LockName  = "vault.lock"
	nextName  = "vault.db.new" // what compact writes before it takes the name
	BlobsName = "attachments"
	HeldName  = "held"      // the shares that are kept for others
	KeysName  = "held.keys" // and the keys of these

	// FormerKeysName are the keys of those that a reset has put out of reach.
	FormerKeysName = KeysName + ".former"

	// PartSuffix marks files of keys that are written before they take their name.
	PartSuffix = ".new"
)

// store is the open file under its lock, for the length of one operation.
type store struct {
	lock  *sys.FileLock
	db    *bolt.DB
	tx    *bolt.Tx
	pages *pageFile
	file  *os.File
	found map[string]*bolt.Bucket // by a reader
	sound map[uint64]bool         // trees whose pages were checked, by their root
	// broken is set once bbolt panicked in a transaction that writes: its locks
	// may be held for ever, so that only the descriptor is closed.
	broken bool
	wrote  bool // something was handed to bbolt since it was opened
}

// guard runs one call into bbolt and turns a panic or a memory fault, its
// answers to a damaged file, into a [DamagedError].
func (s *store) guard(f func() error) error {
	err := guard(f)
	var d *DamagedError
	if errors.As(err, &d) && (s.tx == nil || s.tx.Writable()) {
		s.broken = true
	}
	return err
}

func guard(f func() error) (err error) {
	defer debug.SetPanicOnFault(debug.SetPanicOnFault(true))
	defer func() {
		if r := recover(); r != nil {
			err = damaged("the file's structure (%T)", r)
		}
	}()
	return f()
}

// openStore takes the lock, checks the file and begins a transaction. With
// write, the whole structure is checked first: nothing is built on damage.
func openStore(ctx context.Context, o Options, mode sys.Mode) (*store, error) {
	path := filepath.Join(o.Dir, FileName)
	info, err := os.Lstat(path)
	switch {
	case errors.Is(err, fs.ErrNotExist):
		return nil, ErrNoVault
	case err != nil:
		return nil, err
	case info.Mode()&fs.ModeSymlink != 0:
		return nil, ErrLinked
	}
	if !info.Mode().IsRegular() { // to open a named pipe would hang
		return nil, fmt.Errorf("%s is %w", path, ErrNotFile)
	}
	lock, err := takeLock(ctx, o, mode)
	if err != nil {
		return nil, err
	}
	s := &store{lock: lock}
	if mode == sys.Exclusive {
		sweepNext(o)
	}
	if err := s.openFile(o, path, mode == sys.Exclusive); err != nil {
		return nil, errors.Join(err, s.close())
	}
	return s, nil
}

func takeLock(ctx context.Context, o Options, mode sys.Mode) (*sys.FileLock, error) {
	wait := o.Wait
	if wait == 0 {
		wait = lockWait
	}
	path := filepath.Join(o.Dir, LockName)
	l, err := sys.Lock(ctx, path, mode, wait, o.Command)
	if err != nil && mode == sys.Shared {
		if _, none := os.Lstat(path); errors.Is(none, fs.ErrNotExist) && ctx.Err() == nil {
			return nil, nil // a copy on a read-only medium: no lock file, no writer
		}
	}
	return l, err
}

// sweepNext removes what an interrupted compact or reset left.
func sweepNext(o Options) {
	for _, name := range []string{nextName, nextFormerName} {
		if os.Remove(filepath.Join(o.Dir, name)) == nil {
			o.warn(WarnLeftover)
		}
	}
}

func (s *store) openFile(o Options, path string, write bool) error {
	opts := boltOptions(o)
	opts.ReadOnly = !write
	opts.OpenFile = func(name string, flag int, mode os.FileMode) (*os.File, error) {
		f, err := o.openFile(name, flag&^os.O_CREATE, mode)
		if err != nil {
			return nil, err
		}
		if err := s.check(o, f, write); err != nil {
			f.Close()
			return nil, err
		}
		s.file = f
		return f, nil
	}
	if err := s.begin(path, opts); err != nil {
		return err
	}
	return s.stillAt(path)
}

// stillAt makes sure that the file is the vault's, now that bbolt has locked
// it: where somebody removed our own lock, a rewrite may have put another one in
// its place, and what is written to this one would be lost.
func (s *store) stillAt(path string) error {
	at, err := os.Lstat(path)
	if errors.Is(err, fs.ErrNotExist) {
		return ErrNoVault
	}
	if err != nil {
		return err
	}
	ours, err := s.file.Stat()
	if err == nil && !os.SameFile(at, ours) {
		err = ErrChanged
	}
	return err
}

// begin opens the file and begins a transaction.
func (s *store) begin(path string, opts *bolt.Options) error {
	if !opts.ReadOnly {
		opts.InitialMmapSize = writeMap()
	}
	return s.guard(func() (err error) {
		if s.db, err = bolt.Open(path, 0o600, opts); err != nil {
			return err
		}
		if !opts.ReadOnly {
			s.db.AllocSize = growth(path)
		}
		s.tx, err = s.db.Begin(!opts.ReadOnly)
		return err
	})
}

// writeMap is how much address space a writer maps at once, whatever the size
// of the file: each time that bbolt must map more, it copies all that was
// written (measured: 1.7 GB for 100,000 items). Windows would make the file as
// large.
func writeMap() int {
	if strconv.IntSize < 64 || runtime.GOOS == "windows" {
		return 0
	}
	return 1 << 30
}

// growth is how much longer than needed a file is made when it must grow, so
// that not every update does.
func growth(path string) int {
	info, err := os.Stat(path)
	if err != nil {
		return minGrowth
	}
	return int(min(max(info.Size()/8, minGrowth), maxGrowth)) &^ (pageSize - 1)
}

// check looks at the file before bbolt does, through the same descriptor.
func (s *store) check(o Options, f *os.File, write bool) error {
	info, err := f.Stat()
	if err != nil {
		return err
	}
	if !info.Mode().IsRegular() {
		return fmt.Errorf("%s is %w", f.Name(), ErrNotFile)
	}
	if s.pages, err = readPageFile(f, info.Size()); err != nil {
		return err
	}
	if s.pages.torn {
		o.warn(WarnMeta)
	}
	if write {
		return s.pages.checkAll()
	}
	return nil
}

func boltOptions(o Options) *bolt.Options {
	return &bolt.Options{
		PageSize:     pageSize,
		FreelistType: bolt.FreelistMapType,
		Timeout:      time.Second, // our own lock is held: only a foreign program can be in the way
		OpenFile:     o.openFile,
	}
}

func (s *store) commit() error {
	err := s.guard(s.tx.Commit)
	if err == nil {
		s.tx = nil
	}
	return err
}

func (s *store) close() error { return errors.Join(s.closeFile(), s.lock.Unlock()) }

// release closes the file where the system wants that before another one takes
// its name, or it is removed. Elsewhere bbolt's lock on it is kept until that is
// done, so that nobody writes to it in between, whatever became of our own lock;
// where the file must be closed, nobody can remove the lock while it is held.
func (s *store) release() error {
	if runtime.GOOS != "windows" {
		return nil
	}
	return s.closeFile()
}

// closeFile ends transaction and file, but keeps the lock.
func (s *store) closeFile() error {
	var err error
	if s.tx != nil && !s.broken {
		err = s.guard(s.tx.Rollback)
		if errors.Is(err, bolterrors.ErrTxClosed) { // a commit that failed has rolled back
			err = nil
		}
	}
	if s.db != nil && !s.broken {
		err = errors.Join(err, s.guard(s.db.Close))
	}
	if s.broken && s.file != nil {
		s.file.Close() // gives back bbolt's own lock; its memory stays mapped
	}
	s.tx, s.db, s.file = nil, nil, nil
	return err
}
