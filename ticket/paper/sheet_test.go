package paper

import (
	"bytes"
	"errors"
	"fmt"
	"strings"
	"testing"

	"coffer/vault/secret"
	"coffer/vault/split"
)

// held is one share as a sheet shows it.
type held struct {
	set         split.Set
	share       split.Share
	words, code string
}

func heldOf(t testing.TB, kind string) (h held) {
	t.Helper()
	set, shares := dealt(t, kind, 3)
	s, err := Of(set, shares[0])
	if err != nil {
		t.Fatal(err)
	}
	words, err := s.Words()
	if err != nil {
		t.Fatal(err)
	}
	code, err := s.Code()
	if err != nil {
		t.Fatal(err)
	}
	return held{set, shares[0], words.Reveal(), code.Reveal()}
}

// printed is a share under its heading, in columns.
func printed(kind, words string) string {
	var b strings.Builder
	fmt.Fprintf(&b, "\n%s\n--------\n2 of 3 such shares: all of the vault.\n\n", Heading(kind, 1, [8]byte{1}))
	all := strings.Fields(words)
	for row := range Column {
		for i := row; i < len(all); i += Column {
			fmt.Fprintf(&b, "%3d. %-8s", i+1, all[i])
		}
		b.WriteString("\n")
	}
	return b.String()
}

// TestWholeSheet reads the share of the wanted kind out of all that stands on a sheet.
func TestWholeSheet(t *testing.T) {
	whole, part := heldOf(t, Recover), heldOf(t, Reset)
	before, after := "A share of the key\n\nHow to use it\n 1. Install Coffer\n 2. call\n", "\nPrinted by Coffer 1.\n1. is the version\n"
	sheet := before + printed(Recover, whole.words) + printed(Reset, part.words) + after
	for name, text := range map[string]string{
		"sheet": sheet, "other ends of lines": strings.ReplaceAll(sheet, "\n", "\r\n"), "one share": printed(Recover, whole.words),
		"the other first": printed(Reset, part.words) + after + printed(Recover, whole.words), "words alone": whole.words,
		"with room": strings.ReplaceAll(sheet, "\n", "\n\n"),
		"codes":     whole.code + "\n" + part.code + "\n", "codes of a scanner": "QR-Code:" + part.code + "\nQR-Code:" + strings.ToLower(whole.code),
		"a code in lines": whole.code[:30] + "\n" + whole.code[30:], "one code is torn": part.code[:40] + "\n" + whole.code,
	} {
		typed := secret.New(text)
		s, err := Read(typed, Recover)
		if err != nil {
			t.Errorf("%s: %v", name, err)
			continue
		}
		if share, err := s.Open(whole.set); err != nil || share.Commitment() != whole.share.Commitment() || !typed.IsZero() {
			t.Errorf("%s: %v, wiped: %v", name, err, typed.IsZero())
		}
	}
	wrong := strings.Fields(whole.words)
	wrong[19] = "banana"
	lone := printed(Recover, whole.words)
	for name, c := range map[string]struct {
		text string
		want error
		says string
	}{
		"a wrong word":      {printed(Recover, strings.Join(wrong, " ")) + printed(Reset, part.words), ErrWord, `word 20 is not on the list`},
		"a word is missing": {strings.Replace(lone, " 12. "+wrong[11], "", 1), ErrLength, "word 12 is missing"},
		"twice":             {strings.Replace(lone, " 12. ", " 11. ", 1), ErrForm, "word 11 stands there twice"},
		"no number":         {strings.Replace(lone, " 12. ", " ", 1), ErrForm, "line 8 is not as it was printed"},
		"too high":          {strings.Replace(lone, " 42. ", " 43. ", 1), ErrForm, "line 11 is not as it was printed"},
		"another kind":      {printed(Reset, part.words), ErrKind, `a sheet without a share for "recover"`},
		"two sheets":        {lone + lone, ErrForm, `several shares for "recover"; give each sheet by itself`},
		"two codes":         {whole.code + "\n" + whole.code, ErrForm, `several shares for "recover"; give each sheet by itself`},
		"many codes":        {strings.Repeat(whole.code+"\n", 5), ErrForm, "the text of 5 QR codes"},
		"torn codes":        {part.code[:40] + "\n" + part.code[:50], ErrLength, "letters behind COFFER-SHARE:"},
		"a page":            {" <!DOCTYPE html>\n<html>", ErrForm, "this is the page of a sheet"},
		"long":              {strings.Repeat(" ", MaxSheet+1), ErrLength, "too long for a sheet"},
		"no sheet":          {"academic", ErrLength, "1 word, where 42 are wanted"},
	} {
		if s, err := Read(secret.New(c.text), Recover); !errors.Is(err, c.want) || !strings.Contains(fmt.Sprint(err), c.says) || s.Kind != "" {
			t.Errorf("%s: %v", name, err)
		}
	}
}

