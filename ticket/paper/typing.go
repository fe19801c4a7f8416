package paper

import (
	"bytes"
	"slices"

	"coffer/vault/secret"
)

// Typing is a share that somebody types from a sheet, some words at a time: each line
// is checked as it comes. The zero value is one of which nothing was typed yet. Whoever
// uses it wipes it.
type Typing struct {
	words [Words]uint16
	there [Words]bool
	code  Share // where the text of a QR code was given
}

// Next is which words are typed next, from 1: what is missing of a column of the sheet.
// Both are 0 where none is missing.
func (t *Typing) Next() (from, to int) {
	for from < Words && t.there[from] {
		from++
	}
	if t.code.Kind != "" || from == Words {
		return 0, 0
	}
	for to = from; to < min(Words, (from/Column+1)*Column) && !t.there[to]; {
		to++
	}
	return from + 1, to
}

// Whole tells that no word is missing.
func (t *Typing) Whole() bool { from, _ := t.Next(); return from == 0 }

// Begun tells that some of it was typed.
func (t *Typing) Begun() bool { return t.typed() > 0 || t.code.Kind != "" }

func (t *Typing) typed() (n int) {
	for _, there := range t.there {
		if there {
			n++
		}
	}
	return n
}

// Add takes one line, of any number of words, or the text of a QR code, and wipes it.
// Words with numbers before them go to their places, others to the first that are
// free. What is wrong in it is said by number, and then nothing of it is kept.
func (t *Typing) Add(line secret.Text) error {
	defer line.Wipe()
	text := line.Bytes()
	if code := compact(scanned(text)); bytes.HasPrefix(code, []byte(codePrefix)) {
		defer clear(code)
		s, err := parseCode(code)
		if err == nil {
			t.Wipe()
			t.code = s
		}
		return err
	} else {
		clear(code)
	}
	words, numbers := marked(text)
	if len(words) == 0 {
		return notSoMany(0, Words, "")
	}
	places := t.places(numbers)
	symbols, err := symbolsOf(words, func(i int) int { return places[i] + 1 })
	defer clear(symbols)
	if err != nil {
		return err
	}
	if slices.Max(places) >= Words {
		return t.tooMany(symbols)
	}
	for i, place := range places {
		t.words[place], t.there[place] = symbols[i], true
	}
	return nil
}

// places says where words belong, from 0; those for which there is no room, behind the
// last.
func (t *Typing) places(numbers []int) (places []int) {
	if numbered(numbers) {
		for _, n := range numbers {
			places = append(places, n-1)
		}
		return places
	}
	for i := 0; len(places) < len(numbers); i++ {
		if i >= Words || !t.there[i] {
			places = append(places, i)
		}
	}
	return places
}

// numbered tells whether every word has a number of its own.
func numbered(numbers []int) bool {
	var seen [Words]bool
	for _, n := range numbers {
		if n < 1 || n > Words || seen[n-1] {
			return false
		}
		seen[n-1] = true
	}
	return true
}

// tooMany says which word does not belong there, where all words stand in a row.
func (t *Typing) tooMany(symbols []uint16) error {
	typed := t.typed()
	if slices.Contains(t.there[:typed], false) {
		return notSoMany(len(symbols), Words-typed, "")
	}
	all := append(t.words[:typed:typed], symbols...)
	defer clear(all)
	return whole(all)
}

// Share is the share once all of it was typed. Where words do not belong together, those
// that are to be typed again are forgotten: a column, or all of them.
func (t *Typing) Share() (Share, error) {
	if t.code.Kind != "" {
		s := t.code
		var err error
		s.value, err = secret.KeyFrom(t.code.value.Bytes())
		return s, err
	}
	all := make([]uint16, 0, Words)
	defer func() { clear(all) }()
	for i, there := range t.there {
		if there {
			all = append(all, t.words[i])
		}
	}
	err := whole(all)
	if len(all) < Words {
		return Share{}, err
	}
	if err == nil {
		return fromWords(all)
	}
	t.forget(all)
	return Share{}, err
}

// forget takes out the columns in which something is wrong.
func (t *Typing) forget(all []uint16) {
	from, to := 0, Words-1
	if place, found := oneWrong(all); found {
		from, to = place, place
	} else if place, found := swapped(all); found {
		from, to = place, place+1
	}
	for i := from / Column * Column; i < min(Words, (to/Column+1)*Column); i++ {
		t.words[i], t.there[i] = 0, false
	}
}

// Wipe forgets everything.
func (t *Typing) Wipe() {
	t.code.Wipe()
	*t = Typing{}
}
