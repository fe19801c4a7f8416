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

	// What a courier keeps outside of a vault, in bytes. A channel has at most 300 KiB of
	// envelopes that came ahead, and 250 KiB of what was put aside; a ticket has some
	// dozens of channels, and no use for parcels that are larger than a letter.
	MaxBag       = 64 << 20
	maxBagPieces = 16 << 20 // above this no piece of a parcel is taken in
	maxBagHead   = 16       // of its encoding, beside the records

	maxAside  = 1024 // objects of a mailbox that are put aside; what else is refused there is deleted
	maxSeen   = 4096 // introductions that are remembered; of more, the oldest are forgotten
	maxLater  = 64   // objects that were put aside for now and are tried again in one sync
	maxAhead  = 4096 // envelopes of a channel that may be taken in before an earlier one
	maxRecent = 512  // envelopes of a channel whose ids are remembered, to tell a repetition from a fork
)
