package vault

import (
	"bytes"
	"errors"
	"strings"
	"testing"

	"pgregory.net/rapid"
)

func TestIDAsText(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		id := ID(rapid.SliceOfN(rapid.Byte(), 16, 16).Draw(t, "id"))
		text := id.String()
		for _, s := range []string{text, strings.ToUpper(text)} {
			if again, err := ParseID(s); err != nil || again != id {
				t.Fatalf("%s becomes %s: %v", s, again, err)
			}
		}
		other := ID(rapid.SliceOfN(rapid.Byte(), 16, 16).Draw(t, "other"))
		if bytes.Compare(id[:], other[:]) != strings.Compare(text, other.String()) {
			t.Fatal("text sorts otherwise than bytes")
		}
	})
}

func TestParseIDRefuses(t *testing.T) {
	good := ID{1, 2, 3}.String()
	for _, s := range []string{
		"", good[1:], good + "0", " " + good[1:], good[:25] + "=", good[:25] + "u", good[:25] + "i", good[:25] + "l",
		good[:25] + "o", good[:25] + "1", good[:25] + "3", good[:24] + "\n0", good[:24] + "é",
	} {
		if id, err := ParseID(s); !errors.Is(err, ErrID) {
			t.Errorf("%q is %v (%v)", s, id, err)
		}
	}
}

func TestNewIDNeedsRandomness(t *testing.T) {
	if _, err := NewID(strings.NewReader("too short")); err == nil {
		t.Error("an id without randomness")
	}
}
