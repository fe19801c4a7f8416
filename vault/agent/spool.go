package agent

import (
	"bytes"
	"context"
	"crypto/sha256"
	"encoding/binary"
	"errors"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"time"

	"filippo.io/age"

	"coffer/internal/sys"
)

// Spool is where is kept what happened while nobody wrote, so that reading never
// takes the writers' lock: a file in the state folder to which entries are
// appended, each an age file of its own to a recipient whose identity lies under
// the vault's companion root. So whoever appends reads nothing of it. Only who
// unlocked the vault and the agent know the recipient: it is what makes an entry.
// The file
// is taken apart by [Spool.Read] and [Spool.Cut] when the vault is written.
//
// An entry that somebody takes off the file before it is folded in is not
// missed: the file is as safe as the state folder.
type Spool struct {
	_         struct{} `cbor:",toarray"`
	Dir       string   // the state folder of the vault
	Recipient string   // an age recipient, X25519
}

// ErrSpoolFull: too much has happened since the vault was last written.
var ErrSpoolFull = errors.New("too much waits to be recorded; any change to the vault makes room")

const spoolName = "spool"

// spoolWait is how long an append waits for another one.
const spoolWait = 2 * time.Second

func (s Spool) path() string { return filepath.Join(s.Dir, spoolName) }

func (s Spool) valid() bool {
	_, err := age.ParseX25519Recipient(s.Recipient)
	return err == nil && filepath.IsAbs(s.Dir) && len(s.Dir) <= maxText
}

// withLock keeps others off the file. The lock stands beside it.
func (s Spool) withLock(ctx context.Context, f func() error) error {
	lock, err := sys.Lock(ctx, s.path()+".lock", sys.Exclusive, spoolWait, "")
	if err != nil {
		return err
	}
	return errors.Join(f(), lock.Unlock())
}

// Append adds an entry. [ErrSpoolFull] when there is no room for it.
func (s Spool) Append(ctx context.Context, e Entry) error {
	frame, err := s.seal(e)
	if err != nil {
		return err
	}
	if err := os.MkdirAll(s.Dir, 0o700); err != nil {
		return err
	}
	return s.withLock(ctx, func() error {
		raw, err := s.whole()
		if err != nil {
			return err
		}
		if len(raw)+len(frame) > maxSpool {
			return ErrSpoolFull
		}
		f, err := os.OpenFile(s.path(), os.O_WRONLY|os.O_CREATE, 0o600)
		if err != nil {
			return err
		}
		return errors.Join(appendAt(f, framesEnd(raw), frame), f.Close())
	})
}

// appendAt writes a frame behind the last whole one: over what an interrupted
// append left, which would hide all that follows. A failed one leaves nothing.
func appendAt(f *os.File, at int, frame []byte) error {
	if err := f.Truncate(int64(at)); err != nil {
		return err
	}
	if _, err := f.WriteAt(frame, int64(at)); err != nil {
		return errors.Join(err, f.Truncate(int64(at)))
	}
	return nil
}

// cutFrame takes the first whole frame off. ok is false where none of a length that
// an entry has begins there, or one is cut short.
func cutFrame(raw []byte) (sealed, rest []byte, ok bool) {
	if len(raw) < 4 {
		return nil, raw, false
	}
	n := binary.BigEndian.Uint32(raw)
	if n == 0 || n > maxSpoolEntry || int(n) > len(raw)-4 {
		return nil, raw, false
	}
	return raw[4 : 4+n], raw[4+n:], true
}

// framesEnd is where the last whole frame ends.
func framesEnd(raw []byte) int {
	rest, ok := raw, true
	for ok {
		_, rest, ok = cutFrame(rest)
	}
	return len(raw) - len(rest)
}

// seal makes the frame of an entry: the length as u32, big-endian, and an age
// file.
func (s Spool) seal(e Entry) ([]byte, error) {
	to, err := age.ParseX25519Recipient(s.Recipient)
	if err != nil {
		return nil, err
	}
	if !e.valid() {
		return nil, ErrBounds
	}
	plain, err := padEntry(e)
	if err != nil {
		return nil, err
	}
	var sealed bytes.Buffer
	w, err := age.Encrypt(&sealed, to)
	if err != nil {
		return nil, err
	}
	if _, err := w.Write(plain); err != nil {
		return nil, err
	}
	if err := w.Close(); err != nil {
		return nil, err
	}
	if sealed.Len() > maxSpoolEntry {
		return nil, ErrBounds
	}
	return append(binary.BigEndian.AppendUint32(nil, uint32(sealed.Len())), sealed.Bytes()...), nil
}

// Mark names a beginning of the file that was folded in. Should the file still
// begin with it, since the program ended before it could be cut off, then that
// is not folded in twice.
type Mark struct {
	_    struct{} `cbor:",toarray"`
	Size int64
	Sum  [sha256.Size]byte
}

// Read returns the entries after the mark, and the mark after them. What cannot
// be read is counted and left out: the rest is not lost for it.
func (s Spool) Read(ctx context.Context, done Mark, identities ...Identity) (entries []Entry, next Mark, lost int, err error) {
	var raw []byte
	err = s.withLock(ctx, func() (err error) {
		raw, err = s.whole()
		return err
	})
	if err != nil || len(raw) == 0 {
		return nil, Mark{}, 0, err
	}
	end := framesEnd(raw) // behind it is what an interrupted append left: the next one writes over it
	if end == 0 {
		end = len(raw)
	}
	next = Mark{Size: int64(end), Sum: sha256.Sum256(raw[:end])}
	if done.Size > 0 && done.Size <= int64(len(raw)) && sha256.Sum256(raw[:done.Size]) == done.Sum {
		raw = raw[done.Size:]
	}
	entries, lost = parseSpool(raw, ageIdentities(identities))
	return entries, next, lost, nil
}

// whole reads the file; nothing where there is none.
func (s Spool) whole() ([]byte, error) {
	raw, err := sys.ReadSmall(s.path(), maxSpool)
	if errors.Is(err, fs.ErrNotExist) {
		return nil, nil
	}
	return raw, err
}

// parseSpool opens one frame after the other. What is no whole frame ends it.
func parseSpool(raw []byte, identities []age.Identity) (entries []Entry, lost int) {
	for len(raw) > 0 {
		sealed, rest, ok := cutFrame(raw)
		if !ok {
			return entries, lost + 1
		}
		raw = rest
		e, err := openEntry(sealed, identities)
		if err != nil {
			lost++
			continue
		}
		entries = append(entries, e)
	}
	return entries, lost
}

func openEntry(sealed []byte, identities []age.Identity) (Entry, error) {
	r, err := age.Decrypt(bytes.NewReader(sealed), identities...)
	if err != nil {
		return Entry{}, err
	}
	plain, err := io.ReadAll(io.LimitReader(r, maxSpoolEntry))
	if err != nil {
		return Entry{}, err
	}
	return parseEntry(plain)
}

// Cut takes off the beginning that the mark names, if it still stands there.
func (s Spool) Cut(ctx context.Context, done Mark) error {
	return s.withLock(ctx, func() error {
		raw, err := s.whole()
		if err != nil || int64(len(raw)) < done.Size || sha256.Sum256(raw[:done.Size]) != done.Sum {
			return err
		}
		if rest := raw[done.Size:]; framesEnd(rest) > 0 {
			return sys.WriteWhole(s.path(), rest, false)
		}
		return os.Remove(s.path())
	})
}
