package vault

import (
	"io"
	"os"
	"time"

	"coffer/internal/sys"
	"coffer/vault/clock"
)

// Options are everything that a vault needs from outside.
type Options struct {
	Dir      string // the vault's folder; see [FileName]
	StateDir string // what this machine remembers of all its vaults
	Clock    clock.Clock
	Rand     io.Reader
	Stretch  Stretch       // nil is [Argon2id]
	Command  string        // what others are told who wait for the lock; no secret
	Wait     time.Duration // for the lock; 0 is ten seconds
	// OpenFile opens vault.db; nil is os.OpenFile. Tests put a failing disk here.
	OpenFile func(name string, flag int, mode os.FileMode) (*os.File, error)
	// Warn is told what a person should know; at most once each. May be nil.
	Warn func(Warning)
	// Keep lets the reads after [Open] share one opening of the file and see one
	// state of it, until [Vault.Release], a write, or [Vault.Close]. Whoever sets
	// it releases before they wait for a person: writers wait meanwhile.
	Keep bool
	// Names tells under which name a companion record is found, so that the
	// blind index can be made anew and verified. Nil: there is no index.
	Names func(box ID, s Space, k Key, plain []byte) (IndexEntry, bool)
	// Backlog holds what was recorded while nobody wrote; it may be nil.
	Backlog Backlog
}

// IndexEntry is one entry of the blind index in clear.
type IndexEntry struct {
	Box  ID
	Name string
	ID   ID
}

func (o Options) withDefaults() Options {
	if o.Stretch == nil {
		o.Stretch = Argon2id
	}
	if o.OpenFile == nil {
		o.OpenFile = os.OpenFile
	}
	warn, told := o.Warn, make(map[Warning]bool)
	o.Warn = func(w Warning) {
		if warn != nil && !told[w] {
			warn(w)
		}
		told[w] = true
	}
	return o
}

func (o Options) warn(w Warning) { o.Warn(w) }

// undumpable keeps this process out of core files, before a password is asked for.
func (o Options) undumpable() {
	if sys.Undumpable() != nil {
		o.warn(WarnDumpable)
	}
}

func (o Options) openFile(name string, flag int, mode os.FileMode) (*os.File, error) {
	return o.OpenFile(name, flag, mode)
}
