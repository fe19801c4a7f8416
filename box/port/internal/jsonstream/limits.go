package jsonstream

import (
	"coffer/box"
	"coffer/box/port"
)

// Bounds on input.
const (
	windowSize = 64 << 10      // bytes that are looked at together
	maxDepth   = 256           // objects and arrays within one another
	maxNumber  = 128           // bytes of a number
	maxName    = port.MaxName  // bytes of a member's name
	maxMembers = port.MaxParts // of an object that is walked
	maxString  = port.MaxValue // bytes of a string, unless it is read in pieces
	maxJSON    = box.MaxValue  // bytes of the JSON that a value is written as; no item takes more
	maxNames   = 256           // different names kept; more are merely slower
	nodeCost   = 128           // bytes that a value and its name cost beside their text
	fewMembers = 8             // up to here looking at all of them is cheaper than a map
)
