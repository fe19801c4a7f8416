//go:build coffer_without_guard

package hold

import "testing"

// TestWithoutGuard has histories run with one guard asleep, for each in turn:
// one of them must break a promise. With all awake none does.
func TestWithoutGuard(t *testing.T) {
	defer func() { missing = guards }()
	for g := range guards {
		missing = g
		seed, err := firstFault(g, 3000)
		if err == nil {
			t.Errorf("nobody misses the guard by which %s", g)
		}
		t.Logf("without the guard by which %s, history %d: %v", g, seed, err)
	}
	missing = guards
	for _, g := range []guard{0, guardCode} {
		if seed, err := firstFault(g, 200); err != nil {
			t.Errorf("history %d, with every guard awake: %v", seed, err)
		}
	}
}

// firstFault draws histories of seals, or of tickets for what only they know.
func firstFault(g guard, histories int) (seed int, err error) {
	for seed = range histories {
		if g < guardCode {
			err = run(seeded(seed), newReached())
		} else {
			err = runTicket(seeded(seed), newReachedByTickets())
		}
		if err != nil {
			break
		}
	}
	return seed, err
}
