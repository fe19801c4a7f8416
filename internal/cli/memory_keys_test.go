package cli

import (
	"bytes"
	"crypto/hkdf"
	"crypto/sha256"
	"encoding/binary"
	"testing"

	"github.com/fxamacker/cbor/v2"
	bolt "go.etcd.io/bbolt"
	"golang.org/x/crypto/chacha20poly1305"

	"coffer/vault"
)

// keysIn takes the keys out of a vault with its password, by docs/format.md
// alone: no code of the program gives them away.
func keysIn(t *testing.T, path, password string) map[string][]byte {
	t.Helper()
	db, err := bolt.Open(path, 0o600, &bolt.Options{ReadOnly: true})
	if err != nil {
		t.Fatal(err)
	}
	defer db.Close()
	keys := make(map[string][]byte)
	err = db.View(func(tx *bolt.Tx) error {
		b := tx.Bucket([]byte("keys"))
		format := array(t, unstamped(b.Get([]byte("format"))))
		id := format[1].([]byte)
		_, stored := b.Cursor().Seek([]byte("slot"))
		body := unstamped(stored)
		slot := array(t, body)
		sealed := slot[5].([]byte)
		keys["slot key"] = purpose(cheapStretch([]byte(password), slot[4].([]byte), vault.Params{}), "slot password")
		clear := append(bytes.Clone(body[:len(body)-2-len(sealed)]), 0xf6)
		roots := opened(t, keys["slot key"], sealed, bound("slot", id, clear))
		keys["core root"], keys["companion root"] = roots[:32], roots[32:]
		for c, name := b.Cursor(), []byte(nil); ; {
			var wrapped []byte
			if name == nil {
				name, wrapped = c.Seek([]byte("box"))
			} else {
				name, wrapped = c.Next()
			}
			if !bytes.HasPrefix(name, []byte("box")) {
				return nil
			}
			box, tier := name[3:19], name[19]
			root, which := keys["companion root"], "companion"
			if tier == 2 {
				root, which = keys["core root"], "core"
			}
			w := array(t, wrapped)
			epoch := binary.BigEndian.AppendUint32(nil, uint32(w[0].(uint64)))
			key := opened(t, purpose(root, "wrap"), w[1].([]byte), bound("box key", id, box, []byte{tier}, epoch))
			keys[which+" key of a box"+string(rune('0'+len(keys)))] = key
			keys[which+" key of records"+string(rune('0'+len(keys)))] = purpose(key, "records")
		}
	})
	if err != nil || len(keys) < 3+2*2*2 {
		t.Fatalf("%d keys, %v", len(keys), err)
	}
	return keys
}

func array(t *testing.T, b []byte) (a []any) {
	t.Helper()
	if err := cbor.Unmarshal(b, &a); err != nil {
		t.Fatal(err)
	}
	return a
}

func unstamped(b []byte) []byte { return b[:len(b)-8] }

func purpose(key []byte, purpose string) []byte {
	out, err := hkdf.Key(sha256.New, key, nil, "coffer/1 "+purpose, 32)
	if err != nil {
		panic(err)
	}
	return out
}

func bound(what string, parts ...[]byte) []byte {
	out := []byte("coffer/1 " + what + "\x00")
	for _, p := range parts {
		out = append(binary.BigEndian.AppendUint32(out, uint32(len(p))), p...)
	}
	return out
}

func opened(t *testing.T, key, sealed, ad []byte) []byte {
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
