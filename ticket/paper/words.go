package paper

import (
	"bytes"
	"strconv"
	"unicode"

	"coffer/vault/secret"
)

// Words is the share as [Words] words in small letters, with a space between
// any two.
func (s Share) Words() (secret.Text, error) {
	payload, err := s.payload()
	if err != nil {
		return secret.Text{}, err
	}
	defer clear(payload)
	symbols := withChecksum(customization, toSymbols(payload))
	defer clear(symbols)
	list := wordList()
	text := make([]byte, 0, Words*(len("academic")+1))
	for i, n := range symbols {
		if i > 0 {
			text = append(text, ' ')
		}
		text = append(text, list[n]...)
	}
	return secret.Take(text), nil
}

// toSymbols cuts bytes into pieces of ten bits, the last one filled with zeros.
func toSymbols(payload []byte) []uint16 {
	symbols := make([]uint16, 0, dataWords)
	var bits, have uint32
	for _, b := range payload {
		bits, have = bits<<8|uint32(b), have+8
		if have >= wordBits {
			have -= wordBits
			symbols = append(symbols, uint16(bits>>have&1023))
		}
	}
	return append(symbols, uint16(bits<<(wordBits-have)&1023))
}

// fromSymbols puts them together again; the caller wipes what it gets.
func fromSymbols(symbols []uint16) (payload []byte, filled bool) {
	payload = make([]byte, 0, payloadSize)
	var bits, have uint32
	for _, s := range symbols {
		bits, have = bits<<wordBits|uint32(s), have+wordBits
		for have >= 8 && len(payload) < payloadSize {
			have -= 8
			payload = append(payload, byte(bits>>have))
		}
	}
	return payload, bits&(1<<have-1) == 0
}

// Parse reads a share from words or from the text of a QR code, and wipes the
// text. Four letters of a word are enough; case, spaces, and numbers before the
// words do not matter.
func Parse(typed secret.Text) (Share, error) {
	defer typed.Wipe()
	text := typed.Bytes()
	if len(text) > MaxText {
		return Share{}, fail(ErrLength, "too long for a share on paper: %d bytes", len(text))
	}
	if code := compact(scanned(text)); bytes.HasPrefix(code, []byte(codePrefix)) {
		defer clear(code)
		return parseCode(code)
	} else if clear(code); bytes.HasPrefix(bytes.TrimSpace(text), []byte("coffer-")) {
		return Share{}, fail(ErrForm, "this is something else of Coffer's, and not a share on paper")
	}
	symbols, err := readWords(text)
	defer clear(symbols)
	if err != nil {
		return Share{}, err
	}
	return fromWords(symbols)
}

// fromWords is the share of words that were looked up.
func fromWords(symbols []uint16) (Share, error) {
	if err := whole(symbols); err != nil {
		return Share{}, err
	}
	payload, filled := fromSymbols(symbols[:dataWords])
	if !filled {
		clear(payload)
		return Share{}, fail(ErrForm, "words that no Coffer wrote")
	}
	return fromPayload(payload)
}

// readWords looks every word of a text up; the caller wipes what it gets.
func readWords(text []byte) ([]uint16, error) {
	return symbolsOf(splitWords(text), func(i int) int { return i + 1 })
}

// symbolsOf looks words up, and says of the first that is not on the list at which
// place it stands, from 1. The caller wipes what it gets.
func symbolsOf(words [][]byte, place func(int) int) ([]uint16, error) {
	symbols, wrong := make([]uint16, 0, len(words)), -1
	for i, w := range words {
		n, found := symbolOf(w)
		if found {
			symbols = append(symbols, n)
		} else if wrong < 0 {
			wrong = i
		}
	}
	if wrong < 0 {
		return symbols, nil
	}
	return symbols, unknown(place(wrong), words[wrong], mostKnown(len(symbols), len(words)))
}

