package agent

import (
	"bytes"
	"encoding/binary"
	"io"

	"filippo.io/age"

	"coffer/vault"
	"coffer/vault/codec"
	"coffer/vault/secret"
)

// Tries are the failed passwords since the vault was last unlocked here. They
// are kept in the state folder alone, encrypted so that only the right password
// opens them again; then one word stays of them all.
type Tries struct {
	_      struct{} `cbor:",toarray"`
	Count  uint32   // also of those that are not kept
	Sealed [][]byte // the last ones, at most ten, each an age file of one length
}

// Add keeps one more failed password, encrypted to the recipient.
func (t Tries) Add(recipient string, password secret.Text) (Tries, error) {
	to, err := age.ParseX25519Recipient(recipient)
	if err != nil {
		return t, err
	}
	plain := padTried(password.Bytes())
	defer vault.Wipe(plain)
	var sealed bytes.Buffer
	w, err := age.Encrypt(&sealed, to)
	if err != nil {
		return t, err
	}
	if _, err := w.Write(plain); err != nil {
		return t, err
	}
	if err := w.Close(); err != nil {
		return t, err
	}
	t.Count++
	t.Sealed = append(t.Sealed[:len(t.Sealed):len(t.Sealed)], sealed.Bytes())
	t.Sealed = t.Sealed[max(0, len(t.Sealed)-maxTries):]
	return t, nil
}

// padTried brings a password to the one length: u16 and the password, cut, and
// zeros.
func padTried(password []byte) []byte {
	plain := make([]byte, triedSize)
	n := copy(plain[2:], password)
	binary.BigEndian.PutUint16(plain, uint16(n))
	return plain
}

// Judge says what remains of the tries once the right password is known: how
// many there were, and how alike the least alike of those that were kept was.
// One slip directly before the right password is ignored. Zero and no word when
// nothing remains; with a word of zero the tries could not be read.
func (t Tries) Judge(identity Identity, password secret.Text) (count int, word Likeness) {
	count = int(t.Count)
	words := make([]Likeness, 0, len(t.Sealed))
	right := padTried(password.Bytes())
	defer vault.Wipe(right)
	for _, sealed := range t.Sealed {
		words = append(words, judge(sealed, identity.id, right))
	}
	if n := len(words); n > 0 && words[n-1] == Slip {
		words, count = words[:n-1], count-1
	}
	for _, w := range words {
		if w == 0 {
			return count, 0
		}
		word = max(word, w)
	}
	return count, word
}

func judge(sealed []byte, identity age.Identity, right []byte) Likeness {
	r, err := age.Decrypt(bytes.NewReader(sealed), identity)
	if err != nil {
		return 0
	}
	plain := make([]byte, triedSize)
	defer vault.Wipe(plain)
	if _, err := io.ReadFull(r, plain); err != nil {
		return 0
	}
	if n, err := r.Read(make([]byte, 1)); n != 0 || err != io.EOF {
		return 0
	}
	n := binary.BigEndian.Uint16(plain)
	if n > triedSize-2 {
		return 0
	}
	return Liken(string(plain[2:2+n]), string(right[2:2+binary.BigEndian.Uint16(right)]))
}

// ParseTries reads what a Tries was encoded to.
func ParseTries(b []byte) (t Tries, err error) {
	if len(b) > maxTryFile {
		return t, codec.ErrMalformed
	}
	if err := codec.UnmarshalCanonical(b, &t); err != nil {
		return Tries{}, err
	}
	if len(t.Sealed) > maxTries || int(t.Count) < len(t.Sealed) {
		return Tries{}, codec.ErrMalformed
	}
	return t, nil
}
