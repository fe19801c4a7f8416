package hold

// Date is how far the policy's last date is from here.
type Date uint8

const (
	// NotYet is before it, or there is none.
	NotYet Date = iota
	// Said is when the wall clock says that it has come: nothing is released,
	// and nothing is destroyed.
	Said
	// Reached is when it has come for what cannot be undone: see package
	// vault/clock.
	Reached
)

// Facts is what one party alone knows. Times are seconds of its own credited
// time. The zero value knows nothing, and nothing is released by it.
type Facts struct {
	Now int64
	// Begun is the credited time at which each of the party's own seen and
	// again events was signed. One that is missing here, as after a restore,
	// began nothing: the wait begins anew.
	Begun map[Hash]int64
	// Told holds the requests that were passed on, word for word, to all who
	// may veto: they have left, into the post or as files.
	Told map[Hash]bool
	// Confirmed holds the requests whose code a person has typed, where custodians
	// decide.
	Confirmed map[Hash]bool
	// Listed is when the newest listing of the mail began that was complete,
	// and all of which is in the set or known as a gap.
	Listed int64
	// Partial is true when a listing after that one failed, or not all of it
	// was taken in.
	Partial bool
	// Gap is true while mail from somebody who may veto is known to be
	// missing, or could not be read.
	Gap bool
	// Date is how far the policy's last date is.
	Date Date
}
