package order_test

import (
	"bytes"
	"crypto/ed25519"
	"crypto/hkdf"
	"crypto/sha256"
	"testing"
	"time"

	"github.com/fxamacker/cbor/v2"

	"coffer/internal/protocolpage"
	"coffer/ticket/order"
	"coffer/vault/split"
)

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

// docSign is the signature of a share of the page's vectors, by its index.
func docSign(v map[string][]byte, index byte, message []byte) []byte {
	share := v["split.share."+string('0'+index)]
	value := share[len(share)-32:] // it comes last
	seed, _ := hkdf.Key(sha256.New, value, nil, "coffer/1 share key\x00"+string([]byte{index, index}), 32)
	return ed25519.Sign(ed25519.NewKeyFromSeed(seed), append([]byte("coffer/1 ticket order\x00"), message...))
}

// TestProtocolDocument computes the vectors from the page alone, and then has
// the program read and make them.
func TestProtocolDocument(t *testing.T) {
	v, shares := protocolpage.Vectors(t, "order."), protocolpage.Vectors(t, "split.")
	of, owner, ticket := shares["split.of"], shares["split.owner"], bytes.Repeat([]byte{0x33}, 32)
	const number, wait = 1900000000, 3 * 24 * 3600
	signed := func(o []byte) []byte {
		return docCBOR(t, []any{1, o, []any{[]any{1, docSign(shares, 1, o)}, []any{3, docSign(shares, 3, o)}}})
	}
	page := func(o []byte) []any { return []any{number + 100, signed(o)} }
	freeze := docCBOR(t, []any{1, "freeze", of, owner, ticket, 0, number, number + wait + 30*24*3600, ""})
	thaw := docCBOR(t, []any{1, "thaw", of, owner, ticket, 0, number, 0, ""})
	erase := docCBOR(t, []any{1, "delete", of, owner, ticket, 0, number, number + wait + 14*24*3600, ""})
	email := docCBOR(t, []any{1, "email", of, owner, ticket, 0, number, 0, "alice@acme.example"})
	want := map[string][]byte{
		"order.freeze": freeze, "order.thaw": thaw, "order.delete": erase, "order.email": email,
		"order.signed": signed(freeze),
		"order.book":   docCBOR(t, []any{1, []any{page(freeze), page(thaw)}}),
		"order.dealt":  docCBOR(t, []any{1, number, number - 1, 0}),
	}
	for name, data := range want {
		if !bytes.Equal(v[name], data) {
			t.Errorf("%s is %x", name, data)
		}
	}
	if len(v) != len(want) {
		t.Errorf("the page has %d vectors, %d are known", len(v), len(want))
	}
	if !t.Failed() {
		programAgrees(t, v, shares)
	}
}

func programAgrees(t *testing.T, v, shares map[string][]byte) {
	set, err := split.ParseSet(shares["split.set"])
	if err != nil {
		t.Fatal(err)
	}
	now, wait := time.Unix(1900000000, 0), 3*24*time.Hour
	ticket := [32]byte(bytes.Repeat([]byte{0x33}, 32))
	for kind, email := range map[order.Kind]string{order.Freeze: "", order.Thaw: "", order.Delete: "", order.Email: "alice@acme.example"} {
		o, err := order.New(kind, set, ticket, now, wait, email)
		if err != nil {
			t.Fatal(err)
		}
		if data, err := o.Encode(); err != nil || !bytes.Equal(data, v["order."+string(kind)]) {
			t.Errorf("the program's %s is %x, %v", kind, data, err)
		}
	}
	s, err := order.ParseSigned(v["order.signed"])
	if err != nil || s.Check(set) != nil {
		t.Errorf("the program does not take the signed order: %v, %v", err, s.Check(set))
	}
	b, err := order.ParseBook(v["order.book"])
	if err != nil {
		t.Fatal(err)
	}
	good, wrong := b.Checked(set, now)
	if wrong != nil || !good.Same(b) {
		t.Errorf("the program does not take the book: %v", wrong)
	}
	d, err := order.ParseDealt(v["order.dealt"])
	if err != nil || d.Lifted != 1900000000 || d.Vetoed != 1899999999 {
		t.Errorf("what was dealt with is %+v, %v", d, err)
	}
	lifted, err := d.Encode()
	if err != nil || !bytes.Equal(lifted, v["order.dealt"]) {
		t.Errorf("the program writes %x, %v", lifted, err)
	}
}
