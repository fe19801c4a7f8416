package sys

import (
	"bytes"
	"crypto/rand"
	"errors"
	"fmt"
	"os"
	"runtime"
	"strings"
	"sync"
	"testing"

	"golang.org/x/sys/unix"
)

// Here memory is copied through vector registers; on arm64 through others, of which
// each holds 8 bytes.

// What threads copied when a signal came lies on their signal stacks, and is gone
// once the process has forgotten.
func TestForgetClearsSignalStacks(t *testing.T) {
	c := newCopied(t)
	const threads = 6
	var all, ended sync.WaitGroup
	all.Add(threads)
	for range threads {
		ended.Go(func() {
			runtime.LockOSThread()
			defer runtime.UnlockOSThread()
			all.Done()
			all.Wait() // each has a thread of its own
			c.whileSignalled()
		})
	}
	ended.Wait()
	c.whileSignalled()
	if n := c.found(t); n <= threads {
		t.Fatalf("the scan finds %d of what lies on %d stacks", n, threads+1)
	}
	Forget()
	if n := c.found(t); n > 0 {
		t.Errorf("after it forgot, the process still holds %d pieces", n)
	}
}

// copied is a content that is never in memory as it is but while it is copied.
type copied struct {
	masked  []byte
	scanned []byte // into which memory is read, outside of what is scanned
}

const mask = 0xa5

func newCopied(t *testing.T) *copied {
	c := &copied{masked: make([]byte, registers)}
	rand.Read(c.masked)
	var err error
	if c.scanned, err = unix.Mmap(-1, 0, 1<<20, unix.PROT_READ|unix.PROT_WRITE, unix.MAP_ANON|unix.MAP_PRIVATE); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { unix.Munmap(c.scanned) })
	return c
}

// whileSignalled copies it, hears a signal, and clears what it used.
func (c *copied) whileSignalled() {
	from, to := make([]byte, registers), make([]byte, registers)
	for i := range from {
		from[i] = c.masked[i] ^ mask
	}
	throughRegisters(to, from)
	interruptThread()
	clear(from)
	throughRegisters(to, from)
}

// found counts the pieces of the length of a register in the memory of this process.
func (c *copied) found(t *testing.T) (n int) {
	t.Helper()
	maps, err := os.ReadFile("/proc/self/maps")
	if err != nil {
		t.Fatal(err)
	}
	mem, err := os.Open("/proc/self/mem")
	if err != nil {
		t.Fatal(err)
	}
	defer mem.Close()
	own := fmt.Sprintf("%p", c.scanned)[2:]
	for line := range strings.Lines(string(maps)) {
		if !strings.Contains(line, " rw-p ") || strings.HasPrefix(line, own) {
			continue
		}
		var from, to uint64
		if _, err := fmt.Sscanf(line, "%x-%x", &from, &to); err != nil {
			t.Fatal(err)
		}
		for at := from; at < to; {
			read, err := mem.ReadAt(c.scanned[:min(to-at, uint64(len(c.scanned)))], int64(at))
			n += c.in(c.scanned[:read])
			at += uint64(read)
			switch {
			case errors.Is(err, unix.EIO): // a page that was given back meanwhile
				at += uint64(os.Getpagesize())
			case err != nil:
				t.Fatalf("%x: %v", at, err)
			}
		}
	}
	clear(c.scanned)
	return n
}

func (c *copied) in(b []byte) (n int) {
	const piece = 16
	for i := range b {
		b[i] ^= mask
	}
	for at := 0; at < len(c.masked); at += piece {
		n += bytes.Count(b, c.masked[at:at+piece])
	}
	return n
}
