package csv

import (
	"cmp"
	"maps"
	"slices"
	"strings"

	"coffer/box"
	"coffer/box/port"
	"coffer/internal/near"
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
		if is := strings.ToLower(field); slices.Contains(onlyOne(), role(is)) && f.says(role(is)) {
			return nil, port.Bad("two columns are said to be %s, and an item has one; give the other a name of its own", is)
		}
		f.columns[column] = field
	}
	return f, nil
}

// onlyOne are the roles that one column has.
func onlyOne() []role {
	return []role{title, username, password, code, folder, favourite, created, changed, expires}
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
	if err := f.missing(header, lower); err != nil {
		return dialect{}, err
	}
	d, err := recognise(header)
	if err != nil {
		d = dialect{separator: "/", roles: usual()}
	}
	d.separator = cmp.Or(d.separator, "/")
	d.roles, d.names = maps.Clone(d.roles), make(map[string]string)
	d.said, d.unsure = make(map[string]bool), make(map[string]bool)
	f.give(&d, lower)
	for i, column := range lower {
		d.doubt(header[i], column, f.columns[column])
	}
	if !slices.ContainsFunc(lower, func(name string) bool { return d.roles[name] != custom && d.roles[name] != ignored }) {
		return d, port.BadLine(1, "no column is a title, a user name, a password, a URL or notes; say which is")
	}
	return d, nil
}

// missing tells of a column that somebody named and the table has not.
func (f Format) missing(header, lower []string) error {
	for _, column := range slices.Sorted(maps.Keys(f.columns)) {
		if slices.Contains(lower, column) {
			continue
		}
		meant := ""
		if like := near.Word(column, lower); like != "" && columnName(like) {
			meant = "; did you mean " + header[slices.Index(lower, like)] + "?"
		}
		return port.BadLine(1, "there is no column %q among the %d of the table%s", column, len(header), meant)
	}
	return nil
}

// give makes columns what somebody says. A column that was of such a role by its name
// alone is not any more.
func (f Format) give(d *dialect, lower []string) {
	for _, column := range lower {
		is := d.roles[column]
		if _, said := f.columns[column]; !said && is != custom && is != ignored && f.says(is) {
			delete(d.roles, column)
		}
	}
	for column, field := range f.columns {
		d.say(column, field)
	}
}

// says tells whether somebody says of a column that it has a role.
func (f Format) says(is role) bool {
	for _, field := range f.columns {
		if strings.EqualFold(field, string(is)) {
			return true
		}
	}
	return false
}

// say makes a column what somebody says.
func (d *dialect) say(column, field string) {
	word := strings.ToLower(field)
	switch {
	case word == ignore:
		d.roles[column], d.said[column] = ignored, true
	case slices.Contains(FieldWords(), word):
		d.roles[column] = role(word)
	default:
		d.roles[column], d.names[column] = custom, field
	}
}

// doubt marks a column that becomes a field of its own though nobody said so, or though
// what they said looks like one of [FieldWords]: it may be a password, so it is a secret.
func (d *dialect) doubt(name, column, said string) {
	if d.roles[column] == custom && (said == "" || meantBy(said) != "") {
		d.unsure[cmp.Or(said, name)] = true
	}
}

// meantBy is the word for the role that a mistyped name may mean; empty for none.
func meantBy(typed string) string {
	if word := near.Word(typed, FieldWords()); word != "" {
		return word
	}
	known := usual()
	return string(known[near.Word(typed, slices.Sorted(maps.Keys(known)))])
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
