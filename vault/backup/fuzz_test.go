package backup

import (
	"bytes"
	"crypto/sha256"
	"testing"

	"coffer/vault"
)

// FuzzManifest fuzzes it in front of its checksum, since no fuzzer finds SHA-256 by itself: what
// parses is encoded to the same, and fits.
func FuzzManifest(f *testing.F) {
	seeds := []manifest{someManifest(), {Version: version, Edition: 1}, {Version: 2}}
	for _, change := range hostile {
		m := someManifest()
		if change(&m); len(m.Files) < 1000 && len(m.Files[len(m.Files)-1].Body.Ranges) < 1000 {
			seeds = append(seeds, m)
		}
	}
	if len(seeds) < 20 {
		f.Fatal("few seeds")
	}
	for _, m := range seeds {
		b, err := m.marshal()
		if err != nil {
			f.Fatal(err)
		}
		f.Add(b[:len(b)-sha256.Size])
	}
	f.Fuzz(func(t *testing.T, b []byte) {
		_, _ = parse(b)
		sum := sha256.Sum256(b)
		whole := append(bytes.Clone(b), sum[:]...)
		m, err := parse(whole)
		if err != nil {
			return
		}
		if again, err := m.marshal(); err != nil || !bytes.Equal(again, whole) {
			t.Errorf("%x becomes %x: %v", whole, again, err)
		}
		var room int64
		for _, k := range m.Packs {
			room += k.Size
		}
		s := Snapshot{m: m}
		if s.Size() < 0 || s.Size() > room {
			t.Errorf("%d bytes come out of %d", s.Size(), room)
		}
	})
}

// FuzzPairs: what is cut off as a pair is encoded to the same.
func FuzzPairs(f *testing.F) {
	one := vault.Pair{Bucket: []byte("keys"), Key: []byte("format"), Value: []byte("value")}
	f.Add(appendPair(nil, one))
	f.Add(appendPair(appendPair(nil, one), vault.Pair{}))
	f.Add([]byte{0, 0, 0xff, 0xff, 0xff, 0xff})
	f.Fuzz(func(t *testing.T, b []byte) {
		var again []byte
		rest := b
		for len(rest) > 0 {
			p, after, ok := cutPair(rest)
			if !ok {
				break
			}
			if pairSize(p) != int64(len(rest)-len(after)) {
				t.Errorf("%x takes another size", p)
			}
			again, rest = appendPair(again, p), after
		}
		if !bytes.Equal(append(again, rest...), b) {
			t.Errorf("%x becomes %x", b, again)
		}
	})
}
