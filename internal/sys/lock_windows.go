package sys

import (
	"errors"
	"os"

	"golang.org/x/sys/windows"
)

// lockedByte is what is locked of the file: one byte far behind its content,
// because a lock here keeps others even from reading the bytes it covers.
const lockedByte = 1 << 30 // upper half of a 64-bit offset

// openLock opens the lock file and creates it where it is missing. The mode
// bits of its folder's access list apply.
func openLock(path string, _ Mode) (*os.File, error) {
	if info, err := os.Lstat(path); err == nil && !info.Mode().IsRegular() {
		return nil, errNoFile
	}
	file, err := os.OpenFile(path, os.O_RDWR|os.O_CREATE, 0o600)
	if err != nil {
		return nil, bare(err)
	}
	var info windows.ByHandleFileInformation
	err = windows.GetFileInformationByHandle(windows.Handle(file.Fd()), &info)
	if err == nil && info.NumberOfLinks > 1 {
		err = errLinked
	}
	if err != nil {
		file.Close()
		return nil, err
	}
	return file, nil
}

func tryLock(file *os.File, mode Mode) error {
	flags := uint32(windows.LOCKFILE_FAIL_IMMEDIATELY)
	if mode == Exclusive {
		flags |= windows.LOCKFILE_EXCLUSIVE_LOCK
	}
	at := &windows.Overlapped{OffsetHigh: lockedByte}
	err := windows.LockFileEx(windows.Handle(file.Fd()), flags, 0, 1, 0, at)
	if errors.Is(err, windows.ERROR_LOCK_VIOLATION) || errors.Is(err, windows.ERROR_IO_PENDING) {
		return errBusy
	}
	return err
}

func unlock(file *os.File) error {
	at := &windows.Overlapped{OffsetHigh: lockedByte}
	return windows.UnlockFileEx(windows.Handle(file.Fd()), 0, 1, 0, at)
}

// names counts the names that lead to an open file, as far as anybody here knows.
func names(*os.File) uint64 { return 1 }
