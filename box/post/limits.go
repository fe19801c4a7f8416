package post

// Bounds on what comes in.
const (
	class       = 4 << 10   // an envelope's length is a multiple of this before it is encrypted
	MaxEnvelope = 256 << 10 // bytes of an envelope before encryption
	MaxBody     = 250 << 10 // bytes of what it says
	MaxObject   = MaxEnvelope + 16<<10
	maxKind     = 32

	maxAhead  = 4096 // envelopes of a channel that may be taken in before an earlier one
	maxRecent = 512  // envelopes of a channel whose ids are remembered, to tell a repetition from a fork
)
