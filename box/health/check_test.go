package health

import (
	"context"
	"errors"
	"fmt"
	"math/rand"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"pgregory.net/rapid"

	"coffer/box"
	"coffer/vault/secret"
)

func TestHealthy(t *testing.T) {
	r := check(t, itemsOf(strong...), options())
	if len(r.Findings) != 0 || r.Items != len(strong) || r.Secrets != len(strong) {
		t.Errorf("%+v", r)
	}
}

func TestNoKey(t *testing.T) {
	o := options()
	o.Key = secret.Key{}
	if _, err := Check(context.Background(), nil, o); !errors.Is(err, ErrNoKey) {
		t.Error(err)
	}
}

// TestEachKind makes one item for each kind of finding, and expects that one
// alone, with its severity.
func TestEachKind(t *testing.T) {
	pin := func(it *Item, value string) { it.Secrets[0].Kind, it.Secrets[0].Value = box.PIN, secret.New(value) }
	for name, c := range map[string]struct {
		change   func(*Item, *Options)
		want     Kind
		severity Severity
	}{
		"weak":      {func(it *Item, _ *Options) { it.Secrets[0].Value = secret.New("qzvxkwmp") }, Weak, Medium},
		"very weak": {func(it *Item, _ *Options) { it.Secrets[0].Value = secret.New("P@ssw0rd1") }, Weak, High},
		"title":     {func(it *Item, _ *Options) { it.Secrets[0].Value = secret.New("place0place0!") }, Weak, High},
		"owner": {func(it *Item, o *Options) {
			o.Owner = []string{"Kranzbichler"}
			it.Secrets[0].Value = secret.New("Kranzbichler77")
		}, Weak, High},
		"pin":     {func(it *Item, _ *Options) { pin(it, "1234") }, SimplePIN, Medium},
		"expired": {func(it *Item, _ *Options) { it.Expires = today }, Expired, Medium},
		"soon":    {func(it *Item, _ *Options) { it.Expires = today.Add(soon) }, ExpiresSoon, Low},
		"http":    {func(it *Item, _ *Options) { it.URLs = []string{"https://acme.example", " HTTP://acme.example/x"} }, PlainHTTP, Medium},
		"kdf":     {func(_ *Item, o *Options) { o.KDF = KDF{64<<10 - 1, 3, 4} }, WeakKDF, Medium},
		"length":  {func(_ *Item, o *Options) { o.Rules.Length = 17 }, RuleLength, Low},
		"kinds": {func(it *Item, o *Options) {
			o.Rules.Kinds = Lower | Symbol
			it.Secrets[0].Value = secret.New("V7QMZR2WLX9KKW4EP")
		}, RuleKinds, Low},
		"age":         {func(_ *Item, o *Options) { o.Rules.Age = day - time.Second }, RuleAge, Low},
		"found":       {func(_ *Item, o *Options) { o.Breaches = answers{{Verdict: Found, Count: 3}} }, Breached, Critical},
		"possible":    {func(_ *Item, o *Options) { o.Breaches = answers{{Verdict: Possible}} }, MaybeBreached, High},
		"no answer":   {func(_ *Item, o *Options) { o.Breaches = answers{{}} }, Unanswered, Note},
		"error":       {func(_ *Item, o *Options) { o.Breaches = answers{{Verdict: Absent, Err: errors.New("TLS")}} }, Unanswered, Note},
		"odd verdict": {func(_ *Item, o *Options) { o.Breaches = answers{{Verdict: 9}} }, Unanswered, Note},
		"too few":     {func(_ *Item, o *Options) { o.Breaches = answers{} }, Unanswered, Note},
		"too many":    {func(_ *Item, o *Options) { o.Breaches = answers{{Verdict: Absent}, {Verdict: Absent}} }, Unanswered, Note},
	} {
		it, o := item(0, strong[0]), options()
		c.change(&it, &o)
		r := check(t, []Item{it}, o)
		if len(r.Findings) != 1 || r.Findings[0].Kind != c.want || r.Findings[0].Severity != c.severity || r.Findings[0].Why == "" {
			t.Errorf("%s: %+v", name, r.Findings)
		}
	}
}

