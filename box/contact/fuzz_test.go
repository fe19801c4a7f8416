package contact

import (
	"bytes"
	"embed"
	"errors"
	"io/fs"
	"slices"
	"testing"

	"coffer/vault/codec"
)

//go:embed testdata/card testdata/pointer
var seeds embed.FS

// seed adds every file of a folder, of which there must be some.
func seed(f *testing.F, dir string, add func([]byte)) {
	files, err := fs.Glob(seeds, "testdata/"+dir+"/*")
	if err != nil || len(files) == 0 {
		f.Fatalf("no seeds: %v", err)
	}
	for _, name := range files {
		b, err := seeds.ReadFile(name)
		if err != nil {
			f.Fatal(err)
		}
		add(b)
	}
}

// FuzzCard holds that what parses is encoded to the same again, and that every
// error has a class.
func FuzzCard(f *testing.F) {
	seed(f, "card", func(b []byte) { f.Add(b) })
	f.Fuzz(func(t *testing.T, data []byte) {
		c, err := ParseCard(data)
		if err != nil {
			known := []error{ErrCard, ErrKeys, ErrBound, ErrForged}
			if !slices.ContainsFunc(known, func(k error) bool { return errors.Is(err, k) }) {
				t.Fatalf("an error of no class: %v", err)
			}
			return
		}
		text := bytes.ReplaceAll(bytes.TrimSpace(data), []byte("\r\n"), []byte("\n"))
		if !bytes.Equal(c.Bytes(), data) && string(text)+"\n" != c.Text() && string(text) != c.Compact() {
			t.Fatalf("%q becomes %q", data, c.Text())
		}
	})
}

// FuzzCardBody signs whatever is thought of, since no fuzzer finds a signature.
func FuzzCardBody(f *testing.F) {
	id := alice(f)
	seed(f, "card", func(b []byte) {
		if c, err := ParseCard(b); err == nil {
			body, err := codec.Marshal(c.c)
			if err != nil {
				f.Fatal(err)
			}
			f.Add(body)
		}
	})
	f.Fuzz(func(t *testing.T, body []byte) {
		raw, err := codec.Marshal(wireSigned{Card: body, Signature: id.Sign(cardPurpose, body)})
		if err != nil {
			t.Fatal(err)
		}
		c, err := ParseCard(raw)
		if err != nil {
			return
		}
		// The checksum of a recipient does not see two letters exchanged that are 1,023 apart:
		// then the card is one of other keys.
		if c.Public().Recipient != id.Public().Recipient {
			return
		}
		d := Draft{Name: c.Name(), Email: c.Email(), Mailbox: c.Mailbox(), Number: c.Number(), Time: c.Time()}
		again, err := NewCard(id, d)
		if err != nil || !again.Equal(c) {
			t.Fatalf("%x becomes %x, %v", raw, again.Bytes(), err)
		}
	})
}

// FuzzPointer holds that what parses is written the same again.
func FuzzPointer(f *testing.F) {
	seed(f, "pointer", func(b []byte) { f.Add(string(b)) })
	f.Fuzz(func(t *testing.T, s string) {
		p, err := ParsePointer(s)
		if err != nil {
			return
		}
		if q, err := ParsePointer(p.String()); err != nil || q != p || string(bytes.TrimSpace([]byte(s))) != p.String() {
			t.Fatalf("%q becomes %q", s, p)
		}
	})
}

// FuzzLiveMessage holds the same of messages.
func FuzzLiveMessage(f *testing.F) {
	for step := LiveCommit; step <= LiveReveal; step++ {
		f.Add(LiveMessage{Version: liveVersion, Step: step, Session: [32]byte{1}}.Bytes())
	}
	f.Fuzz(func(t *testing.T, data []byte) {
		if m, err := ParseLiveMessage(data); err == nil && !bytes.Equal(m.Bytes(), data) {
			t.Fatalf("%x becomes %x", data, m.Bytes())
		}
	})
}
