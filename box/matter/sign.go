package matter

import "coffer/box/hold"

// Sign makes an event of what its author says, as [hold.Sign], by a key that signs for a
// purpose: that of a person, or of a share.
func Sign(p hold.Policy, e hold.Event, sign func(purpose string, message []byte) ([]byte, error)) (hold.Verified, error) {
	purpose := "hold " + string(e.Kind())
	return hold.Sign(p, e, func(message []byte) ([]byte, error) {
		return sign(purpose, message[len("coffer/1 "+purpose+"\x00"):]) // which whoever signs puts before it
	})
}

// Own signs an event of ours, whether it should be said now or not.
func (h *Hearing) Own(e hold.Event) (hold.Verified, error) {
	return Sign(h.Policy, e, func(purpose string, message []byte) ([]byte, error) { return h.Me.Sign(purpose, message), nil })
}
