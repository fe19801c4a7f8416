package cli

import (
	"testing"

	"coffer/internal/app"
)

func FuzzParseKDF(f *testing.F) {
	for _, s := range []string{"", "64MiB,3,4", "1GiB,3,4", "65535GiB,255,255", "64,3,4", "64MiB,3", "-1MiB,3,4", "64MiB,3,4,5", "99999MiB,1,1", "MiB,,"} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, s string) {
		p, err := parseKDF(s)
		if err != nil {
			if app.Explain(err).Kind != app.Usage || p != (app.Params{}) {
				t.Fatalf("%v, %v", p, err)
			}
			return
		}
		if s == "" || p.MemoryKiB>>10 > 65535 {
			return // too much for one number of MiB; the vault refuses it
		}
		if again, err := parseKDF(app.ParamsText(p)); err != nil || again != p {
			t.Fatalf("%q is %v, and then %v, %v", s, p, again, err)
		}
	})
}
