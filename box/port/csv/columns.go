package csv

import (
	"cmp"
	"maps"
	"slices"
	"strings"

	"coffer/box"
	"coffer/box/port"
)

// ignore is how somebody says that a column is not wanted.
const ignore = "ignore"

// FieldWords lists what a column can be said to be, but for a field of its own,
// which any other word names.
func FieldWords() []string {
	return []string{
		string(title), string(username), string(password), string(address), string(addresses), string(notes), string(code),
		string(folder), string(tags), string(favourite), string(created), string(changed), string(expires), ignore,
	}
}

// WithColumns returns an importer that takes somebody's word for what columns mean:
// from the name of a column, in any case, to one of [FieldWords], or to the name of
// a field. Other columns are what the dialect says, or what their name says in any.
func (f Format) WithColumns(columns map[string]string) (port.Importer, error) {
	f.columns = make(map[string]string)
	for column, field := range columns {
		column, field = strings.ToLower(strings.TrimSpace(column)), strings.TrimSpace(field)
		if column == "" || field == "" || len(column) > box.MaxName || len(field) > box.MaxName {
			return nil, port.Bad("a column and what it is are words: COLUMN=FIELD")
		}
		if _, twice := f.columns[column]; twice {
			return nil, port.Bad("column %q is said to be two things", column)
		}
		f.columns[column] = field
	}
	return f, nil
}

// dialect finds the dialect of a table, with what somebody said about its columns.
func (f Format) dialect(header []string) (dialect, error) {
	if len(f.columns) == 0 {
		return recognise(header)
	}
	lower, err := columnsOf(header)
	if err != nil {
		return dialect{}, err
	}
	d, err := recognise(header)
	if err != nil {
		d = dialect{separator: "/", roles: usual()}
	}
	d.separator = cmp.Or(d.separator, "/")
	d.roles, d.names = maps.Clone(d.roles), make(map[string]string)
	for column, field := range f.columns {
		if !slices.Contains(lower, column) {
			return d, port.BadLine(1, "there is no column %q in the table", column)
		}
		d.say(column, field)
	}
	if !slices.ContainsFunc(lower, func(name string) bool { return d.roles[name] != custom && d.roles[name] != ignored }) {
		return d, port.BadLine(1, "no column is a title, a user name, a password, a URL or notes; say which is")
	}
	return d, nil
}

// say makes a column what somebody says.
func (d *dialect) say(column, field string) {
	word := strings.ToLower(field)
	switch {
	case word == ignore:
		d.roles[column] = ignored
	case slices.Contains(FieldWords(), word):
		d.roles[column] = role(word)
	default:
		d.roles[column], d.names[column] = custom, field
	}
}

// usual is what names of columns mean that nobody said anything about.
func usual() map[string]role {
	return map[string]role{
		"title": title, "name": title,
		"username": username, "user": username, "user name": username, "login": username, "login name": username,
		"password": password, "url": address, "website": address, "uri": address,
		"notes": notes, "note": notes, "comment": notes, "comments": notes,
		"totp": code, "otp": code, "otpauth": code, "folder": folder, "group": folder, "tags": tags,
		"favourite": favourite, "favorite": favourite,
	}
}
