package main

// stackDepth is more than a command uses of the stack, in bytes.
const stackDepth = 32 << 10

// deepen makes the stack large at once. It grows by being copied, each time
// twice as large, and the copying costs the more the deeper the calls are.
//
//go:noinline
func deepen() byte {
	var frame [stackDepth]byte
	return frame[len(selfName)]
}

var selfName = "coffer"
