// Package draft is the sorting table for what other tools export: it makes an
// item of loose values, so that each importer only has to say what they are.
// Fields get the names of the built-in templates where there is one.
package draft

import (
	"slices"
	"strings"
	"unicode"
	"unicode/utf8"

	"coffer/box"
	"coffer/box/port"
)

// Untitled is the title of what has nothing to be named after.
const Untitled = "untitled"

// Title returns the first candidate that is more than white space.
func Title(candidates ...string) string {
	for _, c := range candidates {
		if strings.TrimSpace(c) != "" {
			return c
		}
	}
	return Untitled
}

// Tags divides a list at any of the separators, and drops what is empty or
// there already. ok is false if there are more than an item may have.
func Tags(list, separators string) (tags []string, ok bool) {
	seen := make(map[string]bool)
	for tag := range strings.FieldsFuncSeq(list, func(r rune) bool { return strings.ContainsRune(separators, r) }) {
		if tag = strings.TrimSpace(tag); tag == "" || seen[tag] {
			continue
		}
		if len(tags) == box.MaxTags {
			return nil, false
		}
		seen[tag] = true
		tags = append(tags, tag)
	}
	return tags, true
}

// Secret tells from the name of a field whether its value belongs to the core:
// too often rather than too rarely.
func Secret(name string) bool {
	lower := strings.ToLower(name)
	for _, part := range []string{
		"password", "passwort", "passwd", "phrase", "mnemonic", "secret", "token", "totp", "private", "recovery", "backup",
		"security code", "credential", "geheim", "kennwort", "cardnumber",
	} {
		if strings.Contains(lower, part) {
			return true
		}
	}
	return hasWord(name, "pin", "puk", "tan", "key", "keys", "otp", "hotp", "seed", "cvv", "cvc", "cvv2", "ssn", "card", "answer", "answers")
}

// hasWord tells whether one of the words stands in a name as a whole word,
// also in the middle of camelCase.
func hasWord(name string, words ...string) bool {
	var b strings.Builder
	last := ' '
	for _, r := range name {
		if unicode.IsUpper(r) && unicode.IsLower(last) || !unicode.IsLetter(r) && !unicode.IsDigit(r) {
			b.WriteByte(' ')
		}
		if unicode.IsLetter(r) || unicode.IsDigit(r) {
			b.WriteRune(unicode.ToLower(r))
		}
		last = r
	}
	for part := range strings.FieldsSeq(b.String()) {
		for _, w := range words {
			if part == w {
				return true
			}
		}
	}
	return false
}

// Host is the part of a URL that people call the site, for titles; or the URL
// itself where it has none.
func Host(url string) string {
	rest := url
	if _, after, ok := strings.Cut(url, "://"); ok {
		rest = after
	}
	rest, _, _ = strings.Cut(rest, "/")
	if _, after, ok := strings.Cut(rest, "@"); ok {
		rest = after
	}
	return Title(rest, url)
}

// Where names an entry in a report.
func Where(folder []string, title string) string {
	return Place(append(folder[:len(folder):len(folder)], title))
}

// Place names a folder in a report. Of a long path it makes the end, without
// looking at the rest.
func Place(path []string) string {
	var names []string
	for left := port.MaxNote; len(path) > 0 && left > 0; path = path[:len(path)-1] {
		name := cut(path[len(path)-1])
		names = append(names, name)
		left -= len(name) + 1
	}
	slices.Reverse(names)
	return port.Cut(box.JoinFolder(names))
}

// cut takes from a name what a report may need of it, in whole characters.
func cut(name string) string {
	if len(name) <= port.MaxNote {
		return name
	}
	from := len(name) - port.MaxNote
	for from < len(name) && !utf8.RuneStart(name[from]) {
		from++
	}
	return name[from:]
}
