//go:build unix

package host

import (
	"os"
	"syscall"
)

// killAll ends a process that leads a session of its own, and all in its group.
func killAll(p *os.Process) {
	_ = syscall.Kill(-p.Pid, syscall.SIGKILL)
	_ = p.Kill()
}

// tellToEnd asks a process to end.
func tellToEnd(p *os.Process) error { return p.Signal(syscall.SIGTERM) }
