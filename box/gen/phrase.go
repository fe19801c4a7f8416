package gen

import (
	"fmt"
	"io"
	"math"

	"coffer/vault/secret"
)

// Phrase says what a passphrase of words from the EFF large word list looks
// like.
type Phrase struct {
	Words      int    // 3 to 64
	Separator  string // between words; at most 16 bytes of printable ASCII, or none
	Capitalise bool   // the first letter of every word
	Digit      bool   // one digit behind one of the words
}

// DefaultPhrase is for people who did not choose: six words with hyphens.
func DefaultPhrase() Phrase { return Phrase{Words: 6, Separator: "-"} }

// Generate draws one of all passphrases of this look, each equally likely.
// Errors are [ErrRules] or come from rand.
func (p Phrase) Generate(rand io.Reader) (secret.Text, error) {
	if err := p.check(); err != nil {
		return secret.Text{}, err
	}
	d := &dice{rand: rand}
	defer d.wipe()
	const longest = 10 // a word and the digit
	buf := make([]byte, 0, p.Words*(longest+len(p.Separator)))
	text, err := p.draw(d, buf)
	if err != nil {
		clear(buf[:cap(buf)])
		return secret.Text{}, err
	}
	return secret.Take(text), nil
}

// Entropy returns the bits of entropy of one passphrase, 0 for a look that
// [Phrase.Generate] refuses. It is exact: no word of the list begins with
// another one, so even without a separator no two draws look the same.
func (p Phrase) Entropy() float64 {
	if p.check() != nil {
		return 0
	}
	bits := float64(p.Words) * math.Log2(float64(len(wordList())))
	if p.Digit {
		bits += math.Log2(10 * float64(p.Words))
	}
	return bits
}

// draw writes the words into the room of buf, which is enough.
func (p Phrase) draw(d *dice, buf []byte) ([]byte, error) {
	place, digit, err := p.drawDigit(d)
	if err != nil {
		return nil, err
	}
	words := wordList()
	for i := range p.Words {
		w, err := d.roll(len(words))
		if err != nil {
			return nil, err
		}
		if i > 0 {
			buf = append(buf, p.Separator...)
		}
		buf = p.appendWord(buf, words[w])
		if i == place {
			buf = append(buf, digit)
		}
	}
	return buf, nil
}

// drawDigit returns the digit and behind which word it stands, or no place.
func (p Phrase) drawDigit(d *dice) (place int, digit byte, err error) {
	if !p.Digit {
		return -1, 0, nil
	}
	place, err = d.roll(p.Words)
	if err != nil {
		return 0, 0, err
	}
	n, err := d.roll(10)
	return place, '0' + byte(n), err
}

func (p Phrase) appendWord(buf []byte, word string) []byte {
	first := word[0]
	if p.Capitalise {
		first -= 'a' - 'A'
	}
	return append(append(buf, first), word[1:]...)
}

func (p Phrase) check() error {
	if p.Words < MinWords || p.Words > MaxWords {
		return fmt.Errorf("%w: choose %d to %d words", ErrRules, MinWords, MaxWords)
	}
	if len(p.Separator) > maxSeparator {
		return fmt.Errorf("%w: choose a separator of at most %d bytes", ErrRules, maxSeparator)
	}
	for _, c := range []byte(p.Separator) {
		if c < ' ' || c > '~' {
			return fmt.Errorf("%w: choose a separator of printable ASCII characters", ErrRules)
		}
	}
	return nil
}
