package host

import (
	"syscall"

	"golang.org/x/sys/windows"
)

// detached gives a process no console: closing ours does not end it.
func detached() *syscall.SysProcAttr {
	return &syscall.SysProcAttr{CreationFlags: windows.DETACHED_PROCESS | windows.CREATE_NEW_PROCESS_GROUP}
}

// rootFolder is where a process stands; here it is where we stand.
func rootFolder() string { return "" }
