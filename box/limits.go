package box

import "time"

// Bounds on what is kept, and on every record that is read. Lengths are in
// bytes of UTF-8.
const (
	MaxName        = 4 << 10  // a title, a folder, a box, a tag, the name of a field or a file
	MaxDepth       = 64       // folders within one another
	MaxPath        = 48 << 10 // escaped, with the name of the box
	MaxTags        = 256
	MaxFields      = 512
	MaxAttachments = 1024
	MaxValue       = 2 << 20 // one field
	MaxItem        = 6 << 20 // all of an item's fields and names, without attachments
	MaxAttachment  = 64 << 20
	MaxNote        = 64 << 10 // the note of a box or a template
	MaxKeep        = 1000     // former revisions of one item

	// DefaultKeep is how many former revisions of an item stay.
	DefaultKeep = 20
	// DefaultRetention is how long the trash keeps what was put there.
	DefaultRetention = 30 * 24 * time.Hour
	// MaxRetention is the longest that somebody may ask the trash to keep.
	MaxRetention = 3660 * 24 * time.Hour
	// RemovalDelay is how long a removed box can be taken back.
	RemovalDelay = 14 * 24 * time.Hour

	maxPrinted   = 3 * MaxPath             // a path with every byte of it escaped
	maxIndexName = MaxPath - 3*MaxName - 1 // an escaped path within its box
	maxOwners    = 4096                    // items that share one attachment's file
	maxGone      = 65_536                  // ids in one record of what is gone for good
	maxSeconds   = 253_402_300_799         // the last second of the year 9999
	staleAfter   = 24 * time.Hour          // when an unfinished attachment is litter
	minIDPrefix  = 4                       // characters of an id that may stand for it
)
