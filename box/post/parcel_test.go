package post

import (
	"bytes"
	"context"
	"errors"
	"testing"

	"coffer/vault"
	"coffer/vault/blob"
)

// parcelOf is some content, each piece another one.
func parcelOf(size int) []byte {
	b := make([]byte, size)
	for i := range b {
		b[i] = byte(i ^ i>>8 ^ i>>16)
	}
	return b
}

func (p *person) sends(in Mailbox, data []byte) (parcel Parcel) {
	p.t.Helper()
	err := p.Update(func(d Desk) (err error) {
		parcel, err = SendParcel(d, p.rand, p.me, in, data)
		return err
	})
	if err != nil {
		p.t.Fatal(err)
	}
	return parcel
}

func (p *person) reads(in Mailbox, parcel Parcel) (data []byte, whole bool, err error) {
	viewed := p.View(func(d Desk) error { data, whole, err = ReadParcel(d, in, parcel); return nil })
	if viewed != nil {
		p.t.Fatal(viewed)
	}
	return data, whole, err
}

func (p *person) drops(in Mailbox, id vault.ID) {
	p.t.Helper()
	if err := p.Update(func(d Desk) error { return DropParcel(d, in, id) }); err != nil {
		p.t.Fatal(err)
	}
}

func (p *person) mail() (n int) {
	p.t.Helper()
	if p.bag != nil {
		return len(p.opens(p.bag).kept)
	}
	err := p.v.View(p.t.Context(), func(tx *vault.Tx) (err error) {
		n, err = tx.Count(vault.BoxZero, vault.Mail, vault.Core)
		return err
	})
	if err != nil {
		p.t.Fatal(err)
	}
	return n
}

// TestParcels: of every size, and afterwards nothing is left of them.
func TestParcels(t *testing.T) { withEachHome(t, parcels) }

func parcels(t *testing.T, newPair pairMaker) {
	for _, size := range []int{0, 1, pieceSize - 1, pieceSize, pieceSize + 1, 3*pieceSize + 7} {
		p := newPair(t)
		before := p.bob.mail()
		data := parcelOf(size)
		parcel := p.alice.sends(p.a, data)
		if _, whole, err := p.bob.reads(p.b, parcel); whole || err != nil {
			t.Errorf("%d bytes: whole before anything came: %v", size, err)
		}
		p.alice.sync(p.shelf)
		if r := p.bob.sync(p.shelf); len(r.Aside) > 0 {
			t.Errorf("%d bytes: %+v", size, r)
		}
		got, whole, err := p.bob.reads(p.b, parcel)
		if !whole || err != nil || !bytes.Equal(got, data) {
			t.Errorf("%d bytes: %v, %v, %d bytes", size, whole, err, len(got))
		}
		other := parcel
		other.SHA256[0]++
		if _, _, err := p.bob.reads(p.b, other); !errors.Is(err, ErrDamaged) {
			t.Errorf("%d bytes: a parcel of another hash: %v", size, err)
		}
		p.alice.sync(p.shelf)
		if n := len(p.alice.outgoing()); n > 0 {
			t.Errorf("%d bytes: %d envelopes wait", size, n)
		}
		for range 2 {
			p.bob.drops(p.b, parcel.ID)
		}
		if _, whole, err := p.bob.reads(p.b, parcel); whole || err != nil || p.bob.mail() != before {
			t.Errorf("%d bytes: there after it was dropped: %v, %v, %d records", size, whole, err, p.bob.mail()-before)
		}
	}
}

// TestParcelAnyOrder: pieces come one at a time, out of order and twice.
func TestParcelAnyOrder(t *testing.T) { withEachHome(t, parcelAnyOrder) }

