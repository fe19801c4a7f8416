package seal

import (
	"bytes"
	"crypto/ed25519"
	"crypto/sha256"
	"testing"

	"github.com/fxamacker/cbor/v2"

	"coffer/box/contact"
	"coffer/internal/protocolpage"
	"coffer/vault/secret"
)

func docEncode(t *testing.T, v any) []byte {
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

// docBodies computes what travels for the seal of the page.
func docBodies(t *testing.T) map[string][]byte {
	all, of := protocolpage.Vectors(t, ""), func(b byte, n int) []byte { return bytes.Repeat([]byte{b}, n) }
	person := func(name string) any {
		key, err := secret.KeyFrom(all["contact."+name+".opening"])
		if err != nil {
			t.Fatal(err)
		}
		recipient, err := contact.OpeningRecipient(key)
		if err != nil {
			t.Fatal(err)
		}
		signing := ed25519.NewKeyFromSeed(all["contact."+name+".signing"])
		return []any{[]any{recipient, []byte(signing.Public().(ed25519.PublicKey))}, name}
	}
	introduced := []any{all["seal.policy"], all["seal.set"], []any{person("alice"), person("bob")},
		[]any{[]any{all["contact.alice.fingerprint"], of(0x71, 16), of(0x72, 16)}}}
	first, second := []any{of(0x77, 16), 5000, of(0x88, 32)}, []any{of(0x78, 16), 9, of(0x89, 32)}
	return map[string][]byte{
		"offer":   docEncode(t, []any{1, introduced, "house", []any{1, of(0x66, 32), []any{first}}}),
		"deposit": docEncode(t, []any{1, introduced, "house", all["seal.share"]}),
		"file":    docEncode(t, []any{1, []any{2, of(0x66, 32), []any{first, second}}}),
	}
}

// TestProtocolDocumentBodies computes the vectors from the page alone, and has the
// program read what it computed.
func TestProtocolDocumentBodies(t *testing.T) {
	bodies, v := docBodies(t), protocolpage.Vectors(t, "sealing.")
	sum := func(sort string) []byte { h := sha256.Sum256(bodies[sort]); return h[:] }
	matter := sha256.Sum256(append([]byte("coffer/1 hold policy\x00"), protocolpage.Vectors(t, "seal.policy")["seal.policy"]...))
	want := map[string][]byte{
		"sealing.id": matter[:16], "sealing.file": bodies["file"],
		"sealing.offer.sha256": sum("offer"), "sealing.deposit.sha256": sum("deposit"),
	}
	if len(v) != len(want) {
		t.Errorf("the page has %d vectors, %d are known", len(v), len(want))
	}
	for name, data := range want {
		if !bytes.Equal(v[name], data) {
			t.Errorf("%-22s %x", name, data)
		}
	}
	o, err := parseOffer(bodies["offer"])
	if err != nil || !bytes.Equal(o.File.Hash[:], bytes.Repeat([]byte{0x66}, 32)) || o.Label != "house" || o.People[1].Name != "bob" {
		t.Errorf("the program reads %+v: %v", o, err)
	}
	if id := MatterID(o.Policy); !bytes.Equal(id[:], v["sealing.id"]) {
		t.Errorf("the seal is %x", id)
	}
	if err := o.checkWays(o.Policy.Requester.Fingerprint); err != nil {
		t.Error(err)
	}
	d, err := parseDeposit(bodies["deposit"])
	if err != nil || d.isFor(d.Policy.Owner.Fingerprint) != nil {
		t.Errorf("the program reads %+v: %v", d, err)
	}
	if f, err := parseFile(bodies["file"]); err != nil || len(f.Parcels) != 2 {
		t.Errorf("the program reads %+v: %v", f, err)
	}
	for sort, data := range bodies {
		if got, err := again(sort, data, d.Policy); err != nil || !bytes.Equal(got, data) {
			t.Errorf("%s becomes %x: %v", sort, got, err)
		}
	}
}
