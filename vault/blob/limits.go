package blob

import "time"

// Bounds on what goes into a store, and on what comes out of one.
const (
	MaxObject = 64 << 20 // bytes
	MaxPart   = 64       // characters of one part of a name
	MaxParts  = 3

	maxAddress = 2048 // bytes
	maxScheme  = 32
	batch      = 256            // names of a folder that are held at once
	tries      = 100            // names for a temporary file
	leftover   = 24 * time.Hour // what is as old was left by a crash
)