func parcelAnyOrder(t *testing.T, newPair pairMaker) {
	p := newPair(t)
	data := parcelOf(4 * pieceSize)
	parcel := p.alice.sends(p.a, data)
	p.alice.says(p.a, "a letter between")
	more := p.alice.sends(p.a, []byte("more"))
	p.alice.sync(p.shelf)
	all := p.shelf.objects
	for range 2 {
		for name, object := range all {
			p.shelf.objects = map[string][]byte{name: object}
			if r := p.bob.sync(p.shelf); len(r.Aside) > 0 {
				t.Errorf("%+v", r)
			}
		}
	}
	for parcel, want := range map[Parcel][]byte{parcel: data, more: []byte("more")} {
		if got, whole, err := p.bob.reads(p.b, parcel); !whole || err != nil || !bytes.Equal(got, want) {
			t.Errorf("%v, %v, %d bytes", whole, err, len(got))
		}
	}
	p.bob.drops(p.b, parcel.ID)
	if got, whole, err := p.bob.reads(p.b, more); !whole || err != nil || string(got) != "more" {
		t.Errorf("after the other was dropped: %v, %v, %q", whole, err, got)
	}
}

// TestPiecesRefused: what does not belong to a parcel is put aside, and spoils
// nothing.
func TestPiecesRefused(t *testing.T) {
	data := parcelOf(2 * pieceSize)
	name := Parcel{ID: vault.ID{1}, Size: uint64(len(data)), SHA256: parcelHash(data)}
	good := func(i uint64) piece { return piece{Parcel: name, Index: i, Data: data[i*pieceSize : (i+1)*pieceSize]} }
	for what, c := range map[string]struct {
		want  error
		alter func(p *piece)
	}{
		"altered":              {ErrParcel, func(p *piece) { p.Data = bytes.Clone(p.Data); p.Data[7]++ }},
		"of another size":      {ErrParcel, func(p *piece) { p.Size += pieceSize }},
		"of another content":   {ErrParcel, func(p *piece) { p.SHA256[3]++ }},
		"too short":            {ErrMalformed, func(p *piece) { p.Data = p.Data[1:] }},
		"empty":                {ErrMalformed, func(p *piece) { p.Data = nil }},
		"beyond the last":      {ErrMalformed, func(p *piece) { p.Index = 2 }},
		"far beyond the last":  {ErrMalformed, func(p *piece) { p.Index = 1 << 63 }},
		"of a parcel too big":  {ErrTooLarge, func(p *piece) { p.Size = MaxParcel + 1 }},
		"of an enormous one":   {ErrTooLarge, func(p *piece) { p.Size = 1<<64 - 1 }},
		"of one that is empty": {ErrParcel, func(p *piece) { p.Size, p.Data = 0, nil }},
	} {
		t.Run(what, func(t *testing.T) {
			p := newPair(t)
			bad := good(0)
			c.alter(&bad)
			prev := p.b.origin()
			for i, some := range []piece{good(0), bad, good(1)} {
				body, err := some.marshal()
				if err != nil {
					t.Fatal(err)
				}
				s := note(t, p.alice, p.bob.me.Public(), Envelope{Kind: PieceKind, Seq: uint64(i + 1), Prev: prev, Body: body})
				prev = s.ID()
				lay(t, p.shelf, p.alice, p.b, p.bob.me.Public(), s)
			}
			if r := p.bob.sync(p.shelf); len(r.Aside) != 1 || r.Aside[0].Reason != c.want.Error() {
				t.Errorf("aside: %+v, want %q", r.Aside, c.want)
			}
			if got, whole, err := p.bob.reads(p.b, name); !whole || err != nil || !bytes.Equal(got, data) {
				t.Errorf("the parcel: %v, %v, %d bytes", whole, err, len(got))
			}
		})
	}
}

