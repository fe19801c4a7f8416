package main

// stackDepth is more than a command uses of the stack, in bytes.
const stackDepth = 16 << 10

// deepen makes the stack large at once. It grows by being copied, each time
// twice as large, and the copying costs the more the deeper the calls are.
//
//go:noinline
func deepen(i int) byte {
	var frame [stackDepth]byte
	return frame[i]
}
