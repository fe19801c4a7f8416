package tui_test

import (
	"bufio"
	"bytes"
	"io"
	"os"
	"path/filepath"
	"runtime"
	"runtime/debug"
	"testing"

	"coffer/tui/tuitest"
)

// The canaries are longer than what the compiler keeps on the stack of a test, and stand here turned by veil, so that this test does not hold in memory what
// it looks for there.
const veil = 0x15

var canaries = [][]byte{
	veiled("swordfish-that-is-longer-than-what-stacks-hold-0"), veiled("letter-that-is-longer-than-what-stacks-hold-1"),
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

// TestLockedHoldsNoSecret walks every screen of a vault with canaries, sees each where it
// is revealed, locks, and looks for them in all that the program still holds in memory.
func TestLockedHoldsNoSecret(t *testing.T) {
	p := tuitest.NewPerson(t, "alice", tuitest.NewClock()).WithVault("Alice")
	p.Adds("home/door", "login", unveiled(canaries[0]), map[string]string{"username": "alice"})
	p.Adds("home/letter", "note", unveiled(canaries[1]), nil)
	p.Unlocks()
	p.Presses("enter", "down", "space").Sees(unveiled(canaries[0]))
	p.Presses("c", "esc", "down", "enter", "space").Sees(unveiled(canaries[1]))
	if found := inMemory(t); len(found) != len(canaries) {
		t.Fatalf("only %d canaries are in memory while they are shown: the search is blind", len(found))
	}
	p.Clipboard = ""
	p.Presses("ctrl+l").Sees("master password")
	for _, i := range inMemory(t) {
		t.Errorf("canary %d is in memory after locking", i)
	}
	runtime.KeepAlive(p)
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
