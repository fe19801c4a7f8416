package health

import (
	"cmp"
	"slices"
	"strings"
)

// rank sorts findings: what to mend first comes first. Among equals that is what
// is known most, guessed soonest, or longest overdue, and then the path decides. By
// guesses they are sorted no finer than is told: their order would tell the rest.
func rank(all []Finding) {
	names := make(map[[16]byte]string, len(all))
	for i := range all {
		if _, there := names[all[i].ID]; !there {
			names[all[i].ID] = all[i].Path.String()
		}
	}
	slices.SortStableFunc(all, func(a, b Finding) int {
		return cmp.Or(
			cmp.Compare(b.Severity, a.Severity),
			cmp.Compare(a.Kind, b.Kind),
			cmp.Compare(b.Count, a.Count),
			cmp.Compare(a.Strength.Told(), b.Strength.Told()),
			a.At.Compare(b.At),
			strings.Compare(names[a.ID], names[b.ID]),
			slices.Compare(a.ID[:], b.ID[:]),
			strings.Compare(a.Field, b.Field),
		)
	})
}
