package matter

const (
	MaxCourse = 6 << 20 // the events of one matter, in bytes
	maxDuties = 4096    // steps of one client in one matter, one after the other
	maxGiven  = 2       // shares of one party for one request
	maxSealed = 4 << 10 // an encrypted share
)
