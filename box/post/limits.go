package post

import "time"

// keptFor is how long, in credited time, it is remembered what was put aside and
// which introductions came.
const keptFor = 400 * 24 * time.Hour

// Bounds on what comes in.
const (
	MaxEnvelope = 256 << 10 // bytes of an envelope before encryption
	MaxBody     = 250 << 10 // bytes of what it says
	MaxObject   = MaxEnvelope + 16<<10
	maxKind     = 32

	MaxParcel    = 65 << 20  // bytes of a parcel
	pieceSize    = 240 << 10 // bytes of each of its pieces, but the last
	maxUnclaimed = 128 << 20 // bytes of the parcels of a channel that nobody dropped yet
	maxParcels   = 1024      // and how many these may be

	maxAside  = 1024 // objects of a mailbox that are put aside; what else is refused there is deleted
	maxSeen   = 4096 // introductions that are remembered; of more, the oldest are forgotten
	maxLater  = 64   // objects that were put aside for now and are tried again in one sync
	maxAhead  = 4096 // envelopes of a channel that may be taken in before an earlier one
	maxRecent = 512  // envelopes of a channel whose ids are remembered, to tell a repetition from a fork
)
