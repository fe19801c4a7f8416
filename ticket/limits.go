package ticket

// Bounds on what comes in and on what is kept. Times are credited seconds.
const (
	MaxDeciders = 32 // of one trust: clients and sheets together
	MaxWatchers = 32
	// maxNotice bounds a signed notice, in bytes.
	maxNotice = 192 << 10
	// MaxPack bounds a pack, in bytes, and maxAbout what it says of itself.
	MaxPack  = maxNotice + 64<<10
	maxAbout = 2 << 10
	// MaxPersonal bounds what a requester says about themselves, in bytes.
	MaxPersonal = 4 << 10
	maxReason   = 1 << 10
	// maxTrusts is how many trusts of one owner a vault takes part in.
	maxTrusts = 16
	// MaxTickets is how many tickets of one trust a trustee has to decide at a time, and
	// how many of each trustee those know of who are told of them.
	MaxTickets = 64
	// maxWatched is how many a trustee watches besides, who did not confirm them and may veto.
	maxWatched = 8 * MaxTickets
	// MaxQuestions is how many questions a deposit carries, and MaxFitting how many answers
	// fit each: as many hashes always stand there.
	MaxQuestions = 6
	MaxFitting   = 8
	// MaxCodes is how many wrong codes close a ticket.
	MaxCodes = 5

	day            = 24 * 60 * 60
	unconfirmedFor = 3 * day              // a ticket that nobody confirmed
	mayBeConfirmed = day                  // likewise, before it makes room for another one
	unheardFor     = 30 * day             // likewise, with those who only hear of it
	keptFor        = 365 * day            // one that was confirmed
	retireAfter    = 30 * day             // a trust that ended
	maxAhead       = day                  // seconds that a requester's clock may be ahead
	openFor        = 90 * day             // a ticket that is older comes to no desk any more
	absentFor      = openFor + unheardFor // what is remembered of tickets that are not here
	maxEarly       = MaxTickets           // events of one party, and as many cancels
	maxEarlyOwner  = 8 * MaxTickets       // likewise of the owner, and as many vetoes
	maxVanished    = 4096
	maxAnswer      = 1 << 10 // bytes of that
	maxPosts       = 2
	maxAddress     = 1 << 10
	maxSeconds     = 253_402_300_799 // the last second of the year 9999
	maxGeneration  = 1 << 32
)
