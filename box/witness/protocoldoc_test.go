package witness

import (
	"bytes"
	"crypto/ed25519"
	"crypto/sha256"
	"encoding/base64"
	"encoding/binary"
	"encoding/hex"
	"fmt"
	"testing"

	"github.com/fxamacker/cbor/v2"

	"coffer/internal/protocolpage"
)

func docSum(parts ...[]byte) []byte {
	sum := sha256.Sum256(bytes.Join(parts, nil))
	return sum[:]
}

// docHead is a signed head with its key, made from the page and from what it refers to.
func docHead(seed []byte) (key, note, proof []byte) {
	leaf := func(b byte) []byte { return docSum([]byte{0}, []byte{b}) }
	two := docSum([]byte{1}, leaf(0), leaf(1))
	root := docSum([]byte{1}, two, leaf(2))
	const name = "coffer-log/alice"
	private := ed25519.NewKeyFromSeed(seed)
	public := append([]byte{1}, private[32:]...)
	hash := docSum([]byte(name+"\n"), public)[:4]
	key = fmt.Appendf(nil, "%s+%08x+%s", name, binary.BigEndian.Uint32(hash), base64.StdEncoding.EncodeToString(public))
	text := fmt.Appendf(nil, "%s\n3\n%s\ntime 1900000000\n", name, base64.StdEncoding.EncodeToString(root))
	signature := append(bytes.Clone(hash), ed25519.Sign(private, text)...)
	note = fmt.Appendf(nil, "%s\n— %s %s\n", text, name, base64.StdEncoding.EncodeToString(signature))
	return key, note, leaf(2)
}

// TestProtocolDocument computes the vectors from the page alone, and has the package read
// and write them.
func TestProtocolDocument(t *testing.T) {
	v := protocolpage.Vectors(t, "witness.")
	key, note, proof := docHead(v["witness.seed"])
	mode, err := cbor.CoreDetEncOptions().EncMode()
	if err != nil {
		t.Fatal(err)
	}
	body := func(elements ...any) []byte {
		b, err := mode.Marshal(elements)
		if err != nil {
			t.Fatal(err)
		}
		return b
	}
	first := body(1, string(key), note, 0, nil)
	want := map[string][]byte{
		"witness.seed": v["witness.seed"], "witness.key": key, "witness.note": note, "witness.proof": proof,
		"witness.head": body(1, string(key), note, 2, []any{proof}), "witness.first.sha256": docSum(first), "witness.kept": body(1, string(key), note),
	}
	if len(v) != len(want) {
		t.Errorf("the page has %d vectors, %d are known", len(v), len(want))
	}
	for name, data := range want {
		if !bytes.Equal(v[name], data) {
			t.Errorf("%s %s", name, hex.EncodeToString(data))
		}
	}
	for name, data := range map[string][]byte{"head": want["witness.head"], "first": first} {
		l, err := ParseLetter(data)
		if err != nil || l.Key != string(key) || l.Head.Size != 3 || name == "head" && l.Since != 2 {
			t.Fatalf("%s is read as %+v: %v", name, l, err)
		}
		if again, err := l.Bytes(); err != nil || !bytes.Equal(again, data) {
			t.Errorf("%s is written as %x: %v", name, again, err)
		}
	}
	s, err := ParseAnswer(want["witness.kept"])
	if err != nil {
		t.Fatal(err)
	}
	if again, err := s.Answer(); err != nil || !bytes.Equal(again, want["witness.kept"]) {
		t.Errorf("the answer is written as %x: %v", again, err)
	}
}
