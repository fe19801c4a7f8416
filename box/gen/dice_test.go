package gen

import (
	"bytes"
	"encoding/binary"
	"errors"
	"io"
	"math/rand/v2"
	"testing"
)

// fixed is a source of randomness that is the same on every run.
func fixed() io.Reader { return rand.NewChaCha8([32]byte([]byte("a seed of thirty-two bytes......"))) }

// zeros is a broken source of randomness.
type zeros struct{}

func (zeros) Read(p []byte) (int, error) { clear(p); return len(p), nil }

// Every 16-bit value goes in once, so every number must come out equally often:
// the exact form of "unbiased".
func TestRollIsEven(t *testing.T) {
	var all []byte
	for v := range 1 << 16 {
		all = binary.BigEndian.AppendUint16(all, uint16(v))
	}
	for _, n := range []int{1, 2, 3, 10, 61, 90, 7776, 40000, 65536} {
		d := &dice{rand: bytes.NewReader(all)}
		seen := make([]int, n)
		for {
			i, err := d.roll(n)
			if errors.Is(err, io.EOF) {
				break
			}
			if err != nil {
				t.Fatal(err)
			}
			seen[i]++
		}
		for i, times := range seen {
			if want := 1 << 16 / n; times != want {
				t.Fatalf("of %d: %d came %d times, not %d", n, i, times, want)
			}
		}
	}
}

func TestDiceWipe(t *testing.T) {
	d := &dice{rand: fixed()}
	if _, err := d.roll(10); err != nil {
		t.Fatal(err)
	}
	d.wipe()
	if d.block != [64]byte{} || d.left != nil {
		t.Error("random bytes stay behind")
	}
}

func TestNoRandomness(t *testing.T) {
	short := func() io.Reader { return bytes.NewReader(make([]byte, 40)) }
	if _, err := DefaultRules().Password(short()); !errors.Is(err, io.ErrUnexpectedEOF) {
		t.Errorf("password: %v", err)
	}
	if _, err := DefaultPhrase().Generate(short()); !errors.Is(err, io.ErrUnexpectedEOF) {
		t.Errorf("passphrase: %v", err)
	}
	phrase := Phrase{Words: 3, Digit: true}
	if _, err := phrase.Generate(short()); !errors.Is(err, io.ErrUnexpectedEOF) {
		t.Errorf("passphrase with a digit: %v", err)
	}
}
