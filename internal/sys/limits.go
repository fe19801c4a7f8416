package sys

// Bounds on what is read from files and asked of the system.
const (
	maxNote    = 200              // bytes of a note in a lock file
	maxHolder  = 20 + maxNote + 2 // bytes of a lock file: pid, note, line ends
	maxBootID  = 64               // bytes of the kernel's name for a run
	maxPageLen = 1 << 20          // bytes of one locked page
)
