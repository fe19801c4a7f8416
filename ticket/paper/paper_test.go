package paper

import (
	"bytes"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"fmt"
	"os"
	"slices"
	"strings"
	"testing"

	"coffer/vault/secret"
	"coffer/vault/split"
)

func TestListIsTheOneItClaims(t *testing.T) {
	const want = "bcc4555340332d169718aed8bf31dd9d5248cb7da6e5d355140ef4f1e601eec3"
	sum := sha256.Sum256([]byte(slip39))
	notice, err := os.ReadFile("NOTICE.md")
	if hex.EncodeToString(sum[:]) != want || err != nil || !strings.Contains(string(notice), want) {
		t.Errorf("the list has the sum %x (%v)", sum, err)
	}
	words := wordList()
	if len(words) != 1<<wordBits || !slices.IsSorted(words) {
		t.Errorf("%d words", len(words))
	}
	seen := map[string]bool{}
	for i, w := range words {
		if len(w) < prefix || len(w) > 8 || strings.Trim(w, "abcdefghijklmnopqrstuvwxyz") != "" || seen[w[:prefix]] {
			t.Errorf("odd word %q", w)
		}
		seen[w[:prefix]] = true
		for n := prefix; n <= len(w); n++ {
			if number, found := lookUp([]byte(w[:n])); !found || int(number) != i {
				t.Errorf("%q is not found as %q", w, w[:n])
			}
		}
		if _, found := lookUp([]byte(w + "s")); found && !slices.Contains(words, w+"s") {
			t.Errorf("%q is found", w+"s")
		}
	}
}

// TestPublishedVectors reads mnemonics of the vectors of SLIP-0039: they hold
// the list and its order, and the checksum.
func TestPublishedVectors(t *testing.T) {
	for text, good := range map[string]bool{
		"duckling enlarge academic academic agency result length solution fridge kidney coal piece deal husband erode duke ajar critical decision keyboard": true,
		"duckling enlarge academic academic agency result length solution fridge kidney coal piece deal husband erode duke ajar critical decision kidney":   false,
		"shadow pistol academic always adequate wildlife fancy gross oasis cylinder mustang wrist rescue view short owner flip making coding armed":         true,
		"shadow pistol academic acid actress prayer class unknown daughter sweater depict flip twice unkind craft early superior advocate guest smoking":    true,
	} {
		symbols, err := readWords([]byte(text))
		if err != nil || (residue("shamir", symbols) == 0) != good {
			t.Errorf("%s: %v", text, err)
		}
		if again := withChecksum("shamir", symbols[:len(symbols)-checkWords]); good != slices.Equal(again, symbols) {
			t.Errorf("%s: another checksum", text)
		}
		if residue(customization, symbols) == 0 {
			t.Error("a share of another program is one here")
		}
	}
}

func dealt(t testing.TB, kind string, generation uint64) (split.Set, []split.Share) {
	t.Helper()
	key, err := secret.KeyFrom(bytes.Repeat([]byte{7}, secret.KeySize))
	if err != nil {
		t.Fatal(err)
	}
	set, shares, err := split.Split(split.Subject{Kind: kind, Owner: [32]byte{1}, Of: [16]byte{2}, Generation: generation}, key, 2, 3)
	if err != nil {
		t.Fatal(err)
	}
	return set, shares
}

// written is one share on paper, as words.
func written(t testing.TB, kind string, generation uint64) (split.Set, split.Share, []string) {
	t.Helper()
	set, shares := dealt(t, kind, generation)
	s, err := Of(set, shares[1])
	if err != nil {
		t.Fatal(err)
	}
	words, err := s.Words()
	if err != nil {
		t.Fatal(err)
	}
	return set, shares[1], strings.Split(words.Reveal(), " ")
}

