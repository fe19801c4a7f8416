package archive

// Bounds on archives from outside.
const (
	MaxEntries   = 200_000  // entries
	maxDirectory = 64 << 20 // bytes of directory that are read to list the entries
	maxName      = 1 << 10  // bytes of an entry's name that is plain
	maxContained = 4 << 10  // bytes of one that need not be
	freeSize     = 1 << 30  // bytes that an archive may unpack to, however small it is
	maxRatio     = 100      // beyond that, bytes unpacked for each byte of the archive
)
