package keepass

// Bounds on input that are not those of every format.
const (
	maxUnknown  = 50      // names of unknown elements that are reported
	maxBinaries = 100_000 // attachments in the pool of the file
	maxGroups   = 200_000
	partCost    = 64 // bytes that a string or a file costs beside its text
)