// TestEveryWay types words and codes in every form that is taken.
func TestEveryWay(t *testing.T) {
	set, share, words := written(t, Reset, 5)
	s, err := Of(set, share)
	if err != nil {
		t.Fatal(err)
	}
	code, err := s.Code()
	if err != nil {
		t.Fatal(err)
	}
	var numbered, glued, short, lines []string
	for i, w := range words {
		numbered = append(numbered, fmt.Sprintf("%2d. %s", i+1, w))
		glued = append(glued, fmt.Sprintf("%d.%s,", i+1, strings.ToUpper(w)))
		short = append(short, w[:prefix])
		lines = append(lines, fmt.Sprintf("%d) %s;", i+1, w))
	}
	var across []string // as the lines of a sheet with columns are read
	for row := range Column {
		for i := row; i < Words; i += Column {
			across = append(across, numbered[i])
		}
	}
	miscounted := slices.Clone(numbered) // the order decides where the numbers do not
	miscounted[4] = "4. " + words[4]
	text := code.Reveal()
	for name, typed := range map[string]string{
		"across": strings.Join(across, " "), "miscounted": strings.Join(miscounted, " "), "half of them numbered": strings.Join(append(words[:20:20], numbered[20:]...), " "),
		"words": strings.Join(words, " "), "numbered": strings.Join(numbered, "  "), "glued": strings.Join(glued, ""),
		"short": strings.Join(short, "\t"), "lines": strings.Join(lines, "\r\n"), "capitals": strings.ToUpper(strings.Join(words, "\u00a0")),
		"code": text, "code in small letters": "\n" + strings.ToLower(text) + "\n", "code in lines": text[:20] + "\r\n " + text[20:],
	} {
		in := secret.New(typed)
		read, err := Parse(in)
		if err != nil {
			t.Errorf("%s: %v", name, err)
			continue
		}
		if !in.IsZero() {
			t.Errorf("%s: what was typed is still there", name)
		}
		again, err := read.Open(set)
		if err != nil || again.Commitment() != share.Commitment() || read.Index != 2 || read.Generation != 5 || read.Kind != Reset {
			t.Errorf("%s: %+v, %v", name, read, err)
		}
		read.Wipe()
	}
}

// refused types a text that is no share, and looks at what is said.
func refused(t *testing.T, name, typed string, class error, says string) {
	t.Helper()
	in := secret.New(typed)
	s, err := Parse(in)
	switch {
	case !errors.Is(err, class) || s.Kind != "":
		t.Errorf("%s: got %v, want %v", name, err, class)
	case !strings.Contains(err.Error(), says):
		t.Errorf("%s: %q does not say %q", name, err, says)
	case strings.Count(err.Error(), `"`) > 2:
		t.Errorf("%s: quotes too much: %v", name, err)
	}
	if !in.IsZero() {
		t.Errorf("%s: what was typed is still there", name)
	}
}

func with(words []string, change func([]string) []string) string {
	return strings.Join(change(slices.Clone(words)), " ")
}

// other is another word than this one.
func other(word string) string {
	if word == "acid" {
		return "acne"
	}
	return "acid"
}

// TestEveryWrongWord puts another word into each place, and finds it there.
func TestEveryWrongWord(t *testing.T) {
	_, _, words := written(t, Recover, 1)
	if len(words) != Words {
		t.Fatalf("%d words", len(words))
	}
	for i, w := range words {
		o := other(w)
		refused(t, "wrong", with(words, func(s []string) []string { s[i] = o; return s }), ErrWord, fmt.Sprintf("word %d cannot be right", i+1))
		refused(t, "misspelt", with(words, func(s []string) []string { s[i] = w + "x"; return s }), ErrWord,
			fmt.Sprintf("word %d is not on the list; did you mean %q?", i+1, w))
		if i > 0 && words[i-1] != w {
			refused(t, "swapped", with(words, func(s []string) []string { s[i-1], s[i] = s[i], s[i-1]; return s }), ErrWord,
				fmt.Sprintf("words %d and %d stand in each other's place", i, i+1))
		}
		// In a run of equal words nobody can say which is missing or too many.
		if (i == 0 || words[i-1] != w) && (i+1 == Words || words[i+1] != w) {
			says := fmt.Sprintf("41 words, where 42 are wanted; one is missing after word %d", i)
			if i == 0 {
				says = "41 words, where 42 are wanted; the first is missing"
			}
			refused(t, "missing", with(words, func(s []string) []string { return slices.Delete(s, i, i+1) }), ErrLength, says)
			if o != w && (i == 0 || words[i-1] != o) {
				refused(t, "too many", with(words, func(s []string) []string { return slices.Insert(s, i, o) }), ErrLength,
					fmt.Sprintf("43 words, where 42 are wanted; word %d does not belong there", i+1))
			}
		}
	}
}

