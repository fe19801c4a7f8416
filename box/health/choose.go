package health

import "math"

// Decimal logarithms of small numbers.
const (
	log2  = 0.301029995663981195
	log11 = 1.041392685158225041
	log50 = 1.698970004336018805
)

// choose is the number of ways to take k out of n.
func choose(n, k int) float64 {
	if k < 0 || k > n {
		return 0
	}
	ways := 1.0
	for i := 1; i <= min(k, n-k); i++ {
		ways = ways * float64(n-min(k, n-k)+i) / float64(i)
	}
	return ways
}

// mixtures is in how many ways the rarer of two spellings may be spread over a
// word that has them a and b times: what an attacker tries from the likely end.
func mixtures(a, b int) float64 {
	var ways float64
	for i := 1; i <= min(a, b); i++ {
		ways += choose(a+b, i)
	}
	return ways
}

// addLogs is log10(10^a + 10^b) without leaving the range of floats.
func addLogs(a, b float64) float64 {
	if a < b {
		a, b = b, a
	}
	if a-b > 17 {
		return a
	}
	return a + math.Log10(1+math.Pow(10, b-a))
}
