package paper_test

import (
	"bytes"
	"crypto/sha256"
	"encoding/base32"
	"math/big"
	"os"
	"strings"
	"testing"

	"coffer/internal/protocolpage"
	"coffer/ticket/paper"
	"coffer/vault/secret"
)

// docMul multiplies in GF(1024), bit by bit.
func docMul(a, b int) (product int) {
	for ; b > 0; b >>= 1 {
		if b&1 == 1 {
			product ^= a
		}
		if a <<= 1; a >= 1024 {
			a ^= 1<<10 | 1<<3 | 1 // a¹⁰ = a³ + 1
		}
	}
	return product
}

// docValue is the value of the polynomial whose first coefficient is 1 and
// whose others are the symbols.
func docValue(symbols []int, at int) int {
	value := 1
	for _, s := range symbols {
		value = docMul(value, at) ^ s
	}
	return value
}

// TestProtocolDocument computes the vectors from the page and the list alone,
// and then has the program read them.
func TestProtocolDocument(t *testing.T) {
	v, texts := protocolpage.Vectors(t, "paper."), protocolpage.Examples(t, "paper.")
	if len(v) != 1 || len(texts) != 2 {
		t.Fatalf("the page has %d vectors and %d examples", len(v), len(texts))
	}
	split := protocolpage.Vectors(t, "split.")
	payload := append([]byte{1, 1, 0, 0, 0, 3}, split["split.set.hash"][:8]...)
	share := split["split.share.2"]
	payload = append(append(payload, 2, 2), share[len(share)-32:]...)
	if !bytes.Equal(payload, v["paper.payload"]) {
		t.Fatalf("the payload is %x", payload)
	}

	list, err := os.ReadFile("slip39.txt")
	if err != nil {
		t.Fatal(err)
	}
	numbers := map[string]int{}
	for i, w := range strings.Fields(string(list)) {
		numbers[w] = i
	}
	var symbols []int
	all := new(big.Int)
	for i, w := range strings.Fields(texts["paper.words"]) {
		symbols = append(symbols, numbers[w])
		if i < 39 {
			all.Or(all.Lsh(all, 10), big.NewInt(int64(numbers[w])))
		}
	}
	want := new(big.Int).SetBytes(payload)
	if want.Lsh(want, 6).Cmp(all) != 0 || len(symbols) != 42 {
		t.Errorf("%d words stand for %x", len(symbols), all)
	}
	for _, c := range []byte("erahs reffoc") { // each goes in front of the one before
		symbols = append([]int{int(c)}, symbols...)
	}
	for _, root := range []int{2, 4, 8} {
		if got := docValue(symbols, root); got != 1 {
			t.Errorf("the polynomial is %d at %d", got, root)
		}
	}
	sum := sha256.Sum256(append([]byte("coffer/1 paper share\x00"), payload...))
	if code := "COFFER-SHARE:" + base32.StdEncoding.EncodeToString(append(payload, sum[:7]...)); code != texts["paper.code"] {
		t.Errorf("the code is %s", code)
	}
	for name, text := range texts {
		s, err := paper.Parse(secret.New(text))
		if err != nil || s.Kind != paper.Recover || s.Generation != 3 || !bytes.Equal(s.Set[:], split["split.set.hash"][:8]) || s.Index != 2 {
			t.Errorf("the program reads %s as %+v, %v", name, s, err)
		}
	}
}
