package cli

// stackDepth is more than a command uses of the stack, in bytes.
const stackDepth = 16 << 10

// deepen makes the stack large at once. It grows by being copied, each time
// twice as large, and the copying costs the more the deeper the calls are. What it
// leaves behind keeps what it held, and may become the stack of a thread, which
// nobody clears.
//
//go:noinline
func deepen(i int) byte {
	var frame [stackDepth]byte
	return frame[i]
}
