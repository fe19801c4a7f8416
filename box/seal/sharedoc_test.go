package seal_test

import (
	"bytes"
	"testing"

	"coffer/box/seal"
	"coffer/internal/protocolpage"
)

// docShares is everything that the page says of the shares of its vectors.
func docShares(t *testing.T) map[string][]byte {
	const at = 1900000000
	item := docCBOR(t, []any{"wifi", "login", at, at, 0,
		[]any{[]any{"username", "username", 1, []byte("guest")}, []any{"password", "password", 2, []byte("herring")}},
		[]any{[]any{"plan.txt", 7, fill(32, 0x44), fill(32, 0x55)}}})
	file := []any{fill(16, 0x77), 2000, fill(32, 0x66)}
	share := fill(16, 0x22)
	return map[string][]byte{
		"share.content": item,
		"share.item":    docCBOR(t, []any{1, share, 1, at, "for you", item, nil, []any{file}}),
		"share.large":   docCBOR(t, []any{1, share, 2, at, "", nil, []any{fill(16, 0x78), 300000, fill(32, 0x67)}, nil}),
		"share.stop":    docCBOR(t, []any{1, share, 3, at}),
	}
}

// TestProtocolDocumentShares computes the vectors from the page alone, and has the
// program read them.
func TestProtocolDocumentShares(t *testing.T) {
	v, want := protocolpage.Vectors(t, "share."), docShares(t)
	if len(v) != len(want) {
		t.Errorf("the page has %d vectors, %d are known", len(v), len(want))
	}
	for name, data := range want {
		if !bytes.Equal(v[name], data) {
			t.Errorf("%-13s %x", name, data)
		}
	}
	for _, name := range []string{"share.item", "share.large"} {
		s, err := seal.ParseShared(v[name])
		if err != nil {
			t.Fatalf("%s: %v", name, err)
		}
		if again, err := s.Bytes(); err != nil || !bytes.Equal(again, v[name]) {
			t.Errorf("%s becomes %x: %v", name, again, err)
		}
	}
	if it, err := seal.DecodeItem(v["share.content"]); err != nil || it.Title != "wifi" || len(it.Attachments) != 1 {
		t.Errorf("%v", err)
	}
	if s, err := seal.ParseShareStop(v["share.stop"]); err != nil || s.Number != 3 {
		t.Errorf("%v", err)
	}
}