// TestNotFound is what looks like the findings above and is none.
func TestNotFound(t *testing.T) {
	for name, change := range map[string]func(*Item, *Options){
		"fresh enough": func(_ *Item, o *Options) { o.Rules.Age = day },
		"age unknown":  func(it *Item, o *Options) { o.Rules.Age = day; it.Secrets[0].Since = time.Time{} },
		"not soon":     func(it *Item, _ *Options) { it.Expires = today.Add(soon + time.Second) },
		"https":        func(it *Item, _ *Options) { it.URLs = []string{"https://acme.example", "acme.example", "http:// bad"} },
		"here": func(it *Item, _ *Options) {
			it.URLs = []string{"http://localhost:8080", "http://127.0.0.2/", "http://[::1]/", "http://abc.onion"}
		},
		"kdf":      func(_ *Item, o *Options) { o.KDF = KDF{64 << 10, 3, 4} },
		"absent":   func(_ *Item, o *Options) { o.Breaches = answers{{Verdict: Absent}} },
		"half":     func(it *Item, _ *Options) { it.Secrets[0].Value, it.Secrets[0].Half = secret.New("12□□"), true },
		"pin":      func(it *Item, _ *Options) { it.Secrets[0].Kind, it.Secrets[0].Value = box.PIN, secret.New("8304") },
		"empty":    func(it *Item, _ *Options) { it.Secrets[0].Value = secret.Text{} },
		"no rules": func(it *Item, o *Options) { o.Rules = Rules{}; it.Secrets[0].Value = secret.New("password") },
	} {
		it, o := item(0, strong[0]), options()
		change(&it, &o)
		if r := check(t, []Item{it}, o); len(r.Findings) != 0 {
			t.Errorf("%s: %+v", name, r.Findings)
		}
	}
}

// TestAgeAsWritten holds that the rule is said as it was set, also where it is not
// whole days.
func TestAgeAsWritten(t *testing.T) {
	for age, want := range map[time.Duration]string{
		12 * time.Hour: "12h", 36 * time.Hour: "1d12h", 90 * day: "90d",
	} {
		it, o := item(0, strong[0]), options()
		o.Rules.Age, it.Secrets[0].Since = age, today.Add(-age-time.Second)
		r := check(t, []Item{it}, o)
		if len(r.Findings) != 1 || !strings.HasSuffix(r.Findings[0].Why, "your rule is "+want+" at most") {
			t.Errorf("%s: %+v", want, r.Findings)
		}
	}
}

// answers are given in their order, whatever was asked.
type answers []Answer

func (a answers) Ask(context.Context, []secret.Text) []Answer { return a }

// recorder keeps what it was asked.
type recorder struct{ asked []string }

func (r *recorder) Ask(_ context.Context, all []secret.Text) []Answer {
	for _, one := range all {
		r.asked = append(r.asked, one.Reveal())
	}
	return slices.Repeat([]Answer{{Verdict: Found, Count: 7}}, len(all))
}

// TestAsked holds that each password is asked once, and neither PINs nor halves.
func TestAsked(t *testing.T) {
	items := itemsOf(strong[0], strong[1], strong[0], "1234", "ab□□", strong[2])
	items[3].Secrets[0].Kind = box.PIN
	items[4].Secrets[0].Half = true
	o := options()
	who := &recorder{}
	o.Breaches = who
	r := check(t, items, o)
	if d := cmp.Diff(strong[:3], who.asked); d != "" {
		t.Error(d)
	}
	n := 0
	for _, f := range r.Findings {
		if f.Kind == Breached {
			n++
		}
	}
	if n != 4 {
		t.Errorf("%d places are said to be breached", n)
	}
}

