package contact

// Bounds on everything that comes from others, and on what is kept. Lengths are
// in bytes.
const (
	MaxName     = 128  // a name, on a card or given by the owner
	MaxCard     = 4096 // a card as bytes
	MaxCardText = 8192 // a card as text, with blanks around it
	MaxPointer  = 128  // a pointer as text, with blanks around it
	MaxContacts = 4096 // of one vault
	MaxMessage  = 1000 // what somebody says with a request
	MaxNumber   = 1 << 53

	maxEmails  = 16              // addresses of one contact that are remembered
	maxClaimed = 16              // contacts that a card may be mistaken for
	maxSeconds = 253_402_300_799 // the last second of the year 9999
	maxContact = 16 << 10        // the record of a contact
)
