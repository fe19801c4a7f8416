//go:build unix

package host

import "syscall"

// detached gives a process a session of its own: closing the terminal does not
// end it.
func detached() *syscall.SysProcAttr { return &syscall.SysProcAttr{Setsid: true} }

// rootFolder is where a process stands that keeps no folder busy.
func rootFolder() string { return "/" }
