package archive

// Bounds on archives from outside.
const (
	MaxEntries   = 200_000  // entries
	maxDirectory = 64 << 20 // bytes of directory that are read to list the entries
	maxName      = 1 << 10  // bytes of an entry's name that is plain
	maxContained = 4 << 10  // bytes of one that need not be
)
