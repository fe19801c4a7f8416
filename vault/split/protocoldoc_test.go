package split_test

import (
	"bytes"
	"crypto/ed25519"
	"crypto/hkdf"
	"crypto/sha256"
	"testing"

	"github.com/fxamacker/cbor/v2"

	"coffer/internal/protocolpage"
	"coffer/vault/split"
)

// docMul multiplies in GF(2^8), bit by bit.
func docMul(a, b byte) (product byte) {
	for ; b > 0; b >>= 1 {
		if b&1 == 1 {
			product ^= a
		}
		carry := a >> 7
		if a <<= 1; carry == 1 {
			a ^= 0x1b // x⁸ = x⁴ + x³ + x + 1
		}
	}
	return product
}

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

func docHash(parts ...[]byte) []byte {
	sum := sha256.Sum256(bytes.Join(parts, nil))
	return sum[:]
}

// docShare is what the page says about the share at one x, which is also its
// index in the vectors.
type docShare struct {
	value []byte
	key   ed25519.PrivateKey
}

func newDocShare(v map[string][]byte, x byte) docShare {
	value := bytes.Clone(v["split.key"])
	for i, c := range v["split.coefficient"] {
		value[i] ^= docMul(c, x)
	}
	seed, _ := hkdf.Key(sha256.New, value, nil, "coffer/1 share key\x00"+string([]byte{x, x}), 32)
	return docShare{value, ed25519.NewKeyFromSeed(seed)}
}

// TestProtocolDocument computes the vectors from the page alone, and then has
// the program read them.
func TestProtocolDocument(t *testing.T) {
	v := protocolpage.Vectors(t, "split.")
	want := map[string][]byte{}
	var shares []docShare
	var members []any
	for x := byte(1); x <= 3; x++ {
		s := newDocShare(v, x)
		shares = append(shares, s)
		want["split.commitment."+string('0'+x)] = s.key.Public().(ed25519.PublicKey)
		members = append(members, []any{x, []byte(s.key.Public().(ed25519.PublicKey))})
	}
	subject := []any{"seal", v["split.owner"], v["split.of"], 0}
	want["split.set"] = docCBOR(t, []any{1, subject, 2, members})
	want["split.set.hash"] = docHash([]byte("coffer/1 share set\x00"), want["split.set"])
	for i, s := range shares {
		want["split.share."+string('1'+byte(i))] = docCBOR(t, []any{1, want["split.set.hash"], i + 1, i + 1, s.value})
	}
	want["split.signature"] = ed25519.Sign(shares[0].key, []byte("coffer/1 share drill\x00nonce"))
	for name, data := range want {
		if !bytes.Equal(v[name], data) {
			t.Errorf("%s is %x", name, data)
		}
	}
	if len(v) != len(want)+4 {
		t.Errorf("the page has %d vectors, %d are known", len(v), len(want)+4)
	}
	programReads(t, v)
}

func programReads(t *testing.T, v map[string][]byte) {
	set, err := split.ParseSet(v["split.set"])
	if err != nil {
		t.Fatal(err)
	}
	hash := set.Hash()
	if !bytes.Equal(hash[:], v["split.set.hash"]) {
		t.Errorf("the program's hash of the set is %x", hash)
	}
	var shares []split.Share
	for _, name := range []string{"split.share.3", "split.share.1"} {
		s, err := split.ParseShare(v[name])
		if err != nil {
			t.Fatal(err)
		}
		shares = append(shares, s)
	}
	key, err := split.Combine(set, shares)
	if err != nil || !bytes.Equal(key.Bytes(), v["split.key"]) {
		t.Errorf("the program does not get the key: %v", err)
	}
	if !set.Signed(1, "share drill", []byte("nonce"), v["split.signature"]) {
		t.Error("the program does not take the signature")
	}
}
