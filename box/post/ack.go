package post

import "coffer/vault/codec"

// AckKind acknowledges what came over a channel. It stands outside of the
// numbering, and is not acknowledged itself.
const AckKind = "post.ack"

// ack is the body of an acknowledgement: everything up to Beyond came, but for
// what is missing.
type ack struct {
	_       struct{} `cbor:",toarray"`
	UpTo    uint64   // without a gap
	Last    ID       // of that one
	Missing []uint64
	Beyond  uint64 // the highest that came
}

func (t *Taken) ack() ([]byte, error) {
	a := ack{UpTo: t.Seq, Last: t.Last, Missing: t.Missing(), Beyond: t.Seq}
	if n := len(t.Ahead); n > 0 {
		a.Beyond = t.Ahead[n-1].Seq
	}
	return codec.Marshal(a)
}

func parseAck(body []byte) (a ack, err error) {
	if codec.UnmarshalCanonical(body, &a) != nil || len(a.Missing) > maxAhead || a.Beyond < a.UpTo {
		return ack{}, ErrMalformed
	}
	for i, seq := range a.Missing {
		if seq <= a.UpTo || seq >= a.Beyond || i > 0 && seq <= a.Missing[i-1] {
			return ack{}, ErrMalformed
		}
	}
	return a, nil
}

// has tells whether the other side has an envelope of ours.
func (a ack) has(seq uint64) bool {
	if seq <= a.UpTo {
		return true
	}
	for _, m := range a.Missing {
		if m == seq {
			return false
		}
	}
	return seq <= a.Beyond
}
