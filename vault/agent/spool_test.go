package agent

import (
	"bytes"
	"errors"
	"fmt"
	"os"
	"strings"
	"sync"
	"testing"
	"time"

	"coffer/vault/codec"
)

func newSpool(t testing.TB) (Spool, Identity) {
	t.Helper()
	id, err := NewIdentity()
	if err != nil {
		t.Fatal(err)
	}
	return Spool{Dir: t.TempDir(), Recipient: id.Recipient()}, id
}

func appended(t *testing.T, s Spool, texts ...string) {
	t.Helper()
	for _, text := range texts {
		if err := s.Append(t.Context(), Entry{Time: day0, Action: "token.use", Text: text}); err != nil {
			t.Fatal(err)
		}
	}
}

// reads wants the texts of the entries after a mark, and returns the mark after
// them.
func reads(t *testing.T, s Spool, done Mark, lost int, texts string, ids ...Identity) Mark {
	t.Helper()
	entries, next, gone, err := s.Read(t.Context(), done, ids...)
	if err != nil {
		t.Fatal(err)
	}
	var got []string
	for _, e := range entries {
		got = append(got, e.Text)
	}
	if s := strings.Join(got, " "); s != texts || gone != lost {
		t.Fatalf("read %q, %d lost; not %q, %d lost", s, gone, texts, lost)
	}
	return next
}

func TestSpool(t *testing.T) {
	s, id := newSpool(t)
	if m := reads(t, s, Mark{}, 0, "", id); m != (Mark{}) {
		t.Error("a mark in nothing")
	}
	appended(t, s, "one", "two")
	mark := reads(t, s, Mark{}, 0, "one two", id)
	appended(t, s, "three")
	// folded in, and not cut off yet: nothing comes twice
	reads(t, s, mark, 0, "three", id)
	if err := s.Cut(t.Context(), mark); err != nil {
		t.Fatal(err)
	}
	mark = reads(t, s, mark, 0, "three", id)
	for range 2 { // cut twice, nothing happens
		if err := s.Cut(t.Context(), mark); err != nil {
			t.Fatal(err)
		}
	}
	if _, err := os.Lstat(s.path()); !errors.Is(err, os.ErrNotExist) {
		t.Errorf("the file is still there: %v", err)
	}
	appended(t, s, "four")
	reads(t, s, mark, 0, "four", id)
}

// TestSpoolTellsNothing holds that who appends cannot read, and that lengths tell
// little.
func TestSpoolTellsNothing(t *testing.T) {
	s, id := newSpool(t)
	appended(t, s, "canary-7f3a9c51e2")
	b, err := os.ReadFile(s.path())
	if err != nil {
		t.Fatal(err)
	}
	if bytes.Contains(b, []byte("canary")) || bytes.Contains(b, []byte("token.use")) {
		t.Error("an entry stands in clear")
	}
	short := len(b)
	os.Remove(s.path())
	appended(t, s, "x")
	if b, _ := os.ReadFile(s.path()); len(b) != short {
		t.Errorf("%d bytes for one character, %d for seventeen", len(b), short)
	}
	_, other := newSpool(t)
	reads(t, s, Mark{}, 1, "", other)
	reads(t, s, Mark{}, 0, "x", other, id) // the identity before a rekey
}

func TestSpoolSurvivesDamage(t *testing.T) {
	s, id := newSpool(t)
	appended(t, s, "one", "two", "three")
	whole, err := os.ReadFile(s.path())
	if err != nil {
		t.Fatal(err)
	}
	one := len(whole) / 3
	for name, c := range map[string]struct {
		file  []byte
		lost  int
		texts string
	}{
		"cut within the last":      {whole[:len(whole)-1], 1, "one two"},
		"cut within a length":      {whole[:2*one+2], 1, "one two"},
		"a flipped bit in the 2nd": {flip(whole, one+one/2), 1, "one three"},
		"a flipped length":         {flip(whole, one), 1, "one"},
		"zeros at the end":         {append(bytes.Clone(whole), 0, 0, 0, 0, 0), 1, "one two three"},
		"only garbage":             {[]byte("garbage"), 1, ""},
	} {
		if err := os.WriteFile(s.path(), c.file, 0o600); err != nil {
			t.Fatal(err)
		}
		t.Log(name)
		mark := reads(t, s, Mark{}, c.lost, c.texts, id)
		if err := s.Cut(t.Context(), mark); err != nil {
			t.Errorf("%s: %v", name, err)
		}
	}
}

