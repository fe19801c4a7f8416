package seal

import (
	"bytes"
	"errors"
	"strings"
	"testing"
	"time"

	"coffer/box"
	"coffer/box/post"
	"coffer/vault"
)

func shared(t testing.TB) Shared {
	t.Helper()
	item, err := EncodeItem(letter(1).Item)
	if err != nil {
		t.Fatal(err)
	}
	return Shared{
		Share: vault.ID{7}, Number: 3, Time: when, Note: "for the guests", Item: item,
		Files: []post.Parcel{{ID: vault.ID{8}, Size: 2000, SHA256: [32]byte{9}}},
	}
}

func sharedBody(t testing.TB, s Shared) []byte {
	t.Helper()
	body, err := s.Bytes()
	if err != nil {
		t.Fatal(err)
	}
	return body
}

// TestSharedTravels: what a share says is read as it was written.
func TestSharedTravels(t *testing.T) {
	large := shared(t)
	large.Item, large.Parcel = nil, post.Parcel{ID: vault.ID{5}, Size: 500_000, SHA256: [32]byte{6}}
	for name, s := range map[string]Shared{"small": shared(t), "large": large} {
		body := sharedBody(t, s)
		got, err := ParseShared(body)
		if err != nil || !bytes.Equal(sharedBody(t, got), body) || len(got.Parcels()) != len(s.Parcels()) {
			t.Errorf("%s: %+v, %v", name, got, err)
		}
	}
	it, err := DecodeItem(shared(t).Item)
	if err != nil {
		t.Fatal(err)
	}
	if want := letter(1); plain(Letter{Item: it}) != plain(Letter{Item: want.Item}) {
		t.Error("another item came than was sent")
	}
	stop := ShareStop{Share: vault.ID{7}, Number: 4, Time: when}
	body, err := stop.Bytes()
	if err != nil {
		t.Fatal(err)
	}
	if got, err := ParseShareStop(body); err != nil || got != stop {
		t.Errorf("%+v, %v", got, err)
	}
}

// TestSharedBounds: what is out of bounds is neither written nor read.
func TestSharedBounds(t *testing.T) {
	one := post.Parcel{ID: vault.ID{5}, Size: 1}
	for name, change := range map[string]func(*Shared){
		"no share":         func(s *Shared) { s.Share = vault.ID{} },
		"no number":        func(s *Shared) { s.Number = 0 },
		"a huge number":    func(s *Shared) { s.Number = MaxNumber + 1 },
		"no time":          func(s *Shared) { s.Time = time.Time{} },
		"a late time":      func(s *Shared) { s.Time = time.Unix(maxSeconds+1, 0) },
		"a long note":      func(s *Shared) { s.Note = strings.Repeat("x", box.MaxNote+1) },
		"no text":          func(s *Shared) { s.Note = "\xff" },
		"no item":          func(s *Shared) { s.Item = nil },
		"two items":        func(s *Shared) { s.Parcel = one },
		"a large item":     func(s *Shared) { s.Item = make([]byte, maxInLetter+1) },
		"a larger parcel":  func(s *Shared) { s.Item, s.Parcel = nil, post.Parcel{ID: vault.ID{5}, Size: maxItem + 1} },
		"an empty parcel":  func(s *Shared) { s.Files[0].Size = 0 },
		"a nameless one":   func(s *Shared) { s.Files[0].ID = vault.ID{} },
		"one parcel twice": func(s *Shared) { s.Files = append(s.Files, s.Files[0]) },
		"many files":       func(s *Shared) { s.Files = make([]post.Parcel, box.MaxAttachments+1) },
	} {
		s := shared(t)
		change(&s)
		if _, err := s.Bytes(); err == nil {
			t.Errorf("%s: was written", name)
		}
	}
	for name, bad := range map[string][]byte{
		"nothing": nil, "another version": append([]byte{0x88, 2}, sharedBody(t, shared(t))[2:]...),
		"a tail": append(sharedBody(t, shared(t)), 0),
	} {
		if _, err := ParseShared(bad); !errors.Is(err, ErrShare) {
			t.Errorf("%s: %v", name, err)
		}
		if _, err := ParseShareStop(bad); !errors.Is(err, ErrShare) {
			t.Errorf("%s: %v", name, err)
		}
	}
}

