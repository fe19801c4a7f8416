package sheet

const (
	maxPassword = 512 // bytes; more is no password that somebody types
	maxPeople   = 12  // who stand on one page; the others are counted
	maxLine     = 300 // bytes of a name or a hint
	maxWords    = 80  // of one share
	maxWord     = 10  // letters; longer ones break the columns
	maxCode     = 300 // bytes of the text of a QR code
)
