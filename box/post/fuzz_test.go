package post

import (
	"bytes"
	"testing"

	"coffer/vault/codec"
)

// seeds are envelopes of every shape, so that the fuzzers begin with what parses.
func seeds(t testing.TB) (all []Signed) {
	p := newPerson(t)
	me := p.me.Public().Fingerprint()
	for _, e := range []Envelope{
		{Kind: "note", Seq: 1, Body: []byte("one")},
		{Kind: AckKind, Time: 1893456000},
		{Kind: "contact.request", Body: bytes.Repeat([]byte{0xff}, 5000), Prev: ID{1}, Seq: 1 << 40, Time: -1},
	} {
		e.From, e.To = me, me
		s, err := Sign(p.me, e)
		if err != nil {
			t.Fatal(err)
		}
		all = append(all, s)
	}
	if len(all) == 0 {
		t.Fatal("no seeds")
	}
	return all
}

// FuzzEnvelope: what decodes encodes to the same bytes again.
func FuzzEnvelope(f *testing.F) {
	for _, s := range seeds(f) {
		f.Add(s.Bytes)
	}
	f.Fuzz(func(t *testing.T, b []byte) {
		e, err := Signed{Bytes: b}.Unverified()
		if err != nil {
			return
		}
		again, err := codec.Marshal(wire{
			Version: version, Kind: e.Kind, From: e.From, To: e.To, Seq: e.Seq, Prev: e.Prev, Time: e.Time, Body: e.Body,
		})
		if err != nil || !bytes.Equal(again, b) {
			t.Errorf("%x encodes to %x, %v", b, again, err)
		}
	})
}

// FuzzUnpadded: what is taken out of its padding goes into the same one again.
func FuzzUnpadded(f *testing.F) {
	for _, s := range seeds(f) {
		b, err := padded(s)
		if err != nil {
			f.Fatal(err)
		}
		f.Add(b)
	}
	f.Fuzz(func(t *testing.T, b []byte) {
		s, err := unpadded(b)
		if err != nil {
			return
		}
		again, err := padded(s)
		if err != nil || !bytes.Equal(again, b) {
			t.Errorf("padded again it is another one: %v", err)
		}
	})
}

// FuzzAck: what is taken for an acknowledgement says one thing about each number.
func FuzzAck(f *testing.F) {
	for _, t := range []Taken{{}, {Seq: 7, Last: ID{7}}, {Seq: 1, Ahead: []Link{{Seq: 3}, {Seq: 5}}}} {
		b, err := t.ack()
		if err != nil {
			f.Fatal(err)
		}
		f.Add(b)
	}
	f.Fuzz(func(t *testing.T, b []byte) {
		a, err := parseAck(b)
		if err != nil {
			return
		}
		for _, seq := range a.Missing {
			if a.has(seq) {
				t.Errorf("%d is missing and there", seq)
			}
		}
		if a.Beyond > 0 && len(a.Missing) == 0 && !a.has(a.Beyond) {
			t.Errorf("%d came last and is not there", a.Beyond)
		}
	})
}

// FuzzPiece: what is taken for a piece encodes to the same bytes again, and fits
// into its parcel.
func FuzzPiece(f *testing.F) {
	for _, p := range []piece{
		{Parcel: Parcel{Size: 3}, Data: []byte("abc")},
		{Parcel: Parcel{Size: pieceSize + 1}, Index: 1, Data: []byte("x")},
		{Parcel: Parcel{}},
	} {
		b, err := p.marshal()
		if err != nil {
			f.Fatal(err)
		}
		f.Add(b)
	}
	f.Fuzz(func(t *testing.T, b []byte) {
		p, err := parsePiece(b)
		if err != nil {
			return
		}
		if p.Index*pieceSize+uint64(len(p.Data)) > p.Size {
			t.Errorf("a piece beyond the end: %d of %d", p.Index, p.Size)
		}
		if again, err := p.marshal(); err != nil || !bytes.Equal(again, b) {
			t.Errorf("%x encodes to %x, %v", b, again, err)
		}
	})
}
