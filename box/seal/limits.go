package seal

// Bounds on what is kept.
const (
	MaxCircles = 1024 // of one vault, those in the trash included
	MaxMembers = 4096 // of one circle: contacts and circles together

	MaxShares  = 16_384 // items that were handed to a contact, counted for each contact
	MaxUpdates = 64     // of one share that are remembered
	MaxEntries = 256    // of one contact in the inbox, those that are over included

	// MaxFile bounds a sealed file, in bytes.
	MaxFile = 8 << 20
	// MaxMatters is how many seals of one sender a vault takes part in.
	MaxMatters = 1024
	// MaxNumber is the highest number of a sealed file.
	MaxNumber = 1 << 53

	maxFiles      = 8                 // newer files than the one that is here in whole
	retireAfter   = 30 * 24 * 60 * 60 // credited seconds for which a seal that is over is still listened to
	hereEvery     = 14 * 24 * 60 * 60 // credited seconds after which a custodian says again that it is here
	maxPlain      = 7 << 20           // what is in a sealed file, padded
	maxCircle     = 128 << 10         // the record of a circle
	maxItem       = 7 << 20           // an item that travels by itself
	maxInLetter   = 240 << 10         // an item, a note and the names of parcels, in one envelope
	maxParcelName = 64                // bytes of the name of a parcel in a letter
	maxLetters    = 16 << 20          // bytes of one contact that wait in the inbox, without parcels
	maxSeconds    = 253_402_300_799   // the last second of the year 9999
)
