package health

import (
	"math"
	"strings"
	"testing"
	"time"
	"unicode/utf8"

	"pgregory.net/rapid"

	"coffer/vault/secret"
)

func estimate(password string, names ...string) Strength {
	var n Names
	n.Add(names...)
	return NewEstimator().Estimate(secret.New(password), n)
}

// TestReasons holds that each pattern is found and named, and what it costs at
// most.
func TestReasons(t *testing.T) {
	for _, c := range []struct {
		password string
		most     float64 // log10
		reasons  []Reason
	}{
		{"password", 0.5, []Reason{CommonPassword}},
		{"PaSSwoRd", 2.6, []Reason{CommonPassword}},
		{"P@ssw0rd", 1.5, []Reason{CommonPassword, Leet}},
		{"drowssap", 1, []Reason{CommonPassword, Reversed}},
		{"parliamentary", 4.6, []Reason{CommonWord}},
		{"jacqueline", 3.5, []Reason{PersonName}},
		{"zse4rfvgy7", 7, []Reason{KeyRow}},
		{"POIuztrewq", 6.5, []Reason{KeyRow}}, // on a qwertz keyboard alone in one slide
		{"aqwxcvfr", 7, []Reason{KeyRow}},     // azerty
		{"8521+963", 7, []Reason{KeyRow}},
		{"xkqxkqxkqxkq", 4.5, []Reason{Repeated}},
		{"ghijklmno", 2.5, []Reason{Sequential}},
		{"97531", 2.3, []Reason{Sequential}},
		{"жзийклм", 2.6, []Reason{Sequential}},
		{"17.03.1984", 4.9, []Reason{CalendarDate}},
		{"19840317", 4.3, []Reason{CalendarDate}},
		{"3.4.91", 4.9, []Reason{CalendarDate}},
		{"1987", 2, []Reason{CalendarYear}},
		{"2031", 1.5, []Reason{CalendarYear}},
		{"kQ#z9", 5.1, []Reason{Short}},
	} {
		s := estimate(c.password)
		if s.Log10 > c.most {
			t.Errorf("%s needs 10^%.2f guesses", c.password, s.Log10)
		}
		for _, r := range c.reasons {
			if !s.Reasons.Has(r) {
				t.Errorf("%s is not called %v (10^%.2f, %b)", c.password, r, s.Log10, s.Reasons)
			}
		}
	}
}

func TestNoReasons(t *testing.T) {
	for _, p := range []string{"v7#Qm!zR2@wLx9", "correct-horse-battery-staple-jacket", strings.Repeat("kQ#z9vR!2m", 1) + "7&bTw"} {
		if s := estimate(p); s.Score != 4 || s.Reasons != 0 {
			t.Errorf("%s: %+v", p, s)
		}
	}
}

func TestEmpty(t *testing.T) {
	if s := estimate(""); s.Log10 != 0 || s.Score != 0 || !s.Reasons.Has(Short) {
		t.Errorf("%+v", s)
	}
}

// TestNames holds that what stands beside a password does not help it.
func TestNames(t *testing.T) {
	for _, p := range []string{"kranzbichler", "Kr4nzb1chl3r", "relhcibznark", "zwiebelfisch.example", "zwiebelfisch"} {
		alone := estimate(p)
		beside := estimate(p, "Ann Kranzbichler", "zwiebelfisch.example")
		if beside.Log10 > 2.5 || beside.Log10 >= alone.Log10 || !beside.Reasons.Has(OwnName) {
			t.Errorf("%s needs 10^%.2f guesses for who knows the names, else 10^%.2f", p, beside.Log10, alone.Log10)
		}
	}
	var n Names
	for range 3 {
		n.Add(strings.Repeat("ab ", 1000), "www.example.com", "x", "Straße 12")
	}
	for i := range 200 {
		n.Add(strings.Repeat("n", i))
	}
	if len(n.all) != maxNames {
		t.Errorf("%d names", len(n.all))
	}
	for _, name := range n.all {
		if s := string(name); s == "www" || s == "com" || utf8.RuneCountInString(s) < minName {
			t.Errorf("%q is a name", s)
		}
	}
}

