package sys

import (
	"os/signal"
	"sync"
	"unsafe"

	"golang.org/x/sys/unix"
)

// action has room for what the kernel keeps of a signal, whatever the processor.
// All zeros is what the system does by itself.
type action [16]uint64

// quitting is what the runtime had set for SIGQUIT, while that is not in force.
var quitting struct {
	sync.Mutex
	plain bool
	was   action
}

func plainQuit() {
	quitting.Lock()
	defer quitting.Unlock()
	if !quitting.plain && !signal.Ignored(unix.SIGQUIT) {
		quitting.plain = setAction(new(action), &quitting.was)
	}
}

func catchQuit() {
	quitting.Lock()
	defer quitting.Unlock()
	if quitting.plain && setAction(&quitting.was, nil) {
		quitting.plain = false
	}
}

func setAction(to, was *action) bool {
	const signals = 8 // bytes of a set of signals; where it is another number the kernel refuses
	_, _, errno := unix.RawSyscall6(unix.SYS_RT_SIGACTION, uintptr(unix.SIGQUIT),
		uintptr(unsafe.Pointer(to)), uintptr(unsafe.Pointer(was)), signals, 0, 0)
	return errno == 0
}
