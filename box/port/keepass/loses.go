package keepass

import (
	"slices"
	"strings"

	"coffer/box"
	"coffer/box/port"
	"coffer/box/port/internal/draft"
)

// Loses says what of an item KeePass has no place for. What stands in the custom
// data of an entry, which no KeePass shows, is not lost: see [ownTemplate].
func (Format) Loses(e *port.Entry) (lost []string) {
	add := func(what string, is bool) {
		if is {
			lost = append(lost, what)
		}
	}
	add("attachments of former revisions", slices.ContainsFunc(e.Former, func(it box.Item) bool { return len(it.Attachments) > 0 }))
	add("where former revisions lay", slices.ContainsFunc(e.Former, func(it box.Item) bool {
		return !slices.Equal(it.Folder, e.Folder) || !it.Trashed.IsZero()
	}))
	add("when the trash gives up what is in it", !e.Due.IsZero())
	add("commas, semicolons and blanks around tags", slices.ContainsFunc(e.Tags, func(tag string) bool {
		return cleanTag(tag) != printable(tag)
	}))
	add("characters in names that XML does not allow, and names of blanks alone", slices.ContainsFunc(namesOf(e), unnameable))
	add("how seeds of one-time codes are written; the codes stay the same", rewritten(&e.Item))
	return lost
}

// KeepsBoxes says that the notes of boxes go out, as those of groups; here they come
// back as an item.
func (Format) KeepsBoxes() {}

// rewritten tells that the seed of a code goes out in another form than it has.
func rewritten(it *box.Item) bool {
	for i, key := range rolesOf(it) {
		if key == keyOTP {
			seed := it.Fields[i].Value.Reveal()
			uri, _ := draft.ParseTOTP(seed, printable(it.Title))
			return uri != seed
		}
	}
	return false
}

// namesOf are all names that must come through as they are.
func namesOf(e *port.Entry) []string {
	all := append([]string{e.Title}, e.Folder...)
	for _, f := range e.Files {
		all = append(all, f.Name)
	}
	all = append(all, e.Tags...)
	for _, name := range []string{e.BoxName, e.Template} {
		if name != "" {
			all = append(all, name)
		}
	}
	return all
}

func unnameable(name string) bool {
	return strings.TrimSpace(name) == "" || printable(name) != name
}
