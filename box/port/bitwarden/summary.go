package bitwarden

import (
	"slices"
	"strings"

	"coffer/box/port/internal/draft"
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
	if unknown := im.unknown.String(); unknown != "" {
		im.report(where, "%s", unknown)
	}
	im.empty()
}

// empty reports the folders that nothing lies in, also not further down.
func (im *importer) empty() {
	var used, bare []string
	for _, l := range im.folders {
		if path := strings.Join(folder(l.name), "/") + "/"; l.used {
			used = append(used, path)
		} else if path != "/" {
			bare = append(bare, path)
		}
	}
	slices.Sort(used)
	slices.Sort(bare)
	for _, path := range slices.Compact(bare) {
		if i, _ := slices.BinarySearch(used, path); i == len(used) || !strings.HasPrefix(used[i], path) {
			im.report(draft.Place(folder(path)), "an empty folder is not kept")
		}
	}
}
