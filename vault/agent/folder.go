package agent

import (
	"bytes"
	"context"
	"encoding/base64"
	"errors"
	"io"
	"io/fs"
	"net"
	"os"
	"path/filepath"
	"strings"
	"syscall"
	"time"

	"coffer/internal/sys"
	"coffer/vault"
)

// Folder is the runtime folder: the agent's socket and lock, and for each vault
// the key of the session that all terminals share. Whoever uses it has made sure
// that it is private.
type Folder string

func (f Folder) socket() string             { return filepath.Join(string(f), "agent.sock") }
func (f Folder) lock() string               { return filepath.Join(string(f), "agent.lock") }
func (f Folder) keyFile(v vault.ID) string  { return filepath.Join(string(f), v.String()) }
func (f Folder) keyDraft(v vault.ID) string { return f.keyFile(v) + draftSuffix }

// draftSuffix marks a key that has not taken its place yet.
const draftSuffix = ".new"

// DraftKey writes the key of a session that is about to begin, beside that of the
// one before it. Whoever locks meanwhile takes it away.
func (f Folder) DraftKey(k Key) error {
	text := k.Text(SessionKey)
	defer text.Wipe()
	draft := f.keyDraft(k.Vault)
	shred(draft) // what a killed unlock left
	file, err := os.OpenFile(draft, os.O_WRONLY|os.O_CREATE|os.O_EXCL, 0o600)
	if err != nil {
		return err
	}
	_, err = file.Write(text.Bytes())
	if err = errors.Join(err, file.Close()); err != nil {
		shred(draft)
	}
	return err
}

// TakeKey gives the key that was drafted its place, in which it replaces another
// as a whole; [ErrNone] when it was taken away.
func (f Folder) TakeKey(v vault.ID) error {
	err := os.Rename(f.keyDraft(v), f.keyFile(v))
	if errors.Is(err, fs.ErrNotExist) {
		return ErrNone
	}
	if err != nil {
		f.DropDraft(v)
	}
	return err
}

// DropDraft takes away a key that is not needed after all.
func (f Folder) DropDraft(v vault.ID) { shred(f.keyDraft(v)) }

// ReadKey returns the key of the session that all terminals share; [ErrNone]
// when there is none, or one that is damaged.
func (f Folder) ReadKey(v vault.ID) (Key, error) {
	text, err := sys.ReadSmall(f.keyFile(v), maxText)
	if err != nil {
		return Key{}, ErrNone
	}
	defer vault.Wipe(text)
	k, err := ParseKey(SessionKey, string(text))
	if err != nil || k.Vault != v {
		return Key{}, ErrNone
	}
	return k, nil
}

// HasKey tells whether the key of a session lies there, which goes with it.
func (f Folder) HasKey(v vault.ID) bool {
	k, err := f.ReadKey(v)
	k.Secret.Wipe()
	return err == nil
}

// readKeyID reads whose key a file is, and no more of the key than the two bits
// that share a letter with that.
func readKeyID(path string) (id vault.ID, ok bool) {
	if info, err := os.Lstat(path); err != nil || !info.Mode().IsRegular() { // to open a named pipe would hang
		return id, false
	}
	file, err := os.Open(path)
	if err != nil {
		return id, false
	}
	defer file.Close()
	head := make([]byte, len(SessionKey)+base64.RawURLEncoding.EncodedLen(2*len(id)))
	if _, err := io.ReadFull(file, head); err != nil || !bytes.HasPrefix(head, []byte(SessionKey)) {
		return id, false
	}
	ids, err := base64.RawURLEncoding.DecodeString(string(head[len(SessionKey):]))
	if err != nil {
		return id, false
	}
	return vault.ID(ids[len(id):]), true
}

// DropKey overwrites and removes the key of a vault's session, in its place or
// about to take it; with an ID only if it is the key of that one.
//
// The agent does that, so the key itself is not read.
func (f Folder) DropKey(v, only vault.ID) {
	for _, path := range []string{f.keyFile(v), f.keyDraft(v)} {
		if id, ok := readKeyID(path); only.IsZero() || ok && id == only {
			shred(path)
		}
	}
}

// shred overwrites a file, not what a link leads to, and removes it.
func shred(path string) {
	if info, err := os.Lstat(path); err == nil && info.Mode().IsRegular() {
		if file, err := os.OpenFile(path, os.O_WRONLY, 0); err == nil {
			if opened, err := file.Stat(); err == nil && os.SameFile(info, opened) { // no link took its place
				_, _ = file.Write(bytes.Repeat([]byte{0}, int(min(info.Size(), maxText))))
			}
			file.Close()
		}
	}
	os.Remove(path)
}

// DropKeys removes the keys of all sessions.
func (f Folder) DropKeys() {
	all, err := os.ReadDir(string(f))
	if err != nil {
		return
	}
	for _, e := range all {
		if v, err := vault.ParseID(strings.TrimSuffix(e.Name(), draftSuffix)); err == nil {
			f.DropKey(v, vault.ID{})
		}
	}
}

