package held

import (
	"bytes"
	"context"
	"encoding/binary"
	"testing"

	"github.com/fxamacker/cbor/v2"
	"golang.org/x/crypto/chacha20poly1305"

	"coffer/vault"
)

// docBind, docOpen and docArray are written from docs/format.md alone.
func docBind(what string, parts ...[]byte) []byte {
	out := []byte("coffer/1 " + what + "\x00")
	for _, p := range parts {
		out = append(binary.BigEndian.AppendUint32(out, uint32(len(p))), p...)
	}
	return out
}

func docOpen(t *testing.T, key, sealed, ad []byte) []byte {
	t.Helper()
	a, err := chacha20poly1305.NewX(key)
	if err != nil {
		t.Fatal(err)
	}
	plain, err := a.Open(nil, sealed[:24], sealed[24:], ad)
	if err != nil {
		t.Fatal(err)
	}
	return plain
}

// docArray decodes an array of n elements, which must be exact.
func docArray(t *testing.T, data []byte, n int) (a []any) {
	t.Helper()
	mode, err := cbor.CoreDetEncOptions().EncMode()
	if err != nil {
		t.Fatal(err)
	}
	if err := cbor.Unmarshal(data, &a); err != nil || len(a) != n {
		t.Fatalf("%d elements and not %d: %v", len(a), n, err)
	}
	if again, err := mode.Marshal(a); err != nil || !bytes.Equal(again, data) {
		t.Errorf("%x is not exact: %v", data, err)
	}
	return a
}

// TestFormatDocument reads what is held by docs/format.md, section 18.
func TestFormatDocument(t *testing.T) {
	k := newKeeper(t)
	for n := range 3 {
		k.must(k.put(id(9-n), text(9-n)))
	}
	var record []byte
	k.must(k.View(context.Background(), func(tx *vault.Tx) error {
		at := vault.Key{ID: vault.ID{15: 7}, Sub: 8}
		r, err := tx.Get(vault.BoxZero, vault.Seals, at, vault.Core)
		record = r.Plain
		return err
	}))
	keys := docArray(t, record, 1)[0].([]any)
	if len(keys) != 1 {
		t.Fatalf("%d keys", len(keys))
	}
	vaultID := k.ID()
	plain := docOpen(t, keys[0].([]byte), k.read(k.path("held.keys")), docBind("held keys", vaultID[:]))
	entries := docArray(t, plain, 1)[0].([]any)
	if len(entries) != 3 {
		t.Fatalf("%d shares", len(entries))
	}
	var before []byte
	for i, e := range entries {
		at := e.([]any)[0].([]byte)
		if bytes.Compare(before, at) >= 0 {
			t.Errorf("%x after %x", at, before)
		}
		before = at
		sealed := k.read(k.path("held", vault.ID(at).String()))
		share := docOpen(t, e.([]any)[1].([]byte), sealed, docBind("held share", vaultID[:], at))
		if !bytes.Equal(share, text(7+i)) {
			t.Errorf("%q", share)
		}
	}
	for n := range 3 {
		k.must(k.destroy(id(9 - n)))
	}
	plain = docOpen(t, keys[0].([]byte), k.read(k.path("held.keys")), docBind("held keys", vaultID[:]))
	if none := docArray(t, plain, 1)[0]; none != nil {
		t.Errorf("an empty list is %v", none)
	}
}
