package keepass

// Bounds on input that are not those of every format.
const (
	maxGathered = 64 << 20 // bytes of entries that an export holds at once
	maxNested   = 100      // folders within one another; with what is in them no more than package scan takes
	maxOfGroups = 64 << 20 // bytes that open groups hold beside their children
	maxBinaries = 100_000  // attachments in the pool of the file
	maxGroups   = 200_000
	partCost    = 64 // bytes that a string or a file costs beside its text

	// What weigh adds beside the text, so that it is never less than an import counts.
	fieldCost = 256
	fileCost  = 256
	entryCost = 2048
)
