package post

import (
	"bytes"
	"crypto/ed25519"
	"crypto/sha256"
	"testing"

	"github.com/fxamacker/cbor/v2"

	"coffer/internal/protocolpage"
)

// page is the vectors of docs/protocol.md. What is computed here is written from
// the page alone; then it is compared with the package.
type page struct {
	t       *testing.T
	vectors map[string][]byte
}

func (p page) says(name string, computed []byte) {
	p.t.Helper()
	if !bytes.Equal(p.vectors[name], computed) {
		p.t.Errorf("%s is %x, the page says %x", name, computed, p.vectors[name])
	}
}

func pageHash(purpose string, b []byte) []byte {
	sum := sha256.Sum256(append([]byte("coffer/1 "+purpose+"\x00"), b...))
	return sum[:]
}

func (p page) cbor(v any) []byte {
	p.t.Helper()
	mode, err := cbor.CoreDetEncOptions().EncMode()
	if err != nil {
		p.t.Fatal(err)
	}
	b, err := mode.Marshal(v)
	if err != nil {
		p.t.Fatal(err)
	}
	return b
}

// TestVectors holds page and package against each other.
func TestVectors(t *testing.T) {
	p := page{t, protocolpage.Vectors(t, "")}
	mailbox, body := p.vectors["post.mailbox"], p.vectors["post.body"]
	origin := pageHash("channel", mailbox)
	p.says("post.origin", origin)
	signed := p.cbor([]any{1, "share.item", p.vectors["contact.alice.fingerprint"], p.vectors["contact.bob.fingerprint"], 1, origin, 1893456000, body})
	p.says("post.signed", signed)
	key := ed25519.NewKeyFromSeed(p.vectors["contact.alice.signing"])
	signature := ed25519.Sign(key, append([]byte("coffer/1 envelope\x00"), signed...))
	p.says("post.signature", signature)
	id := pageHash("envelope id", signed)
	p.says("post.id", id)
	plain := p.cbor([]any{signed, signature})
	plain = append([]byte{0, 0, byte(len(plain) >> 8), byte(len(plain))}, plain...)
	plain = append(plain, make([]byte, 4096-len(plain))...)
	p.says("post.plain.sha256", hashOf(plain))
	p.says("post.ack", p.cbor([]any{1, id, []any{2, 4}, 5}))

	content := make([]byte, 245760+1)
	for i := range content {
		content[i] = byte(i % 251)
	}
	parcel := []any{p.vectors["post.parcel.id"], len(content), pageHash("parcel", content)}
	p.says("post.parcel", p.cbor(parcel))
	first := p.cbor([]any{1, parcel, 0, content[:245760]})
	p.says("post.piece.first.sha256", hashOf(first))
	last := p.cbor([]any{1, parcel, 1, content[245760:]})
	p.says("post.piece.last", last)
	for i, body := range [][]byte{first, last} {
		got, err := parsePiece(body)
		if err != nil || got.Index != uint64(i) || parcelHash(content) != got.SHA256 || !bytes.Equal(got.Data, content[i*245760:min(len(content), (i+1)*245760)]) {
			t.Errorf("the package reads piece %d as %d bytes, %v", got.Index, len(got.Data), err)
		}
		if again, err := got.marshal(); err != nil || !bytes.Equal(again, body) {
			t.Errorf("the package writes piece %d otherwise: %v", i, err)
		}
	}

	m := Mailbox(mailbox)
	if o := m.origin(); !bytes.Equal(o[:], origin) {
		t.Errorf("the package has the origin %x", o)
	}
	s, err := unpadded(plain)
	if err != nil || !bytes.Equal(s.Bytes, signed) {
		t.Fatalf("the package takes the page's envelope for %x, %v", s.Bytes, err)
	}
	if got := s.ID(); !bytes.Equal(got[:], id) {
		t.Errorf("the package names it %x", got)
	}
	e, err := s.Unverified()
	if err != nil || e.Kind != "share.item" || e.Seq != 1 || e.Prev != ID(origin) || e.Time != 1893456000 || !bytes.Equal(e.Body, body) {
		t.Errorf("the package reads %+v, %v", e, err)
	}
	taken := Taken{Seq: 1, Last: ID(id), Ahead: []Link{{Seq: 3}, {Seq: 5}}}
	b, err := taken.ack()
	if err != nil {
		t.Fatal(err)
	}
	p.says("post.ack", b)
}

func hashOf(b []byte) []byte { sum := sha256.Sum256(b); return sum[:] }