// TestParcelOfLies: pieces that fit each other, and not the hash that they bear.
func TestParcelOfLies(t *testing.T) {
	p := newPair(t)
	name := Parcel{ID: vault.ID{1}, Size: 4, SHA256: parcelHash([]byte("true"))}
	body, err := piece{Parcel: name, Data: []byte("lies")}.marshal()
	if err == nil {
		err = p.alice.Update(func(d Desk) error {
			_, err := Send(d, p.alice.me, p.a, Letter{Kind: PieceKind, Body: body})
			return err
		})
	}
	if err != nil {
		t.Fatal(err)
	}
	p.alice.sync(p.shelf)
	p.bob.sync(p.shelf)
	if _, whole, err := p.bob.reads(p.b, name); whole || !errors.Is(err, ErrDamaged) {
		t.Errorf("%v, %v", whole, err)
	}
	p.bob.drops(p.b, name.ID)
}

// TestParcelOfAnotherChannel: what came over one channel is not there for a letter
// of another one, be it of the same two people, or under the same name.
func TestParcelOfAnotherChannel(t *testing.T) {
	p := newPair(t)
	carol := newPerson(t)
	_, b2 := connect(p.alice, p.bob)
	c, b3 := connect(carol, p.bob)
	parcel := p.alice.sends(p.a, []byte("of alice"))
	body, err := piece{Parcel: Parcel{ID: parcel.ID, Size: 8, SHA256: parcelHash([]byte("of carol"))}, Data: []byte("of carol")}.marshal()
	if err == nil {
		err = carol.Update(func(d Desk) error {
			_, err := Send(d, carol.me, c, Letter{Kind: PieceKind, Body: body})
			return err
		})
	}
	if err != nil {
		t.Fatal(err)
	}
	p.alice.sync(p.shelf)
	carol.sync(p.shelf)
	if r := p.bob.sync(p.shelf); len(r.Aside) > 0 || r.Taken != 2 {
		t.Errorf("%+v", r)
	}
	if got, whole, err := p.bob.reads(p.b, parcel); !whole || err != nil || string(got) != "of alice" {
		t.Errorf("%q, %v, %v", got, whole, err)
	}
	if _, whole, err := p.bob.reads(b2, parcel); whole || err != nil {
		t.Errorf("over another channel: %v, %v", whole, err)
	}
	if _, whole, err := p.bob.reads(b3, parcel); whole || !errors.Is(err, ErrDamaged) {
		t.Errorf("carol's under its name: %v, %v", whole, err)
	}
}

// TestUnclaimed: what nobody claims has a bound for each channel, and goes with
// the channel.
func TestUnclaimed(t *testing.T) {
	p := newPair(t)
	before := p.bob.mail()
	announce := func(n byte, size uint64) {
		body, err := piece{Parcel: Parcel{ID: vault.ID{n}, Size: size}, Data: make([]byte, min(size, pieceSize))}.marshal()
		if err == nil {
			err = p.alice.Update(func(d Desk) error {
				_, err := Send(d, p.alice.me, p.a, Letter{Kind: PieceKind, Body: body})
				return err
			})
		}
		if err != nil {
			t.Fatal(err)
		}
	}
	announce(1, MaxParcel)
	announce(2, maxUnclaimed-MaxParcel)
	announce(3, 1)
	p.alice.sync(p.shelf)
	if r := p.bob.sync(p.shelf); r.Taken != 2 || len(r.Aside) != 1 || r.Aside[0].Reason != ErrFull.Error() {
		t.Errorf("%+v", r)
	}
	p.bob.drops(p.b, vault.ID{1})
	again := p.bob.courier(p.shelf)
	again.Again = true
	if r, err := again.Sync(t.Context()); err != nil || r.Taken != 1 {
		t.Errorf("after one was dropped: %+v, %v", r, err)
	}
	if err := p.bob.Update(func(d Desk) error { return d.DropChannel(p.b) }); err != nil {
		t.Fatal(err)
	}
	if n := before - p.bob.mail(); n != 1 {
		t.Errorf("%d records less than before, after the channel was dropped", n)
	}
	few := make([]Arriving, maxParcels)
	if _, err := room(few, Parcel{}); !errors.Is(err, ErrFull) {
		t.Errorf("one more than %d parcels: %v", maxParcels, err)
	}
}

