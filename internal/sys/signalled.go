package sys

import (
	"runtime"
	"slices"
	"sync"
	"time"
)

// clearSignalStacks overwrites what lies on the stacks on which threads hear signals:
// with each signal the kernel puts all registers there, and through those memory is
// copied. A thread that hears one while it copies a secret keeps up to some hundred
// bytes of it until the next one. So each thread gets one while its registers hold
// nothing.
//
// Threads that wait for the system meanwhile keep theirs. So does the scheduler what
// it notes of registers when it takes the processor from a goroutine between two
// instructions (runtime/preempt_xreg.go). Where [threads] knows none, nothing is done.
func clearSignalStacks() {
	runtime.LockOSThread()
	defer runtime.UnlockOSThread()
	known := threads()
	for range rounds {
		clearThreads(known)
	}
	clearSignalStack()
}

// rounds is how often all threads are asked for: the scheduler has one of them wait for the
// net or the next timer, not always the same one, and gives out the others.
const rounds = 3

// clearThreads clears those of all threads that the scheduler gives out at one time.
func clearThreads(known []int) {
	var ready, ended sync.WaitGroup
	release := make(chan struct{})
	for range known {
		ready.Add(1)
		ended.Go(func() {
			time.Sleep(time.Millisecond) // which has the thread that waits for the timer go on
			runtime.LockOSThread()
			ready.Done()
			<-release // by then each has a thread of its own
			if slices.Contains(known, clearSignalStack()) {
				runtime.UnlockOSThread() // one that was started for this ends with its goroutine
			}
		})
	}
	ready.Wait()
	close(release)
	ended.Wait()
}

// clearSignalStack clears that of the thread it runs on, whose number it returns.
func clearSignalStack() (thread int) {
	throughRegisters(make([]byte, registers), make([]byte, registers))
	return interruptThread()
}

// registers is the length of what is copied at once through all vector registers of
// amd64 (runtime/memmove_amd64.s).
const registers = 16 * 16

// throughRegisters copies as the runtime does, and not as the compiler could for
// lengths that it knows.
//
//go:noinline
func throughRegisters(to, from []byte) { copy(to, from) }
