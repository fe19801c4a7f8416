package box

import (
	"bytes"
	"cmp"
	"crypto/hmac"
	"crypto/sha256"
	"encoding/binary"
	"hash"
	"slices"
	"strings"

	"coffer/vault/secret"
)

// Mark stands for what an item says, under a key. Whoever does not have the key learns
// nothing from it. The zero value stands for nothing.
type Mark [16]byte

// Marks are those of one item. Equal ones, made under one key, mean items that are alike:
//
//   - Whole: title, user names, passwords, addresses, one-time codes, all other fields and
//     the attachments;
//   - Account: title and user names; zero for an item that has neither a user name nor a
//     password, such as a note;
//   - Password: the first of its passwords; zero where there is none.
//
// Titles and the names of fields are compared without regard to case and to blanks around
// them, values byte by byte. User names, passwords, addresses and codes go by their kind
// and their order, whatever the fields are called; the others by their names. Tiers, empty
// fields, folders, tags, dates, templates and former revisions mean nothing.
type Marks struct{ Whole, Account, Password Mark }

// Marker makes marks: HMAC-SHA-256, cut to half. It is not for several goroutines at once.
type Marker struct {
	mac    hash.Hash
	buf    []byte // of names and of marks, never of values
	out    [sha256.Size]byte
	head   [1]byte
	values []Mark
}

// NewMarker makes one for a key, which should be random and kept no longer than the marks.
func NewMarker(key secret.Key) *Marker {
	return &Marker{mac: hmac.New(sha256.New, key.Bytes()), buf: make([]byte, 0, 512)}
}

// Wipe forgets the last secret, also where the hash keeps an unfinished block.
func (m *Marker) Wipe() {
	m.mac.Reset()
	m.mac.Write(make([]byte, sha256.BlockSize-1))
	m.mac.Reset()
	clear(m.buf[:cap(m.buf)])
	clear(m.values[:cap(m.values)])
}

// The first byte of what is marked keeps marks for different ends apart.
const (
	markValue byte = 1 + iota
	markAccount
	markWhole
	markPromise
)

// Of marks an item. It keeps nothing of it.
func (m *Marker) Of(it *Item) Marks {
	m.values = m.values[:0]
	for i := range it.Fields {
		m.values = append(m.values, m.value(it.Fields[i].Value.Bytes()))
	}
	return m.of(it, m.values)
}

// value marks one value; an empty one is nothing.
func (m *Marker) value(b []byte) Mark {
	if len(b) == 0 {
		return Mark{}
	}
	return m.mark(markValue, b)
}

func (m *Marker) mark(what byte, text []byte) (out Mark) {
	m.mac.Reset()
	m.head[0] = what
	m.mac.Write(m.head[:])
	m.mac.Write(text)
	copy(out[:], m.mac.Sum(m.out[:0]))
	return out
}

// of marks an item whose values are marked already, in the order of its fields.
func (m *Marker) of(it *Item, values []Mark) (all Marks) {
	m.buf = appendName(m.buf[:0], it.Title)
	users := m.kind(it, values, Username)
	account := m.mark(markAccount, m.buf)

	for i := range it.Fields {
		if it.Fields[i].Kind == Password && values[i] != (Mark{}) {
			all.Password = values[i]
			break
		}
	}
	if users > 0 || all.Password != (Mark{}) {
		all.Account = account
	}

	m.buf = append(m.buf[:0], account[:]...)
	m.kind(it, values, Password)
	m.kind(it, values, URL)
	m.kind(it, values, TOTP)
	m.others(it, values)
	m.files(it.Attachments)
	all.Whole = m.mark(markWhole, m.buf)
	return all
}

// kind appends how many values there are of one kind, and their marks in order.
func (m *Marker) kind(it *Item, values []Mark, k Kind) (n int) {
	at := len(m.buf)
	m.buf = appendNumber(m.buf, 0)
	for i := range it.Fields {
		if it.Fields[i].Kind == k && values[i] != (Mark{}) {
			m.buf = append(m.buf, values[i][:]...)
			n++
		}
	}
	binary.BigEndian.PutUint64(m.buf[at:], uint64(n))
	return n
}

// namedMark is a field that goes by its name.
type namedMark struct {
	name  string
	value Mark
}

// others appends the fields that go by their names, in the order of these.
func (m *Marker) others(it *Item, values []Mark) {
	var all []namedMark
	for i := range it.Fields {
		f := &it.Fields[i]
		if !byKind(f.Kind) && values[i] != (Mark{}) {
			all = append(all, namedMark{plainName(f.Name), values[i]})
		}
	}
	slices.SortFunc(all, func(a, b namedMark) int {
		return cmp.Or(strings.Compare(a.name, b.name), bytes.Compare(a.value[:], b.value[:]))
	})
	m.buf = appendNumber(m.buf, len(all))
	for _, f := range all {
		m.buf = append(appendText(m.buf, f.name), f.value[:]...)
	}
}

// byKind tells kinds whose fields are the same whatever they are called.
func byKind(k Kind) bool { return k == Username || k == Password || k == URL || k == TOTP }

// files appends what attachments hold, in an order of their own.
func (m *Marker) files(all []Attachment) {
	sums := make([][sha256.Size]byte, len(all))
	for i := range all {
		sums[i] = all[i].SHA256
	}
	slices.SortFunc(sums, func(a, b [sha256.Size]byte) int { return bytes.Compare(a[:], b[:]) })
	m.buf = appendNumber(m.buf, len(sums))
	for i := range sums {
		m.buf = append(m.buf, sums[i][:]...)
	}
}

// plainName is a name without what does not count.
func plainName(s string) string { return strings.Map(fold, strings.TrimSpace(NFC(s))) }

func appendName(b []byte, name string) []byte { return appendText(b, plainName(name)) }

// appendText appends a text after its length, so that none runs into the next.
func appendText(b []byte, s string) []byte { return append(appendNumber(b, len(s)), s...) }

func appendNumber[T int | uint64](b []byte, n T) []byte {
	return binary.BigEndian.AppendUint64(b, uint64(n))
}