// TestTornTail holds that what an interrupted append left makes nothing come twice.
func TestTornTail(t *testing.T) {
	s, id := newSpool(t)
	appended(t, s, "one")
	whole, err := os.ReadFile(s.path())
	if err != nil {
		t.Fatal(err)
	}
	torn := append(bytes.Clone(whole), whole[:20]...)
	for name, between := range map[string]func(){"nothing between": func() {}, "an append between": func() { appended(t, s, "two") }} {
		if err := os.WriteFile(s.path(), torn, 0o600); err != nil {
			t.Fatal(err)
		}
		mark := reads(t, s, Mark{}, 1, "one", id)
		between()
		if err := s.Cut(t.Context(), mark); err != nil {
			t.Fatal(err)
		}
		left := ""
		if name == "an append between" {
			left = "two"
		}
		reads(t, s, mark, 0, left, id)
		os.Remove(s.path())
	}
}

// TestInterruptedAppend holds that what comes after half an entry is not lost.
func TestInterruptedAppend(t *testing.T) {
	s, id := newSpool(t)
	appended(t, s, "one", "two")
	whole, err := os.ReadFile(s.path())
	if err != nil {
		t.Fatal(err)
	}
	for _, left := range []int{len(whole) - 1, len(whole)/2 + 2, 3} {
		if err := os.Truncate(s.path(), 0); err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(s.path(), whole[:left], 0o600); err != nil {
			t.Fatal(err)
		}
		appended(t, s, "three")
		texts := "one three"
		if left == 3 {
			texts = "three"
		}
		reads(t, s, Mark{}, 0, texts, id)
	}
}

func flip(b []byte, at int) []byte {
	b = bytes.Clone(b)
	b[at] ^= 1
	return b
}

func TestSpoolBounds(t *testing.T) {
	s, id := newSpool(t)
	frame, err := s.seal(Entry{Time: day0, Action: UseAction})
	if err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(s.path(), bytes.Repeat(frame, maxSpool/len(frame)), 0o600); err != nil {
		t.Fatal(err)
	}
	if err := s.Append(t.Context(), Entry{Time: day0, Action: UseAction}); !errors.Is(err, ErrSpoolFull) {
		t.Errorf("got %v", err)
	}
	if err := s.Append(t.Context(), Entry{Time: day0, Action: "a", Text: strings.Repeat("x", maxSpoolEntry)}); !errors.Is(err, ErrBounds) {
		t.Errorf("got %v", err)
	}
	if err := os.Truncate(s.path(), maxSpool+1); err != nil {
		t.Fatal(err)
	}
	if _, _, _, err := s.Read(t.Context(), Mark{}, id); err == nil {
		t.Error("a file that is too long was read")
	}
	os.Remove(s.path())
	if err := os.Symlink("/etc/passwd", s.path()); err != nil {
		t.Fatal(err)
	}
	if err := s.Append(t.Context(), Entry{Time: day0, Action: UseAction}); err == nil {
		t.Error("a link was followed")
	}
	if err := (Spool{Dir: s.Dir, Recipient: "age1nonsense"}).Append(t.Context(), Entry{}); err == nil {
		t.Error("appended to nobody")
	}
}

// TestSpoolTakesAllAtOnce lets many append while somebody folds in.
func TestSpoolTakesAllAtOnce(t *testing.T) {
	s, id := newSpool(t)
	var all sync.WaitGroup
	for i := range 20 {
		all.Go(func() { appended(t, s, fmt.Sprint(i)) })
	}
	seen, mark := map[string]bool{}, Mark{}
	fold := func() {
		entries, next, lost, err := s.Read(t.Context(), mark, id)
		if err != nil || lost > 0 {
			t.Fatalf("%d lost, %v", lost, err)
		}
		for _, e := range entries {
			if seen[e.Text] {
				t.Errorf("%s came twice", e.Text)
			}
			seen[e.Text] = true
		}
		if mark = next; mark.Size > 0 {
			if err := s.Cut(t.Context(), mark); err != nil {
				t.Fatal(err)
			}
		}
	}
	for range 10 {
		fold()
	}
	all.Wait()
	fold()
	if len(seen) != 20 {
		t.Errorf("%d of 20 came", len(seen))
	}
}