// TestParcelAfterTheEnd: a contact who is none any more cannot fill the vault. What
// belongs to a matter still comes in.
func TestParcelAfterTheEnd(t *testing.T) {
	for kinds, taken := range map[Kinds]int{OfContact: 0, OfMatter: 1} {
		p := newPair(t)
		p.alice.sends(p.a, []byte("more"))
		p.alice.sync(p.shelf)
		err := p.bob.Update(func(d Desk) error {
			c, err := d.Channel(p.b)
			c.Closed, c.Kinds = true, kinds
			return errors.Join(err, d.PutChannel(c))
		})
		if err != nil {
			t.Fatal(err)
		}
		if r := p.bob.sync(p.shelf); r.Taken != taken || len(r.Aside) != 1-taken {
			t.Errorf("channel of kind %d: %+v", kinds, r)
		}
	}
}

// TestParcelUnwanted: over a channel that brings no parcels nobody fills a vault.
func TestParcelUnwanted(t *testing.T) {
	p := newPair(t)
	p.alice.sends(p.a, []byte("more"))
	p.alice.says(p.a, "a note")
	p.alice.sync(p.shelf)
	before := p.bob.mail()
	c := p.bob.courier(p.shelf)
	c.Parcels = func(_ Desk, ch *Channel) (bool, error) { return ch.In != p.b, nil }
	r, err := c.Sync(context.Background())
	if err != nil || r.Taken != 1 || len(r.Aside) != 1 || r.Aside[0].Reason != ErrUnwanted.Error() {
		t.Fatalf("%+v, %v", r, err)
	}
	if n := p.bob.mail(); n > before+2 { // why it is aside, and the acknowledgement
		t.Errorf("bob keeps %d records, %d before", n, before)
	}
}

// TestParcelTooLarge: nothing of it is sent.
func TestParcelTooLarge(t *testing.T) {
	p := newPair(t)
	err := p.alice.Update(func(d Desk) error {
		_, err := SendParcel(d, p.alice.rand, p.alice.me, p.a, make([]byte, MaxParcel+1))
		return err
	})
	if !errors.Is(err, ErrTooLarge) || len(p.alice.outgoing()) > 0 {
		t.Errorf("%v", err)
	}
}

// TestParcelByHand: pieces go as files, as letters do.
func TestParcelByHand(t *testing.T) {
	p := newPair(t)
	data := parcelOf(2*pieceSize + 1)
	parcel := p.alice.sends(p.a, data)
	files, err := p.alice.files()
	if err != nil || len(files) != 3 {
		t.Fatalf("%d files, %v", len(files), err)
	}
	if _, err := p.bob.courier().In(t.Context(), files); err != nil {
		t.Fatal(err)
	}
	if got, whole, err := p.bob.reads(p.b, parcel); !whole || err != nil || !bytes.Equal(got, data) {
		t.Errorf("%v, %v, %d bytes", whole, err, len(got))
	}
}

// BenchmarkParcel carries 32 MiB from one vault over a folder into another.
func BenchmarkParcel(b *testing.B) {
	p := newPair(b)
	folder, err := blob.Open("dir:"+b.TempDir(), blob.Options{})
	if err != nil {
		b.Fatal(err)
	}
	defer folder.Close()
	data := parcelOf(32 << 20)
	b.SetBytes(int64(len(data)))
	for b.Loop() {
		parcel := p.alice.sends(p.a, data)
		for _, who := range []*person{p.alice, p.bob, p.alice} {
			if _, err := who.courier(folder).Sync(context.Background()); err != nil {
				b.Fatal(err)
			}
		}
		if _, whole, err := p.bob.reads(p.b, parcel); !whole || err != nil {
			b.Fatal(whole, err)
		}
		p.bob.drops(p.b, parcel.ID)
	}
}
