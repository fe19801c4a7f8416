package clock

// Bounds of a [State], in memory and when it is read.
const (
	maxOpenings = 32 // about one for each of the last 24 hours, and one before
	maxBootID   = 64 // bytes
)
