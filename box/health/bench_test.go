package health

import (
	"math/rand"
	"testing"

	"coffer/vault/secret"
)

func BenchmarkEstimate(b *testing.B) {
	var names Names
	names.Add("Acme", "ann@acme.example", "https://www.acme.example/login")
	for name, p := range map[string]string{
		"word": "P@ssw0rd1984!", "random": "v7#Qm!zR2@wLx9kk", "phrase": "correct-horse-battery-staple", "digits": "19840317112233",
	} {
		b.Run(name, func(b *testing.B) {
			e, text := NewEstimator(), secret.New(p)
			b.ReportAllocs()
			for b.Loop() {
				e.Estimate(text, names)
			}
		})
	}
}

// BenchmarkEstimateMany is over what TestOracleGenerated looks at.
func BenchmarkEstimateMany(b *testing.B) {
	common := commonPasswords(b)
	r := rand.New(rand.NewSource(1))
	all := make([]secret.Text, 10_000)
	for i := range all {
		all[i] = secret.New(makeUp(r, common))
	}
	e := NewEstimator()
	i := 0
	for b.Loop() {
		e.Estimate(all[i%len(all)], Names{})
		i++
	}
}

// BenchmarkUnpack is what the first estimate pays on top.
func BenchmarkUnpack(b *testing.B) {
	b.ReportAllocs()
	for b.Loop() {
		if _, err := unpack(packedWords); err != nil {
			b.Fatal(err)
		}
	}
}

// manyItems are 10,000 items: half with random passwords, the rest as people
// make them, some equal or similar.
func manyItems(b *testing.B) (all []Item) {
	common := commonPasswords(b)
	r := rand.New(rand.NewSource(1))
	for i := range 10_000 {
		p := randomText(r, 16+r.Intn(8), 33, 126)
		if i%2 == 0 {
			p = makeUp(r, common)
		}
		it := item(i, p)
		it.Names = []string{"ann.kranzbichler", "ann@acme.example"}
		it.URLs = []string{"https://www.acme.example/login"}
		all = append(all, it)
	}
	return all
}

// BenchmarkCheck is a check of 10,000 items without questions about breaches.
func BenchmarkCheck(b *testing.B) {
	items := manyItems(b)
	o := options()
	o.Owner = []string{"Ann Kranzbichler"}
	o.Rules.Age = 365 * day
	b.ReportAllocs()
	for b.Loop() {
		if _, err := Check(b.Context(), items, o); err != nil {
			b.Fatal(err)
		}
	}
}