// TestOneCodeOfAScanner takes the one code of a sheet as a scanner prints it.
func TestOneCodeOfAScanner(t *testing.T) {
	h := heldOf(t, Recover)
	for _, text := range []string{scannerMark + h.code + "\n", " " + scannerMark + strings.ToLower(h.code)} {
		if s, err := Read(secret.New(text), Recover); err != nil || s.Kind != Recover {
			t.Errorf("read: %v", err)
		}
		var typing Typing
		if err := typing.Add(secret.New(text)); err != nil || !typing.Whole() {
			t.Errorf("typed: %v", err)
		}
		typing.Wipe()
	}
}

// TestTypedLineByLine checks each line as it comes, and keeps nothing of a wrong one.
func TestTypedLineByLine(t *testing.T) {
	h := heldOf(t, Recover)
	words := strings.Fields(h.words)
	opens := func(typing *Typing) {
		t.Helper()
		s, err := typing.Share()
		if err != nil {
			t.Fatal(err)
		}
		if _, err := s.Open(h.set); err != nil {
			t.Error(err)
		}
	}
	adds := func(typing *Typing, line string, from, to int) {
		t.Helper()
		if err := typing.Add(secret.New(line)); err != nil {
			t.Error(err)
		}
		if f, l := typing.Next(); f != from || l != to {
			t.Errorf("next are %d to %d", f, l)
		}
	}
	refuses := func(typing *Typing, line, says string) {
		t.Helper()
		before := *typing
		if err := typing.Add(secret.New(line)); err == nil || !strings.Contains(err.Error(), says) || typing.words != before.words || typing.there != before.there {
			t.Errorf("%v", err)
		}
	}
	some := func(from, to int) string { return strings.Join(words[from-1:to], " ") }

	var all, columns, across, code Typing
	adds(&all, h.words, 0, 0)
	opens(&all)
	adds(&code, words[0], 2, 9)
	adds(&code, strings.ToLower(h.code), 0, 0)
	opens(&code)
	refuses(&columns, "", "no words")
	refuses(&columns, words[0]+" banana", `word 2 is not on the list`)
	refuses(&columns, h.words+" academic", "43 words, where 42 are wanted; word 43 does not belong there")
	refuses(&columns, h.code[:30], "letters behind COFFER-SHARE:")
	if columns.Begun() || columns.Whole() {
		t.Error("something of a wrong line was kept")
	}
	var gap Typing
	var but20 []string
	for i, w := range words {
		if i != 19 {
			but20 = append(but20, fmt.Sprintf("%d. %s", i+1, w))
		}
	}
	adds(&gap, strings.Join(but20, " "), 20, 20)
	refuses(&gap, words[19]+" academic", "2 words, where 1 is wanted")
	adds(&columns, some(1, 9), 10, 18)
	adds(&columns, some(10, 12), 13, 18)
	adds(&columns, some(13, 36), 37, 42)
	refuses(&columns, some(37, 42)+" academic", "43 words, where 42 are wanted")
	if _, err := columns.Share(); !errors.Is(err, ErrLength) {
		t.Errorf("some are missing: %v", err)
	}
	adds(&columns, some(37, 42), 0, 0)
	opens(&columns)
	for row := range Column {
		var line []string
		for i := row; i < Words; i += Column {
			line = append(line, fmt.Sprintf("%d. %s", i+1, words[i]))
		}
		if err := across.Add(secret.New(strings.Join(line, " "))); err != nil {
			t.Error(err)
		}
	}
	opens(&across)

	// a word of the list in the wrong place: its column is typed again
	other := "academic"
	if words[19] == other {
		other = "acid"
	}
	columns.Wipe()
	adds(&columns, strings.Replace(h.words, " "+some(20, 22), " "+other+" "+some(21, 22), 1), 0, 0)
	if _, err := columns.Share(); !errors.Is(err, ErrWord) || !strings.Contains(err.Error(), "word 20 ") {
		t.Errorf("%v", err)
	}
	if f, l := columns.Next(); f != 19 || l != 27 {
		t.Errorf("again %d to %d", f, l)
	}
	adds(&columns, some(19, 27), 0, 0)
	opens(&columns)
}

