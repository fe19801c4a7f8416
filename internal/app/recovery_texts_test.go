package app

import "testing"

func TestShareCountText(t *testing.T) {
	some := func(states ...string) (i TrusteesInfo) {
		i.Threshold = 2
		for _, s := range states {
			i.Trustees = append(i.Trustees, TrusteeInfo{State: s, Paper: s == "paper"})
		}
		return i
	}
	for want, i := range map[string]TrusteesInfo{
		"3 shares are there: 1 may be lost":                                                                 some("accepted", "accepted", "paper"),
		"2 shares are there, 1 gone: just enough, none may be lost":                                         some("accepted", "accepted", "refused"),
		"1 share is there, 2 not accepted yet: too few, 2 are needed, and nobody brings the vault back now": some("accepted", "offered", "offered"),
	} {
		if got := i.Count().Text(); got != want {
			t.Errorf("it says %q and not %q", got, want)
		}
	}
}