func TestRefused(t *testing.T) {
	set, share, words := written(t, Recover, 1)
	s, err := Of(set, share)
	if err != nil {
		t.Fatal(err)
	}
	code, err := s.Code()
	if err != nil {
		t.Fatal(err)
	}
	text := code.Reveal()
	for _, c := range []struct {
		name, typed string
		class       error
		says        string
	}{
		{"nothing", "", ErrLength, "no words"},
		{"numbers", "1. 2. 3.", ErrLength, "no words"},
		{"too long", strings.Repeat("a ", MaxText), ErrLength, "too long"},
		{"a word", "acid", ErrLength, "1 word, where"},
		{"half", with(words, func(s []string) []string { return s[:21] }), ErrLength, "21 words"},
		{"twice", strings.Join(append(slices.Clone(words), words...), " "), ErrLength, "84 words"},
		{"two wrong", with(words, func(s []string) []string { s[3], s[9] = other(s[3]), other(s[9]); return s }), ErrChecksum, "more than one is wrong"},
		{"a long secret instead", strings.Repeat("correct-horse", 3), ErrWord, "word 1 is not on the list"},
		{"a secret with an escape", "\x1b[31m", ErrWord, "word 1 is not on the list"},
		{"nothing near", "zzzzzzz", ErrWord, "word 1 is not on the list"},
		{"three letters", with(words, func(s []string) []string { s[0] = "aci"; return s }), ErrWord, `did you mean "acid"?`},
		{"a card", "coffer-card:m2gt58x4mpkafa59nantsbdenw", ErrForm, "something else"},
		{"a short code", text[:len(text)-1], ErrLength, "87 letters"},
		{"a long code", text + "A", ErrLength, "89 letters"},
		{"a code with a 1", text[:50] + "1" + text[51:], ErrForm, "scan the code again"},
		{"another code", text[:50] + string('A'+(text[50]-'A'+1)%20) + text[51:], ErrChecksum, "not as it was printed"},
	} {
		refused(t, c.name, c.typed, c.class, c.says)
	}
	if !strings.Contains(codePrefix, ":") || len(text) != len(codePrefix)+codeLetters {
		t.Errorf("a code of %d letters", len(text))
	}
}

// TestForm reads payloads that nobody wrote, under a good checksum.
func TestForm(t *testing.T) {
	_, _, words := written(t, Recover, 1)
	symbols, err := readWords([]byte(strings.Join(words, " ")))
	if err != nil {
		t.Fatal(err)
	}
	good, _ := fromSymbols(symbols[:dataWords])
	for name, change := range map[string]func([]byte){
		"version": func(b []byte) { b[0] = 2 }, "kind 0": func(b []byte) { b[1] = 0 }, "kind 3": func(b []byte) { b[1] = 3 },
		"number 0": func(b []byte) { b[14] = 0 }, "x = 0": func(b []byte) { b[15] = 0 },
	} {
		payload := bytes.Clone(good)
		change(payload)
		refused(t, name, spell(withChecksum(customization, toSymbols(payload))), ErrForm, "")
	}
	symbols = toSymbols(good)
	symbols[dataWords-1] |= 1
	refused(t, "filled with ones", spell(withChecksum(customization, symbols)), ErrForm, "no Coffer wrote")
}

func spell(symbols []uint16) string {
	var words []string
	for _, s := range symbols {
		words = append(words, wordList()[s])
	}
	return strings.Join(words, " ")
}