// Alone runs do while nobody else does so in this folder.
func (f Folder) Alone(ctx context.Context, do func() error) error {
	lock, err := sys.Lock(ctx, filepath.Join(string(f), "unlock.lock"), sys.Exclusive, answer, "coffer unlock")
	if err != nil {
		return err
	}
	return errors.Join(do(), lock.Unlock())
}

// maxSocketPath is what every system takes (Linux 107, macOS 103).
const maxSocketPath = 103

// Hold takes the lock of the agent, which it keeps as long as it listens,
// whoever made the socket. [ErrRunning] when there is an agent; one whose socket
// is gone is about to end, and is waited for.
func (f Folder) Hold(ctx context.Context) (*sys.FileLock, error) {
	lock, err := sys.Lock(ctx, f.lock(), sys.Exclusive, 0, agentNote)
	var busy *sys.BusyError
	if !errors.As(err, &busy) {
		return lock, err
	}
	if _, gone := os.Lstat(f.socket()); errors.Is(gone, fs.ErrNotExist) {
		lock, err = sys.Lock(ctx, f.lock(), sys.Exclusive, parting, agentNote)
	}
	if errors.As(err, &busy) {
		return nil, ErrRunning
	}
	return lock, err
}

// agentNote is what an agent leaves in its lock.
const agentNote = "coffer agent"

// EndLost ends an agent that nobody can ask, whatever it holds, and tells whether
// there was one. It goes by the lock, which an agent keeps to its end, and by what
// the kernel says of it. A [*LostError] where that does not say who it is, where it
// is no agent, or where it goes on. The folder must be private: who else could write
// there could have somebody else's process ended.
func (f Folder) EndLost(ctx context.Context) (ended bool, err error) {
	lost, err := f.Lost(ctx)
	if err != nil || lost == nil {
		return false, err
	}
	if lost.Note != agentNote || sys.EndHolder(f.lock()) != nil {
		return false, &LostError{lost.PID}
	}
	if again, err := f.Lost(ctx); err != nil || again != nil {
		return false, errors.Join(err, &LostError{lost.PID})
	}
	return true, nil
}

// Lost tells who holds the lock of the agent; nil for nobody. One that is about to
// end is waited for.
func (f Folder) Lost(ctx context.Context) (*sys.BusyError, error) {
	if _, err := os.Lstat(f.lock()); errors.Is(err, fs.ErrNotExist) {
		return nil, nil
	}
	lock, err := sys.Lock(ctx, f.lock(), sys.Exclusive, parting, "")
	var busy *sys.BusyError
	if errors.As(err, &busy) {
		return busy, nil
	}
	if err != nil {
		return nil, err
	}
	return nil, lock.Unlock()
}

// parting is how long an agent takes at most from taking its socket away to its
// end.
const parting = 5 * time.Second

// Listen takes the lock and makes the socket, in the place of what a dead agent
// left there. Errors as of Hold; [ErrPath] for a path that is too long.
func (f Folder) Listen(ctx context.Context) (*net.UnixListener, *sys.FileLock, error) {
	if len(f.socket()) > maxSocketPath {
		return nil, nil, ErrPath
	}
	lock, err := f.Hold(ctx)
	if err != nil {
		return nil, nil, err
	}
	if err := os.Remove(f.socket()); err != nil && !errors.Is(err, fs.ErrNotExist) {
		return nil, nil, errors.Join(err, lock.Unlock())
	}
	l, err := net.ListenUnix("unix", &net.UnixAddr{Name: f.socket(), Net: "unix"})
	if err == nil {
		err = os.Chmod(f.socket(), 0o600)
	}
	if err != nil {
		return nil, nil, errors.Join(err, lock.Unlock())
	}
	return l, lock, nil
}

// dial connects to the agent and makes sure that this user listens there.
func (f Folder) dial(ctx context.Context) (*net.UnixConn, error) {
	if len(f.socket()) > maxSocketPath {
		return nil, ErrPath
	}
	info, err := os.Lstat(f.socket())
	if err != nil {
		return nil, ErrNoAgent
	}
	if info.Mode()&fs.ModeSocket == 0 {
		return nil, ErrForeign
	}
	if err := ctx.Err(); err != nil {
		return nil, err
	}
	// A unix socket is connected at once or not at all.
	c, err := net.DialUnix("unix", nil, &net.UnixAddr{Name: f.socket(), Net: "unix"})
	switch {
	case errors.Is(err, syscall.ECONNREFUSED), errors.Is(err, fs.ErrNotExist):
		return nil, ErrNoAgent // what a dead one left
	case errors.Is(err, fs.ErrPermission):
		return nil, ErrForeign
	case err != nil:
		return nil, ErrSilent
	}
	if uid, err := sys.PeerUID(c); err != nil || uid != os.Geteuid() {
		c.Close()
		return nil, ErrForeign
	}
	return c, nil
}
