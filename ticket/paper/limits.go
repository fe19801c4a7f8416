package paper

const (
	// MaxText is the longest text that [Parse] reads, in bytes: all words with
	// numbers and much room between them.
	MaxText = 4 << 10

	// MaxSheet is the longest text that [Read] reads, in bytes: a sheet with all that it
	// says to a stranger.
	MaxSheet = 32 << 10

	// Words is how many words a share has.
	Words = dataWords + checkWords

	// Column is how many words stand below each other on a sheet.
	Column = 9

	dataWords  = (8*payloadSize + wordBits - 1) / wordBits
	checkWords = 3
	wordBits   = 10

	maxCodes   = 4   // QR codes in one text; a sheet has one for each kind
	maxHeading = 200 // bytes of the heading of a share

	maxLikened = 12 // letters of a word that is compared with the list, where none has more than 8
	fewWords   = 5  // on the list, that make a share of a text: all but one of the last column of a sheet
)
