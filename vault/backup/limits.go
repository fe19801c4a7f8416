package backup

// Bounds on what is read from a store, and on what is written to one.
const (
	MaxSnapshots = 1024 // of one vault in one store
	maxManifest  = 32 << 20
	maxManifests = 256 << 20 // bytes of all of them
	maxEdition   = 1 << 30
	maxPacks     = 1 << 16
	maxRanges    = 1 << 20 // of the pairs, and of all files together
	maxFiles     = 1 << 20
	maxFile      = 128 << 20 // bytes of an attachment, as it lies on the disk
	maxValue     = 12 << 20  // bytes of one pair's value
	maxName      = 64        // bytes of its bucket's name, and of its key
	minPair      = 6         // bytes of one without any

	packFull  = 16 << 20  // bytes of a pack
	small     = 1 << 20   // bytes of a pack that is worth being joined with others
	manySmall = 24        // so many small packs are joined
	atHand    = 192 << 20 // bytes of packs that a reader keeps in memory
	scatter   = maxRanges / 2
)
