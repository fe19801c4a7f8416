package app

import (
	"fmt"
	"slices"
	"strings"

	"coffer/box"
	"coffer/box/contact"
	"coffer/box/seal"
	"coffer/internal/host"
	"coffer/vault"
)

// findInbox finds the entry that is meant: by @ID or the beginning of one, or by a
// contact or a title that fits exactly one, those that wait before all others. The
// name of a contact means them: others choose titles as they like.
func findInbox(tx *vault.Tx, ref string) (InboxEntry, error) {
	all, err := inboxEntries(tx)
	if err != nil {
		return InboxEntry{}, err
	}
	names, err := contact.Names(tx)
	if err != nil {
		return InboxEntry{}, err
	}
	person := slices.ContainsFunc(names, func(n contact.Named) bool { return n.Name == box.NFC(ref) })
	found := fitting(all, ref, person)
	if fresh := slices.DeleteFunc(slices.Clone(found), func(e InboxEntry) bool { return !e.Fresh() }); len(fresh) > 0 {
		found = fresh
	}
	switch len(found) {
	case 0:
		return InboxEntry{}, Fail(NotFound, "coffer inbox ls shows what there is", "nothing in the inbox is %q", host.Safe(ref))
	case 1:
		return found[0], nil
	}
	var those []string
	for _, e := range found[:min(len(found), 8)] {
		those = append(those, fmt.Sprintf("@%s is %q from %q", e.ID, host.Safe(e.Title), host.Safe(e.From)))
	}
	return InboxEntry{}, Fail(Ambiguous, "name one by its @ID: "+strings.Join(those, ", "), "several entries of the inbox are %q", host.Safe(ref))
}

func fitting(all []InboxEntry, ref string, person bool) (found []InboxEntry) {
	byID := strings.HasPrefix(ref, "@")
	name := box.NFC(ref)
	for _, e := range all {
		switch {
		case byID && contact.Means(ref, e.ID),
			!byID && (e.From == name || e.Title == name && !person):
			found = append(found, e)
		}
	}
	return found
}

// findEntry finds a share in the inbox.
func findEntry(tx *vault.Tx, ref string) (InboxEntry, seal.Entry, error) {
	found, err := findInbox(tx, ref)
	if err == nil && found.Kind == "seal" {
		err = sealedEntry(found)
	}
	if err != nil {
		return found, seal.Entry{}, err
	}
	e, err := seal.GetEntry(tx, found.ID)
	return found, e, err
}