// TestScores pins where one score ends and the next begins.
func TestScores(t *testing.T) {
	for _, c := range []struct {
		guesses float64
		score   int
	}{{1, 0}, {1004, 0}, {1006, 1}, {1e6, 1}, {1.00001e6, 2}, {1e8, 2}, {1.0001e8, 3}, {1e10, 3}, {1.0001e10, 4}, {1e300, 4}} {
		if got := scoreOf(math.Log10(c.guesses)); got != c.score {
			t.Errorf("%g guesses are a score of %d, not %d", c.guesses, got, c.score)
		}
	}
	rapid.Check(t, func(t *rapid.T) {
		a, b := rapid.Float64Range(0, 400).Draw(t, "a"), rapid.Float64Range(0, 400).Draw(t, "b")
		if scoreOf(min(a, b)) > scoreOf(max(a, b)) {
			t.Fatal("more guesses, and a lower score")
		}
	})
}

// TestTold holds that the number of guesses does not say which of the first words
// a password is.
func TestTold(t *testing.T) {
	for _, p := range []string{"123456", "password", "qwerty", "P@ssw0rd"} {
		if s := estimate(p); s.Log10 >= leastTold || s.Told() != leastTold || !strings.HasSuffix(s.why(), "fewer than a thousand guesses") {
			t.Errorf("%s: %+v, told as %v, %s", p, s, s.Told(), s.why())
		}
	}
	if got := (Strength{Log10: 7.26}).Told(); got != 7.3 {
		t.Error(got)
	}
}

// TestTail holds that what follows the hundred runes counts as random, but for a
// repetition that goes on.
func TestTail(t *testing.T) {
	long := strings.Repeat("abcab", 20)
	base := estimate(long)
	if base.Score > 2 {
		t.Errorf("a repetition has a score of %d", base.Score)
	}
	if s := estimate(long + strings.Repeat("abcab", 500) + "abc"); s.Log10 != base.Log10 {
		t.Errorf("10^%.2f, and 10^%.2f where it goes on", base.Log10, s.Log10)
	}
	if s := estimate(long + "abcabX" + strings.Repeat("abcab", 2)); s.Log10 != base.Log10+11 {
		t.Errorf("10^%.2f, and 10^%.2f where it ends", base.Log10, s.Log10)
	}
	if s := estimate(strings.Repeat("päßw€", 100)); s.Score > 2 {
		t.Errorf("%+v", s)
	}
}

// TestCoverIsBest compares the table with a search of all covers.
func TestCoverIsBest(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		n := rapid.IntRange(1, 9).Draw(t, "n")
		e := NewEstimator()
		e.read(make([]byte, n))
		for range rapid.IntRange(0, 12).Draw(t, "matches") {
			from := rapid.IntRange(0, n-1).Draw(t, "from")
			to := rapid.IntRange(from+1, n).Draw(t, "to")
			e.add(match{from: from, to: to, log10: rapid.Float64Range(0, 9).Draw(t, "log10")})
		}
		if got, want := e.cover(0, n), bestCover(e, n, 0, 0, 0); math.Abs(got-want) > 1e-9 {
			t.Fatalf("10^%v, but 10^%v is possible", got, want)
		}
	})
}

// bestCover tries every way to go on from a place.
func bestCover(e *Estimator, n, from, parts int, product float64) float64 {
	if from == n {
		lf, _ := math.Lgamma(float64(parts + 1))
		return addLogs(lf/math.Ln10+product, float64(growth*(parts-1)))
	}
	best := math.Inf(1)
	for to := from + 1; to <= n; to++ {
		best = min(best, bestCover(e, n, to, parts+1, product+random(to-from)))
	}
	for i := range e.matches {
		if m := &e.matches[i]; m.from == from {
			best = min(best, bestCover(e, n, m.to, parts+1, product+partGuesses(m, n)))
		}
	}
	return best
}

