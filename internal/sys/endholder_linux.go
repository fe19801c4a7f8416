package sys

import (
	"fmt"
	"os"
	"strconv"
	"strings"

	"golang.org/x/sys/unix"
)

// endHolder takes hold of the process before it looks once more, so that no other
// one of the same number gets the signal.
func endHolder(path string) error {
	pid, err := lockHolder(path)
	if err != nil {
		return err
	}
	process, err := unix.PidfdOpen(pid, 0)
	if err != nil {
		return ErrHolder
	}
	defer unix.Close(process)
	if again, err := lockHolder(path); err != nil || again != pid {
		return ErrHolder
	}
	return unix.PidfdSendSignal(process, unix.SIGTERM, nil, 0)
}

// lockHolder finds in the kernel's list who holds the exclusive lock on a file. It
// lists nobody of another container.
func lockHolder(path string) (pid int, err error) {
	var info unix.Stat_t
	if err := unix.Lstat(path, &info); err != nil {
		return 0, ErrHolder
	}
	list, err := os.ReadFile("/proc/locks")
	if err != nil {
		return 0, ErrHolder
	}
	file := fmt.Sprintf("%02x:%02x:%d", unix.Major(uint64(info.Dev)), unix.Minor(uint64(info.Dev)), info.Ino)
	for line := range strings.Lines(string(list)) {
		f := strings.Fields(line) // 1: FLOCK ADVISORY WRITE 4711 00:1b:42 0 EOF
		if len(f) < 6 || f[1] != "FLOCK" || f[3] != "WRITE" || f[5] != file {
			continue
		}
		if pid, err = strconv.Atoi(f[4]); err == nil && pid > 0 {
			return pid, nil
		}
	}
	return 0, ErrHolder
}
