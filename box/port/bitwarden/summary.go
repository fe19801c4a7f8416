package bitwarden

import (
	"maps"
	"slices"
	"strings"
)

// summary reports what concerns the file as a whole.
func (im *importer) summary() {
	const where = "the file"
	for _, s := range []struct {
		n    int
		what string
	}{
		{im.prompts, "asking for the password again has no place here (items: %d)"},
		{im.matches, "how an address is matched has no place here (items: %d)"},
		{im.links, "fields that fill in another one were kept as text (%d)"},
		{im.keys, "passkeys were kept as fields; they can be exported again, but not used from here (%d)"},
	} {
		if s.n > 0 {
			im.report(where, s.what, s.n)
		}
	}
	if len(im.unknown) > 0 {
		im.report(where, "parts that are not known were left out: %s", strings.Join(slices.Sorted(maps.Keys(im.unknown)), ", "))
	}
}
