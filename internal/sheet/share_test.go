package sheet

import (
	"fmt"
	"strings"
	"testing"
	"time"

	"coffer/vault/secret"
)

// aShare is a sheet with as many words as a real one has.
func aShare() Share {
	words := func(kind string) (all []string) {
		for i := range 42 {
			all = append(all, fmt.Sprintf("%sx%c%c", kind[:4], 'a'+i/26, 'a'+i%26))
		}
		return all
	}
	held := func(kind string, k int, set byte) Held {
		return Held{Kind: kind, Set: [32]byte{set, 2, 3, 4, 5, 6, 7, 8, 0xee}, Index: 2, Threshold: k, Members: 5,
			Words: secret.New(strings.Join(words(kind), " ")), QR: secret.New("CF1" + strings.Repeat(strings.ToUpper(kind)+"234567", 9))}
	}
	return Share{For: "bob", Owner: "alice", Vault: "22222222-2222-2222-2222-222222222222", Generation: 3,
		Made: time.Date(2026, 5, 1, 12, 0, 0, 0, time.UTC),
		Others: []Person{{"carol", "+49 30 1234567"}, {"dave", "dave@example.org"}, {"erin", ""}, {"<frank>", "1 Main Street, Example Town"},
			{"carol's brother", "+49 30 1234568"}, {"the notary of alice", "2 Main Street, Example Town"}, {"dave at work", "+49 30 1234569"}, {"mallory", "mallory@example.org"}},
		Held: []Held{held(Recover, 3, 1), held(Reset, 2, 9)}, Program: "1.0"}
}

func TestShare(t *testing.T) {
	html, err := aShare().HTML()
	page := reveal(t, html, err)
	plain, err := aShare().Text()
	text := reveal(t, plain, err)
	for _, want := range []string{"bob", "alice", "22222222-2222-2222-2222-222222222222", "number 2 of 5, generation 3", "1 May 2026",
		"3 of 5 such shares", "2 of 5 such shares", "set 0102 0304 0506 0708", "set 0902 0304 0506 0708", "carol (+49 30 1234567)",
		"obeys no wait", "alone it opens nothing", "coffer ticket open", "coffer ticket redeem", "coffer deposit pack", " 1. recoxaa", "42. recoxbp", "42. resexbp", "Coffer 1.0"} {
		if !strings.Contains(page, want) {
			t.Errorf("the page has no %q", want)
		}
		if !strings.Contains(strings.Join(strings.Fields(text), " "), strings.TrimSpace(want)) {
			t.Errorf("the plain page has no %q", want)
		}
	}
	if strings.Contains(page, "<frank>") || strings.Contains(page, "0708 ee") {
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
		s := aShare()
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
	html, err := aShare().HTML()
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
	s := aShare()
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
		"one kind twice":     func(s *Share) { s.Held[1].Kind = Recover },
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
		"nothing to read":    func(s *Share) { s.Held[0].QR = secret.New("") },
		"too much to read":   func(s *Share) { s.Held[0].QR = secret.New(strings.Repeat("A", maxQR+1)) },
	} {
		s := aShare()
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
