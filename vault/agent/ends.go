package agent

// End says why a session ended. The numbers stand in the protocol.
type End uint8

// The reasons.
const (
	NotEnded   End = iota
	ByHand         // lock
	Unused         // nobody used it for long enough
	Expired        // it lasted as long as it may
	Slept          // the machine was suspended, or a clock jumped
	LoggedOut      // the login session of the system ended
	Terminated     // the agent was told to end
	NewKeys        // the password, the keys or the slots were changed
	Replaced       // another unlock took its place
	Died           // the agent is gone and left the key; none says so itself
)

// endings are how each reason is said: in a word that stays the same, for programs,
// and as a part of a sentence, for people.
var endings = [...]struct{ word, text string }{
	NotEnded:   {"", "not ended"},
	ByHand:     {"lock", "by coffer lock"},
	Unused:     {"idle", "nobody used it for its idle time"},
	Expired:    {"limit", "it had lasted as long as it may"},
	Slept:      {"suspend", "the machine slept, or its clock jumped"},
	LoggedOut:  {"logout", "you logged out"},
	Terminated: {"agent-ended", "the agent was ended"},
	NewKeys:    {"new-keys", "password, keys or slots were changed"},
	Replaced:   {"replaced", "it was unlocked again"},
	Died:       {"agent-died", "the agent ended without locking"},
}

// String says it as a part of a sentence: "locked: nobody used it".
func (e End) String() string { return endings[e.known()].text }

// Word says it for programs, in a word that stays the same; empty for
// [NotEnded].
func (e End) Word() string { return endings[e.known()].word }

// known takes what another agent may say and this program has no word for as
// [NotEnded].
func (e End) known() End {
	if int(e) >= len(endings) {
		return NotEnded
	}
	return e
}
