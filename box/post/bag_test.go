package post

import (
	"bytes"
	"errors"
	mrand "math/rand/v2"
	"os"
	"strings"
	"testing"
	"time"

	"coffer/box/contact"
	"coffer/vault"
	"coffer/vault/codec"
)

// fixedBag is a bag with one record of each sort, always the same.
func fixedBag(t testing.TB, save func([]byte) error) *Bag {
	t.Helper()
	me, err := contact.NewIdentity(mrand.NewChaCha8([32]byte{1}))
	if err != nil {
		t.Fatal(err)
	}
	b := NewBag(BagOptions{
		Now:      func() time.Time { return time.Unix(1893456000, 0) },
		Credited: func() time.Duration { return time.Hour }, Save: save,
	})
	err = b.Update(func(d Desk) error {
		_, err := d.Introduced(ID{5})
		in := Mailbox{1}
		return errors.Join(err,
			d.PutChannel(Channel{Peer: me.Public(), In: in, Out: Mailbox{2}, Kinds: OfMatter, Scope: vault.ID{3},
				Taken: Taken{Seq: 1, Last: ID{1}, Ahead: []Link{{Seq: 3}}, Recent: []byte("12345678")}}),
			Introduce(d, mrand.NewChaCha8([32]byte{2}), me, me.Public(), Mailbox{9}, in, Letter{Kind: "hello", Body: []byte("it is me")}),
			d.PutAside(Aside{Object: "a/b", Reason: "why", Size: 7, Found: 8, Since: 9, Later: true}),
			d.PutArriving(in, []Arriving{{Parcel: Parcel{ID: vault.ID{4}, Size: 5}, First: 6, Have: []byte{1}}}),
			d.PutPiece(in, 6, []byte("piece")))
	})
	if err != nil {
		t.Fatal(err)
	}
	return b
}

func saved([]byte) error { return nil }

// TestBagIsPinned: the bytes of a bag do not change untold. The format of version 1
// stands in docs/format.md.
func TestBagIsPinned(t *testing.T) {
	var all []byte
	b := fixedBag(t, func(data []byte) error { all = bytes.Clone(data); return nil })
	want, err := os.ReadFile("testdata/bag/v1.cbor")
	if err != nil {
		t.Fatal(err)
	}
	got, err := b.Bytes()
	if err != nil || !bytes.Equal(got, want) || !bytes.Equal(all, want) {
		t.Errorf("a bag of %d bytes is another one than that of %d: %v", len(got), len(want), err)
	}
}

// TestBagSave: what was not saved has not happened, and what changes nothing is not
// saved.
func TestBagSave(t *testing.T) {
	no, saves := errors.New("no"), 0
	var refuse error
	b := fixedBag(t, func([]byte) error { saves++; return refuse })
	if saves != 1 {
		t.Errorf("saved %d times", saves)
	}
	before, err := b.Bytes()
	if err != nil {
		t.Fatal(err)
	}
	refuse = no
	if err := b.Update(func(d Desk) error { return fills(d, 7) }); !errors.Is(err, no) {
		t.Errorf("the error became %v", err)
	}
	if after, err := b.Bytes(); err != nil || !bytes.Equal(after, before) {
		t.Errorf("what was not saved has happened: %v", err)
	}
	saves = 0
	err = b.Update(func(d Desk) error {
		channels, err := d.Channels()
		return errors.Join(err, d.PutChannel(channels[0]), d.DropAside("none"))
	})
	if err != nil || saves > 0 {
		t.Errorf("saved %d times without a change: %v", saves, err)
	}
}

// TestBagIsBounded: a bag refuses what would be too much, and stays what it was; a
// piece of a parcel, so that it is tried again later.
func TestBagIsBounded(t *testing.T) {
	b := fixedBag(t, saved)
	piece := make([]byte, pieceSize)
	n := 0
	for ; n < 1000; n++ {
		err := b.Update(func(d Desk) error { return d.PutPiece(Mailbox{8}, uint32(n), piece) })
		if reason, ok := refused(err); ok && reason.later && errors.Is(err, ErrBagFull) {
			break
		}
		if err != nil {
			t.Fatal(err)
		}
	}
	if n != maxBagPieces/(pieceSize+recordCost) {
		t.Errorf("%d pieces fit", n)
	}
	if err := b.Update(func(d Desk) error { return d.PutAside(Aside{Object: "x"}) }); err != nil {
		t.Errorf("no room beside pieces: %v", err)
	}
	long := Aside{Object: strings.Repeat("x", MaxBag)}
	if err := b.Update(func(d Desk) error { return d.PutAside(long) }); !errors.Is(err, ErrBagFull) {
		t.Errorf("too much was taken: %v", err)
	}
	all, err := b.Bytes()
	if err != nil {
		t.Fatal(err)
	}
	if _, err := ReadBag(all, BagOptions{}); err != nil {
		t.Error(err)
	}
}

