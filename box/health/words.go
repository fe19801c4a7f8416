package health

import (
	"bufio"
	"compress/flate"
	_ "embed"
	"encoding/binary"
	"errors"
	"io"
	"math"
	"strings"
	"sync"
)

// packedWords are common passwords, words and names, each with a rank. Sources,
// licence (MIT) and checksum: NOTICE.md.
//
// Unpacked by deflate it holds the number of words (4 bytes, little endian);
// every word in the order of its bytes, as the number of bytes that it shares
// with the one before, what follows them, and a zero; then one byte for each word:
// the list in the upper two bits, and the rank (see [rankOf]) in the rest.
//
//go:embed words.bin
var packedWords string

// vocabulary is packedWords taken apart on first use, then only read. It is an
// array in the order of the words, in which a prefix is a range.
type vocabulary struct {
	letters []byte
	starts  []uint32 // one more than there are words
	classes []byte
	pairs   [1 << 14]uint32 // where words with these first two letters begin
	logs    [64]float64     // of a rank
}

var theWords struct {
	once sync.Once
	voc  *vocabulary
}

// words returns the one vocabulary.
func words() *vocabulary {
	theWords.once.Do(func() {
		voc, err := unpack(packedWords)
		if err != nil {
			panic("the embedded list of words: " + err.Error()) // a test reads it
		}
		theWords.voc = voc
	})
	return theWords.voc
}

// rankOf is the rank that a code stands for: exact up to 8, then four steps for
// each doubling.
func rankOf(code int) float64 {
	if code < 8 {
		return float64(code + 1)
	}
	return 8 * math.Exp2(float64(code-7)/4)
}

var errWords = errors.New("damaged")

func unpack(packed string) (*vocabulary, error) {
	unpacked := flate.NewReader(strings.NewReader(packed))
	r := bufio.NewReaderSize(io.LimitReader(unpacked, maxListLen), 64<<10)
	var head [4]byte
	if _, err := io.ReadFull(r, head[:]); err != nil {
		return nil, err
	}
	n := int(binary.LittleEndian.Uint32(head[:]))
	if n > maxWords {
		return nil, errWords
	}
	v := &vocabulary{
		letters: make([]byte, 0, 8*n),
		starts:  make([]uint32, 0, n+1),
		classes: make([]byte, n),
	}
	last := 0 // where the word before begins
	for range n {
		shared, err := r.ReadByte()
		if err != nil || int(shared) > len(v.letters)-last {
			return nil, errWords
		}
		start := len(v.letters)
		v.letters = append(v.letters, v.letters[last:last+int(shared)]...)
		rest, err := r.ReadSlice(0)
		if err != nil {
			return nil, errWords
		}
		v.letters = append(v.letters, rest[:len(rest)-1]...)
		v.starts = append(v.starts, uint32(start))
		last = start
	}
	v.starts = append(v.starts, uint32(len(v.letters)))
	if _, err := io.ReadFull(r, v.classes); err != nil {
		return nil, err
	}
	if _, err := r.ReadByte(); err != io.EOF {
		return nil, errWords
	}
	return v, v.index()
}

// index fills in the tables and makes sure of the order.
func (v *vocabulary) index() error {
	key := -1
	for i := range v.classes {
		w := v.word(i)
		if len(w) == 0 || w[0] >= 128 || len(w) > 1 && w[1] >= 128 || i > 0 && string(v.word(i-1)) >= string(w) {
			return errWords
		}
		for k := pairOf(w); key < k; {
			key++
			v.pairs[key] = uint32(i)
		}
	}
	for key++; key < len(v.pairs); key++ {
		v.pairs[key] = uint32(len(v.classes))
	}
	for code := range v.logs {
		v.logs[code] = math.Log10(rankOf(code))
	}
	return nil
}

func pairOf(w []byte) int {
	if len(w) == 1 {
		return int(w[0]) << 7
	}
	return int(w[0])<<7 | int(w[1])
}

func (v *vocabulary) word(i int) []byte { return v.letters[v.starts[i]:v.starts[i+1]] }

func (v *vocabulary) length(i int) int { return int(v.starts[i+1] - v.starts[i]) }

// log10 is the rank of a word, and kind the list in which it has it.
func (v *vocabulary) rank(i int) (log10 float64, kind Reason) {
	c := v.classes[i]
	return v.logs[c&63], [4]Reason{CommonPassword, CommonWord, PersonName, CommonWord}[c>>6]
}

// span is a range of words that begin alike.
type span struct{ lo, hi int }

func (s span) empty() bool { return s.lo >= s.hi }

// pair is the span of the words that begin with two letters.
func (v *vocabulary) pair(a, b rune) span {
	if a >= 128 || b >= 128 || a <= 0 || b <= 0 {
		return span{}
	}
	key := int(a)<<7 | int(b)
	hi := len(v.classes)
	if key+1 < len(v.pairs) {
		hi = int(v.pairs[key+1])
	}
	return span{int(v.pairs[key]), hi}
}

// narrow is the span of those words of s that go on with c after depth letters,
// which they have in common.
func (v *vocabulary) narrow(s span, depth int, c rune) span {
	if c >= 128 || c <= 0 {
		return span{}
	}
	if !s.empty() && v.length(s.lo) == depth {
		s.lo++
	}
	lo := v.first(s, depth, byte(c))
	return span{lo, v.first(span{lo, s.hi}, depth, byte(c)+1)}
}

// first is the first word of s whose letter at depth is c or a later one.
func (v *vocabulary) first(s span, depth int, c byte) int {
	for s.lo < s.hi {
		mid := int(uint(s.lo+s.hi) >> 1)
		if v.letters[int(v.starts[mid])+depth] < c {
			s.lo = mid + 1
		} else {
			s.hi = mid
		}
	}
	return s.lo
}
