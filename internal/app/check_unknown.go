package app

import (
	"slices"

	"coffer/box/health"
)

// UnknownCause is why breach data gave no answer about some passwords.
type UnknownCause struct {
	Why *Error
	Of  []CheckFinding // what is not known, at least one
}

// Causes sorts what is not known by why, what is most often so first.
func (r *CheckReport) Causes() (all []UnknownCause) {
	at := map[string]int{}
	for _, f := range r.Unknown {
		why := Explain(f.Err)
		i, there := at[why.Error()]
		if !there {
			i = len(all)
			at[why.Error()] = i
			all = append(all, UnknownCause{Why: why})
		}
		all[i].Of = append(all[i].Of, f)
	}
	slices.SortStableFunc(all, func(a, b UnknownCause) int { return len(b.Of) - len(a.Of) })
	return all
}

// splitUnknown tells what is to be mended from what nobody could say.
func splitUnknown(all []health.Finding) (found, unknown []health.Finding) {
	for _, f := range all {
		if f.Kind == health.Unanswered {
			unknown = append(unknown, f)
		} else {
			found = append(found, f)
		}
	}
	return found, unknown
}