// TestReadBag: what the courier would not have written is refused.
func TestReadBag(t *testing.T) {
	b := fixedBag(t, saved)
	key := func(id byte, sub uint32) vault.Key { return vault.Key{ID: vault.ID{id}, Sub: sub} }
	for what, c := range map[string]struct {
		k    vault.Key
		data any
	}{
		"an unknown sort":             {key(1, 9), 1},
		"a channel under another key": {key(7, subChannel), storeChannel(Channel{In: Mailbox{8}, Kinds: OfContact})},
		"a channel of no kind":        {key(7, subChannel), storeChannel(Channel{In: Mailbox{7}})},
		"numbers that are not ahead":  {key(7, subChannel), storeChannel(Channel{In: Mailbox{7}, Kinds: OfContact, Taken: Taken{Ahead: []Link{{Seq: 1}}}})},
		"numbers out of order": {key(7, subChannel), storeChannel(Channel{In: Mailbox{7}, Kinds: OfContact,
			Taken: Taken{Ahead: []Link{{Seq: 4}, {Seq: 3}}}})},
		"half an ID":                   {key(7, subChannel), storeChannel(Channel{In: Mailbox{7}, Kinds: OfContact, Taken: Taken{Seq: 9, Recent: []byte("1234")}})},
		"more IDs than came":           {key(7, subChannel), storeChannel(Channel{In: Mailbox{7}, Kinds: OfContact, Taken: Taken{Recent: []byte("12345678")}})},
		"an envelope under another":    {key(7, subOutgoing|1), storeOutgoing(Outgoing{Slot: Slot{vault.ID{7}, 2}})},
		"aside under another key":      {key(7, subAside), Aside{Object: "x"}},
		"an introduction without time": {key(7, subSeen), "x"},
		"no parcels":                   {key(7, subParcels), []Arriving{}},
		"a parcel without its bits":    {key(7, subParcels), []Arriving{{Parcel: Parcel{Size: 9 * pieceSize}, Have: []byte{1}}}},
		"a parcel twice":               {key(7, subParcels), []Arriving{{Have: []byte{1}}, {Have: []byte{1}}}},
		"a parcel beyond the numbers":  {key(7, subParcels), []Arriving{{First: subPiece, Have: []byte{1}}}},
		"a parcel that is too large":   {key(7, subParcels), []Arriving{{Parcel: Parcel{Size: MaxParcel + 1}, Have: make([]byte, 36)}}},
	} {
		kept := map[vault.Key][]byte{c.k: marshalled(t, c.data)}
		for k, data := range b.kept {
			kept[k] = data
		}
		all, err := encodeBag(kept)
		if err != nil {
			t.Fatal(err)
		}
		if _, err := ReadBag(all, BagOptions{}); !errors.Is(err, ErrBag) {
			t.Errorf("%s: %v", what, err)
		}
	}
	piece := storedRecord{ID: vault.ID{7}, Sub: subPiece, Data: make([]byte, pieceSize+1)}
	one := storedRecord{ID: vault.ID{7}, Sub: subPiece, Data: []byte{1}}
	for what, w := range map[string]storedBag{
		"a later version":     {Version: bagVersion + 1, Records: []storedRecord{}},
		"null":                {Version: bagVersion},
		"a piece too long":    {Version: bagVersion, Records: []storedRecord{piece}},
		"a record twice":      {Version: bagVersion, Records: []storedRecord{one, one}},
		"records in disorder": {Version: bagVersion, Records: []storedRecord{one, {Sub: subPiece, Data: []byte{1}}}},
	} {
		if _, err := ReadBag(marshalled(t, w), BagOptions{}); !errors.Is(err, ErrBag) {
			t.Errorf("%s: %v", what, err)
		}
	}
	if _, err := ReadBag(make([]byte, MaxBag+1), BagOptions{}); !errors.Is(err, ErrBag) {
		t.Errorf("too long: %v", err)
	}
}

func marshalled(t testing.TB, v any) []byte {
	t.Helper()
	b, err := codec.Marshal(v)
	if err != nil {
		t.Fatal(err)
	}
	return b
}

// TestBagWiped: nothing is left, and nothing of that is saved.
func TestBagWiped(t *testing.T) {
	b := fixedBag(t, saved)
	var data [][]byte
	for _, d := range b.kept {
		data = append(data, d)
	}
	b.with.Save = func([]byte) error { t.Error("saved"); return nil }
	b.Wipe()
	for _, d := range data {
		if !bytes.Equal(d, make([]byte, len(d))) {
			t.Errorf("%q is left", d)
		}
	}
	empty, err := NewBag(BagOptions{}).Bytes()
	got, err2 := b.Bytes()
	if err := errors.Join(err, err2); err != nil || !bytes.Equal(got, empty) {
		t.Errorf("%d bytes are left: %v", len(got), err)
	}
}

// FuzzBag: what is taken for a bag encodes to the same bytes again, and the courier
// finds nothing in it that stops it.
func FuzzBag(f *testing.F) {
	for _, b := range []*Bag{NewBag(BagOptions{}), fixedBag(f, saved)} {
		all, err := b.Bytes()
		if err != nil {
			f.Fatal(err)
		}
		f.Add(all)
	}
	f.Fuzz(func(t *testing.T, data []byte) {
		b, err := ReadBag(data, BagOptions{
			Now: func() time.Time { return time.Time{} }, Credited: func() time.Duration { return keptFor }, Save: saved,
		})
		if err != nil {
			return
		}
		if again, err := b.Bytes(); err != nil || !bytes.Equal(again, data) {
			t.Fatalf("%x encodes to %x, %v", data, again, err)
		}
		err = b.Update(func(d Desk) error {
			channels, err := d.Channels()
			for _, c := range channels {
				all, err2 := d.Arriving(c.In)
				for _, a := range all {
					_, _, _ = ReadParcel(d, c.In, a.Parcel) // pieces may be missing
				}
				_, err3 := Gap(d, c.In)
				_, err4 := c.Taken.take(c.In, Link{Seq: c.Taken.Seq + 1})
				_, err5 := c.Taken.ack()
				err = errors.Join(err, err2, err3, err4, err5, d.PutChannel(c))
			}
			_, err2 := d.Forget(0)
			return errors.Join(err, err2, eachAddressed(d, func(addressed) error { return nil }))
		})
		if err != nil {
			t.Fatalf("%x: %v", data, err)
		}
	})
}
