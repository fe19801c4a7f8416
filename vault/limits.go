package vault

import "time"

// Bounds on what is read from a vault file, and on what is written to one.
const (
	MaxPlain = 8 << 20 // bytes of one record before padding
	MaxName  = 64 << 10
	MaxSlots = 32
	MaxBoxes = 10_000
	MaxGrant = 256 // boxes of one token

	maxMemoryKiB = 2 << 20 // Argon2id: 2 GiB, refused above before any is taken
	maxTime      = 16
	maxThreads   = 16
	maxSlotBytes = 2 << 10
	maxDepth     = 32 // levels of pages
	maxSummed    = 32 // records of a tier: up to that a read sums up their whole space
	maxMet       = 64 // pages of paths that a reader keeps in memory
	minPlain     = 256
	minGrowth    = 32 << 10 // bytes that a file grows by, at least and at most
	maxGrowth    = 16 << 20
	lockWait     = 10 * time.Second
)

// How long one run of pages, a page with its overflow, may be. bbolt splits what
// is longer than a page, but leaves up to four entries together however long
// they are. The list of free pages has a bound of its own.
const (
	maxEntry = MaxPlain + MaxPlain/8 + pageSize     // bytes of an entry, padded and sealed
	maxRun   = (4*maxEntry+pageHeader)/pageSize + 1 // pages in one run of a tree
	keptRun  = 16                                   // pages of a run whose memory is used again
)

// Floor is the least that a new keyslot may cost: RFC 9106, section 4, second
// recommended option.
var Floor = Params{MemoryKiB: 64 << 10, Time: 3, Threads: 4}
