package sealed

// Bounds on sealed files from outside, and on what is sealed.
const (
	// MaxRecipients is how many people one file may be sealed to; the header has
	// 1.6 kB for each where they are hybrid.
	MaxRecipients = 256

	maxWork       = 20        // log2 of scrypt's cost: 1 GiB of memory for some seconds
	work          = 18        // log2 of scrypt's cost for what is written: about a second
	maxHeader     = 2 << 20   // bytes before the content: recipients, mostly
	maxArmored    = 512 << 20 // bytes of an armored file, which has to be taken apart in memory
	maxIdentities = 1 << 20   // bytes of a file of identities
)
