package csv

import (
	"fmt"
	"slices"
	"strings"

	"coffer/box/port"
)

// role says what a column is.
type role string

const (
	custom    role = "" // a field of its own
	title     role = "title"
	username  role = "username"
	password  role = "password"
	address   role = "url"
	addresses role = "urls" // several, with commas between them
	notes     role = "notes"
	fields    role = "fields" // lines of "name: value"
	code      role = "totp"
	folder    role = "folder"
	favourite role = "favourite"
	kind      role = "type"
	created   role = "created"
	changed   role = "changed"
	expires   role = "expires"
	tags      role = "tags"
	archived  role = "archived"
	reprompt  role = "reprompt"
	ignored   role = "ignored" // what other programs need for themselves
)

// secret tells that what stands in such a column belongs to the core.
func (r role) secret() bool { return r == password || r == code || r == notes || r == fields }

// dialect is how one program writes its table.
type dialect struct {
	name      string
	needs     []string          // columns that tell it from others, in lower case
	roles     map[string]role   // of its columns, in lower case
	separator string            // between folders
	finish    func(*row)        // what is peculiar to it
	names     map[string]string // that somebody gave to columns, in lower case; nil where nobody said anything
	said      map[string]bool   // columns that somebody said to ignore, in lower case
	unsure    map[string]bool   // fields that become secret, since nobody said what they are
}

// dialects lists the known ones, the more particular first.
func dialects() []dialect {
	return []dialect{
		ownDialect(),
		{
			name: "Bitwarden", needs: []string{"name", "login_uri", "login_username", "login_password"}, separator: "/", finish: bitwarden,
			roles: map[string]role{
				"folder": folder, "collections": folder, "favorite": favourite, "type": kind, "name": title, "notes": notes,
				"fields": fields, "reprompt": reprompt, "login_uri": addresses, "login_username": username,
				"login_password": password, "login_totp": code,
			},
		},
		{
			name: "LastPass", needs: []string{"url", "username", "password", "extra", "name", "grouping"}, separator: `\`, finish: lastPass,
			roles: map[string]role{
				"url": address, "username": username, "password": password, "totp": code, "extra": notes,
				"name": title, "grouping": folder, "fav": favourite,
			},
		},
		{
			name: "Firefox", needs: []string{"url", "username", "password", "guid"}, finish: firefox,
			roles: map[string]role{
				"url": address, "username": username, "password": password, "guid": ignored,
				"timecreated": created, "timelastused": ignored, "timepasswordchanged": changed,
			},
		},
		{
			name: "KeePassXC", needs: []string{"group", "title", "username", "password", "url", "notes"}, separator: "/", finish: keePassXC,
			roles: map[string]role{
				"group": folder, "title": title, "username": username, "password": password, "url": address, "notes": notes,
				"totp": code, "icon": ignored, "last modified": changed, "created": created,
			},
		},
		{
			name: "1Password", needs: []string{"title", "url", "username", "password", "favorite", "archived"},
			roles: map[string]role{
				"title": title, "url": address, "username": username, "password": password, "otpauth": code,
				"favorite": favourite, "archived": archived, "tags": tags, "notes": notes,
			},
		},
		nordPassDialect(),
		{
			name: "Apple Passwords", needs: []string{"title", "url", "username", "password"},
			roles: map[string]role{
				"title": title, "url": address, "username": username, "password": password, "notes": notes, "otpauth": code,
			},
		},
		{
			name: "Chrome, Edge", needs: []string{"name", "url", "username", "password"},
			roles: map[string]role{
				"name": title, "url": address, "username": username, "password": password, "note": notes,
			},
		},
	}
}

// recognise finds the dialect of a header. The error names columns only.
func recognise(header []string) (dialect, error) {
	lower, err := columnsOf(header)
	if err != nil {
		return dialect{}, err
	}
	var known []string
	for _, d := range dialects() {
		if contains(lower, d.needs) {
			return d, nil
		}
		known = append(known, d.name)
	}
	return dialect{}, &unknownError{header, port.Bad("the columns are not known: %s; known are those of %s", describe(header), strings.Join(known, ", "))}
}

// unknownError is what [recognise] says of a table of nobody's.
type unknownError struct {
	header []string
	error
}

func (e *unknownError) Unwrap() error { return e.error }

// lowered is the name of a column as dialects have it.
func lowered(name string) string { return strings.ToLower(strings.TrimSpace(name)) }

// columnsOf returns the names of columns in lower case.
func columnsOf(header []string) ([]string, error) {
	lower := make([]string, len(header))
	for i, name := range header {
		lower[i] = lowered(name)
		if first := slices.Index(lower[:i], lower[i]); first >= 0 && lower[i] != "" {
			return nil, port.BadLine(1, "columns %d and %d have the same name", first+1, i+1)
		}
	}
	return lower, nil
}

func contains(all, some []string) bool {
	for _, s := range some {
		if !slices.Contains(all, s) {
			return false
		}
	}
	return true
}

// describe says what a header looks like. It names only columns that look like some
// table's: any other word may be a secret from a file without a header.
func describe(header []string) string {
	var names []string
	for _, name := range header {
		if knownName(name) && len(names) < maxTold {
			names = append(names, strings.TrimSpace(name))
		}
	}
	if len(names) == 0 {
		return fmt.Sprintf("none of %d has a name that is usual", len(header))
	}
	return fmt.Sprintf("of %d these have names that are usual: %s", len(header), strings.Join(names, ", "))
}

// knownName tells whether some table calls a column so, or nearly so.
func knownName(name string) bool {
	if !columnName(name) {
		return false
	}
	name = lowered(name)
	return meantBy(name) != "" || slices.ContainsFunc(dialects(), func(d dialect) bool { _, ok := d.roles[name]; return ok })
}

// allNames tells whether a line has the form of names of columns throughout.
func allNames(header []string) bool {
	return !slices.ContainsFunc(header, func(name string) bool { return !columnName(name) })
}

// columnName tells whether a text has the form of a name of a column.
func columnName(s string) bool {
	letters := 0
	for _, r := range s {
		switch {
		case 'a' <= r && r <= 'z', 'A' <= r && r <= 'Z':
			letters++
		case !strings.ContainsRune(" _-", r):
			return false
		}
	}
	return letters > 0 && len(s) <= 40
}
