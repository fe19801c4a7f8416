package split

// Bounds on sets and shares, in memory and when they are read.
const (
	// MaxShares is how many shares one key may have: each has another x, which is
	// a byte and never 0.
	MaxShares = 255

	// MaxShare and MaxSet are the longest encodings, in bytes.
	MaxShare = 128
	MaxSet   = 10 << 10

	maxKind = 32 // bytes of the word that says what the key is for
)