// TestReuse holds that an estimator forgets: what it says does not depend on
// what it saw before.
func TestReuse(t *testing.T) {
	e := NewEstimator()
	rapid.Check(t, func(t *rapid.T) {
		p := secret.New(rapid.String().Draw(t, "password"))
		if got, want := e.Estimate(p, Names{}), NewEstimator().Estimate(p, Names{}); got != want {
			t.Fatalf("%+v, and %+v afresh", got, want)
		}
		for _, room := range [][]rune{e.runes, e.small, e.word} {
			for _, r := range room[:cap(room)] {
				if r != 0 {
					t.Fatal("a letter is left")
				}
			}
		}
	})
}

// TestBounded holds that the worst passwords known do not make the number of
// matches explode, and prints how long they take.
func TestBounded(t *testing.T) {
	fib := "ab"
	for a := "a"; len(fib) < 200; {
		a, fib = fib, fib+a
	}
	e := NewEstimator()
	var n Names
	for i := range 64 {
		n.Add(strings.Repeat("a", 3+i) + "1")
	}
	for name, p := range map[string]string{
		"fibonacci": fib, "one letter": strings.Repeat("a", 100), "look-alikes": strings.Repeat("1", 100),
		"mixed": strings.Repeat("1|7!4@0$", 20), "a megabyte": strings.Repeat("aB3$", 1<<18), "digits": strings.Repeat("1.2.1", 20),
	} {
		text := secret.New(p)
		start := time.Now()
		e.Estimate(text, n)
		t.Logf("%s: %v, room for %d matches", name, time.Since(start), cap(e.matches))
		if cap(e.matches) > 16_000 {
			t.Errorf("%s: room for %d matches", name, cap(e.matches))
		}
	}
}

// TestAllocations holds that looking at a password allocates nothing.
func TestAllocations(t *testing.T) {
	e := NewEstimator()
	var names Names
	names.Add("Acme Corporation", "ann.kranzbichler@acme.example")
	for _, p := range []string{"Tr0ub4dor&3", "kranzbichler1984!", "v7#Qm!zR2@wLx9kk$T"} {
		text := secret.New(p)
		e.Estimate(text, names) // room for the matches
		if n := testing.AllocsPerRun(100, func() { e.Estimate(text, names) }); n != 0 {
			t.Errorf("%v allocations", n)
		}
	}
}

// FuzzEstimate: no panic, within bounds, the score as the guesses say, never
// easier without names, and the same for the same.
func FuzzEstimate(f *testing.F) {
	for _, p := range []string{"", "password", "P@ssw0rd1984!", "1|!7+", "\xff\xfe", strings.Repeat("ab", 200), "qwertzuiopü+", "ſKİ"} {
		f.Add(p, "Acme Straße")
	}
	e := NewEstimator()
	f.Fuzz(func(t *testing.T, p, name string) {
		var n Names
		n.Add(name)
		text := secret.New(p)
		s := e.Estimate(text, n)
		length := float64(max(utf8.RuneCountInString(p), 2))
		if math.IsNaN(s.Log10) || s.Log10 < 0 || s.Log10 > length+0.1 {
			t.Fatalf("10^%v guesses for %v runes", s.Log10, length)
		}
		if s.Score != scoreOf(s.Log10) || s.Score == 4 && s.Reasons != 0 || s.Score < 4 && s.Reasons == 0 {
			t.Fatalf("%+v", s)
		}
		if without := e.Estimate(text, Names{}); without.Log10 < s.Log10-1e-9 {
			t.Fatalf("10^%v without the names, 10^%v with them", without.Log10, s.Log10)
		}
		if again := e.Estimate(text, n); again != s {
			t.Fatalf("%+v, then %+v", s, again)
		}
	})
}
