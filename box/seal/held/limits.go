package held

// Bounds on what is kept, and on what is read.
const (
	// MaxShare is how long a share may be, in bytes.
	MaxShare = 512
	// MaxShares is how many there may be.
	MaxShares = 8192

	maxKeysFile  = 1 << 20 // held.keys with so many
	maxShareFile = MaxShare + overhead
	maxKeys      = 2 // of held.keys, in the vault: while one replaces the other
)
