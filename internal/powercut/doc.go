// Package powercut is a model of a disk for tests: it replays the system calls
// of a real run, as strace wrote them down, and says what a power cut would have
// left after each of them. No program of ours contains it.
package powercut
