package moving

import "coffer/internal/app"

// formats are those that a form offers.
func formats(want func(app.Format) bool) (some []app.Format) {
	for _, f := range app.Formats() {
		if want(f) {
			some = append(some, f)
		}
	}
	return some
}

func names(all []app.Format) (names []string) {
	for _, f := range all {
		names = append(names, f.Name)
	}
	return names
}
