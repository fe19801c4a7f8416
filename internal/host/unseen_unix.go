//go:build unix

package host

import "golang.org/x/sys/unix"

// unseen is how a terminal was before it stopped showing what is typed.
type unseen struct{ before *unix.Termios }

// hide turns the echo off. ^C still interrupts; the keys that quit or stop a
// process do nothing, as while a password is typed: they would leave the
// terminal to others as it is.
func (u *unseen) hide(fd int) error {
	if u.before != nil {
		return nil
	}
	before, err := unix.IoctlGetTermios(fd, getTermios)
	if err != nil {
		return err
	}
	silent := *before
	silent.Lflag &^= unix.ECHO | unix.ECHONL
	silent.Cc[unix.VQUIT], silent.Cc[unix.VSUSP] = noKey, noKey
	if err := unix.IoctlSetTermios(fd, setTermios, &silent); err != nil {
		return err
	}
	u.before = before
	return nil
}

func (u *unseen) show(fd int) error {
	if u.before == nil {
		return nil
	}
	before := u.before
	u.before = nil
	return unix.IoctlSetTermios(fd, setTermios, before)
}
