package pass

import (
	"cmp"
	"strings"

	"coffer/box"
	"coffer/box/port/internal/draft"
)

// convert fills in an item from the text s of an entry, taken apart in t. What it cannot place is in
// the notes it returns. It is a pure rule.
func convert(it *draft.Sheet, t text, s string) (report []string) {
	if len(t.lines)+2 > box.MaxFields {
		report = append(report, "it has more lines of its own than an item has fields; they are kept as one text")
		_, rest, _ := strings.Cut(s, "\n")
		t = text{first: t.first, notes: rest}
	}
	it.Template = box.TemplateLogin
	rest := placeKnown(it, &t)
	it.Add("password", box.Password, box.Core, t.first)
	for _, l := range rest {
		addLine(it, l)
	}
	it.Add("notes", box.Multiline, box.Core, t.notes)
	return report
}

// placeKnown takes out the lines that come first, or that are no fields.
func placeKnown(it *draft.Sheet, t *text) (rest []line) {
	for _, l := range t.lines {
		switch known(l.key) {
		case "username":
			it.Add("username", box.Username, box.Companion, l.value)
		case "tags":
			if !addTags(it, l.value) {
				rest = append(rest, l)
			}
		default:
			rest = append(rest, l)
		}
	}
	return rest
}

// addTags adds tags if they are all that an item may have.
func addTags(it *draft.Sheet, list string) bool {
	tags, ok := draft.Tags(list, ",;")
	if !ok || len(it.Tags) > 0 {
		return false
	}
	for _, tag := range tags {
		if len(tag) > box.MaxName {
			return false
		}
	}
	it.Tags = tags
	return true
}

// known says what people mean by a key.
func known(key string) string {
	switch strings.ToLower(key) {
	case "login", "user", "username", "user name":
		return "username"
	case "url", "uri", "website":
		return "url"
	case "email", "e-mail", "mail":
		return "email"
	case "otp", "totp", "otpauth":
		return totpKey
	case "password":
		return "password"
	case "tags":
		return "tags"
	}
	return ""
}

func addLine(it *draft.Sheet, l line) {
	multi := strings.Contains(l.value, "\n")
	name := known(l.key)
	if name == totpKey || !multi && strings.HasPrefix(l.value, uriPrefix) {
		if uri, ok := draft.ParseTOTP(l.value, it.Title); ok {
			it.Add(cmp.Or(name, l.key), box.TOTP, box.Core, uri)
			return
		}
	}
	switch {
	case name == "url" && !multi:
		it.Add("url", box.URL, box.Companion, l.value)
	case name == "email" && !multi:
		it.Add("email", box.Email, box.Companion, l.value)
	case name == "password" && !multi:
		it.Add("password", box.Password, box.Core, l.value)
	case multi:
		it.Add(l.key, box.Multiline, box.Core, l.value)
	case draft.Secret(l.key):
		it.Custom(l.key, l.value, true)
	default: // all of an entry was kept as secret as its password
		it.Add(l.key, box.Text, box.Core, l.value)
	}
}
