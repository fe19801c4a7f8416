package keepass

import (
	"strings"

	"coffer/box"
	"coffer/box/port/internal/draft"
)

// convert makes an item of an entry. It is a pure rule; ok is false where an
// item has no room for all fields or tags.
func convert(e *entry) (item box.Item, ok bool) {
	var it draft.Sheet
	std := standard(e.strings)
	it.Title = draft.Title(std[keyTitle].value, std[keyUser].value, siteOf(std[keyURL].value))
	it.Tags, ok = draft.Tags(e.tags, ";,")
	it.Created, it.Changed = parseTime(e.times.created), parseTime(e.times.changed)
	if isTrue(e.times.expires) {
		it.Expires = parseTime(e.times.expiry)
	}
	if onlyNotes(e) {
		it.Template = box.TemplateNote
		it.Add("text", box.Multiline, box.Core, std[keyNotes].value)
		return it.Item, ok
	}
	it.Template = box.TemplateLogin
	it.Add("username", box.Username, tierOf(std[keyUser], box.Companion), std[keyUser].value)
	it.Add("password", box.Password, box.Core, std[keyPassword].value)
	it.Add("url", box.URL, tierOf(std[keyURL], box.Companion), std[keyURL].value)
	for _, p := range totp(&it, e.strings) {
		if custom(&it, p); it.Full() {
			break
		}
	}
	it.Add("override url", box.URL, box.Companion, e.override)
	it.Add("notes", box.Multiline, box.Core, std[keyNotes].value)
	return it.Item, ok && !it.Full()
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
