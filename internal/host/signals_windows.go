package host

import (
	"os"
	"syscall"
)

// childSignals are those that a child should get when we get them.
func childSignals() []os.Signal { return append(keySignals(), syscall.SIGTERM) }

// endingSignals are those that end a process that does not catch them; closing
// the window counts as a SIGTERM.
func endingSignals() []os.Signal { return append(keySignals(), syscall.SIGTERM) }

// keySignals are those that keys send to every process of a console.
func keySignals() []os.Signal { return []os.Signal{os.Interrupt} }

// hungUp is never so: with its window a console's processes end.
func hungUp(*os.File) bool { return false }

// inForeground is always so: a console sends ^C to all of its processes.
func inForeground() bool { return true }
