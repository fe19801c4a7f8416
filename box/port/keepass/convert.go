package keepass

import (
	"slices"
	"strings"

	"coffer/box"
	"coffer/box/port/internal/draft"
)

// convert makes an item of an entry. It is a pure rule; ok is false where an
// item has no room for all fields or tags.
func convert(e *entry) (item box.Item, ok bool) {
	var it draft.Sheet
	ok = label(&it, e)
	left := e.strings
	switch {
	case len(e.own) > 0:
		left = restore(&it, e)
	case onlyNotes(e):
		it.Template = box.TemplateNote
		it.Add("text", box.Multiline, box.Core, standard(left)[keyNotes].value)
		further(&it, e)
		return it.Item, ok && !it.Full()
	default:
		it.Template = box.TemplateLogin
	}
	std := standard(left)
	it.Add("username", box.Username, tierOf(std[keyUser], box.Companion), std[keyUser].value)
	it.Add("password", box.Password, box.Core, std[keyPassword].value)
	it.Add("url", box.URL, tierOf(std[keyURL], box.Companion), std[keyURL].value)
	for _, p := range totp(&it, left) {
		if custom(&it, p); it.Full() {
			break
		}
	}
	it.Add("override url", box.URL, box.Companion, e.override)
	further(&it, e)
	it.Add("notes", box.Multiline, box.Core, std[keyNotes].value)
	return it.Item, ok && !it.Full()
}

// further adds what has no place here, and the dates that are none.
func further(it *draft.Sheet, e *entry) {
	for _, p := range append(e.more[:len(e.more):len(e.more)], badTimes(e.times)...) {
		if it.Custom(p.key, p.value, p.hidden); it.Full() {
			return
		}
	}
}

// label takes what is not in strings, and the title.
func label(it *draft.Sheet, e *entry) (ok bool) {
	std := standard(e.strings)
	it.Title = draft.Title(std[keyTitle].value, std[keyUser].value, siteOf(std[keyURL].value))
	it.Tags, ok = draft.Tags(e.tags, ";,")
	it.Created, it.Changed = parseTime(e.times.created), parseTime(e.times.changed)
	if isTrue(e.times.expires) {
		it.Expires = parseTime(e.times.expiry)
	}
	return ok
}

// restore makes fields of the strings that an export of ours tells of, and returns
// the others: somebody has added them since.
func restore(it *draft.Sheet, e *entry) (left []pair) {
	if name := e.own[ownTemplate]; len(name) <= box.MaxName {
		it.Template = name
	}
	it.Favourite = e.own[ownFavourite] == "true"
	if e.own[ownExpiry] == "delete" {
		it.OnExpiry = box.Delete
	}
	first := make(map[string]int)
	for i, p := range slices.Backward(e.strings) {
		first[p.key] = i
	}
	used := make(map[int]bool)
	for _, k := range parseFields(e.own[ownFields]) {
		i, there := first[k.key]
		if !there {
			continue
		}
		if value, ok := k.value(e.strings[i]); ok {
			it.Put(k.name, k.kind, k.tierIn(e.strings[i]), value)
			used[i] = true
		}
	}
	for i, p := range e.strings {
		if !used[i] {
			left = append(left, p)
		}
	}
	return left
}

// standard returns the strings with the standard keys; of two with one key the
// first, the other stays among the rest.
func standard(all []pair) map[string]pair {
	std := make(map[string]pair)
	for _, p := range all {
		if _, taken := std[p.key]; !taken && isStandard(p.key) {
			std[p.key] = p
		}
	}
	return std
}

func isStandard(key string) bool {
	switch key {
	case keyTitle, keyUser, keyPassword, keyURL, keyNotes:
		return true
	}
	return false
}

func siteOf(url string) string {
	if url == "" {
		return ""
	}
	return draft.Host(url)
}

// onlyNotes tells whether an entry has notes and nothing else, not even a file.
func onlyNotes(e *entry) bool {
	notes := false
	for _, p := range e.strings {
		switch {
		case p.value == "" || p.key == keyTitle:
		case p.key == keyNotes:
			notes = true
		default:
			return false
		}
	}
	return notes && e.override == ""
}

func tierOf(p pair, usual box.Tier) box.Tier {
	if p.hidden {
		return box.Core
	}
	return usual
}

// custom adds a string that is neither standard nor part of a one-time code.
func custom(it *draft.Sheet, p pair) {
	if strings.HasPrefix(p.key, "KP2A_URL") {
		it.Add("url", box.URL, tierOf(p, box.Companion), p.value)
		return
	}
	passkey := strings.HasPrefix(p.key, "KPEX_PASSKEY_")
	it.Custom(p.key, p.value, p.hidden || passkey)
}
