package journal

import (
	"crypto/ed25519"
	"encoding/base64"
	"errors"
	"fmt"
	"strconv"
	"strings"
	"time"

	"golang.org/x/mod/sumdb/note"
)

// A signed head is a note of golang.org/x/mod/sumdb/note, whose text is that of a
// checkpoint (c2sp.org/tlog-checkpoint): the origin, the size and the root, and one line more
// that says when.

// ErrHead is returned for what is no signed head, or is signed with another key.
var ErrHead = errors.New("no signed head of this log")

// SignedHead is what somebody said about a log.
type SignedHead struct {
	Origin string // which log, like coffer-log/ID
	Head   Head
	Time   time.Time // UTC, whole seconds
}

// KeyText is a public key as notes know it, with the origin that it signs for.
func KeyText(origin string, key ed25519.PublicKey) (string, error) {
	return note.NewEd25519VerifierKey(origin, key)
}

// signer signs with a key that is kept as bytes, so that it can be cleared.
type signer struct {
	note.Verifier
	key ed25519.PrivateKey
}

// Sign implements [note.Signer].
func (s signer) Sign(msg []byte) ([]byte, error) { return ed25519.Sign(s.key, msg), nil }

// Sign signs a head.
func (h SignedHead) Sign(key ed25519.PrivateKey) ([]byte, error) {
	text, err := KeyText(h.Origin, ed25519.PublicKey(key[ed25519.SeedSize:]))
	if err != nil {
		return nil, err
	}
	v, err := note.NewVerifier(text)
	if err != nil {
		return nil, err
	}
	return note.Sign(&note.Note{Text: h.text()}, signer{v, key})
}

func (h SignedHead) text() string {
	return fmt.Sprintf("%s\n%d\n%s\ntime %d\n", h.Origin, h.Head.Size, base64.StdEncoding.EncodeToString(h.Head.Root[:]), h.Time.Unix())
}

// ReadSigned verifies a signed head against a key as [KeyText] writes it. [ErrHead] where it
// is none, or not signed with that key.
func ReadSigned(signed []byte, key string) (h SignedHead, err error) {
	v, err := note.NewVerifier(strings.TrimSpace(key))
	if err != nil || len(signed) > MaxSigned {
		return h, ErrHead
	}
	n, err := note.Open(signed, note.VerifierList(v))
	if err != nil || len(n.Sigs) == 0 {
		return h, ErrHead
	}
	if h, err = parseHead(n.Text); err != nil || h.Origin != v.Name() {
		return SignedHead{}, ErrHead
	}
	return h, nil
}

// parseHead reads the text of a head, which must be the one way to write it.
func parseHead(text string) (h SignedHead, err error) {
	lines := strings.Split(text, "\n")
	if len(lines) != 5 {
		return h, ErrHead
	}
	h.Origin = lines[0]
	if h.Head.Size, err = strconv.ParseUint(lines[1], 10, 64); err != nil || h.Head.Size > MaxSize {
		return h, ErrHead
	}
	root, err := base64.StdEncoding.Strict().DecodeString(lines[2])
	if err != nil || len(root) != len(h.Head.Root) {
		return h, ErrHead
	}
	copy(h.Head.Root[:], root)
	seconds, err := strconv.ParseInt(strings.TrimPrefix(lines[3], "time "), 10, 64)
	if err != nil || seconds < 0 || seconds > maxSeconds {
		return h, ErrHead
	}
	h.Time = time.Unix(seconds, 0).UTC()
	if h.text() != text {
		return h, ErrHead
	}
	return h, nil
}
