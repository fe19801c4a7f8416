package health

import "coffer/internal/timespan"

// Bounds on what is looked at and on what people may ask for.
const (
	maxLook     = 100 // runes of a password that are searched for patterns; the rest counts as random
	maxNames    = 64  // names of an item that are looked for in its passwords
	maxNameText = 256 // bytes of one text that names are taken from
	minName     = 3   // runes; shorter names stand everywhere by chance
	maxRepeats  = 64  // repeats looked at in one password

	maxWords   = 1 << 20 // in the embedded list
	maxListLen = 4 << 20 // bytes of the embedded list, unpacked

	referenceYear = 2026 // years near it are guessed first
	minYearSpace  = 20
	maxYear       = 2050 // in dates
	minYear       = 1000

	minSkeleton = 4  // runes that must be left to be compared with others
	minNear     = 8  // runes from which one differing character is hardly chance
	maxNear     = 64 // runes up to which one differing character is looked for

	maxSimplePIN = 2.5 // log10 of the guesses up to which a PIN is one of the first
	simpleShare  = 2   // so is one that needs a hundredth of the guesses for all of its length

	day  = timespan.Day
	soon = 30 * day // expiry within it is said in advance

	minKDFMemory  = 64 << 10 // KiB; RFC 9106, second recommended option
	minKDFTime    = 3
	minKDFThreads = 4

	maxReason  = 1 << 10         // bytes of why a finding is ignored
	maxSeconds = 253_402_300_799 // the last second of the year 9999
)