// symbolOf looks a word up.
func symbolOf(word []byte) (uint16, bool) {
	small := bytes.ToLower(word)
	defer clear(small)
	return lookUp(small)
}

// mostKnown tells whether so many words on the list make a share of what was typed. It
// may be anything else, such as a password.
func mostKnown(known, words int) bool { return known >= fewWords && 2*known > words }

// splitWords finds the words within a text, without the numbers and marks
// around them. Where every word has a number, as on a sheet whose columns were
// read across, the words stand in the order of the numbers.
func splitWords(text []byte) [][]byte { return inOrder(marked(text)) }

// marked finds the words within a text, and the number that stands before each, or 0.
func marked(text []byte) (words [][]byte, numbers []int) {
	number := 0
	between := func(r rune) bool { return unicode.IsSpace(r) || r == ',' || r == ';' }
	for _, field := range bytes.FieldsFunc(text, between) {
		w := bytes.TrimLeft(field, "0123456789.:)#")
		if n := numberIn(field[:len(field)-len(w)]); n > 0 {
			number = n
		}
		if w = bytes.TrimRight(w, ".:"); len(w) > 0 {
			words, numbers, number = append(words, w), append(numbers, number), 0
		}
	}
	return words, numbers
}

// numberIn is the number within its marks, or 0 where there is none that counts
// words.
func numberIn(mark []byte) int {
	n, err := strconv.Atoi(string(bytes.Trim(mark, ".:)#")))
	if err != nil || n > 2*Words {
		return 0
	}
	return n
}

// inOrder sorts words whose numbers are 1 and on without a gap, and leaves
// others as they stand.
func inOrder(words [][]byte, numbers []int) [][]byte {
	sorted := make([][]byte, len(words))
	for i, n := range numbers {
		if n < 1 || n > len(words) || sorted[n-1] != nil {
			return words
		}
		sorted[n-1] = words[i]
	}
	return sorted
}

// unknown quotes nothing of what was typed. The word of the list that is most like it
// tells a stranger nearly as much: it stands there only within a share.
func unknown(place int, word []byte, within bool) error {
	small := bytes.ToLower(word)
	defer clear(small)
	if within && len(small) <= maxLikened {
		if like := nearest(small); like != "" {
			return fail(ErrWord, "word %d is not on the list; did you mean %q?", place, like)
		}
	}
	return fail(ErrWord, "word %d is not on the list", place)
}

// notSoMany says how many words there are and how many there should be, and then more.
func notSoMany(n, wanted int, more string) error {
	have, are := strconv.Itoa(n)+" words", "are"
	switch n {
	case 0:
		have = "no words"
	case 1:
		have = "1 word"
	}
	if wanted == 1 {
		are = "is"
	}
	return fail(ErrLength, "%s, where %d %s wanted%s", have, wanted, are, more)
}

// whole says what is wrong with words that are all on the list.
func whole(symbols []uint16) error {
	switch n := len(symbols); {
	case n == 0:
		return notSoMany(0, Words, "")
	case n == Words-1:
		if place, found := oneMissing(symbols); found && place > 0 {
			return notSoMany(n, Words, "; one is missing after word "+strconv.Itoa(place))
		} else if found {
			return notSoMany(n, Words, "; the first is missing")
		}
	case n == Words+1:
		if place, found := oneTooMany(symbols); found {
			return notSoMany(n, Words, "; word "+strconv.Itoa(place+1)+" does not belong there")
		}
	}
	if n := len(symbols); n != Words {
		return notSoMany(n, Words, "")
	}
	if residue(customization, symbols) == 0 {
		return nil
	}
	if place, found := oneWrong(symbols); found {
		return fail(ErrWord, "word %d cannot be right; look at it again", place+1)
	}
	if place, found := swapped(symbols); found {
		return fail(ErrWord, "words %d and %d stand in each other's place", place+1, place+2)
	}
	return fail(ErrChecksum, "the words do not belong together: more than one is wrong; compare each with the paper")
}
