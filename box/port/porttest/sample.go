package porttest

import (
	"bytes"
	"crypto/sha256"
	"encoding/binary"
	"fmt"
	"io"
	"iter"
	"strings"
	"time"

	"coffer/box"
	"coffer/box/port"
	"coffer/vault/secret"
)

// Date is the time at which samples are made.
func Date() time.Time { return time.Date(2026, 1, 2, 3, 4, 5, 0, time.UTC) }

// ID makes a small number into an id.
func ID(n uint64) (id box.ID) {
	binary.BigEndian.PutUint64(id[8:], n)
	return id
}

// FileOf makes an attachment of bytes in memory.
func FileOf(name string, content []byte) port.File {
	return port.File{
		Name: name, Size: int64(len(content)), SHA256: sha256.Sum256(content),
		Open: func() (io.ReadCloser, error) { return io.NopCloser(bytes.NewReader(content)), nil },
	}
}

// ContentOf makes content of entries.
func ContentOf(boxes []port.Box, templates []box.Template, entries ...*port.Entry) port.Content {
	return port.Content{Created: Date(), Boxes: boxes, Templates: templates, Items: Sequence(entries)}
}

// Sequence hands entries out one by one.
func Sequence(entries []*port.Entry) iter.Seq2[*port.Entry, error] {
	return func(yield func(*port.Entry, error) bool) {
		for _, e := range entries {
			if !yield(e, nil) {
				return
			}
		}
	}
}

// entry makes an item with a title; change adds the rest.
func entry(n uint64, title string, change func(*port.Entry)) *port.Entry {
	e := &port.Entry{BoxName: "work"}
	e.ID = ID(n)
	e.Title = title
	e.Created, e.Changed = Date(), Date().Add(time.Hour)
	if change != nil {
		change(e)
	}
	return e
}

// Names are strings that a careless format would change or stumble over.
func Names() []string {
	return []string{
		"plain", "<&>\"']]>", "%2F 100% %", "a/b//c", " spaces around ", "tab\tline\nreturn\rend\r\n",
		"\x1b[31mred\x07", "\u0085\u009b nel and csi", "\u202edrowssap", "Größe, мир, 世界, 🔑, é",
		"\ufeffbom", "\ufffe\uffff\ufffd", "../../etc/passwd", `C:\con`, ".hidden", "-", strings.Repeat("long ", 800),
		"--><!-- ", "&amp;&#10;", "\x7f",
	}
}

// Values are bytes that a careless format would change. Some are not allowed
// in a vault; a format carries them all the same.
func Values() []string {
	return append(Names(), "", "\n", " ", "\x00\x01\x02", "\xff\xfe\xc3", "otpauth://totp/a?secret=GEZDGNBV&issuer=b",
		"\t<tab first", "first\n\n second", strings.Repeat("0123456789\n", 90_000), strings.Repeat("鍵", 100_000), allBytes())
}

func allBytes() string {
	b := make([]byte, 256)
	for i := range b {
		b[i] = byte(i)
	}
	return string(b)
}

// Many makes n ordinary logins, for benchmarks and for bounds on memory.
func Many(n int) iter.Seq2[*port.Entry, error] {
	return func(yield func(*port.Entry, error) bool) {
		for i := range n {
			if !yield(login(i), nil) {
				return
			}
		}
	}
}

func login(i int) *port.Entry {
	return entry(uint64(i)+1, fmt.Sprintf("acme %d", i), func(e *port.Entry) {
		e.Template, e.Folder, e.Tags = "login", []string{"mail", fmt.Sprintf("group %d", i%100)}, []string{"one"}
		e.Fields = []box.Field{
			{Name: "username", Kind: box.Username, Tier: box.Companion, Value: secret.New(fmt.Sprintf("ann%d@acme.example", i))},
			{Name: "password", Kind: box.Password, Tier: box.Core, Value: secret.New(fmt.Sprintf("aDJ38<j3d83jd-%d", i))},
			{Name: "url", Kind: box.URL, Tier: box.Companion, Value: secret.New(fmt.Sprintf("https://www.acme.example/login?id=%d&next=/", i))},
			{Name: "note", Kind: box.Multiline, Tier: box.Companion, Value: secret.New("a note\non two lines")},
		}
	})
}
