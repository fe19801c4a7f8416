//go:build unix

package host

import (
	"os"

	"golang.org/x/sys/unix"
)

// leaveStreams leads the standard streams nowhere.
func leaveStreams() error {
	null, err := os.OpenFile(os.DevNull, os.O_RDWR, 0)
	if err != nil {
		return err
	}
	defer null.Close()
	for fd := range 3 {
		if err := dup2(int(null.Fd()), fd); err != nil {
			return err
		}
	}
	return nil
}

func dup2(from, to int) error {
	if from == to {
		return nil
	}
	return unix.Dup2(from, to)
}
