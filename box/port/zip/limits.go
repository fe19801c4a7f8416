package zip

// Bounds on archives from outside.
const (
	maxDirectory = 64 << 20 // bytes of directory that are read to list the entries
	maxEntries   = 200_000  // entries
	maxName      = 1 << 10  // bytes of an entry's name
	maxManifest  = 64 << 20 // bytes of the manifest, unpacked
	freeSize     = 1 << 30  // bytes that an archive may unpack to, however small it is
	maxRatio     = 100      // beyond that, bytes unpacked for each byte of the archive
	ownEntries   = 3        // those that are no attachments
	listedSize   = 256      // bytes of an entry in the manifest, but for its name; more than it takes
)
