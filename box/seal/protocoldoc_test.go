package seal_test

import (
	"bytes"
	"crypto/ed25519"
	"crypto/hkdf"
	"crypto/sha256"
	"encoding/binary"
	"strings"
	"testing"

	"filippo.io/age"
	"github.com/fxamacker/cbor/v2"

	"coffer/box/contact"
	"coffer/box/hold"
	"coffer/box/seal"
	"coffer/internal/protocolpage"
	"coffer/vault/secret"
	"coffer/vault/split"
)

func fill(n int, b byte) []byte { return bytes.Repeat([]byte{b}, n) }

func docCBOR(t *testing.T, v any) []byte {
	t.Helper()
	enc, err := cbor.CoreDetEncOptions().EncMode()
	if err != nil {
		t.Fatal(err)
	}
	data, err := enc.Marshal(v)
	if err != nil {
		t.Fatal(err)
	}
	return data
}

func docHash(purpose string, data []byte) []byte {
	sum := sha256.Sum256(append([]byte("coffer/1 "+purpose+"\x00"), data...))
	return sum[:]
}

// docLetter is everything that the page says of the seal of its vectors, but what
// is random in age.
func docLetter(t *testing.T, v map[string][]byte) (want map[string][]byte) {
	signing := ed25519.NewKeyFromSeed(v["contact.alice.signing"])
	bobs := ed25519.NewKeyFromSeed(v["contact.bob.signing"])
	alice, bob := v["contact.alice.fingerprint"], v["contact.bob.fingerprint"]
	const at, x = 1900000000, 1
	seed, err := hkdf.Key(sha256.New, v["seal.key"], nil, "coffer/1 share key\x00\x01\x01", 32)
	if err != nil {
		t.Fatal(err)
	}
	commitment := []byte(ed25519.NewKeyFromSeed(seed).Public().(ed25519.PublicKey))
	want = map[string][]byte{}
	want["seal.set"] = docCBOR(t, []any{1, []any{"seal", alice, v["seal.id"], 0}, 1, []any{[]any{x, commitment}}})
	want["seal.share"] = docCBOR(t, []any{1, docHash("share set", want["seal.set"]), 1, x, v["seal.key"]})
	alices := []any{alice, []byte(signing.Public().(ed25519.PublicKey))}
	want["seal.policy"] = docCBOR(t, []any{1, "seal", v["seal.id"], docHash("share set", want["seal.set"]), fill(32, 0), alices,
		[]any{bob, []byte(bobs.Public().(ed25519.PublicKey))}, []any{alices}, nil, nil, 1, 604800, 3, true, 0, false})
	want["seal.matter"] = docHash("hold policy", want["seal.policy"])
	item := []any{"bank", "login", at, at, 0,
		[]any{[]any{"username", "username", 1, []byte("alice")}, []any{"pin", "pin", 2, nil}},
		[]any{[]any{"deed.pdf", 7, fill(32, 0x44), fill(32, 0x55)}}}
	want["seal.letter"] = docCBOR(t, []any{1, v["seal.id"], want["seal.matter"], alice, bob, 1, at, "for you", item})
	signature := ed25519.Sign(signing, append([]byte("coffer/1 seal letter\x00"), want["seal.letter"]...))
	want["seal.signed"] = docCBOR(t, []any{want["seal.letter"], signature})
	return want
}

// docFile puts the layers around what is signed, with age alone.
func docFile(t *testing.T, signed []byte, recipients ...string) []byte {
	file := binary.BigEndian.AppendUint32(nil, uint32(len(signed)))
	file = append(file, signed...)
	file = append(file, make([]byte, 4096-len(file)%4096)...)
	for _, text := range recipients {
		to, err := age.ParseHybridRecipient(text)
		if err != nil {
			t.Fatal(err)
		}
		var b bytes.Buffer
		w, err := age.Encrypt(&b, to)
		if err != nil {
			t.Fatal(err)
		}
		if _, err := w.Write(file); err != nil {
			t.Fatal(err)
		}
		if err := w.Close(); err != nil {
			t.Fatal(err)
		}
		file = b.Bytes()
	}
	return file
}

// TestProtocolDocument computes the vectors from the page alone, and then has
// the program open a file that was made of them.
func TestProtocolDocument(t *testing.T) {
	v := protocolpage.Vectors(t, "")
	want := docLetter(t, v)
	key, err := secret.KeyFrom(v["seal.key"])
	if err != nil {
		t.Fatal(err)
	}
	recipient, err := contact.OpeningRecipient(key)
	if err != nil {
		t.Fatal(err)
	}
	sum := sha256.Sum256([]byte(recipient))
	want["seal.recipient.sha256"] = sum[:]
	n := 0
	for name := range v {
		if strings.HasPrefix(name, "seal.") {
			n++
		}
	}
	if n != len(want)+2 {
		t.Errorf("the page has %d vectors, %d are known", n, len(want)+2)
	}
	for name, data := range want {
		if !bytes.Equal(v[name], data) {
			t.Errorf("%-21s %x", name, data)
		}
	}
	programOpens(t, v, recipient)
}

func programOpens(t *testing.T, v map[string][]byte, recipient string) {
	who := func(name string) contact.Identity {
		id, err := contact.NewIdentity(bytes.NewReader(append(bytes.Clone(v["contact."+name+".opening"]), v["contact."+name+".signing"]...)))
		if err != nil {
			t.Fatal(err)
		}
		return id
	}
	alice, bob := who("alice"), who("bob")
	policy, err := hold.ParsePolicy(v["seal.policy"])
	if err != nil {
		t.Fatal(err)
	}
	set, err := split.ParseSet(v["seal.set"])
	if err != nil {
		t.Fatal(err)
	}
	share, err := split.ParseShare(v["seal.share"])
	if err != nil {
		t.Fatal(err)
	}
	file := docFile(t, v["seal.signed"], bob.Public().Recipient, recipient)
	var hash hold.Hash
	copy(hash[:], docHash("seal file", file))
	l, err := seal.Terms{Policy: policy, Set: set}.Open(bob, alice.Public(), []split.Share{share}, seal.Opened{Number: 1, Hash: hash}, file)
	if err != nil {
		t.Fatal(err)
	}
	if l.Note != "for you" || l.Item.Title != "bank" || l.Item.Fields[0].Value.Reveal() != "alice" || l.Item.Attachments[0].Name != "deed.pdf" {
		t.Errorf("the program reads %+v", l)
	}
}
