package split

// Bounds on sets and shares, in memory and when they are read.
const (
	// MaxShares is how many shares one key may have.
	MaxShares = 64

	// MaxShare and MaxSet are the longest encodings, in bytes.
	MaxShare = 128
	MaxSet   = 4 << 10

	maxKind = 32 // bytes of the word that says what the key is for
)
