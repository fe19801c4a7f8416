//go:build !linux

package sys

// threads are not told here.
func threads() []int { return nil }

// interruptThread has nothing to send here.
func interruptThread() (thread int) { return 0 }