func TestReused(t *testing.T) {
	items := itemsOf(strong[0], strong[1], strong[0], strong[0], strong[2])
	items[1].Secrets = append(items[1].Secrets, Secret{Field: "again", Kind: box.Password, Value: secret.New(strong[1])})
	r := check(t, items, options())
	if len(r.Findings) != 3 {
		t.Fatalf("%+v", r.Findings)
	}
	for _, f := range r.Findings {
		if f.Kind != Reused || f.Count != 2 || len(f.Group) != 3 || f.Why != "the same secret stands in 2 other places" {
			t.Errorf("%+v", f)
		}
	}
}

// TestHalves holds that halves are not compared: those of short secrets are equal
// by chance.
func TestHalves(t *testing.T) {
	items := itemsOf("12□□", "12□□", "12□□")
	for i := range 2 {
		items[i].Secrets[0].Half = true
	}
	r := check(t, items, Options{Now: today, Key: options().Key})
	if len(r.Findings) != 0 {
		t.Errorf("%+v", r.Findings)
	}
	items[1].Secrets[0].Half = false
	if r = check(t, items, Options{Now: today, Key: options().Key}); len(r.Findings) != 2 {
		t.Errorf("whole ones: %+v", r.Findings)
	}
}

func TestSimilar(t *testing.T) {
	for _, c := range []struct {
		a, b string
		want bool
	}{
		{"Zwiebelfisch2023!", "zwiebelfisch2024", true},
		{"Zw1ebelf1sch", "zwiebelfisch", true},
		{"99zwiebelfisch", "hcsifLebeiwz", true},
		{"vk7#qwmzr", "vk7#qxmzr", true},
		{"vk7#qwmzr", "vk7#qmzr", true},
		{"vk7#qwmzr", "vk7#wqmzr", true},
		{"vk7#qwmzr", "vk7#qwmzr", false}, // equal, so reused
		{"vk7#qwmzr", "vk7#mqwxzr", false},
		{"kq#w", "kq#x", false},
		{"a1984", "a2001", false},
		{"zwiebelfisch", "zwiebelkuchen", false},
		{strong[0], strong[1], false},
	} {
		r := check(t, itemsOf(c.a, c.b), Options{Now: today, Key: options().Key})
		got := len(r.Findings) == 2 && r.Findings[0].Kind == Similar && r.Findings[0].Count == 1
		if got != c.want {
			t.Errorf("%s and %s: %+v", c.a, c.b, r.Findings)
		}
	}
}

// TestSimilarSame is a group in which some are equal.
func TestSimilarSame(t *testing.T) {
	r := check(t, itemsOf("zwiebelfisch1!", "zwiebelfisch2!", "zwiebelfisch1!", strong[0]), Options{Now: today, Key: options().Key})
	counts := map[string]uint64{}
	for _, f := range r.Findings {
		counts[fmt.Sprint(f.Kind, f.Path.Title)] = f.Count
	}
	want := map[string]uint64{
		"reusedplace0": 1, "reusedplace2": 1, "similarplace0": 1, "similarplace1": 2, "similarplace2": 1,
	}
	if d := cmp.Diff(want, counts); d != "" {
		t.Error(d)
	}
}

// TestSimilarByDefinition compares the marks with the definition, pair by pair.
func TestSimilarByDefinition(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		gen := rapid.StringOfN(rapid.SampledFrom([]rune("aab3#é")), 1, 10, -1)
		a, b := gen.Draw(t, "a"), gen.Draw(t, "b")
		if a == b {
			return
		}
		r, err := Check(context.Background(), itemsOf(a, b), Options{Now: today, Key: options().Key})
		if err != nil {
			t.Fatal(err)
		}
		if got, want := len(r.Findings) > 0, alike([]rune(a), []rune(b)); got != want {
			t.Fatalf("%q and %q: %v, and by definition %v", a, b, got, want)
		}
	})
}