func FuzzEntry(f *testing.F) {
	for _, e := range []Entry{LoginEntry(Login{Time: day0, Host: "h", Session: "s", Last: day0}), {Time: day0, Action: "token.use", Text: "t"}, {}} {
		b, err := padEntry(e)
		if err != nil {
			f.Fatal(err)
		}
		f.Add(b)
	}
	f.Fuzz(func(t *testing.T, b []byte) {
		e, err := parseEntry(b)
		if err != nil {
			return
		}
		again, err := padEntry(e)
		if err != nil {
			t.Fatal(err)
		}
		if second, err := parseEntry(again); err != nil || second.Text != e.Text || !second.Time.Equal(e.Time) {
			t.Fatalf("%+v became %+v (%v)", e, second, err)
		}
	})
}

// FuzzSpool holds that no file stops the reader, and that what it finds was
// sealed to the identity.
func FuzzSpool(f *testing.F) {
	s, id := newSpool(f)
	frame, err := s.seal(Entry{Time: day0.Add(time.Second), Action: "token.use"})
	if err != nil {
		f.Fatal(err)
	}
	f.Add(frame)
	f.Add(append(bytes.Clone(frame), frame...))
	f.Add([]byte{0, 0, 0, 1, 7})
	f.Fuzz(func(t *testing.T, b []byte) {
		entries, lost := parseSpool(b, ageIdentities([]Identity{id}))
		if len(b) > 0 && len(entries) == 0 && lost == 0 {
			t.Fatal("something was read without a trace")
		}
	})
}

func padded(t *testing.T, e Entry) []byte {
	t.Helper()
	b, err := padEntry(e)
	if err != nil {
		t.Fatal(err)
	}
	return b
}

// TestLoginIsCut: a login has room in an entry, wherever it comes from.
func TestLoginIsCut(t *testing.T) {
	far := strings.Repeat("é", maxWhere)
	e := LoginEntry(Login{Time: day0, Last: day0, Host: "h" + far, Terminal: far, Session: "monday"})
	again, err := parseEntry(padded(t, e))
	if err != nil || again.Text != "monday" || len(again.Login.Host) > maxWhere {
		t.Errorf("%+v, %v", again, err)
	}
}

// TestEntryRefuses holds that nothing gets into the log but what this
// program writes.
func TestEntryRefuses(t *testing.T) {
	login := func(change func(*Login)) []byte {
		l := Login{Time: day0, Last: day0}
		change(&l)
		return padded(t, Entry{Time: day0, Action: loginAction, Text: l.Session, Login: &l})
	}
	good, err := padEntry(Entry{Time: day0, Action: UseAction})
	if err != nil {
		t.Fatal(err)
	}
	for name, b := range map[string][]byte{
		"nothing":         {},
		"padding of ones": append(bytes.Clone(good[:len(good)-1]), 1),
		"cut":             good[:len(good)-1],
		"much padding":    append(bytes.Clone(good), make([]byte, entryStep)...),
		"another action":  padded(t, Entry{Time: day0, Action: "vault.passwd"}),
		"no action":       padded(t, Entry{Time: day0}),
		"a long text":     padded(t, Entry{Time: day0, Action: UseAction, Text: strings.Repeat("t", maxEntryText+1)}),
		"escapes":         padded(t, Entry{Time: day0, Action: UseAction, Text: "\x1b[31m"}),
		"far future":      padded(t, Entry{Time: time.Unix(1<<40, 0), Action: UseAction}),
		"far past":        padded(t, Entry{Time: time.Unix(-1<<40, 0), Action: UseAction}),
		"a use to log in": padded(t, Entry{Time: day0, Action: UseAction, Login: &Login{Time: day0, Last: day0}}),
		"a login of none": padded(t, Entry{Time: day0, Action: loginAction}),
		"a login's name":  padded(t, Entry{Time: day0, Action: loginAction, Text: "n", Login: &Login{Time: day0, Last: day0}}),
		"a long name":     login(func(l *Login) { l.Session = strings.Repeat("n", MaxName+1) }),
		"a long host":     login(func(l *Login) { l.Host = strings.Repeat("h", maxWhere+1) }),
		"a long terminal": login(func(l *Login) { l.Terminal = strings.Repeat("h", maxWhere+1) }),
		"no such word":    login(func(l *Login) { l.Word = Different + 1 }),
		"late login":      login(func(l *Login) { l.Last = time.Unix(1<<40, 0) }),
	} {
		if _, err := parseEntry(b); !errors.Is(err, codec.ErrMalformed) {
			t.Errorf("%s: %v", name, err)
		}
	}
}
