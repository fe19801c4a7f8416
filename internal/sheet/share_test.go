package sheet

import (
	"bytes"
	"fmt"
	"strings"
	"testing"
	"time"

	"coffer/ticket/paper"
	"coffer/vault/secret"
	"coffer/vault/split"
)

// held is a share of its own set, with the same numbers.
func held(t testing.TB, kind string, k int) (split.Set, Held) {
	t.Helper()
	key, err := secret.KeyFrom(bytes.Repeat([]byte(kind[:4]), secret.KeySize/4))
	if err != nil {
		t.Fatal(err)
	}
	set, shares, err := split.Split(split.Subject{Kind: kind, Owner: [32]byte{1}, Of: [16]byte{2}, Generation: 3}, key, k, 5)
	if err != nil {
		t.Fatal(err)
	}
	h, err := Hold(set, shares[1])
	if err != nil {
		t.Fatal(err)
	}
	return set, h
}

// aShare is a sheet with both shares on it.
func aShare(t testing.TB) Share {
	_, whole := held(t, paper.Recover, 3)
	_, part := held(t, paper.Reset, 2)
	return Share{For: "bob", Owner: "alice", Vault: "22222222-2222-2222-2222-222222222222", Generation: 3,
		Made: time.Date(2026, 5, 1, 12, 0, 0, 0, time.UTC),
		Others: []Person{{"carol", "+49 30 1234567"}, {"dave", "dave@example.org"}, {"erin", ""}, {"<frank>", "1 Main Street, Example Town"},
			{"carol's brother", "+49 30 1234568"}, {"the notary of alice", "2 Main Street, Example Town"}, {"dave at work", "+49 30 1234569"}, {"mallory", "mallory@example.org"}},
		Held: []Held{whole, part}, Program: "1.0"}
}

func TestShare(t *testing.T) {
	sheet := aShare(t)
	html, err := sheet.HTML()
	page := reveal(t, html, err)
	plain, err := sheet.Text()
	text := reveal(t, plain, err)
	for _, want := range []string{"bob", "alice", "22222222-2222-2222-2222-222222222222", "number 2 of 5, generation 3", "1 May 2026",
		"3 of 5 such shares", "2 of 5 such shares", "carol (+49 30 1234567)",
		"obeys no wait", "alone it opens nothing", "coffer ticket open", "coffer ticket redeem", "coffer deposit pack", "Coffer 1.0"} {
		if !strings.Contains(page, want) {
			t.Errorf("the page has no %q", want)
		}
		if !strings.Contains(strings.Join(strings.Fields(text), " "), strings.TrimSpace(want)) {
			t.Errorf("the plain page has no %q", want)
		}
	}
	for _, h := range sheet.Held {
		if set := "set " + paper.SetNumber([8]byte(h.Set[:8])); !strings.Contains(page, set) || !strings.Contains(text, set) {
			t.Errorf("%s does not stand there", set)
		}
		for i, word := range strings.Fields(h.Words.Reveal()) {
			if want := number(i+1) + word; !strings.Contains(page, want) || !strings.Contains(text, want) {
				t.Errorf("%q does not stand there", want)
			}
		}
	}
	if strings.Contains(page, "<frank>") {
		t.Error("the page has more than belongs there")
	}
	for line := range strings.Lines(text) {
		if n := len([]rune(line)); n > width+1 {
			t.Errorf("%d characters in a line: %q", n, line)
		}
	}
}

// A sheet that opens something by itself says so.
func TestShareThatIsEnough(t *testing.T) {
	for _, k := range []int{1, 2} {
		s := aShare(t)
		s.Held[1].Threshold = k
		html, err := s.HTML()
		page := reveal(t, html, err)
		if strings.Contains(page, "alone it opens nothing") != (k > 1) || strings.Contains(page, "by itself it is enough") != (k == 1) ||
			strings.Contains(page, "Any one of 5 such shares") != (k == 1) {
			t.Errorf("the sheet with a share of a threshold of %d does not say what it is", k)
		}
	}
}

// The page is alone: it neither runs nor fetches anything. The words are first
// found where they stand.
func TestShareIsAlone(t *testing.T) {
	html, err := aShare(t).HTML()
	page := strings.ToLower(reveal(t, html, err))
	foreign := func(page string) (found []string) {
		for _, what := range []string{"<script", "<link", "<img", "<iframe", "src=", "href", "url(", "@import", "http:", "https:", "onload", "<form"} {
			if strings.Contains(page, what) {
				found = append(found, what)
			}
		}
		return found
	}
	if planted := page + `<img src="https://example.org/a.png">`; len(foreign(planted)) != 3 {
		t.Fatalf("of three planted %q are found", foreign(planted))
	}
	if found := foreign(page); len(found) > 0 {
		t.Errorf("the page has %q", found)
	}
}

