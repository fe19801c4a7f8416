//go:build unix

package host

import (
	"errors"
	"os"
	"syscall"

	"golang.org/x/sys/unix"
)

// childSignals are those that a child should get when we get them.
func childSignals() []os.Signal {
	return append(keySignals(), syscall.SIGTERM, syscall.SIGHUP, syscall.SIGUSR1, syscall.SIGUSR2)
}

// endingSignals are those that end a process that does not catch them, and that
// people, sessions and services send.
func endingSignals() []os.Signal { return append(keySignals(), syscall.SIGTERM, syscall.SIGHUP) }

// keySignals are those that keys of a terminal send to its foreground.
func keySignals() []os.Signal {
	return []os.Signal{syscall.SIGINT, syscall.SIGQUIT}
}

// hungUp tells whether a file is a terminal that was closed.
func hungUp(f *os.File) bool {
	_, err := unix.IoctlGetInt(int(f.Fd()), unix.TIOCGPGRP)
	return errors.Is(err, unix.EIO) || errors.Is(err, unix.ENXIO)
}

// inForeground reports whether the keys of our terminal send their signals to
// us, and so to every child in our process group, too.
func inForeground() bool {
	tty, err := os.Open("/dev/tty")
	if err != nil {
		return false
	}
	defer tty.Close()
	group, err := unix.IoctlGetInt(int(tty.Fd()), unix.TIOCGPGRP)
	return err == nil && group == unix.Getpgrp()
}
