package health

import "math"

// dictionary finds words of the vocabulary and the item's own names, also
// written with look-alikes or backwards.
func (e *Estimator) dictionary(n *Names) {
	for i := range e.small {
		e.wordsAt(i)
		e.namesAt(n, i)
	}
	e.reversed(n)
}

// wordsAt finds the words that begin at i.
func (e *Estimator) wordsAt(i int) {
	s := e.small[i:]
	if len(s) == 1 {
		return
	}
	for _, a := range readings(s[0]) {
		if a == 0 {
			break
		}
		for _, b := range readings(s[1]) {
			if b == 0 {
				break
			}
			e.wordsFrom(i, 2, e.voc.pair(a, b))
		}
	}
}

// wordsFrom goes on where depth letters have been read and leave these words.
func (e *Estimator) wordsFrom(i, depth int, s span) {
	for !s.empty() {
		if e.voc.length(s.lo) == depth {
			e.addWord(i, depth, s.lo)
		}
		if i+depth == len(e.small) {
			return
		}
		c := e.small[i+depth]
		for _, l := range leetLetters(c) {
			e.wordsFrom(i, depth+1, e.voc.narrow(s, depth, l))
		}
		s = e.voc.narrow(s, depth, c)
		depth++
	}
}

// readings are the character itself and what it may stand for.
func readings(c rune) (all [3]rune) {
	all[0] = c
	for i, l := range leetLetters(c) {
		all[i+1] = l
	}
	return all
}

func (e *Estimator) addWord(i, length, at int) {
	m := match{from: i, to: i + length}
	m.log10, m.kind = e.voc.rank(at)
	e.word = e.word[:0]
	for _, c := range e.voc.word(at) {
		e.word = append(e.word, rune(c))
	}
	e.addSpelled(m)
}

// addSpelled adds a match for what e.word spells, at the cost of its spelling.
func (e *Estimator) addSpelled(m match) {
	if ways := leetGuesses(e.small[m.from:m.to], e.word); ways > 0 {
		m.log10 += ways
		m.also = m.also.with(Leet)
	}
	m.log10 += caseGuesses(e.runes[m.from:m.to])
	e.add(m)
}

// namesAt finds the item's own names that begin at i.
func (e *Estimator) namesAt(n *Names, i int) {
	for rank, name := range n.all {
		if i+len(name) > len(e.small) || !spells(e.small[i:i+len(name)], name) {
			continue
		}
		e.word = append(e.word[:0], name...)
		e.addSpelled(match{from: i, to: i + len(name), log10: math.Log10(float64(rank + 1)), kind: OwnName})
	}
}

// spells tells whether a token stands for a word, perhaps in look-alikes.
func spells(token, word []rune) bool {
	for i, r := range word {
		if token[i] != r && !meant(token[i], r) {
			return false
		}
	}
	return true
}

// reversed finds words and names that are read from i backwards.
func (e *Estimator) reversed(n *Names) {
	for i := len(e.small) - 1; i > 0; i-- {
		s := e.voc.pair(e.small[i], e.small[i-1])
		for depth := 2; !s.empty(); depth++ {
			if e.voc.length(s.lo) == depth {
				log10, kind := e.voc.rank(s.lo)
				e.addReversed(i, depth, log10, kind)
			}
			if i < depth {
				break
			}
			s = e.voc.narrow(s, depth, e.small[i-depth])
		}
		for rank, name := range n.all {
			if e.backwards(i, name) {
				e.addReversed(i, len(name), math.Log10(float64(rank+1)), OwnName)
			}
		}
	}
}

func (e *Estimator) backwards(i int, name []rune) bool {
	if len(name) > i+1 {
		return false
	}
	for k, r := range name {
		if e.small[i-k] != r {
			return false
		}
	}
	return true
}

func (e *Estimator) addReversed(last, length int, log10 float64, kind Reason) {
	from := last + 1 - length
	e.add(match{
		from: from, to: last + 1, kind: kind, also: Reasons(0).with(Reversed),
		log10: log10 + log2 + caseGuesses(e.runes[from:last+1]),
	})
}
