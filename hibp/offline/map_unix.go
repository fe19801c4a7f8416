//go:build unix

package offline

import (
	"os"

	"golang.org/x/sys/unix"
)

// noWait keeps the opening of a pipe from waiting for a writer. Files do not heed it.
const noWait = unix.O_NONBLOCK

// mapData maps a file into memory, to be read.
func mapData(f *os.File, size int64) ([]byte, func() error, error) {
	b, err := unix.Mmap(int(f.Fd()), 0, int(size), unix.PROT_READ, unix.MAP_SHARED)
	if err != nil {
		return nil, nil, os.NewSyscallError("mmap", err)
	}
	_ = unix.Madvise(b, unix.MADV_RANDOM) // a lookup touches few places
	return b, func() error { return unix.Munmap(b) }, nil
}