// TestWrongWordInItsPlace: a column came by number, and then too many words without,
// for the places that are free. The wrong one is named by its place on the sheet.
func TestWrongWordInItsPlace(t *testing.T) {
	words := strings.Fields(heldOf(t, Recover).words)
	var typing Typing
	for i := 9; i < 18; i++ {
		if err := typing.Add(secret.New(fmt.Sprintf("%d. %s", i+1, words[i]))); err != nil {
			t.Fatal(err)
		}
	}
	rest := append(append(append([]string{}, words[:9]...), words[18:]...), "academic")
	for at, says := range map[int]string{5: "word 6 is not on the list", 9: "word 19 is not on the list", -1: "34 words, where 33 are wanted"} {
		some := append([]string{}, rest...)
		if at >= 0 {
			some[at] = "zzzzzzz"
		}
		if err := typing.Add(secret.New(strings.Join(some, " "))); err == nil || err.Error() != says {
			t.Errorf("%v, want %s", err, says)
		}
	}
}

// FuzzRead gives any text as a sheet: what is read is a share whose words stand in it,
// or whose code, and that is read again as the same.
func FuzzRead(f *testing.F) {
	whole, part := heldOf(f, Recover), heldOf(f, Reset)
	f.Add([]byte(printed(Recover, whole.words) + printed(Reset, part.words)))
	f.Add([]byte(whole.code + "\n" + part.code))
	f.Add([]byte(whole.words))
	f.Add([]byte("<!doctype html>"))
	f.Fuzz(func(t *testing.T, text []byte) {
		s, err := Read(secret.Take(bytes.Clone(text)), Recover)
		if err != nil {
			if len(err.Error()) > 200 {
				t.Fatalf("says too much: %v", err)
			}
			return
		}
		words, err := s.Words()
		if err != nil {
			t.Fatal(err)
		}
		code, err := s.Code()
		if err != nil {
			t.Fatal(err)
		}
		small := bytes.ToLower(text)
		if !bytes.Contains(compact(text), code.Bytes()) {
			for _, w := range bytes.Fields(words.Bytes()) {
				if !bytes.Contains(small, w[:prefix]) {
					t.Fatalf("%q does not stand in %q", w, text)
				}
			}
		}
		again, err := Read(secret.New(printed(s.Kind, words.Reveal())), s.Kind)
		if err != nil || again.Set != s.Set || !again.value.Equal(s.value) {
			t.Fatalf("read again: %v", err)
		}
	})
}

// FuzzTyping types anything, line by line.
func FuzzTyping(f *testing.F) {
	h := heldOf(f, Recover)
	f.Add([]byte(strings.ReplaceAll(h.words, " ", "\n")))
	f.Add([]byte(h.words))
	f.Add([]byte(h.code))
	f.Add([]byte(printed(Recover, h.words)))
	f.Fuzz(func(t *testing.T, text []byte) {
		var typing Typing
		defer typing.Wipe()
		for n, line := range bytes.Split(text, []byte("\n")) {
			if n > 9 { // a wrong word is compared with all of the list
				break
			}
			before := typing
			err := typing.Add(secret.Take(bytes.Clone(line)))
			if err != nil && (typing.words != before.words || typing.there != before.there) {
				t.Fatalf("a wrong line was kept: %v", err)
			}
			if from, to := typing.Next(); (from == 0) != typing.Whole() || from < 0 || to < from || to > Words {
				t.Fatalf("next are %d to %d", from, to)
			}
		}
		s, err := typing.Share()
		if err != nil {
			return
		}
		words, err := s.Words()
		if err != nil {
			t.Fatal(err)
		}
		again, err := Parse(words)
		if err != nil || !again.value.Equal(s.value) {
			t.Fatalf("read again: %v", err)
		}
	})
}
