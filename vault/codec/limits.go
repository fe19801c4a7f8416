package codec

// Bounds on every item that comes in. The length of the input is the caller's
// to bound, before it is read into memory.
const (
	maxNesting  = 16      // arrays and maps within one another
	maxElements = 1 << 20 // of one array
	maxPairs    = 1 << 16 // of one map
)