// TestDigest: what moves when the owner puts an item in order is not a change of
// it, and all else is.
func TestDigest(t *testing.T) {
	digest := func(change func(*Item)) [32]byte {
		it := letter(1).Item
		change(&it)
		d, err := it.Digest()
		if err != nil {
			t.Fatal(err)
		}
		return d
	}
	first := digest(func(*Item) {})
	for name, change := range map[string]func(*Item){
		"changed": func(it *Item) { it.Changed = when.Add(time.Hour) },
		"key":     func(it *Item) { it.Attachments[0].Key.Bytes()[0] ^= 1 },
	} {
		if digest(change) != first {
			t.Errorf("%s makes another item of it", name)
		}
	}
	for name, change := range map[string]func(*Item){
		"title": func(it *Item) { it.Title = "safe" },
		"field": func(it *Item) { it.Fields = it.Fields[:1] },
		"tier":  func(it *Item) { it.Fields[0].Tier = box.Core },
		"file":  func(it *Item) { it.Attachments[0].SHA256[0] ^= 1 },
		"date":  func(it *Item) { it.Expires = when },
	} {
		if digest(change) == first {
			t.Errorf("%s makes the same item of it", name)
		}
	}
}

// TestSpread: whom an item goes to follows from its targets alone.
func TestSpread(t *testing.T) {
	family := Circle{ID: vault.ID{1}, Name: "family", Contacts: []vault.ID{{10}, {11}}}
	work := Circle{ID: vault.ID{2}, Name: "work", Contacts: []vault.ID{{11}, {12}}}
	all := Circles{family, work}
	s := Spread{}
	s.Add(Target{ID: family.ID, Circle: true, Auto: true})
	s.Add(Target{ID: work.ID, Circle: true})
	s.Add(Target{ID: vault.ID{9}})
	s.Add(Target{ID: family.ID, Circle: true}) // stays automatic
	if got := s.Reach(all, false); len(got) != 4 {
		t.Errorf("all: %v", got)
	}
	if got := s.Reach(all, true); len(got) != 2 || got[0] != (vault.ID{10}) {
		t.Errorf("automatic: %v", got)
	}
	if !s.Drop(family.ID) || s.Drop(family.ID) || s.Auto() {
		t.Errorf("%+v", s)
	}
}

// TestUpdatesAreBounded: the first version of a share is remembered, and the last.
func TestUpdatesAreBounded(t *testing.T) {
	s := Sent{}
	for n := range uint64(3 * MaxUpdates) {
		s.Add(Update{Number: n + 1})
	}
	last := s.Updates[len(s.Updates)-1]
	if len(s.Updates) != MaxUpdates || s.Updates[0].Number != 1 || last.Number != 3*MaxUpdates || s.Number != last.Number {
		t.Errorf("%d, from %d to %d", len(s.Updates), s.Updates[0].Number, last.Number)
	}
}

// FuzzShared holds that what is read is in its one form, and that every error has
// a class.
func FuzzShared(f *testing.F) {
	f.Add(sharedBody(f, shared(f)))
	large := shared(f)
	large.Item, large.Parcel = nil, large.Files[0]
	large.Files = nil
	f.Add(sharedBody(f, large))
	f.Add([]byte{0x88, 0x01})
	f.Fuzz(func(t *testing.T, data []byte) {
		s, err := ParseShared(data)
		if err != nil {
			if !errors.Is(err, ErrShare) {
				t.Fatalf("an error of no class: %v", err)
			}
			return
		}
		if again, err := s.Bytes(); err != nil || !bytes.Equal(again, data) {
			t.Fatalf("%x becomes %x: %v", data, again, err)
		}
		it, err := DecodeItem(s.Item)
		if err != nil {
			if !errors.Is(err, ErrShare) {
				t.Fatalf("an error of no class: %v", err)
			}
			return
		}
		if again, err := EncodeItem(it); err != nil || !bytes.Equal(again, s.Item) {
			t.Fatalf("%x becomes %x: %v", s.Item, again, err)
		}
	})
}

// FuzzShareStop holds that what is read is in its one form.
func FuzzShareStop(f *testing.F) {
	body, err := ShareStop{Share: vault.ID{7}, Number: 4, Time: when}.Bytes()
	if err != nil {
		f.Fatal(err)
	}
	f.Add(body)
	f.Fuzz(func(t *testing.T, data []byte) {
		s, err := ParseShareStop(data)
		if err != nil {
			return
		}
		if again, err := s.Bytes(); err != nil || !bytes.Equal(again, data) {
			t.Fatalf("%x becomes %x: %v", data, again, err)
		}
	})
}
