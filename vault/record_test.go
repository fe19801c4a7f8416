package vault

import (
	"bytes"
	"testing"

	"pgregory.net/rapid"
)

// TestRecordIsBound changes one thing at a time that a record is bound to.
func TestRecordIsBound(t *testing.T) {
	key := bytes.Repeat([]byte{1}, keySize)
	rnd := testRand(t)
	vault, p := ID{1}, place{ID{2}, History, Key{ID: ID{3}, Sub: 4}, Core}
	stored, err := sealRecord(newAEAD(key), rnd, vault, p, 5, 6, []byte("secret"))
	if err != nil {
		t.Fatal(err)
	}
	open := func(vault ID, p place, stored []byte, key []byte) bool {
		plain, _, err := openRecord(newAEAD(key), vault, p, stored, nil)
		return err == nil && string(plain) == "secret"
	}
	if !open(vault, p, stored, key) {
		t.Fatal("it does not open at all")
	}
	for name, moved := range map[string]place{
		"box":   {ID{9}, p.space, p.key, p.tier},
		"space": {p.box, Items, p.key, p.tier},
		"id":    {p.box, p.space, Key{ID{9}, 4}, p.tier},
		"sub":   {p.box, p.space, Key{ID{3}, 5}, p.tier},
		"tier":  {p.box, p.space, p.key, Companion},
	} {
		if open(vault, moved, stored, key) {
			t.Errorf("opens with another %s", name)
		}
	}
	if open(ID{9}, p, stored, key) {
		t.Error("opens in another vault")
	}
	if open(vault, p, stored, bytes.Repeat([]byte{2}, keySize)) {
		t.Error("opens with another key")
	}
	for at, name := range map[int]string{0: "epoch", 3: "epoch", 4: "revision", 7: "revision", 8: "nonce", 40: "ciphertext", len(stored) - 1: "tag"} {
		b := bytes.Clone(stored)
		b[at] ^= 1
		if open(vault, p, b, key) {
			t.Errorf("opens with another %s", name)
		}
	}
}

func TestPlaceAsBytes(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		p := place{box: ID{1}, space: Items, tier: rapid.SampledFrom(Tiers[:]).Draw(t, "tier")}
		copy(p.key.ID[:], rapid.SliceOfN(rapid.Byte(), 16, 16).Draw(t, "id"))
		p.key.Sub = rapid.Uint32().Draw(t, "sub")
		again, err := parsePlace(p.box, p.space, p.bytes())
		if err != nil || again != p {
			t.Fatalf("%v becomes %v: %v", p, again, err)
		}
	})
	for name, b := range map[string][]byte{
		"empty": nil, "short": make([]byte, 16), "between": append(make([]byte, 17), 1), "long": append(make([]byte, 21), 1),
		"tier 0": make([]byte, 17), "tier 3": append(make([]byte, 16), 3), "sub 0": append(make([]byte, 20), 1),
	} {
		if _, err := parsePlace(ID{}, Items, b); !isDamage(err) {
			t.Errorf("%s: %v", name, err)
		}
	}
}

// TestBindIsUnambiguous moves bytes from one part to the next.
func TestBindIsUnambiguous(t *testing.T) {
	all := [][]byte{
		bind("a", []byte("b"), []byte("c")), bind("a", []byte("bc"), nil), bind("a", nil, []byte("bc")),
		bind("a", []byte("bc")), bind("ab", []byte("c")), bind("a"), bind("a", nil), bind("a", nil, nil),
	}
	for i := range all {
		for j := range i {
			if bytes.Equal(all[i], all[j]) {
				t.Errorf("%d and %d are the same", i, j)
			}
		}
	}
}