func TestOpen(t *testing.T) {
	set, share, _ := written(t, Recover, 3)
	s, err := Of(set, share)
	if err != nil {
		t.Fatal(err)
	}
	reset, _ := dealt(t, Reset, 3)
	later, _ := dealt(t, Recover, 4)
	foreign, _ := dealt(t, Recover, 3)
	altered, moved := s, s
	altered.value, _ = secret.KeyFrom(bytes.Repeat([]byte{9}, secret.KeySize))
	moved.Index = 1
	for name, c := range map[string]struct {
		share Share
		set   split.Set
		want  error
	}{
		"another kind":       {s, reset, ErrKind},
		"another generation": {s, later, ErrGeneration},
		"another set":        {s, foreign, ErrForeign},
		"another value":      {altered, set, split.ErrAltered},
		"another number":     {moved, set, split.ErrAltered},
		"no set":             {s, split.Set{}, split.ErrSet},
		"no share":           {Share{}, set, ErrKind},
	} {
		if got, err := c.share.Open(c.set); !errors.Is(err, c.want) || got.Index != 0 {
			t.Errorf("%s: got %v, want %v", name, err, c.want)
		}
	}
}

func TestOfRefuses(t *testing.T) {
	seal, seals := dealt(t, "seal", 0)
	far, fars := dealt(t, Recover, 1<<32)
	set, _ := dealt(t, Recover, 0)
	for name, c := range map[string]struct {
		set   split.Set
		share split.Share
		want  error
	}{
		"a seal":             {seal, seals[0], ErrKind},
		"a high generation":  {far, fars[0], ErrGeneration},
		"a share of another": {set, fars[0], split.ErrForeign},
		"no share":           {set, split.Share{}, split.ErrShare},
	} {
		if _, err := Of(c.set, c.share); !errors.Is(err, c.want) {
			t.Errorf("%s: got %v, want %v", name, err, c.want)
		}
	}
	wiped, err := Of(seal, seals[0])
	_, wordsErr := wiped.Words()
	_, codeErr := wiped.Code()
	if err == nil || !errors.Is(wordsErr, ErrForm) || !errors.Is(codeErr, ErrForm) {
		t.Error("no share is written")
	}
}

func TestShareDoesNotPrint(t *testing.T) {
	s := Share{Kind: Recover, value: func() secret.Key { k, _ := secret.KeyFrom(bytes.Repeat([]byte{0xa7}, 32)); return k }()}
	for _, verb := range []string{"%v", "%+v", "%#v", "%x", "%d", "%s"} {
		if out := fmt.Sprintf(verb, s); strings.Contains(out, "a7a7") || strings.Contains(out, "167 167") {
			t.Errorf("%s prints a share", verb)
		}
	}
}

// TestErrorsQuoteNothing: whatever is given for a share, such as a password, is not said
// again, nor a word that is like it. Within a share the word of the list is named.
func TestErrorsQuoteNothing(t *testing.T) {
	_, _, words := written(t, Recover, 1)
	says := func(text string) (all []string) {
		_, err := Read(secret.New(text), Recover)
		all = append(all, fmt.Sprint(err))
		var typing Typing
		defer typing.Wipe()
		return append(all, fmt.Sprint(typing.Add(secret.New(text))))
	}
	quotes := func(said, text string) bool {
		for _, w := range strings.FieldsFunc(strings.ToLower(text), func(r rune) bool { return r < 'a' || r > 'z' }) {
			if like := nearest([]byte(w)); strings.Contains(said, w) || like != "" && strings.Contains(said, like) {
				return true
			}
		}
		return false
	}
	if !quotes(`word 1 "hunter2"`, "hunter2") || !quotes(`did you mean "academic"?`, "academyc") {
		t.Fatal("what is quoted is not found")
	}
	for _, text := range []string{"hunter2", "academyc", "Academic7 acid", "batteri staple horse", "5. squirrell!", "acid acne acrobat again xacademyx",
		"user: alice\npassword: dragan\n" + strings.Join(words[:6], " ") + strings.Repeat(" zzzz", 8)} {
		for _, said := range says(text) {
			if !strings.Contains(said, " is not on the list") || quotes(said, text) {
				t.Errorf("%q: %s", text, said)
			}
		}
	}
	line := strings.Join(words[36:41], " ") + " academyc"
	for _, said := range says(line) {
		if said != `word 6 is not on the list; did you mean "academic"?` {
			t.Error(said)
		}
	}
}
