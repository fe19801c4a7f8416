package zip

import "coffer/box/port/internal/archive"

// Bounds on archives from outside, beside those of every ZIP file.
const (
	maxEntries  = archive.MaxEntries // entries
	maxManifest = 64 << 20           // bytes of the manifest, unpacked
	ownEntries  = 3                  // those that are no attachments
	listedSize  = 256                // bytes of an entry in the manifest, but for its name; more than it takes
)
