// Package draft is the sorting table for what other tools export: it makes an
// item of loose values, so that each importer only has to say what they are.
// Fields get the names of the built-in templates where there is one.
package draft

import (
	"fmt"
	"strings"
	"unicode"

	"coffer/box"
	"coffer/box/port"
	"coffer/vault/secret"
)

// Untitled is the title of what has nothing to be named after.
const Untitled = "untitled"

// Add appends a field. Empty values are left out; a name that is taken gets a
// number.
func Add(it *box.Item, name string, kind box.Kind, tier box.Tier, value string) {
	if value == "" {
		return
	}
	name = Unique(name, func(name string) bool {
		_, taken := it.Field(name)
		return taken
	})
	it.Fields = append(it.Fields, box.Field{Name: name, Kind: kind, Tier: tier, Value: secret.New(value)})
}

// Custom appends a field that no template knows. It is core if somebody said
// that it is secret, or if its name says so.
func Custom(it *box.Item, name, value string, hidden bool) {
	kind, tier := box.Text, box.Companion
	if hidden || Secret(name) {
		kind, tier = box.Password, box.Core
	}
	switch {
	case strings.ContainsAny(value, "\r\n"):
		kind = box.Multiline
	case tier == box.Core && hasWord(name, "pin"):
		kind = box.PIN
	}
	if strings.TrimSpace(name) == "" {
		name = "field"
	}
	Add(it, name, kind, tier, value)
}

// Attach appends a file; a name that is taken gets a number.
func Attach(e *port.Entry, f port.File) {
	if f.Name == "" {
		f.Name = "attachment"
	}
	f.Name = Unique(f.Name, func(name string) bool {
		for i := range e.Files {
			if e.Files[i].Name == name {
				return true
			}
		}
		return false
	})
	e.Files = append(e.Files, f)
}

// Unique returns name, or name with the first number that is not taken.
func Unique(name string, taken func(string) bool) string {
	for i, n := name, 2; ; n++ {
		if !taken(i) {
			return i
		}
		i = fmt.Sprintf("%s %d", name, n)
	}
}

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
// there already.
func Tags(list, separators string) []string {
	var tags []string
	seen := make(map[string]bool)
	for tag := range strings.FieldsFuncSeq(list, func(r rune) bool { return strings.ContainsRune(separators, r) }) {
		if tag = strings.TrimSpace(tag); tag != "" && !seen[tag] {
			seen[tag] = true
			tags = append(tags, tag)
		}
	}
	return tags
}

// Secret tells from the name of a field whether its value belongs to the core:
// too often rather than too rarely.
func Secret(name string) bool {
	lower := strings.ToLower(name)
	for _, part := range []string{
		"password", "passwort", "passwd", "passphrase", "secret", "token", "totp", "private",
		"recovery", "security code", "security answer", "credential", "geheim", "kennwort",
	} {
		if strings.Contains(lower, part) {
			return true
		}
	}
	return hasWord(name, "pin", "puk", "tan", "key", "keys", "otp", "hotp", "seed", "cvv", "cvc", "cvv2", "ssn")
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
	return box.JoinFolder(append(folder[:len(folder):len(folder)], title))
}
