//go:build coffer_without_guard

package hold

import (
	"slices"
	"testing"
)

// TestWithoutGuard has histories run with one guard asleep, for each in turn:
// one of them must break a promise. With all awake none does.
func TestWithoutGuard(t *testing.T) {
	defer func() { missing = guards }()
	for g := range guards {
		missing = g
		for what, h := range kindsOfHistories {
			if !h.knows(g) {
				continue
			}
			seed, err := firstFault(h.run, 6000)
			if err == nil {
				t.Errorf("nobody misses the guard by which %s, in %s", g, what)
			}
			t.Logf("without the guard by which %s, in history %d of %s: %v", g, seed, what, err)
		}
	}
	missing = guards
	for what, h := range kindsOfHistories {
		if seed, err := firstFault(h.run, 200); err != nil {
			t.Errorf("history %d of %s, with every guard awake: %v", seed, what, err)
		}
	}
}

// kindsOfHistories says where a guard must be missed: most of them in both.
var kindsOfHistories = map[string]struct {
	knows func(guard) bool
	run   func(chooser) error
}{
	"seals": {func(g guard) bool { return g < guardCode }, func(c chooser) error { return run(c, newReached()) }},
	"tickets": {func(g guard) bool {
		return g >= guardCode || slices.Contains([]guard{guardMatter, guardSignature, guardVeto, guardForward, guardLost, guardWait,
			guardListing, guardWhole, guardExtra, guardOwn, guardQuorum, guardRelease}, g)
	}, func(c chooser) error { return runTicket(c, newReachedByTickets()) }},
}

func firstFault(run func(chooser) error, histories int) (seed int, err error) {
	for seed = range histories {
		if err = run(seeded(seed)); err != nil {
			break
		}
	}
	return seed, err
}
