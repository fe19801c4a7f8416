package hold

// guard names one rule that stands between a wish and its fulfilment. Each is
// asked through holds, and docs/protocol.md lists them all.
type guard int

const (
	guardMatter guard = iota
	guardAuthor
	guardSignature
	guardWithdraw
	guardVeto
	guardVetoes
	guardEra
	guardNamed
	guardLater
	guardVersion
	guardForward
	guardLost
	guardWait
	guardListing
	guardWhole
	guardExtra
	guardDate
	guardOwn
	guardQuorum
	guardSame
	guardRelease
	guardUpdate
	guardCode
	guardApprove
	guardDeny
	guardCounted
	guardCancel
	guardHeard
	guardOne
	guardMeant
	guardSure
	guards // their number
)

// String says what holds as long as the guard stands.
func (g guard) String() string {
	return [guards]string{
		guardMatter:    "an event of another matter is not heard",
		guardAuthor:    "nobody is heard who may not say that",
		guardSignature: "what somebody else signed is not heard",
		guardWithdraw:  "after a withdrawal nothing is released",
		guardVeto:      "a veto stops its request and beats allow and lift",
		guardVetoes:    "after the policy's number of vetoes only the owner reopens",
		guardEra:       "a request from before the matter was reopened is void",
		guardNamed:     "allow ends the wait of the request that it names",
		guardLater:     "a lift ends the wait of requests that name it",
		guardVersion:   "a lift ends the wait for its version",
		guardForward:   "no wait begins before all who may veto are told",
		guardLost:      "a wait whose beginning is not known begins anew",
		guardWait:      "nobody is ready before its wait is over",
		guardListing:   "nobody is ready before it has listed its mail after the wait",
		guardWhole:     "nothing is said while a listing is incomplete",
		guardExtra:     "the wait runs once more on a gap or silence",
		guardDate:      "after the last date nothing is released",
		guardOwn:       "nobody gives its share before it is ready itself",
		guardQuorum:    "a share leaves only against enough that are ready",
		guardSame:      "what others were ready for is this request",
		guardRelease:   "the requester opens only what was released",
		guardUpdate:    "what may have been opened is not used again",
		guardCode:      "where custodians decide, no wait begins before the code was typed",
		guardApprove:   "where custodians decide, nobody is ready without approving",
		guardDeny:      "who denied is not ready, and gives nothing",
		guardCounted:   "who is known to have denied does not count as ready",
		guardCancel:    "what its requester has ended is not released",
		guardHeard:     "what its kind of matter does not know is not heard",
		guardOne:       "where custodians decide, one request is heard",
		guardMeant:     "where custodians decide, what stops one request stops the matter",
		guardSure:      "nobody approves before the code was typed, or after denying",
	}[g]
}
