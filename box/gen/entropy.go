package gen

import (
	"math"
	"math/big"
	"math/bits"
)

// Entropy returns the bits of entropy of one password: the binary logarithm of
// how many passwords the rules allow, exact but for rounding. It is 0 for
// rules that [Rules.Password] refuses.
func (r Rules) Entropy() float64 {
	letters, sets, err := r.check()
	if err != nil {
		return 0
	}
	if !r.Each {
		sets = 0
	}
	return log2(count(letters, sets, r.Length))
}

// count returns how many texts of n letters have at least one letter of each of
// the first sets sets, by inclusion and exclusion: all texts, less those that
// avoid one set, plus those that avoid two, and so on.
func count(letters []letter, sets, n int) *big.Int {
	sum := new(big.Int)
	for avoided := range uint8(1) << sets {
		left := 0
		for _, l := range letters {
			if l.sets&avoided == 0 {
				left++
			}
		}
		texts := new(big.Int).Exp(big.NewInt(int64(left)), big.NewInt(int64(n)), nil)
		if bits.OnesCount8(avoided)%2 == 1 {
			texts.Neg(texts)
		}
		sum.Add(sum, texts)
	}
	return sum
}

// log2 works for numbers far beyond a float64; x is at least 1.
func log2(x *big.Int) float64 {
	fraction := new(big.Float)
	exponent := new(big.Float).SetInt(x).MantExp(fraction)
	f, _ := fraction.Float64()
	return math.Log2(f) + float64(exponent)
}
