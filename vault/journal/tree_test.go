package journal

import (
	"encoding/hex"
	"errors"
	"fmt"
	"testing"
)

// stored is a log's hashes in memory.
type stored []Hash

func (s stored) ReadHashes(indexes []int64) ([]Hash, error) {
	all := make([]Hash, len(indexes))
	for i, x := range indexes {
		if x >= int64(len(s)) {
			return nil, fmt.Errorf("hash %d of %d", x, len(s))
		}
		all[i] = s[x]
	}
	return all, nil
}

// grown is a log of some entries with the head after each.
func grown(t *testing.T, size int) (heads []Head, hashes stored) {
	t.Helper()
	heads = []Head{Empty()}
	var b Builder
	for n := range size {
		leaf := LeafOf(fmt.Append(nil, "entry ", n))
		next, fresh, err := heads[n].Append(leaf, hashes)
		if err != nil {
			t.Fatal(err)
		}
		if again := b.Add(leaf); fmt.Sprint(again) != fmt.Sprint(fresh) || b.Head() != next {
			t.Fatalf("%d built anew: %v and not %v", n, again, fresh)
		}
		if uint64(len(hashes)) != LeafAt(uint64(n)) {
			t.Fatalf("the leaf of %d is stored at %d", n, len(hashes))
		}
		heads, hashes = append(heads, next), append(hashes, fresh...)
		if uint64(len(hashes)) != Count(uint64(n+1)) {
			t.Fatalf("%d hashes for %d entries", len(hashes), n+1)
		}
	}
	return heads, hashes
}

// TestKnownRoots compares with the roots of the reference implementation of RFC 6962
// (certificate-transparency, merkle_tree_test, Apache-2.0), over the same leaves.
func TestKnownRoots(t *testing.T) {
	leaves := []string{"", "00", "10", "2021", "3031", "40414243", "5051525354555657", "606162636465666768696a6b6c6d6e6f"}
	roots := map[uint64]string{
		0: "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855",
		1: "6e340b9cffb37a989ca544e6bb780a2c78901d3fb33738768511a30617afa01d",
		2: "fac54203e7cc696cf0dfcb42c92a1d9dbaf70ad9e621f4bd8d98662f00e3c125",
		3: "aeb6bcfe274b70a14fb067a5e5578264db0fa9b51af5e0ba159158f329e06e77",
		8: "5dc9da79a70659a9ad559cb701ded9a2ab9d823aad2f4960cfe370eff4604328",
	}
	var b Builder
	for i := 0; ; i++ {
		h := b.Head()
		if want, known := roots[h.Size]; known && hex.EncodeToString(h.Root[:]) != want {
			t.Errorf("root of %d: %x", h.Size, h.Root)
		}
		if i == len(leaves) {
			return
		}
		entry, err := hex.DecodeString(leaves[i])
		if err != nil {
			t.Fatal(err)
		}
		b.Add(LeafOf(entry))
	}
}

// TestEveryTwoHeads proves each state of a log from each older one, and shows that a
// proof with anything changed in it proves nothing.
func TestEveryTwoHeads(t *testing.T) {
	heads, hashes := grown(t, 70)
	for newer := range heads {
		for older := 1; older <= newer; older++ {
			if h, err := HeadAt(uint64(older), hashes); err != nil || h != heads[older] {
				t.Fatalf("head %d: %v %v", older, h, err)
			}
			proof, err := ProveSince(uint64(older), uint64(newer), hashes)
			if err == nil {
				err = CheckSince(proof, heads[older], heads[newer])
			}
			if err != nil {
				t.Fatalf("%d since %d: %v", newer, older, err)
			}
			refuses(t, proof, older, heads[older], heads[newer])
		}
	}
}

