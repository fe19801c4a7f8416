package apart

import (
	"time"

	"coffer/hibp"
	"coffer/hibp/online"
)

// Bounds of what is said, on both sides.
const (
	maxHead   = 128     // bytes of a line
	maxServer = 8 << 10 // bytes of what open says, which is bounded by the checks of a server
	maxWhy    = 1 << 10 // bytes of why something failed
	maxStatus = 999     // of an answer
	maxBody   = hibp.MaxRangeBytes
	maxAfter  = uint64(online.MaxAfter / time.Millisecond)

	// maxOpen is how many requests may wait for an answer: as many as are made at the
	// same time, and as many that nobody waits for any more.
	maxOpen = 2 * online.MaxParallel

	maxShown = 400 // characters that an error shows of what a child wrote
	buffer   = 64 << 10
)

// How long a child may take.
const (
	grace   = 10 * time.Second // longer than one request may take
	parting = 5 * time.Second  // to end, once nothing more is asked
)
