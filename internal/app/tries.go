package app

import (
	"context"
	"errors"
	"io/fs"
	"os"
	"path/filepath"
	"time"

	"coffer/internal/sys"
	"coffer/vault"
	"coffer/vault/agent"
	"coffer/vault/codec"
	"coffer/vault/secret"
)

// Failed passwords lie in the state folder of this machine and nowhere else,
// encrypted to a key pair that the last successful unlock made: the public half
// in clear, the private one under the core root. They are kept only while the
// keyslots are those of that unlock: else somebody could have put a vault there
// whose password they know, to read what was tried.

// Failed is what remains of failed tries once the right password is there.
type Failed struct {
	Count int
	Word  agent.Likeness // zero: they could not be read
}

const (
	triesName   = "tries"
	triesToName = "tries.key"
	triesLock   = "tries.lock"
)

// triesWait is how long one command waits for another that keeps a try.
const triesWait = 2 * time.Second

// tryKey is the key pair, and what it holds good for.
type tryKey struct {
	_         struct{} `cbor:",toarray"`
	Recipient string
	Sealed    []byte // the identity, under core
	Slots     [32]byte
}

// keepTry keeps a password that failed.
func (a *App) keepTry(ctx context.Context, password secret.Text) {
	err := a.triesAlone(ctx, func() error {
		key, err := a.readTryKey()
		if err != nil {
			return err
		}
		mark, err := a.v.SlotsMark(ctx)
		if err != nil {
			return err
		}
		if mark != key.Slots {
			return errors.New("the keyslots are others")
		}
		return a.addTry(key, password)
	})
	if err != nil {
		a.env.warn(WarnTries)
	}
}

// triesAlone does it while no other command changes the tries or their key: of two
// that fail at once none is lost.
func (a *App) triesAlone(ctx context.Context, do func() error) error {
	path := a.statePath(triesLock)
	if err := sys.MakeFolder(filepath.Dir(path)); err != nil {
		return err
	}
	lock, err := sys.Lock(ctx, path, sys.Exclusive, triesWait, "")
	if err != nil {
		return err
	}
	return errors.Join(do(), lock.Unlock())
}

func (a *App) addTry(key tryKey, password secret.Text) error {
	tries, err := a.readTries()
	if err != nil {
		return err
	}
	if tries, err = tries.Add(key.Recipient, password); err != nil {
		return err
	}
	b, err := codec.Marshal(tries)
	if err != nil {
		return err
	}
	return a.writeState(triesName, b)
}

// Tried is how many tries have failed on this machine since the last success.
func (a *App) Tried() int {
	t, err := a.readTries()
	if err != nil {
		return 0
	}
	return int(t.Count)
}

// judgeTries says what remains of the failed tries, forgets all but that, and
// makes the key pair for the next ones. It needs the core tier. Tries that cannot be
// forgotten are told of again at the next success.
func (a *App) judgeTries(ctx context.Context, password secret.Text) {
	a.failed = Failed{}
	err := a.triesAlone(ctx, func() error {
		a.failed = a.judged(password)
		if err := a.keepUntold(a.failed); err != nil {
			return err
		}
		err := os.Remove(a.statePath(triesName))
		if err == nil || errors.Is(err, fs.ErrNotExist) {
			err = a.renewTryKey(ctx)
		}
		return err
	})
	if err != nil {
		a.env.warn(vault.WarnState)
	}
}

func (a *App) judged(password secret.Text) (f Failed) {
	tries, err := a.readTries()
	if err != nil {
		return Failed{Count: 1} // somebody changed what is kept here
	}
	f.Count = int(tries.Count)
	if f.Count == 0 {
		return f
	}
	if id, err := a.openTryKey(); err == nil {
		f.Count, f.Word = tries.Judge(id, password)
	}
	return f
}

func (a *App) renewTryKey(ctx context.Context) error {
	id, err := agent.NewIdentity()
	if err != nil {
		return err
	}
	key := tryKey{Recipient: id.Recipient()}
	if key.Slots, err = a.v.SlotsMark(ctx); err != nil {
		return err
	}
	text := id.Text()
	defer text.Wipe()
	if key.Sealed, err = a.v.SealLocal(triesName, vault.Core, text.Bytes()); err != nil {
		return err
	}
	b, err := codec.Marshal(key)
	if err != nil {
		return err
	}
	return a.writeState(triesToName, b)
}

func (a *App) readTryKey() (key tryKey, err error) {
	b, err := a.readState(triesToName)
	if err != nil {
		return key, err
	}
	return key, codec.UnmarshalCanonical(b, &key)
}

func (a *App) openTryKey() (agent.Identity, error) {
	key, err := a.readTryKey()
	if err != nil {
		return agent.Identity{}, err
	}
	text, err := a.v.OpenLocal(triesName, vault.Core, key.Sealed)
	if err != nil {
		return agent.Identity{}, err
	}
	defer vault.Wipe(text)
	return agent.ParseIdentity(text)
}

func (a *App) readTries() (t agent.Tries, err error) {
	b, err := a.readState(triesName)
	if errors.Is(err, fs.ErrNotExist) {
		return t, nil
	}
	if err != nil {
		return t, err
	}
	return agent.ParseTries(b)
}

// longestPause is how long a person waits at most between two tries.
const longestPause = 30 * time.Second

// PauseAfter is how long a person waits after so many wrong passwords before the next try, the
// longer the more have failed: on the screens and on the command line.
func PauseAfter(wrong int) time.Duration {
	return min(time.Second<<min(max(wrong, 1)-1, 5), longestPause)
}
