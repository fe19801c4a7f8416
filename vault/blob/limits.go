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

	// What a helper program may say, and how long it may take.
	maxHead    = 512       // bytes
	maxMessage = 4 << 10   // bytes of the text of an error, and of facts
	maxPage    = 1 << 20   // bytes of one page of a list
	maxListed  = 4_000_000 // objects
	maxShown   = 400       // characters of a helper's text in an error of ours
	chunk      = 256 << 10 // bytes that must pass within one patience
	patience   = 90 * time.Second
	longest    = 30 * time.Minute // one call in all
)