func alike(a, b []rune) bool {
	x, y := skeleton(nil, a), skeleton(nil, b)
	if len(x) >= minSkeleton && slices.Equal(x, y) {
		return true
	}
	if min(len(a), len(b)) < minNear-1 || max(len(a), len(b)) < minNear {
		return false
	}
	without := func(s []rune) (all []string) {
		if len(s) >= minNear {
			for i := range s {
				all = append(all, string(s[:i])+string(s[i+1:]))
			}
		}
		return append(all, string(s))
	}
	for _, v := range without(a) {
		if slices.Contains(without(b), v) {
			return true
		}
	}
	return false
}

// TestSkeleton holds what must not make a difference.
func TestSkeleton(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		word := rapid.StringMatching(`[a-z][a-z0-9$@-]{0,20}[a-z]`).Draw(t, "word")
		ends := rapid.StringMatching(`[0-9!.?]{0,6}`)
		want := string(skeleton(nil, []rune(word)))
		back := []rune(word)
		slices.Reverse(back)
		for _, like := range []string{
			ends.Draw(t, "before") + word + ends.Draw(t, "after"), strings.ToUpper(word), string(back),
			word[:1] + strings.NewReplacer("e", "3", "a", "@", "o", "0", "l", "1", "s", "5").Replace(word[1:len(word)-1]) + word[len(word)-1:],
		} {
			if got := string(skeleton(nil, []rune(like))); got != want {
				t.Fatalf("%q is %q, and %q is %q", word, want, like, got)
			}
		}
	})
}

// TestNothingShown looks for every secret in everything that a report can be
// printed as, and finds a planted one by the same means.
func TestNothingShown(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		var items []Item
		for i := range rapid.IntRange(1, 6).Draw(t, "items") {
			it := item(i, rapid.SampledFrom([]string{"Quitte", "xyzzyq", "Quitte77", "q1w2e3", "QQQQQQ"}).Draw(t, "password"))
			it.Expires = today.Add(day * time.Duration(rapid.IntRange(-3, 3).Draw(t, "expires")))
			it.URLs = []string{"http://acme.example"}
			items = append(items, it)
		}
		o := options()
		o.Rules, o.KDF, o.Owner = Rules{Length: 20, Score: 4, Age: 1, Kinds: Symbol | Upper}, KDF{1, 1, 1}, []string{"Quitte"}
		o.Breaches = &recorder{}
		r, err := Check(context.Background(), items, o)
		if err != nil || len(r.Findings) == 0 {
			t.Fatal(err)
		}
		planted := r
		planted.Findings = append(slices.Clone(r.Findings), Finding{Why: "it is " + items[0].Secrets[0].Value.Reveal()})
		if !shown(planted, items) {
			t.Fatal("a planted secret is not found")
		}
		if shown(r, items) {
			t.Fatalf("%+v", r)
		}
	})
}

func shown(r Report, items []Item) bool {
	for _, f := range r.Findings {
		text := strings.ToLower(fmt.Sprintf("%v %+v %#v", f, f, f))
		for i := range items {
			if strings.Contains(text, strings.ToLower(items[i].Secrets[0].Value.Reveal())) {
				return true
			}
		}
	}
	return false
}

// TestRanking holds that the order of findings does not depend on that of the
// items, and goes from bad to less bad.
func TestRanking(t *testing.T) {
	seed := rand.Int63()
	t.Logf("seed %d", seed)
	r := rand.New(rand.NewSource(seed))
	items := itemsOf("password", "password", "zwiebelfisch1", "Zwiebelfisch22", strong[0], "tuesday", strong[1], "kranzbichler")
	items[4].Expires, items[6].Expires = today.Add(-day), today.Add(-2*day)
	o := options()
	o.Breaches = breachedIf{"password": 9, "tuesday": 12}
	o.KDF = KDF{1024, 1, 1}
	first := check(t, items, o).Findings
	if !slices.IsSortedFunc(first, func(a, b Finding) int { return int(b.Severity) - int(a.Severity) }) {
		t.Errorf("%+v", first)
	}
	if first[0].Kind != Breached || first[0].Count != 12 || first[1].Count != 9 {
		t.Errorf("%+v", first[:2])
	}
	for range 20 {
		r.Shuffle(len(items), func(i, j int) { items[i], items[j] = items[j], items[i] })
		again := check(t, items, o).Findings
		for i := range first {
			a, b := first[i], again[i]
			a.Group, b.Group = nil, nil // in the order of the items
			if d := cmp.Diff(a, b); d != "" {
				t.Fatal(d)
			}
		}
	}
}

