package seal

// Bounds on what is kept.
const (
	MaxCircles = 1024 // of one vault, those in the trash included
	MaxMembers = 4096 // of one circle: contacts and circles together

	maxCircle  = 128 << 10       // the record of a circle
	maxSeconds = 253_402_300_799 // the last second of the year 9999
)
