package witness

import "time"

// Bounds on what is kept, and on what comes from others.
const (
	MaxAppointed = 16 // witnesses of one log

	maxKey     = 256             // bytes of a key as text
	maxRecord  = 4 << 10         // bytes of a record
	maxSeconds = 253_402_300_799 // the last second of the year 9999
	maxMoment  = 1 << 33         // seconds of credited time
	maxNumber  = 1 << 53         // of a letter in its channel
)

// A witness gets a head each day at most, and the next one when it has
// answered: whoever is away finds one letter, and not one for each day. A letter that was
// lost is not waited for longer than that.
const (
	Every = 24 * time.Hour
	Wait  = 7 * 24 * time.Hour
)

// MaxUnproved is how many heads that are not proved, on as many days, raise an alarm. Each was
// answered, and whoever got one answer proves the next head: an honest client comes so far only
// where two answers in a row are lost. Days alone would not do: who has nothing new to
// send leaves the first one unproved for as long.
const MaxUnproved = 3
