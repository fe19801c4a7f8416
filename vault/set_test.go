package vault

import (
	"testing"

	"pgregory.net/rapid"
)

func drawElements(t *rapid.T, label string) [][32]byte {
	return rapid.SliceOfN(rapid.Custom(func(t *rapid.T) (e [32]byte) {
		copy(e[:], rapid.SliceOfN(rapid.Byte(), 32, 32).Draw(t, "element"))
		return e
	}), 0, 20).Draw(t, label)
}

func setOf(elements ...[32]byte) (s setHash) {
	for _, e := range elements {
		s.add(e)
	}
	return s
}

func TestSetKnowsNoOrder(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		all := drawElements(t, "all")
		if setOf(all...) != setOf(rapid.Permutation(all).Draw(t, "again")...) {
			t.Fatal("the order matters")
		}
	})
}

func TestSetAddAndRemove(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		some, more := drawElements(t, "some"), drawElements(t, "more")
		s := setOf(append(some, more...)...)
		for _, e := range rapid.Permutation(more).Draw(t, "out") {
			s.remove(e)
		}
		if s != setOf(some...) {
			t.Fatal("what came and went left a trace")
		}
		joined := setOf(some...)
		joined.join(setOf(more...))
		if joined != setOf(append(some, more...)...) {
			t.Fatal("two sets joined are not one of both")
		}
	})
}

// TestSetTellsApart exchanges, leaves out and doubles what could be mistaken.
func TestSetTellsApart(t *testing.T) {
	elems := newElements([]byte("key"))
	record := func(revision, tag byte) []byte {
		b := make([]byte, recordHead+tagSize)
		b[recordHead-1], b[len(b)-1] = revision, tag
		return b
	}
	at := place{key: Key{ID: ID{1}}, tier: Core}.bytes()
	whole := elems.of(Items, at, record(1, 1))
	for name, other := range map[string][32]byte{
		"another revision": elems.of(Items, at, record(2, 1)),
		"another tag":      elems.of(Items, at, record(1, 2)),
		"another space":    elems.of(History, at, record(1, 1)),
		"another place":    elems.of(Items, place{key: Key{ID: ID{2}}, tier: Core}.bytes(), record(1, 1)),
		"another tier":     elems.of(Items, place{key: Key{ID: ID{1}}, tier: Companion}.bytes(), record(1, 1)),
		"another key":      newElements([]byte("yek")).of(Items, at, record(1, 1)),
	} {
		if other == whole {
			t.Errorf("%s is the same element", name)
		}
	}
	if elems.of(Items, at, record(1, 1)) != whole {
		t.Error("the same element twice is not the same")
	}
	if setOf(whole, whole) == setOf(whole) || setOf() == setOf(whole, whole) {
		t.Error("how often does not count")
	}
}
