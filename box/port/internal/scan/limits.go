package scan

// Bounds on input.
const (
	windowSize = 1 << 20 // bytes of one tag, comment or instruction; longer text comes in pieces
	maxAttrs   = 32      // attributes of one element
	maxDepth   = 128     // elements within elements
	maxName    = 64      // bytes of a name
	maxRef     = 12      // bytes of a reference, from & to ;
	maxNames   = 256     // different names kept; more are merely slower
)
