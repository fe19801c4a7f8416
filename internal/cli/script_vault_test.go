package cli

import (
	"bytes"
	"context"
	"crypto/rand"
	"crypto/sha256"
	"errors"
	"os"
	"path/filepath"
	"strconv"
	"strings"
	"syscall"
	"time"

	"github.com/rogpeppe/go-internal/testscript"

	"coffer/vault"
	"coffer/vault/secret"
)

// What scripts do to a vault behind the program's back.

// scriptDisk is a disk with troubles: TEST_DISK=readonly lets nobody write, and
// TEST_DISK=held keeps who is about to write, holding the vault's lock, until
// the sign that then lies beside the clock is removed. TEST_DISK=killed kills
// the program when it begins to write the file anew.
func scriptDisk(kind, clock string) func(string, int, os.FileMode) (*os.File, error) {
	var trouble func(name string) error
	switch kind {
	case "readonly":
		trouble = func(name string) error { return &os.PathError{Op: "open", Path: name, Err: syscall.EROFS} }
	case "held":
		trouble = holdOnce(clock + ".held")
	case "killed":
		trouble = killAtRewrite
	default:
		return nil
	}
	return func(name string, flag int, mode os.FileMode) (*os.File, error) {
		if flag&(os.O_WRONLY|os.O_RDWR) != 0 {
			if err := trouble(name); err != nil {
				return nil, err
			}
		}
		return os.OpenFile(name, flag, mode)
	}
}

func killAtRewrite(name string) error {
	if !strings.HasSuffix(name, ".new") {
		return nil
	}
	self, err := os.FindProcess(os.Getpid())
	if err == nil {
		err = self.Kill()
	}
	if err != nil {
		return err
	}
	select {} // for the moment that it takes
}

// holdOnce waits, at the first call, until somebody removes the sign.
func holdOnce(sign string) func(string) error {
	done := false
	return func(string) error {
		if done {
			return nil
		}
		done = true
		if err := os.WriteFile(sign, []byte("yes\n"), 0o600); err != nil {
			return err
		}
		return poll(context.Background(), func() bool {
			_, err := os.Lstat(sign)
			return errors.Is(err, os.ErrNotExist)
		})
	}
}

// scriptWait is how long the program waits for the lock, when a script says so.
func scriptWait(s string) time.Duration {
	d, _ := time.ParseDuration(s)
	return d
}

// flipByte is the script command `flip FILE OFFSET`; instead of an offset it
// takes a text that stands right before the byte, or id:… as below.
func flipByte(ts *testscript.TestScript, neg bool, args []string) {
	if neg || len(args) != 2 {
		ts.Fatalf("usage: flip FILE OFFSET")
	}
	edit(ts, args[0], func(b []byte) {
		at, err := strconv.Atoi(args[1])
		if err != nil {
			text := rawText(ts, args[1])
			at = bytes.Index(b, text) + len(text)
		}
		b[at] ^= 1
	})
}

func edit(ts *testscript.TestScript, file string, change func([]byte)) {
	path := ts.MkAbs(file)
	b, err := os.ReadFile(path)
	ts.Check(err)
	change(b)
	ts.Check(os.WriteFile(path, b, 0o600))
}

// raiseFormat is the script command `newformat FILE`: the file says that a
// newer program wrote it, with a checksum that fits.
func raiseFormat(ts *testscript.TestScript, neg bool, args []string) {
	if neg || len(args) != 1 {
		ts.Fatalf("usage: newformat FILE")
	}
	found := 0
	edit(ts, args[0], func(b []byte) {
		for at := 0; ; found++ {
			next := bytes.Index(b[at:], []byte("format"))
			if next < 0 {
				break
			}
			at += next + len("format")
			restamp(b[at:], func(body []byte) { body[1]++ })
		}
	})
	if found == 0 {
		ts.Fatalf("no format entry in %s", args[0])
	}
}

// restamp changes the body that stands first in b, before its checksum.
func restamp(b []byte, change func(body []byte)) {
	for n := 2; n < min(len(b)-8, 200); n++ {
		sum := sha256.Sum256(b[:n])
		if bytes.Equal(sum[:8], b[n:n+8]) {
			change(b[:n])
			sum = sha256.Sum256(b[:n])
			copy(b[n:], sum[:8])
			return
		}
	}
}

// addRecoverySlot is the script command `recoveryslot`; the slot's ID is in
// $SLOT afterwards: the one of the companion tier.
func addRecoverySlot(ts *testscript.TestScript, neg bool, args []string) {
	if neg || len(args) != 0 {
		ts.Fatalf("usage: recoveryslot")
	}
	ctx := context.Background()
	home := ts.MkAbs("home")
	v, err := vault.Open(ctx, vault.Options{
		Dir: filepath.Join(home, ".local/share/coffer"), StateDir: filepath.Join(home, ".local/state/coffer"),
		Clock: fileClock{ts.MkAbs("clock")}, Rand: rand.Reader, Stretch: cheapStretch,
	})
	ts.Check(err)
	core, err1 := secret.NewKey(rand.Reader)
	companion, err2 := secret.NewKey(rand.Reader)
	ts.Check(errors.Join(err1, err2, v.Unlock(ctx, secret.New("correct horse"))))
	ts.Check(v.Update(ctx, vault.Event{Action: "test"}, func(tx *vault.Tx) error { return tx.SetRecovery(core, companion) }))
	ts.Check(v.Compact(ctx, nil))
	slots, err := v.Slots(ctx)
	ts.Check(errors.Join(err, v.Close()))
	for _, s := range slots {
		if s.Kind == vault.RecoverySlot && !s.Core {
			ts.Setenv("SLOT", s.ID.String())
		}
	}
}

// wantWithout is the script command `without FILE BYTES…`: none of the texts
// stands in the file; id:… is an ID, as its 16 bytes. With ! all of them do, so
// that a scan that finds nothing can be shown to look in the right place.
func wantWithout(ts *testscript.TestScript, neg bool, args []string) {
	if len(args) < 2 {
		ts.Fatalf("usage: [!] without FILE TEXT...")
	}
	b, err := os.ReadFile(ts.MkAbs(args[0]))
	ts.Check(err)
	for _, text := range args[1:] {
		if bytes.Contains(b, rawText(ts, text)) != neg {
			ts.Fatalf("%q in %s: %v", text, args[0], !neg)
		}
	}
}

// rawText is a text as it stands in a file; id:… is an ID.
func rawText(ts *testscript.TestScript, s string) []byte {
	name, isID := strings.CutPrefix(s, "id:")
	if !isID {
		return []byte(s)
	}
	id, err := vault.ParseID(name)
	ts.Check(err)
	return id[:]
}
