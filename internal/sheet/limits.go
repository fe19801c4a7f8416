package sheet

const (
	maxPassword = 512 // bytes; more is no password that somebody types
	maxPeople   = 12  // who stand on one page; the others are counted
)