func TestManyOthers(t *testing.T) {
	s := aShare(t)
	for i := range maxPeople {
		s.Others = append(s.Others, Person{Name: fmt.Sprintf("mallory %d", i)})
	}
	html, err := s.HTML()
	if page := reveal(t, html, err); !strings.Contains(page, "and 8 more") || strings.Contains(page, "mallory 4") {
		t.Error("those who have no room are not counted")
	}
}

func TestShareRefused(t *testing.T) {
	for name, change := range map[string]func(*Share){
		"for nobody":         func(s *Share) { s.For = "" },
		"of nobody":          func(s *Share) { s.Owner = "" },
		"of no vault":        func(s *Share) { s.Vault = "" },
		"by nothing":         func(s *Share) { s.Program = "" },
		"never":              func(s *Share) { s.Made = time.Time{} },
		"a long name":        func(s *Share) { s.Others[0].Name = strings.Repeat("a", maxLine+1) },
		"no share":           func(s *Share) { s.Held = nil },
		"three shares":       func(s *Share) { s.Held = append(s.Held, s.Held[0]) },
		"one kind twice":     func(s *Share) { s.Held[1].Kind = paper.Recover },
		"two numbers":        func(s *Share) { s.Held[1].Index = 1 },
		"two sizes":          func(s *Share) { s.Held[1].Members = 6 },
		"another kind":       func(s *Share) { s.Held[0].Kind = "seal" },
		"number 0":           func(s *Share) { s.Held[0].Index, s.Held[1].Index = 0, 0 },
		"number beyond":      func(s *Share) { s.Held[0].Index, s.Held[1].Index = 6, 6 },
		"threshold 0":        func(s *Share) { s.Held[1].Threshold = 0 },
		"threshold beyond":   func(s *Share) { s.Held[1].Threshold = 6 },
		"no words":           func(s *Share) { s.Held[0].Words = secret.New("") },
		"wiped":              func(s *Share) { s.Held[1].Words.Wipe() },
		"many words":         func(s *Share) { s.Held[0].Words = secret.New(strings.Repeat("a ", maxWords+1)) },
		"a long word":        func(s *Share) { s.Held[0].Words = secret.New("acid " + strings.Repeat("a", maxWord+1)) },
		"markup among words": func(s *Share) { s.Held[0].Words = secret.New("acid <b>") },
		"nothing to read":    func(s *Share) { s.Held[0].Code = secret.New("") },
		"too much to read":   func(s *Share) { s.Held[0].Code = secret.New(strings.Repeat("A", maxCode+1)) },
	} {
		s := aShare(t)
		change(&s)
		_, err := s.HTML()
		if err == nil {
			t.Errorf("%s: prints as HTML", name)
		} else if strings.Contains(err.Error(), "acid") || strings.Contains(err.Error(), "<b>") {
			t.Errorf("%s: quotes a word: %v", name, err)
		}
		if _, err := s.Text(); err == nil {
			t.Errorf("%s: prints", name)
		}
	}
}

// What stands on a sheet is what is read from it: both shares, whose words stand in the
// columns that somebody types.
func TestShareIsRead(t *testing.T) {
	s := aShare(t)
	plain, err := s.Text()
	text := reveal(t, plain, err)
	for _, h := range s.Held {
		share, err := paper.Read(secret.New(text), h.Kind)
		if err != nil || share.Kind != h.Kind || share.Index != h.Index {
			t.Errorf("%s: %v", h.Kind, err)
		}
		share.Wipe()
		words := strings.Fields(h.Words.Reveal())
		first := number(1) + words[0]
		_, line, found := strings.Cut(text, paper.Heading(h.Kind, h.Index, [8]byte(h.Set[:8])))
		_, line, _ = strings.Cut(line, first)
		if line, _, _ = strings.Cut(line, "\n"); !found || !strings.Contains(line, number(paper.Column+1)+words[paper.Column]) {
			t.Errorf("%s: the columns are not those that are typed", h.Kind)
		}
	}
	if columns := (paper.Words + paper.Column - 1) / paper.Column; !strings.Contains(style, fmt.Sprintf("columns:%d;", columns)) {
		t.Errorf("the page has not %d columns", columns)
	}
}
