package sys

import (
	"os"
	"strconv"

	"golang.org/x/sys/unix"
)

// threads lists the threads of this process.
func threads() (ids []int) {
	tasks, _ := os.ReadDir("/proc/self/task")
	for _, t := range tasks {
		if id, err := strconv.Atoi(t.Name()); err == nil {
			ids = append(ids, id)
		}
	}
	return ids
}

// interruptThread sends the thread it runs on, whose number it returns, the signal
// with which the scheduler interrupts. It was heard when the call returns.
func interruptThread() (thread int) {
	thread = unix.Gettid()
	_ = unix.Tgkill(unix.Getpid(), thread, unix.SIGURG)
	return thread
}
