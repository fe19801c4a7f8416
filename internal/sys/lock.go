package sys

import (
	"context"
	"errors"
	"fmt"
	"os"
	"time"
)

// Mode says whom a lock keeps out.
type Mode uint8

// A Shared lock keeps out exclusive ones, an Exclusive lock all others.
const (
	Shared Mode = iota + 1
	Exclusive
)

// pollEvery is how long a waiter pauses between two tries. The system's own
// waiting cannot be interrupted.
const pollEvery = 10 * time.Millisecond

// ErrRefused says that what lies at the path of a lock must not be one.
var ErrRefused = errors.New("refused")

// errBusy says that a try met another holder.
var errBusy = errors.New("locked by another process")

var (
	errNoFile = fmt.Errorf("%w, because it is not a regular file", ErrRefused)
	errLinked = fmt.Errorf("%w, because the file has a second name, where all that is written here would stand, too", ErrRefused)
)

// FileLock is a lock that this process holds. It ends with [FileLock.Unlock]
// or with the process, however that ends. Not for concurrent use.
type FileLock struct {
	file *os.File
	mode Mode
}

// Lock takes the lock at path, which is a file of its own and nothing else:
// it is created with mode 0600 and never renamed or removed. It waits at most
// wait (zero: one try) while another process, or another FileLock of this one,
// is in the way, then returns a [*BusyError]; the end of ctx ends the wait with
// its error. A symbolic link, anything but a regular file, and a file with a second
// name are refused ([ErrRefused]): what is written here would stand there.
//
// An exclusive holder leaves its pid and the note in the file for those who
// wait; that is best effort and holds on a full disk too. The note is readable
// to whoever may read the file: no secrets. A shared lock can be had on a file
// that is only readable.
//
// The lock is advisory and binds those who ask for it. There is no queue: under
// constant shared use an exclusive waiter may run out of time.
func Lock(ctx context.Context, path string, mode Mode, wait time.Duration, note string) (*FileLock, error) {
	file, err := acquire(ctx, path, mode, wait)
	if errors.Is(err, errBusy) {
		return nil, readHolder(path)
	}
	if err != nil {
		return nil, fmt.Errorf("lock %s: %w", path, err)
	}
	leaveNote(file, mode, note)
	return &FileLock{file: file, mode: mode}, nil
}

// Unlock gives the lock back. A second call does nothing.
func (l *FileLock) Unlock() error {
	if l == nil || l.file == nil {
		return nil
	}
	if l.mode == Exclusive {
		_ = l.file.Truncate(0) // the note is best effort
	}
	// Closing alone would leave the lock to a child that is just being started.
	err := errors.Join(unlock(l.file), l.file.Close())
	l.file = nil
	return err
}

// acquire tries until it succeeds, fails otherwise than by [errBusy], or the
// time is over.
func acquire(ctx context.Context, path string, mode Mode, wait time.Duration) (*os.File, error) {
	over := time.NewTimer(wait)
	defer over.Stop()
	poll := time.NewTicker(pollEvery)
	defer poll.Stop()
	for {
		if err := ctx.Err(); err != nil {
			return nil, err
		}
		file, err := try(path, mode)
		if !errors.Is(err, errBusy) || wait <= 0 {
			return file, err
		}
		select {
		case <-ctx.Done():
		case <-over.C:
			wait = 0 // one last try
		case <-poll.C:
		}
	}
}

// try opens the file and locks it if that is possible at once.
func try(path string, mode Mode) (*os.File, error) {
	file, err := openLock(path, mode)
	if err != nil {
		return nil, err
	}
	err = tryLock(file, mode)
	if err == nil {
		err = stillAt(path, file)
	}
	if err != nil {
		file.Close()
		return nil, err
	}
	return file, nil
}

// stillAt makes sure that nobody put another file in the place of the one that
// was just locked: two holders would then lock two files.
func stillAt(path string, file *os.File) error {
	ours, err := file.Stat()
	if err != nil {
		return err
	}
	theirs, err := os.Lstat(path)
	if errors.Is(err, os.ErrNotExist) {
		return errBusy
	}
	if err != nil {
		return err
	}
	if !ours.Mode().IsRegular() {
		return errNoFile
	}
	if !os.SameFile(ours, theirs) {
		return errBusy
	}
	return nil
}