// refuses changes what is proved, and each hash of the proof.
func refuses(t *testing.T, proof []Hash, at int, older, newer Head) {
	t.Helper()
	bad := func(what string, proof []Hash, older, newer Head) {
		if CheckSince(proof, older, newer) == nil {
			t.Errorf("%d since %d holds with %s", newer.Size, at, what)
		}
	}
	other, smaller := older, older
	other.Root[at%32]++
	bad("another older head", proof, other, newer)
	other = newer
	other.Root[at%32]++
	bad("another newer head", proof, older, other)
	if smaller.Size--; older.Size < newer.Size {
		bad("another size", proof, smaller, newer)
	}
	bad("one hash more", append(append([]Hash(nil), proof...), Hash{}), older, newer)
	for i := range proof {
		changed := append([]Hash(nil), proof...)
		changed[i][at%32]++
		bad("another hash", changed, older, newer)
	}
}

// TestEveryEntry proves each entry in each state after it.
func TestEveryEntry(t *testing.T) {
	heads, hashes := grown(t, 40)
	for size := 1; size < len(heads); size++ {
		for n := range size {
			leaf := hashes[LeafAt(uint64(n))]
			proof, err := ProveEntry(uint64(n), uint64(size), hashes)
			if err == nil {
				err = CheckEntry(proof, uint64(n), leaf, heads[size])
			}
			if err != nil {
				t.Fatalf("entry %d of %d: %v", n, size, err)
			}
			if CheckEntry(proof, uint64(n), LeafOf([]byte("entry")), heads[size]) == nil {
				t.Errorf("another entry stands at %d of %d", n, size)
			}
			if size > 1 && CheckEntry(proof, uint64((n+1)%size), leaf, heads[size]) == nil {
				t.Errorf("entry %d of %d stands elsewhere, too", n, size)
			}
		}
	}
}

// TestAppendChecks: no stored hash that goes into the next head may be another one.
func TestAppendChecks(t *testing.T) {
	for size := 1; size < 34; size++ {
		heads, hashes := grown(t, size)
		leaf := LeafOf([]byte("next"))
		want, _, err := heads[size].Append(leaf, hashes)
		if err != nil {
			t.Fatal(err)
		}
		for i := range hashes {
			changed := append(stored(nil), hashes...)
			changed[i][i%32]++
			next, _, err := heads[size].Append(leaf, changed)
			if err == nil && next != want {
				t.Errorf("hash %d of a log of %d was changed, and the next head with it", i, size)
			}
			if err != nil && !errors.Is(err, ErrTree) {
				t.Error(err)
			}
		}
		if _, _, err := heads[size].Append(leaf, hashes[:len(hashes)-1]); err == nil && size&1 == 1 {
			t.Error("a hash that is missing was not missed")
		}
	}
}

// TestSizes refuses sizes that no log has.
func TestSizes(t *testing.T) {
	heads, hashes := grown(t, 3)
	for _, s := range [][2]uint64{{0, 3}, {4, 3}, {1, MaxSize + 1}, {1 << 63, 1 << 63}} {
		if _, err := ProveSince(s[0], s[1], hashes); !errors.Is(err, ErrSize) {
			t.Errorf("%d since %d: %v", s[1], s[0], err)
		}
		if CheckSince(nil, Head{Size: s[0], Root: heads[3].Root}, Head{Size: s[1], Root: heads[3].Root}) == nil {
			t.Errorf("%d since %d is proved", s[1], s[0])
		}
	}
	if _, err := ProveEntry(3, 3, hashes); !errors.Is(err, ErrSize) {
		t.Error(err)
	}
	if _, _, err := (Head{Size: MaxSize}).Append(Hash{}, hashes); !errors.Is(err, ErrSize) {
		t.Error(err)
	}
	if _, err := HeadAt(MaxSize+1, hashes); !errors.Is(err, ErrSize) {
		t.Error(err)
	}
	if CheckEntry(make([]Hash, MaxProof+1), 0, Hash{}, heads[3]) == nil || CheckEntry(nil, 3, Hash{}, heads[3]) == nil {
		t.Error("a proof without bounds")
	}
}
