package held

import (
	"bytes"
	"testing"

	"coffer/vault"
	"coffer/vault/secret"
)

func FuzzRing(f *testing.F) {
	var r ring
	for n := range 3 {
		seed, err := r.encode()
		if err != nil {
			f.Fatal(err)
		}
		f.Add(seed)
		k, err := secret.KeyFrom(bytes.Repeat([]byte{byte(n)}, secret.KeySize))
		if err != nil {
			f.Fatal(err)
		}
		r = r.with(vault.ID{0: byte(9 - n)}, k)
	}
	f.Fuzz(func(t *testing.T, data []byte) {
		r, err := decodeRing(data)
		if err != nil {
			return
		}
		again, err := r.encode()
		if err != nil || !bytes.Equal(again, data) {
			t.Errorf("%x becomes %x, %v", data, again, err)
		}
	})
}

func FuzzLock(f *testing.F) {
	for n := range 4 {
		seed := append([]byte{0x81, 0x80 + byte(n)}, bytes.Repeat(append([]byte{0x58, 32}, make([]byte, 32)...), n)...)
		f.Add(seed)
		l, err := decodeLock(seed)
		if want := n == 1 || n == 2; (err == nil) != want || len(l) != n && want {
			f.Errorf("%d keys: %d, %v", n, len(l), err)
		}
	}
	f.Fuzz(func(t *testing.T, data []byte) {
		if l, err := decodeLock(data); err == nil && (len(l) == 0 || len(l) > maxKeys) {
			t.Errorf("%d keys", len(l))
		}
	})
}
