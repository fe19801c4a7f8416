package held

// Bounds on what is kept, and on what is read.
const (
	// MaxShares is how many shares one vault keeps.
	MaxShares = 8192
	// MaxShare bounds one share, in bytes.
	MaxShare = 512

	maxKeys = 1 << 20 // bytes of the file of keys
)
