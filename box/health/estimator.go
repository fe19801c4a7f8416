package health

import (
	"math"
	"unicode"
	"unicode/utf8"

	"coffer/vault/secret"
)

// Estimator estimates passwords one after the other, and reuses its memory for
// it. What it knew of a password is wiped before [Estimator.Estimate] returns. It
// is not for several goroutines at once.
type Estimator struct {
	voc     *vocabulary
	runes   []rune // as written, at most maxLook
	small   []rune // in lower case
	word    []rune
	matches []match
	next    []int32            // of the matches that end at the same place
	ending  [maxLook + 1]int32 // the first of these; -1: none
	table   []step             // of covers
	parts   int                // of the best cover
	period  int                // of all runes together; 0: none
}

// NewEstimator makes an estimator. The first one unpacks the list of words,
// which takes some milliseconds.
func NewEstimator() *Estimator {
	return &Estimator{
		voc:   words(),
		runes: make([]rune, 0, maxLook), small: make([]rune, 0, maxLook), word: make([]rune, 0, maxLook),
		matches: make([]match, 0, 256), next: make([]int32, 0, 256),
		table: make([]step, (maxLook+1)*(mostParts+1)),
	}
}

// Estimate tells how hard a password is to guess for somebody who knows these
// names. Patterns are looked for in its first hundred characters; those after
// them count as random, unless they only go on with a repetition. Bytes that are
// not UTF-8 count as one character each.
func (e *Estimator) Estimate(password secret.Text, names Names) Strength {
	defer e.wipe()
	rest := e.read(password.Bytes())
	n := len(e.runes)
	if n == 0 {
		return Strength{Reasons: Reasons(0).with(Short)}
	}
	e.dictionary(&names)
	e.spatial()
	e.sequences()
	e.dates()
	e.years()
	e.repeats()
	s := Strength{Log10: e.cover(0, n)}
	s.Reasons = e.trace(n)
	s.Log10 += float64(e.tail(rest))
	return s.judge(n)
}

// judge adds the score to the guesses.
func (s Strength) judge(length int) Strength {
	s.Log10 = max(s.Log10, 0)
	s.Score = scoreOf(s.Log10)
	switch {
	case s.Score == 4:
		s.Reasons = 0
	case s.Reasons == 0 || length < 8:
		s.Reasons = s.Reasons.with(Short)
	}
	return s
}

// read takes the runes that are looked at and returns the bytes after them.
func (e *Estimator) read(password []byte) (rest []byte) {
	for len(password) > 0 && len(e.runes) < maxLook {
		r, size := utf8.DecodeRune(password)
		e.runes = append(e.runes, r)
		e.small = append(e.small, unicode.ToLower(r))
		password = password[size:]
	}
	for i := range e.ending {
		e.ending[i] = -1
	}
	return password
}

// tail counts the runes after those looked at that do not only go on with a
// repetition of all before them.
func (e *Estimator) tail(rest []byte) (n int) {
	going := e.period > 0
	for k := maxLook; len(rest) > 0; k++ {
		r, size := utf8.DecodeRune(rest)
		rest = rest[size:]
		going = going && r == e.runes[k%e.period]
		if !going {
			n++
		}
	}
	return n
}

// add notes a match. One that needs more guesses than random runes is no help.
func (e *Estimator) add(m match) {
	if math.IsInf(m.log10, 0) || m.log10 > random(m.to-m.from) {
		return
	}
	e.matches = append(e.matches, m)
	e.next = append(e.next, e.ending[m.to])
	e.ending[m.to] = int32(len(e.matches) - 1)
}

// wipe forgets the password, and what could tell about it.
func (e *Estimator) wipe() {
	clear(e.runes[:cap(e.runes)])
	clear(e.small[:cap(e.small)])
	clear(e.word[:cap(e.word)])
	clear(e.matches)
	clear(e.next)
	clear(e.table)
	e.runes, e.small, e.word = e.runes[:0], e.small[:0], e.word[:0]
	e.matches, e.next = e.matches[:0], e.next[:0]
	e.parts, e.period = 0, 0
}
