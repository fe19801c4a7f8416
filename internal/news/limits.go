package news

// Bounds of a change log and of what is remembered of it.
const (
	maxLog     = 1 << 20 // bytes
	maxEntries = 900     // so that their IDs fit into a small file
	maxText    = 4 << 10 // bytes of one entry, or of a heading

	// MaxSeen bounds what [Seen.Bytes] returns.
	MaxSeen = len(seenHead) + maxEntries*(2*len(ID{})+1)
)
