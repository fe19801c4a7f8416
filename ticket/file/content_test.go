package file

import (
	"bytes"
	"encoding/binary"
	"os"
	"testing"

	"coffer/box/contact"
	"coffer/box/post"
	"coffer/vault/codec"
	"coffer/vault/secret"
)

// content is what a file says, whatever that is.
func content(t testing.TB, seeds, bag, ticket []byte) []byte {
	t.Helper()
	b, err := codec.Marshal(stored{Version: version, Seeds: seeds, Bag: bag, Ticket: ticket})
	if err != nil {
		t.Fatal(err)
	}
	return b
}

func emptyBag(t testing.TB) []byte {
	t.Helper()
	b, err := post.NewBag(post.BagOptions{}).Bytes()
	if err != nil {
		t.Fatal(err)
	}
	return b
}

// golden is a file of version 1, never made anew after the first release.
const golden = "testdata/v1.ticket"

// TestGolden: a file that was written once is read for ever, and its content is
// that of docs/format.md.
func TestGolden(t *testing.T) {
	data, err := os.ReadFile(golden)
	if err != nil {
		t.Fatal(err)
	}
	plain, err := unlocked(data, secret.New("swordfish"))
	if err != nil {
		t.Fatal(err)
	}
	me, bag, ticket, err := decode(plain, post.BagOptions{Now: cheap("").Now, Credited: cheap("").Credited})
	if err != nil {
		t.Fatal(err)
	}
	err = bag.View(func(d post.Desk) error {
		c, err := d.Channel(post.Mailbox{7})
		if c.Scope[0] != 9 || !c.Peer.Equal(me.Public()) {
			t.Errorf("the channel is %+v", c)
		}
		return err
	})
	if err != nil || string(ticket) != "what a ticket says" {
		t.Errorf("%q, %v", ticket, err)
	}
	seeds := []byte{0x58, 64} // a byte string of 64 bytes
	for i := range byte(64) {
		seeds = append(seeds, i)
	}
	all, err := bag.Bytes()
	if err != nil {
		t.Fatal(err)
	}
	want := append([]byte{0x84, 1}, seeds...)
	want = append(binary.BigEndian.AppendUint16(append(want, 0x59), uint16(len(all))), all...)
	want = append(append(want, 0x40|18), "what a ticket says"...)
	if !bytes.Equal(plain, want) {
		t.Errorf("the content is\n%x, not\n%x", plain, want)
	}
}

// FuzzContent: what is read encodes to the same bytes again.
func FuzzContent(f *testing.F) {
	data, err := os.ReadFile(golden)
	if err != nil {
		f.Fatal(err)
	}
	plain, err := unlocked(data, secret.New("swordfish"))
	if err != nil {
		f.Fatal(err)
	}
	f.Add(plain)
	f.Add(content(f, make([]byte, 64), emptyBag(f), nil))
	f.Add(content(f, make([]byte, 64), emptyBag(f), []byte{}))
	f.Fuzz(func(t *testing.T, plain []byte) {
		me, bag, ticket, err := decode(plain, post.BagOptions{})
		if err != nil {
			return
		}
		all, err := bag.Bytes()
		if err != nil {
			t.Fatal(err)
		}
		if again, err := encode(me, all, ticket); err != nil || !bytes.Equal(again, plain) {
			t.Fatalf("%x becomes %x, %v", plain, again, err)
		}
	})
}

// TestTooMuch: what a work factor may be.
func TestTooMuch(t *testing.T) {
	for s, want := range map[string]bool{"1": false, "20": false, "21": true, "": false, "x": false, "0020": false, "99999999999999999999999": true} {
		if tooMuch(s) != want {
			t.Errorf("%q", s)
		}
	}
}

// TestEncodeNobody: a wiped identity makes a file that nobody reads; it is not made.
func TestEncodeNobody(t *testing.T) {
	b, err := encode(contact.Identity{}, emptyBag(t), nil)
	if err != nil {
		t.Fatal(err)
	}
	if _, _, _, err := decode(b, post.BagOptions{}); err == nil {
		t.Error("a content of nobody was read")
	}
}
