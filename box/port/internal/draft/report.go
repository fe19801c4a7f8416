package draft

import (
	"fmt"
	"maps"
	"slices"
	"strings"
	"unicode/utf8"
)

// Bounds on what a report says.
const (
	maxShort   = 100 // bytes of a name
	maxUnknown = 50  // names of parts that are not known
	maxRemarks = 50  // on one item
)

// Short cuts a name of the input for a report, in whole characters.
func Short(name string) string {
	if len(name) <= maxShort {
		return name
	}
	end := maxShort
	for end > 0 && !utf8.RuneStart(name[end]) {
		end--
	}
	return name[:end] + "…"
}

// Unknown are the names of parts of a file that are not known. It holds only so many
// of them, and counts how often there were others.
type Unknown struct {
	names map[string]bool
	more  int
}

// Add notes a name.
func (u *Unknown) Add(name string) {
	name = Short(name)
	switch {
	case u.names[name]:
	case len(u.names) == maxUnknown:
		u.more++
	default:
		if u.names == nil {
			u.names = make(map[string]bool)
		}
		u.names[name] = true
	}
}

// String says what was left out; nothing where nothing was.
func (u *Unknown) String() string {
	if len(u.names) == 0 {
		return ""
	}
	all := "parts that are not known were left out: " + strings.Join(slices.Sorted(maps.Keys(u.names)), ", ")
	if u.more > 0 {
		all += fmt.Sprintf(" (and others, %d times)", u.more)
	}
	return all
}

// Remarks are what is to be said of one item: each once, and of very many the first
// and how many more there were.
type Remarks struct {
	all  []string
	more int
}

// Add notes a remark.
func (r *Remarks) Add(format string, args ...any) {
	what := fmt.Sprintf(format, args...)
	switch {
	case slices.Contains(r.all, what):
	case len(r.all) == maxRemarks:
		r.more++
	default:
		r.all = append(r.all, what)
	}
}

// All returns them in their order.
func (r *Remarks) All() []string {
	if r.more == 0 {
		return r.all
	}
	return append(r.all[:len(r.all):len(r.all)], fmt.Sprintf("and more like these (%d)", r.more))
}
