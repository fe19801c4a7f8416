package witness

import (
	"strings"

	"coffer/vault/codec"
	"coffer/vault/journal"
)

// The kinds of envelopes that carry heads.
const (
	KindHead = "log.head" // from the owner of a log to a witness
	KindKept = "log.kept" // the answer: what the witness keeps
)

// letterVersion is that of both bodies.
const letterVersion = 1

// Signed is a head as its owner signed it, with the key that verifies it. Whose key that is,
// only the owner knows.
type Signed struct {
	Key  string
	Note []byte
	journal.SignedHead
}

// Same tells whether it is the same head, signed with the same key.
func (s *Signed) Same(o *Signed) bool { return s.Key == o.Key && s.Head == o.Head }

// readSigned verifies a head by the key that comes with it.
func readSigned(key string, note []byte) (s Signed, err error) {
	if len(key) > maxKey || strings.TrimSpace(key) != key {
		return s, ErrLetter
	}
	h, err := journal.ReadSigned(note, key)
	if err != nil || h.Head.Size == 0 {
		return s, ErrLetter
	}
	return Signed{Key: key, Note: note, SignedHead: h}, nil
}

// Letter is a head that is handed to a witness.
type Letter struct {
	Signed
	// Since is the size of the log out of which Proof proves that this one has grown; 0:
	// it proves nothing.
	Since uint64
	Proof []journal.Hash
}

type wireLetter struct {
	_       struct{} `cbor:",toarray"`
	Version uint64
	Key     string
	Note    []byte
	Since   uint64
	Proof   [][32]byte
}

// Bytes is the body as it travels.
func (l *Letter) Bytes() ([]byte, error) {
	w := wireLetter{Version: letterVersion, Key: l.Key, Note: l.Note, Since: l.Since}
	for _, h := range l.Proof {
		w.Proof = append(w.Proof, h)
	}
	return codec.Marshal(w)
}

// ParseLetter reads the body of a head, and verifies its signature. What it proves depends on
// what is kept: see [Kept.Take].
func ParseLetter(body []byte) (l Letter, err error) {
	var w wireLetter
	if codec.UnmarshalCanonical(body, &w) != nil || w.Version != letterVersion || len(w.Proof) > journal.MaxProof {
		return l, ErrLetter
	}
	l.Since = w.Since
	for _, h := range w.Proof {
		l.Proof = append(l.Proof, h)
	}
	if l.Signed, err = readSigned(w.Key, w.Note); err != nil {
		return Letter{}, err
	}
	if l.Since > l.Head.Size || l.Since == 0 && len(l.Proof) > 0 {
		return Letter{}, ErrLetter
	}
	return l, nil
}

type wireKept struct {
	_       struct{} `cbor:",toarray"`
	Version uint64
	Key     string
	Note    []byte
}

// Answer is the body that tells what a witness keeps.
func (s *Signed) Answer() ([]byte, error) {
	return codec.Marshal(wireKept{Version: letterVersion, Key: s.Key, Note: s.Note})
}

// ParseAnswer reads that body, and verifies the signature. Whether the key is the owner's own
// is for them to know.
func ParseAnswer(body []byte) (Signed, error) {
	var w wireKept
	if codec.UnmarshalCanonical(body, &w) != nil || w.Version != letterVersion {
		return Signed{}, ErrLetter
	}
	return readSigned(w.Key, w.Note)
}
