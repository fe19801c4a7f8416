package hold

// Bounds on policies and events, in memory and when they are read.
const (
	MaxCustodians = 32
	MaxPapers     = 32
	MaxWatchers   = 32
	MaxVetoes     = 50                 // the highest number that a policy may set
	MinGrace      = 24 * 60 * 60       // seconds
	MaxGrace      = 366 * 24 * 60 * 60 // seconds
	MaxReason     = 1 << 10            // bytes of UTF-8
	MaxReplyKey   = 4 << 10            // bytes
	MaxSealed     = 16 << 10           // bytes of one encrypted share
	MaxEvent      = MaxSealed + (4 << 10)
	MaxPolicy     = 8 << 10

	maxKind     = 32              // bytes of the word for what is withheld
	maxRequests = 64              // of one matter that anybody keeps
	maxSaid     = 2 * maxRequests // events of one kind by one author, likewise
	maxCount    = 1 << 32         // versions and eras
	maxSeconds  = 253_402_300_799 // the last second of the year 9999
)
