package tui_test

import (
	"bufio"
	"bytes"
	"context"
	"io"
	"os"
	"path/filepath"
	"runtime"
	"runtime/debug"
	"slices"
	"strings"
	"testing"
	"time"

	"coffer/internal/app"
	"coffer/tui/tuitest"
	"coffer/vault/secret"
)

// The canaries are longer than what the compiler keeps on the stack of a test, and stand here turned by veil, so that this test does not hold in memory what
// it looks for there.
const veil = 0x15

var canaries = [][]byte{
	veiled("the-secret-that-is-longer-than-what-stacks-hold-0"), veiled("the-letter-that-is-longer-than-what-stacks-hold-1"),
	veiled("the-former-that-is-longer-than-what-stacks-hold-2"), veiled("the-edited-that-is-longer-than-what-stacks-hold-3"),
	veiled("the-master-that-is-longer-than-what-stacks-hold-4"), veiled("the-single-that-is-longer-than-what-stacks-hold-5"),
	veiled("the-shared-that-is-longer-than-what-stacks-hold-6"), veiled("the-sealed-that-is-longer-than-what-stacks-hold-7"),
}

// veiled turns text, at the start of the test binary, where nothing is looked for yet.
func veiled(s string) []byte {
	b := []byte(s)
	for i := range b {
		b[i] ^= veil
	}
	return b
}

// unveiled is what a canary looks like.
func unveiled(b []byte) string {
	s := bytes.Clone(b)
	for i := range s {
		s[i] ^= veil
	}
	return string(s)
}

// TestLockedHoldsNoSecret walks the screens of a vault with canaries, sees each where it
// is revealed, types some where they are typed, and leaves all that open; it locks, and
// looks for them in all that the program still holds in memory.
func TestLockedHoldsNoSecret(t *testing.T) {
	p := withCanaries(t)
	p.Unlocks()
	p.Presses("down", "enter", "down", "space").Sees(unveiled(canaries[1])) // the letter
	p.Presses("esc", "up", "enter", "down", "space").Sees(unveiled(canaries[0]))
	p.Presses("h", "down", "enter", "down", "space").Sees(unveiled(canaries[2]))
	p.Presses("esc", "esc", "e", "down").Types(unveiled(canaries[3])).Sees("edit", "•••")
	p.GoesTo("health").Presses("p").Types(unveiled(canaries[5])).Sees("•••")
	p.GoesTo("account").Sees("master password")
	for !strings.Contains(p.Frame(), "› master password") {
		p.Presses("down")
	}
	p.Presses("enter").Types(unveiled(canaries[4])).Sees("•••")
	if found := inMemory(t); len(found) != 3 { // those that were shown are covered again, or were left
		t.Fatalf("canaries %v are in memory while they are typed: the search is blind", found)
	}
	p.Presses("ctrl+l").Sees("locked")
	for _, i := range inMemory(t) {
		t.Errorf("canary %d is in memory after locking", i)
	}
	runtime.KeepAlive(p)
}

// TestLeftHoldsNoPassword types one where trustees are asked, without a vault, and leaves.
func TestLeftHoldsNoPassword(t *testing.T) {
	p := tuitest.NewPerson(t, "alice", tuitest.NewClock()).Starts().Presses("ctrl+t", "n", "down", "down", "down", "down", "down")
	p.Types(unveiled(canaries[4])).Sees("› ticket password", "•••")
	if found := inMemory(t); !slices.Contains(found, 4) {
		t.Errorf("canaries %v are in memory while one is typed", found)
	}
	p.Presses("esc", "y", "esc").Sees("There is no vault yet")
	if found := inMemory(t); len(found) > 0 {
		t.Errorf("canaries %v are in memory once it was left", found)
	}
	runtime.KeepAlive(p)
}

// TestShownIsInMemory holds that the search would find what is shown.
func TestShownIsInMemory(t *testing.T) {
	p := withCanaries(t)
	p.Unlocks().Presses("enter", "down", "space").Sees(unveiled(canaries[0]))
	if found := inMemory(t); !slices.Contains(found, 0) {
		t.Errorf("canaries %v are in memory while the first is shown", found)
	}
	p.Waits(11 * time.Second).SeesNot(unveiled(canaries[0]))
	if found := inMemory(t); slices.Contains(found, 0) {
		t.Error("the first canary is in memory once it is covered again")
	}
	runtime.KeepAlive(p)
}

// withCanaries is a person whose vault has them, one of them in the past.
func withCanaries(t *testing.T) *tuitest.Person {
	p := tuitest.NewPerson(t, "alice", tuitest.NewClock()).WithVault("Alice")
	p.Adds("home/door", "login", unveiled(canaries[2]), map[string]string{"username": "alice"})
	p.Adds("home/letter", "note", unveiled(canaries[1]), nil)
	p.Does(func(ctx context.Context, a *app.App) error {
		_, err := a.Edit(ctx, "home/door", app.Change{Secret: &app.SecretValue{Value: secret.New(unveiled(canaries[0]))}})
		return err
	})
	return p
}

// inMemory are the canaries that live objects hold, as bytes or as letters of four.
func inMemory(t *testing.T) (found []int) {
	t.Helper()
	runtime.GC()
	runtime.GC()
	f, err := os.Create(filepath.Join(t.TempDir(), "heap"))
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	debug.WriteHeapDump(f.Fd())
	for i, c := range canaries {
		wide := make([]byte, 0, 4*len(c))
		for _, b := range c {
			wide = append(wide, b, veil, veil, veil)
		}
		if holds(t, f, c) || holds(t, f, wide[:len(wide)-3]) {
			found = append(found, i)
		}
	}
	return found
}

// holds looks for a turned canary in a file, in turned blocks.
func holds(t *testing.T, f *os.File, c []byte) bool {
	if _, err := f.Seek(0, io.SeekStart); err != nil {
		t.Fatal(err)
	}
	r := bufio.NewReaderSize(f, 1<<20)
	block := make([]byte, 1<<20)
	kept := 0
	for {
		n, err := r.Read(block[kept:])
		for i := range block[kept : kept+n] {
			block[kept+i] ^= veil
		}
		if bytes.Contains(block[:kept+n], c) {
			return true
		}
		if err != nil {
			return false
		}
		keep := min(kept+n, len(c)-1)
		copy(block, block[kept+n-keep:kept+n])
		kept = keep
	}
}