type breachedIf map[string]uint64

func (b breachedIf) Ask(_ context.Context, all []secret.Text) (answers []Answer) {
	for _, one := range all {
		a := Answer{Verdict: Absent}
		if n := b[one.Reveal()]; n > 0 {
			a = Answer{Verdict: Found, Count: n}
		}
		answers = append(answers, a)
	}
	return answers
}

func TestCancelled(t *testing.T) {
	ctx, cancel := context.WithCancel(context.Background())
	cancel()
	if _, err := Check(ctx, itemsOf("a"), options()); !errors.Is(err, context.Canceled) {
		t.Error(err)
	}
}

// TestOtherKey holds that what is found does not hang on the key.
func TestOtherKey(t *testing.T) {
	items := itemsOf("zwiebelfisch1", "zwiebelfisch2", "password", "password")
	o := options()
	first := check(t, items, o)
	o.Key, _ = secret.NewKey(fixedRand(7))
	if d := cmp.Diff(first, check(t, items, o)); d != "" {
		t.Error(d)
	}
}

// TestKept holds that a check wipes nothing of its caller's, and Wipe does.
func TestKept(t *testing.T) {
	items := itemsOf(strong...)
	check(t, items, options())
	for i := range items {
		if items[i].Secrets[0].Value.Reveal() != strong[i] {
			t.Error("changed")
		}
		if items[i].Wipe(); !items[i].Secrets[0].Value.IsZero() {
			t.Error("not wiped")
		}
	}
}

func TestKindTexts(t *testing.T) {
	seen := map[string]bool{}
	for k := Kind(1); k < kindsEnd; k++ {
		if code := k.Code(); code == "" || code == "unknown" || seen[code] {
			t.Errorf("%d is %q", k, code)
		}
		seen[k.Code()] = true
	}
	for r := Reason(0); r < reasonsEnd; r++ {
		if r.Code() == "unknown" || seen[r.Code()+" reason"] || r.String() == "" {
			t.Errorf("reason %d is %q", r, r.Code())
		}
		seen[r.Code()+" reason"] = true
	}
	if Kind(0).Code() != "unknown" || kindsEnd.Code() != "unknown" || reasonsEnd.Code() != "unknown" {
		t.Error("what is unknown has a name")
	}
}

// TestRankTellsNoMore: findings whose guesses are told as the same stand in the order of
// their paths, whichever of them is guessed sooner.
func TestRankTellsNoMore(t *testing.T) {
	e := NewEstimator()
	all := []string{"monkey", "dragon", "password", "123456"} // the one that is guessed first comes last
	if e.Estimate(secret.New(all[0]), Names{}).Log10 <= e.Estimate(secret.New(all[3]), Names{}).Log10 {
		t.Fatal("the last is not guessed first")
	}
	var paths []string
	for _, f := range check(t, itemsOf(all...), options()).Findings {
		if f.Kind == Weak {
			paths = append(paths, f.Path.String())
		}
	}
	if len(paths) != len(all) || !slices.IsSorted(paths) {
		t.Errorf("%q", paths)
	}
}

// TestRuleOfNobody: a rule that the owner did not choose is not called theirs.
func TestRuleOfNobody(t *testing.T) {
	whys := func(r Rules) (text string) {
		o := options()
		o.Rules = r
		for _, f := range check(t, itemsOf("qzvxkwm"), o).Findings {
			text += f.Why + "\n"
		}
		return text
	}
	if text := whys(DefaultRules()); strings.Contains(text, "your") || strings.Count(text, "the rule") != 1 {
		t.Error(text)
	}
	if text := whys(Rules{Length: 9}); strings.Contains(text, "the rule") || strings.Count(text, "your rule") != 1 {
		t.Error(text)
	}
}
