package port

// Bounds on what importers take from a file, whatever its format. Within the
// vault the bounds of box hold; these keep the memory of an import small.
const (
	MaxItems = 4 << 20   // entries of one file
	MaxValue = 8 << 20   // bytes of one value
	MaxName  = 16 << 10  // bytes of a name, a title, a tag
	MaxEntry = 256 << 20 // bytes of one entry with its former revisions, without attachments
	MaxTexts = 256 << 20 // bytes of the values of all entries of one file; one transaction holds them
	MaxParts = 4 << 10   // fields, tags, attachments, revisions of an entry: of each
	MaxBoxes = 10_000    // as many as a vault can have
	MaxForms = 10_000    // templates
	MaxHeld  = 256 << 20 // bytes of attachments in memory, where the source cannot go back
	MaxNote  = 1 << 10   // bytes of either part of a note
)

const (
	// FreeSize is how many bytes a file may unpack to, however small it is.
	FreeSize = 1 << 30
	// MaxRatio is how many bytes each byte of a file may unpack to, beyond that.
	MaxRatio = 100
)

// Allowance is how many bytes may be unpacked of a file of that size, all together and
// each time that it is done. No file of a person comes near.
func Allowance(size int64) int64 { return max(FreeSize, MaxRatio*size) }
