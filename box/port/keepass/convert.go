package keepass

import (
	"strings"

	"coffer/box"
	"coffer/box/port/internal/draft"
)

// convert makes an item of an entry. It is a pure rule.
func convert(e *entry) box.Item {
	var it box.Item
	std := standard(e.strings)
	it.Title = draft.Title(std[keyTitle].value, std[keyUser].value, siteOf(std[keyURL].value))
	it.Tags = draft.Tags(e.tags, ";,")
	it.Created, it.Changed = parseTime(e.times.created), parseTime(e.times.changed)
	if isTrue(e.times.expires) {
		it.Expires = parseTime(e.times.expiry)
	}
	if onlyNotes(e) {
		it.Template = box.TemplateNote
		draft.Add(&it, "text", box.Multiline, box.Core, std[keyNotes].value)
		return it
	}
	it.Template = box.TemplateLogin
	draft.Add(&it, "username", box.Username, tierOf(std[keyUser], box.Companion), std[keyUser].value)
	draft.Add(&it, "password", box.Password, box.Core, std[keyPassword].value)
	draft.Add(&it, "url", box.URL, tierOf(std[keyURL], box.Companion), std[keyURL].value)
	rest := totp(&it, e.strings)
	for _, p := range rest {
		custom(&it, p)
	}
	draft.Add(&it, "override url", box.URL, box.Companion, e.override)
	draft.Add(&it, "notes", box.Multiline, box.Core, std[keyNotes].value)
	return it
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
func custom(it *box.Item, p pair) {
	if strings.HasPrefix(p.key, "KP2A_URL") {
		draft.Add(it, "url", box.URL, tierOf(p, box.Companion), p.value)
		return
	}
	passkey := strings.HasPrefix(p.key, "KPEX_PASSKEY_")
	draft.Custom(it, p.key, p.value, p.hidden || passkey)
}
