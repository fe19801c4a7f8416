package post

import (
	"bytes"
	"crypto/ed25519"
	"crypto/sha256"
	"encoding/hex"
	"os"
	"strings"
	"testing"

	"github.com/fxamacker/cbor/v2"
)

// page is the vectors of docs/protocol.md. What is computed here is written from
// the page alone; then it is compared with the package.
type page struct {
	t       *testing.T
	vectors map[string]string
}

func readPage(t *testing.T) page {
	t.Helper()
	text, err := os.ReadFile("../../docs/protocol.md")
	if err != nil {
		t.Fatal(err)
	}
	p := page{t, make(map[string]string)}
	for i, block := range strings.Split(string(text), "```") {
		mark, lines, _ := strings.Cut(block, "\n")
		if i%2 == 0 || mark != "vectors" {
			continue
		}
		for line := range strings.Lines(lines) {
			name, value, _ := strings.Cut(strings.TrimSpace(line), " ")
			p.vectors[name] = strings.TrimSpace(value)
		}
	}
	return p
}

func (p page) raw(name string) []byte {
	p.t.Helper()
	b, err := hex.DecodeString(p.vectors[name])
	if err != nil || len(b) == 0 {
		p.t.Fatalf("the page has no vector %s", name)
	}
	return b
}

func (p page) says(name string, computed []byte) {
	p.t.Helper()
	if got := hex.EncodeToString(computed); p.vectors[name] != got {
		p.t.Errorf("%s is %s, the page says %s", name, got, p.vectors[name])
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
	p := readPage(t)
	mailbox, body := p.raw("post.mailbox"), p.raw("post.body")
	origin := pageHash("channel", mailbox)
	p.says("post.origin", origin)
	signed := p.cbor([]any{1, "share.item", p.raw("contact.alice.fingerprint"), p.raw("contact.bob.fingerprint"), 1, origin, 1893456000, body})
	p.says("post.signed", signed)
	key := ed25519.NewKeyFromSeed(p.raw("contact.alice.signing"))
	signature := ed25519.Sign(key, append([]byte("coffer/1 envelope\x00"), signed...))
	p.says("post.signature", signature)
	id := pageHash("envelope id", signed)
	p.says("post.id", id)
	plain := p.cbor([]any{signed, signature})
	plain = append([]byte{0, 0, byte(len(plain) >> 8), byte(len(plain))}, plain...)
	plain = append(plain, make([]byte, 4096-len(plain))...)
	p.says("post.plain.sha256", hashOf(plain))
	p.says("post.ack", p.cbor([]any{1, id, []any{2, 4}, 5}))

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
