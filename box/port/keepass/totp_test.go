package keepass_test

import (
	"strings"
	"testing"

	"coffer/box"
	"coffer/box/port/keepass"
	"coffer/box/port/porttest"
)

func str(key, value string) string {
	return "<String><Key>" + key + "</Key><Value>" + value + "</Value></String>"
}

// Every seed stays, also where a key stands twice or says more than is understood.
func TestNoSeedIsLost(t *testing.T) {
	const a, b, c, d = "AAAAAAAA", "BBBBBBBB", "CCCCCCCC", "DDDDDDDD"
	for name, in := range map[string]string{
		"keys twice":     str("otp", a) + str("otp", b) + str("TOTP Seed", c) + str("TOTP Seed", d),
		"settings twice": str("TOTP Seed", a) + str("TOTP Settings", "30;6") + str("TOTP Settings", b) + str("otp", c) + str("otp", d),
		"each plug-in's": str("otp", a) + str("TOTP Seed", b) + str("TimeOtp-Secret-Base32", c) + str("TimeOtp-Secret", d),
		"parameters":     str("otp", "key="+a+"&amp;step=30&amp;more="+b) + str("otp", "key="+c) + str("note", d),
		"twice in one":   str("otp", "key="+a+"&amp;key="+b+"&amp;size=6") + str("otp", c+d),
	} {
		e := porttest.Read(t, keepass.Format{}, porttest.Stream(entries(in))).Entries[0]
		var all strings.Builder
		for _, f := range e.Fields {
			all.WriteString(f.Value.Reveal() + " ")
			if f.Tier != box.Core && f.Value.Reveal() != d {
				t.Errorf("%s: %s is not secret", name, f.Name)
			}
		}
		for _, seed := range []string{a, b, c, d} {
			if !strings.Contains(all.String(), seed) && !(seed == d && strings.Contains(all.String(), "IRCEIRCEIRCEI")) {
				t.Errorf("%s: %s is gone: %s", name, seed, all.String())
			}
		}
	}
}
