package gen

import (
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"math"
	"os"
	"slices"
	"strings"
	"testing"

	"pgregory.net/rapid"
)

func TestWordListIsTheOneItClaims(t *testing.T) {
	const want = "6d557f0693958fb5e650b68b5bee585eb82cf4da32965505c789e924743bc522"
	sum := sha256.Sum256([]byte(effLarge))
	if hex.EncodeToString(sum[:]) != want {
		t.Error("eff_large.txt has changed")
	}
	notice, err := os.ReadFile("NOTICE.md")
	if err != nil || !strings.Contains(string(notice), want) {
		t.Errorf("NOTICE.md does not name the sum of the list (%v)", err)
	}
	words := wordList()
	if len(words) != 7776 || words[0] != "abacus" || words[7775] != "zoom" {
		t.Errorf("%d words from %q to %q", len(words), words[0], words[len(words)-1])
	}
	if Words() != len(words) || Word(0) != words[0] || Word(Words()-1) != words[len(words)-1] {
		t.Error("words by number are others")
	}
	if strings.Join(words, "\n")+"\n" != effLarge {
		t.Error("not one word a line")
	}
}

// No word begins with another (so none comes twice), all begin with a letter
// and none has a digit: what Entropy promises rests on that.
func TestWordsAreTellable(t *testing.T) {
	words := slices.Clone(wordList())
	slices.Sort(words)
	for i, w := range words {
		if i > 0 && strings.HasPrefix(w, words[i-1]) {
			t.Errorf("%q begins with %q", w, words[i-1])
		}
		if strings.Trim(w, lowerSet+"-") != "" || w[0] == '-' || len(w) > 9 {
			t.Errorf("odd word %q", w)
		}
	}
}

func TestPhraseRefused(t *testing.T) {
	for name, p := range map[string]Phrase{
		"zero":           {},
		"too few":        {Words: 2},
		"too many":       {Words: 65},
		"long separator": {Words: 6, Separator: strings.Repeat("-", 17)},
		"escape":         {Words: 6, Separator: "\x1b"},
		"newline":        {Words: 6, Separator: "\n"},
		"beyond ASCII":   {Words: 6, Separator: "·"},
	} {
		if _, err := p.Generate(fixed()); !errors.Is(err, ErrRules) {
			t.Errorf("%s: %v", name, err)
		}
		if p.Entropy() != 0 {
			t.Errorf("%s: entropy %v", name, p.Entropy())
		}
	}
}

func TestPhraseEntropy(t *testing.T) {
	for _, c := range []struct {
		phrase Phrase
		want   float64
	}{
		{DefaultPhrase(), 77.5488},
		{Phrase{Words: 3}, 38.7744},
		{Phrase{Words: 6, Capitalise: true, Separator: " "}, 77.5488},
		{Phrase{Words: 6, Digit: true}, 77.5488 + math.Log2(60)},
	} {
		if got := c.phrase.Entropy(); math.Abs(got-c.want) > 1e-4 {
			t.Errorf("%+v: %v, not %v", c.phrase, got, c.want)
		}
	}
}

// Every passphrase comes apart again, from left to right, in one way only.
func TestPhraseComesApart(t *testing.T) {
	r := fixed()
	rapid.Check(t, func(t *rapid.T) {
		p := Phrase{
			Words:      rapid.IntRange(3, 64).Draw(t, "words"),
			Separator:  rapid.SampledFrom([]string{"", "-", " ", "7", "77", "ab", "...---..., ,, ,"}).Draw(t, "separator"),
			Capitalise: rapid.Bool().Draw(t, "capitalise"),
			Digit:      rapid.Bool().Draw(t, "digit"),
		}
		text, err := p.Generate(r)
		if err != nil {
			t.Fatal(err)
		}
		words, digits := takeApart(t, p, text.Reveal())
		if words != p.Words || (digits == 1) != p.Digit || digits > 1 {
			t.Errorf("%d words and %d digits in %q", words, digits, text.Reveal())
		}
	})
}

func takeApart(t *rapid.T, p Phrase, rest string) (words, digits int) {
	for rest != "" {
		i := slices.IndexFunc(wordList(), func(w string) bool {
			if p.Capitalise {
				w = strings.ToUpper(w[:1]) + w[1:]
			}
			return strings.HasPrefix(rest, w)
		})
		if i < 0 {
			t.Fatalf("no word at %q", rest)
		}
		words++
		rest = rest[len(wordList()[i]):]
		if rest == "" {
			break
		}
		last := words == p.Words
		if rest[0] >= '0' && rest[0] <= '9' && (last || !startsWord(p, rest)) {
			digits++
			rest = rest[1:]
		}
		var found bool
		if rest, found = strings.CutPrefix(rest, p.Separator); !found && !last {
			t.Fatalf("no separator at %q", rest)
		}
	}
	return words, digits
}

// startsWord tells whether a separator and then a word follow, no digit.
func startsWord(p Phrase, rest string) bool {
	after, found := strings.CutPrefix(rest, p.Separator)
	return found && after != "" && (after[0] < '0' || after[0] > '9')
}

func TestPhraseUsesTheWholeList(t *testing.T) {
	seen, places := make(map[string]bool), make(map[int]bool)
	r := fixed()
	for range 2000 {
		p, err := Phrase{Words: 64, Separator: " ", Digit: true}.Generate(r)
		if err != nil {
			t.Fatal(err)
		}
		for i, w := range strings.Fields(p.Reveal()) {
			word := strings.TrimRight(w, digitSet)
			seen[word] = true
			places[i] = places[i] || word != w
		}
	}
	if len(seen) != 7776 {
		t.Errorf("%d words", len(seen))
	}
	for i := range 64 {
		if !places[i] {
			t.Errorf("never a digit behind word %d", i)
		}
	}
}

func BenchmarkPhrase(b *testing.B) {
	r := fixed()
	for b.Loop() {
		if _, err := DefaultPhrase().Generate(r); err != nil {
			b.Fatal(err)
		}
	}
}
