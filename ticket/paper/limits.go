package paper

const (
	// MaxText is the longest text that [Parse] reads, in bytes: all words with
	// numbers and much room between them.
	MaxText = 4 << 10

	// Words is how many words a share has.
	Words = dataWords + checkWords

	dataWords  = (8*payloadSize + wordBits - 1) / wordBits
	checkWords = 3
	wordBits   = 10

	maxQuoted = 12 // letters of a word that an error quotes; none on the list has more than 8
)
