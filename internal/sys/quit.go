package sys

// PlainQuit lets SIGQUIT end this process as the system does, until CatchQuit. The
// Go runtime would print the stacks of the program and the processor's registers
// onto the terminal. It costs one system call, and catching the signal a thread.
// It does nothing where the signal is ignored, or the system has no such call.
func PlainQuit() { plainQuit() }

// CatchQuit undoes that: it comes before the signal is asked for.
func CatchQuit() { catchQuit() }
