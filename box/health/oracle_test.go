package health

import (
	"bufio"
	"compress/gzip"
	"fmt"
	"math/rand"
	"os"
	"slices"
	"strings"
	"testing"

	"github.com/trustelem/zxcvbn"

	"coffer/vault/secret"
)

// The shares of passwords on which we and the oracle must have the same score,
// and be within one step of it. The first is what an estimator that always says
// "weak" fails: of common passwords nearly all have a score of 0 or 1.
const (
	agreement = 0.95
	nearness  = 0.99
)

// TestOracleCommon compares with zxcvbn over the 10,000 most common passwords of
// a published list (testdata/NOTICE.md).
func TestOracleCommon(t *testing.T) {
	all := commonPasswords(t)
	if len(all) != 10_000 {
		t.Fatalf("%d passwords", len(all))
	}
	compareWithOracle(t, all)
}

// TestOracleGenerated compares over 10,000 passwords as people and programs make
// them.
func TestOracleGenerated(t *testing.T) {
	seed := rand.Int63()
	t.Logf("seed %d", seed)
	r := rand.New(rand.NewSource(seed))
	common := commonPasswords(t)
	all := make([]string, 10_000)
	for i := range all {
		all[i] = makeUp(r, common)
	}
	compareWithOracle(t, all)
}

// TestOracleNames compares over passwords that are made of names which both know.
func TestOracleNames(t *testing.T) {
	seed := rand.Int63()
	t.Logf("seed %d", seed)
	r := rand.New(rand.NewSource(seed))
	names := []string{"kranzbichler", "zwiebelfisch", "xqvt", "acmeworld"}
	all := make([]string, 1_000)
	for i := range all {
		all[i] = upperFirst(names[r.Intn(len(names))]) + randomText(r, r.Intn(5), 33, 126)
	}
	compareWithOracle(t, all, names...)
}

func commonPasswords(t testing.TB) (all []string) {
	f, err := os.Open("testdata/common-10k.txt.gz")
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	z, err := gzip.NewReader(f)
	if err != nil {
		t.Fatal(err)
	}
	lines := bufio.NewScanner(z)
	for lines.Scan() {
		all = append(all, lines.Text())
	}
	if err := lines.Err(); err != nil {
		t.Fatal(err)
	}
	return all
}

// compareWithOracle prints the confusion table. It refuses every password that
// zxcvbn calls weak and we call strong.
func compareWithOracle(t *testing.T, all []string, names ...string) {
	t.Helper()
	var table [5][5]int // the oracle's score, ours
	var same, near int
	e := NewEstimator()
	var n Names
	n.Add(names...)
	for _, p := range all {
		theirs := zxcvbn.PasswordStrength(p, names)
		ours := e.Estimate(secret.New(p), n)
		table[theirs.Score][ours.Score]++
		switch theirs.Score - ours.Score {
		case 0:
			same++
			near++
		case -1, 1:
			near++
		}
		if theirs.Score <= 1 && ours.Score == 4 {
			t.Errorf("%q: %d there (%.3g), %d here (10^%.1f)", p, theirs.Score, theirs.Guesses, ours.Score, ours.Log10)
		}
	}
	share := func(n int) float64 { return float64(n) / float64(len(all)) }
	t.Logf("%sthe same on %.2f %%, within one step on %.2f %%", confusion(table), 100*share(same), 100*share(near))
	if share(same) < agreement || share(near) < nearness {
		t.Error("too few")
	}
}

func confusion(table [5][5]int) string {
	var b strings.Builder
	b.WriteString("zxcvbn's score from top to bottom, ours from left to right\n        0     1     2     3     4\n")
	for theirs, row := range table {
		fmt.Fprintf(&b, "%d  ", theirs)
		for _, n := range row {
			fmt.Fprintf(&b, "%6d", n)
		}
		b.WriteByte('\n')
	}
	return b.String()
}

// makeUp makes one password in one of the ways in which people and programs do.
func makeUp(r *rand.Rand, common []string) string {
	word := func() string { return common[r.Intn(len(common))] }
	switch r.Intn(10) {
	case 0:
		return randomText(r, 4+r.Intn(20), 33, 126)
	case 1:
		return randomText(r, 4+r.Intn(12), 'a', 'z')
	case 2:
		return randomText(r, 4+r.Intn(12), '0', '9')
	case 3:
		return upperFirst(word()) + fmt.Sprint(r.Intn(3000)) + []string{"", "!", "?", "."}[r.Intn(4)]
	case 4:
		return word() + word()
	case 5:
		return upperFirst(word()) + "-" + upperFirst(word()) + "-" + word() + fmt.Sprint(r.Intn(100))
	case 6:
		return strings.NewReplacer("a", "4", "e", "3", "o", "0", "s", "$", "i", "1").Replace(word()) + randomText(r, r.Intn(4), 33, 126)
	case 7:
		return strings.Repeat(word(), 1+r.Intn(3)) + randomText(r, r.Intn(4), '0', '9')
	case 8:
		return fmt.Sprintf("%02d%s%02d%s%d", 1+r.Intn(31), []string{"", ".", "-"}[r.Intn(3)], 1+r.Intn(12), []string{"", ".", "-"}[r.Intn(3)], 1940+r.Intn(90)) + word()
	}
	b := []byte(word() + randomText(r, 2, 33, 126) + word())
	slices.Reverse(b)
	return string(b)
}

func randomText(r *rand.Rand, n int, from, to byte) string {
	b := make([]byte, n)
	for i := range b {
		b[i] = from + byte(r.Intn(int(to-from)+1))
	}
	return string(b)
}

func upperFirst(s string) string { return strings.ToUpper(s[:1]) + s[1:] }
