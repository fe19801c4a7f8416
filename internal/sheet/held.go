package sheet

import (
	"coffer/ticket/paper"
	"coffer/vault/secret"
	"coffer/vault/split"
)

// Held is one share as it is typed and as it is read. Its owner wipes it.
type Held struct {
	Kind                      string   // paper.Recover or paper.Reset
	Set                       [32]byte // the hash of the set
	Index, Threshold, Members int
	Words                     secret.Text // small letters, with spaces between
	Code                      secret.Text // of the QR code
}

// Hold writes down a share of a set, which it checks.
func Hold(set split.Set, share split.Share) (Held, error) {
	written, err := paper.Of(set, share)
	if err != nil {
		return Held{}, err
	}
	defer written.Wipe()
	h := Held{Kind: written.Kind, Set: share.Set, Index: share.Index, Threshold: int(set.Threshold), Members: len(set.Members)}
	if h.Words, err = written.Words(); err != nil {
		return Held{}, err
	}
	if h.Code, err = written.Code(); err != nil {
		h.Wipe()
		return Held{}, err
	}
	return h, nil
}

// Wipe overwrites the words and the text of the QR code.
func (h Held) Wipe() {
	h.Words.Wipe()
	h.Code.Wipe()
}
