package contact

import "fmt"

// State is how somebody stands to us. Its numbers stand in the file.
type State uint8

// The states. The zero value is that of somebody unknown.
const (
	Unknown      State = 0
	RequestedOut State = 1 // we asked
	RequestedIn  State = 2 // they asked
	Connected    State = 3
	Verified     State = 4 // connected, and the safety number was compared
	Ended        State = 5 // refused, or broken off by either side
	Blocked      State = 6
)

// stateNames are the words for people and for --json.
var stateNames = [...]string{"unknown", "requested", "asks", "connected", "verified", "ended", "blocked"}

// String returns the word for a state.
func (s State) String() string {
	if int(s) < len(stateNames) {
		return stateNames[s]
	}
	return fmt.Sprintf("state %d", uint8(s))
}

// Open tells whether the two talk: everything may pass. What was agreed before (a
// seal, a ticket) passes in any state, and is for whoever agreed it to let through.
func (s State) Open() bool { return s == Connected || s == Verified }

// Step is what moves somebody from one state to another.
type Step uint8

// The steps: what we do, and what a message of theirs says.
const (
	Request   Step = iota // we ask
	Accept                // we accept what they asked
	Refuse                // we refuse it
	End                   // we break off
	Block                 // we block them
	Unblock               // we take that back
	Compare               // we compared the safety number, and it is the same
	Doubt                 // we compared it, and it is not
	TheyAsk               // they ask
	TheyAgree             // they accept what we asked
	TheyEnd               // they refuse or break off
	steps
)

var stepNames = [...]string{"request", "accept", "refuse", "end", "block", "unblock", "compare", "doubt", "they ask", "they agree", "they end"}

// String returns the name of a step.
func (s Step) String() string {
	if int(s) < len(stepNames) {
		return stepNames[s]
	}
	return fmt.Sprintf("step %d", uint8(s))
}

// Standing is a state with what outlives it: that the safety number of these keys
// was compared. That can come before the other has answered, and is not lost when
// somebody is ended or blocked.
type Standing struct {
	State    State
	Compared bool
}

// Step returns the standing after a step, or an [ErrState]: [ErrBlocked] for what
// comes from somebody who is blocked. The table is the whole rule.
func (s Standing) Step(step Step) (Standing, error) {
	next, ok := transitions()[s.State][step]
	if !ok && s.State == Blocked && step >= TheyAsk {
		return s, ErrBlocked
	}
	if !ok {
		return s, fmt.Errorf("%w: %s, while the contact is %s", ErrState, step, s.State)
	}
	switch step {
	case Compare:
		s.Compared = true
	case Doubt:
		s.Compared = false
	}
	if next == Connected && s.Compared {
		next = Verified
	}
	s.State = next
	return s, nil
}

// transitions says for each state where each step leads; what is missing cannot
// be. Connected stands for both of connected and verified: [Standing.Step] knows
// which. Requests that cross count as accepted on both sides. Who is connected and
// asks again has lost us, and is answered as before. Whoever was blocked is ended
// afterwards: what they sent meanwhile is gone, so they ask anew.
func transitions() map[State]map[Step]State {
	open := map[Step]State{
		Request: Connected, End: Ended, Block: Blocked, Compare: Connected, Doubt: Connected,
		TheyAsk: Connected, TheyAgree: Connected, TheyEnd: Ended,
	}
	return map[State]map[Step]State{
		Unknown: {Request: RequestedOut, Block: Blocked, TheyAsk: RequestedIn},
		RequestedOut: {
			Request: RequestedOut, End: Ended, Block: Blocked, Compare: RequestedOut, Doubt: RequestedOut,
			TheyAsk: Connected, TheyAgree: Connected, TheyEnd: Ended,
		},
		RequestedIn: {
			Request: Connected, Accept: Connected, Refuse: Ended, End: Ended, Block: Blocked,
			Compare: RequestedIn, Doubt: RequestedIn, TheyAsk: RequestedIn, TheyEnd: Ended,
		},
		Connected: open,
		Verified:  open,
		Ended:     {Request: RequestedOut, Block: Blocked, Doubt: Ended, TheyAsk: RequestedIn, TheyEnd: Ended},
		Blocked:   {Unblock: Ended, Block: Blocked},
	}
}
