package agent

import "testing"

// TestEndsHaveWords holds that each end has a word and a text of its own.
func TestEndsHaveWords(t *testing.T) {
	seen := map[string]End{"": NotEnded, NotEnded.String(): NotEnded}
	for e := ByHand; e <= Died; e++ {
		for _, s := range []string{e.Word(), e.String()} {
			if other, twice := seen[s]; twice {
				t.Errorf("%d and %d are both %q", e, other, s)
			}
			seen[s] = e
		}
	}
}
