package vault

import (
	"crypto/hmac"
	"crypto/sha256"
	"errors"
	"io/fs"
	"os"
	"path/filepath"
	"syscall"
	"time"

	"coffer/internal/sys"
	"coffer/vault/clock"
	"coffer/vault/codec"
)

// What this machine remembers of a vault lies outside of the file, in the
// state folder, so that an older copy or another branch put in its place is
// noticed. It is authenticated under the companion root. A power cut may lose
// the newest memory; that only makes an older one believable, never a newer.

// memory is the highest state that this machine saw.
type memory struct {
	_        struct{} `cbor:",toarray"`
	Revision uint64
	Events   uint64
	Root     [32]byte
}

const (
	maxMemoryFile = 4 << 10
	memoryName    = "seen"
	clockName     = "clock"

	nextMemoryName = "seen.next" // see foresee
)

func (v *Vault) statePath(name string) string {
	return filepath.Join(v.o.StateDir, v.id.String(), name)
}

func (v *Vault) memoryMAC(body []byte) []byte {
	root, err := v.roots.of(Companion)
	if err != nil {
		return nil
	}
	mac := derivedMAC(root, "memory")
	mac.Write(bind("memory", v.id[:], body))
	return mac.Sum(nil)
}

// recall reads the memory; nil when there is none. It is unusable when it does
// not verify under these roots: damaged, or made under the roots of a rekey
// that this file knows nothing of.
func (v *Vault) recall() (m *memory, usable bool) {
	m, usable = v.readMemory(memoryName)
	if m != nil {
		return m, true
	}
	if next, _ := v.readMemory(nextMemoryName); next != nil { // a rekey was interrupted at its very end
		v.settle()
		return next, true
	}
	return nil, usable
}

// readMemory reads one file. An empty one is what a power cut may leave.
func (v *Vault) readMemory(name string) (m *memory, usable bool) {
	b, err := sys.ReadSmall(v.statePath(name), maxMemoryFile)
	none := errors.Is(err, fs.ErrNotExist) || errors.Is(err, syscall.ENOTDIR)
	if none || err == nil && len(b) == 0 {
		return nil, true
	}
	m = new(memory)
	n := len(b) - sha256.Size
	if err != nil || n < 0 || !hmac.Equal(b[n:], v.memoryMAC(b[:n])) || codec.Unmarshal(b[:n], m) != nil {
		return nil, false
	}
	return m, true
}

// foresee keeps, safely, what is to be remembered once a file under new roots
// has taken the place of vault.db: the memory under the former roots would be
// unusable, and the file would pass for an old copy.
func (v *Vault) foresee(tx *Tx) error {
	b, err := v.memoryOf(tx)
	if err != nil {
		return err
	}
	return v.writeState(nextMemoryName, b, true)
}

// settle makes what was foreseen the memory.
func (v *Vault) settle() error {
	return os.Rename(v.statePath(nextMemoryName), v.statePath(memoryName))
}

func (v *Vault) memoryOf(tx *Tx) ([]byte, error) {
	head := tx.vault[Companion]
	body, err := codec.Marshal(memory{Revision: head.Revision, Events: head.Events, Root: head.Root})
	return append(body, v.memoryMAC(body)...), err
}

// compare holds the file against the memory, and learns what is newer.
func (v *Vault) compare(tx *Tx) error {
	head := tx.vault[Companion]
	v.status = Status{Revision: head.Revision, Owed: head.Owed, FirstSeen: v.status.FirstSeen}
	m, usable := v.recall()
	switch {
	case !usable: // a copy from before a rekey ends here: nothing is written to it unasked
		v.status.Older = true
		v.o.warn(WarnMemory)
	case m == nil:
		v.status.FirstSeen = true
		v.o.warn(WarnFirstSeen)
		v.remember(tx)
	case head.Revision < m.Revision || head.Events < m.Events:
		v.status.Older = true
		v.o.warn(WarnOlder)
	default:
		then, err := tx.logAt(m.Events)
		if err != nil && !errors.Is(err, ErrNotFound) {
			return err
		}
		if then.Root != m.Root {
			v.status.Older, v.status.Forked = true, true
			v.o.warn(WarnFork)
			return nil
		}
		if head.Revision > m.Revision {
			v.remember(tx)
		}
	}
	return nil
}

// notSuccessor is why nothing is written to a file that is [Status].Older.
func (v *Vault) notSuccessor() error {
	if v.status.Forked {
		return ErrFork
	}
	return ErrOlder
}

// remember keeps the transaction's state as the highest that was seen.
func (v *Vault) remember(tx *Tx) {
	v.status.Revision, v.status.Owed = tx.vault[Companion].Revision, tx.vault[Companion].Owed
	b, err := v.memoryOf(tx)
	if err == nil {
		err = v.writeState(memoryName, b, false)
	}
	if err != nil {
		v.o.warn(WarnState)
	}
}

// writeState replaces one file as a whole; with last it is safe when it returns.
func (v *Vault) writeState(name string, b []byte, last bool) error {
	return sys.WriteWhole(v.statePath(name), b, last)
}

// clockEvery is how much credited time passes before a new reading is kept.
const clockEvery = 10 * time.Minute

// Recall reads what this machine remembers of the clock, once, ahead of the next
// transaction, which would do it itself: for whoever waits anyway. [Vault.Release]
// makes that void.
func (v *Vault) Recall() {
	if !v.ticked {
		v.tick()
		v.ticked = true
	}
}

// tick counts this opening and the time since the last one.
func (v *Vault) tick() {
	var s clock.State
	if b, err := sys.ReadSmall(v.statePath(clockName), maxMemoryFile); err == nil && codec.Unmarshal(b, &s) != nil {
		s = clock.State{} // unusable: waits begin anew, nothing is shortened
	}
	v.time = s.Advance(clock.Read(v.o.Clock))
	if v.time.Credited-s.Credited < clockEvery && s.Last.BootID == v.time.Last.BootID {
		return
	}
	if v.keepClock(false) != nil {
		v.o.warn(WarnState)
	}
}
