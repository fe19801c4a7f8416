package csv

import (
	"cmp"
	"fmt"
	"iter"
	"slices"
	"strconv"
	"strings"
	"time"

	"coffer/box"
	"coffer/box/port/internal/draft"
)

// row is one row on its way to an item.
type row struct {
	item   draft.Sheet
	cell   map[role]string // the cells whose meaning is known
	extra  [][2]string     // name and value of the others
	hidden [][2]string     // the same, of those that are secret whatever they are named
	unsure map[string]bool // which of the others may be secret; see [dialect]
	became []int           // the columns of these, by their place
	unkept []int           // the columns of what is not kept
	urls   []string        // more than the columns of addresses hold
	notes  []string        // what to report
	skip   bool            // it is no item
	folder bool            // but a folder

	archived bool
}

func (r *row) report(format string, args ...any) {
	r.notes = append(r.notes, fmt.Sprintf(format, args...))
}

func (r *row) where() string { return draft.Where(r.item.Folder, r.item.Title) }

// read makes an item of a row. It is a pure rule.
func (t *table) read(cells []string) *row {
	r := &row{cell: make(map[role]string), unsure: t.unsure}
	for i, value := range cells {
		name := lowered(t.header[i])
		column := t.roles[name]
		switch again := r.cell[column] != ""; {
		case value == "":
		case column == ignored:
			r.unkept = append(r.unkept, i)
		case column == custom || again:
			r.other(cmp.Or(t.names[name], t.header[i]), value, column.secret())
			r.became = append(r.became, i)
		default:
			r.cell[column] = value
		}
	}
	r.label(t.separator)
	if t.finish != nil {
		t.finish(r)
	}
	if !r.skip && r.item.Template == "" {
		r.login()
	}
	return r
}

// other keeps a cell that becomes a field of its own.
func (r *row) other(name, value string, secret bool) {
	if secret {
		r.hidden = append(r.hidden, [2]string{name, value})
		return
	}
	r.extra = append(r.extra, [2]string{name, value})
}

// label sets everything but the fields.
func (r *row) label(separator string) {
	it := &r.item
	it.Title = draft.Title(r.cell[title], site(r.cell[address]), site(r.cell[addresses]), r.cell[username])
	if separator != "" {
		it.Folder = path(r.cell[folder], separator)
	}
	it.Favourite = r.truth(favourite)
	it.Created, it.Changed, it.Expires = r.time(created), r.time(changed), r.time(expires)
	r.tag()
}

// tag adds the tags, if they are as many as an item may have.
func (r *row) tag() {
	list := r.cell[tags]
	if r.archived = r.truth(archived); r.archived {
		list = "archived;" + list
	}
	all, ok := draft.Tags(list, ",;")
	if !ok || slices.ContainsFunc(all, func(tag string) bool { return len(tag) > box.MaxName }) {
		r.extra = append(r.extra, [2]string{"tags", list})
		r.report("its tags are too many or too long, and became a field")
		return
	}
	r.item.Tags = all
}

func site(url string) string {
	if url == "" {
		return ""
	}
	return draft.Host(url)
}

// path divides a folder; empty parts are nothing.
func path(s, separator string) []string {
	var names []string
	for name := range strings.SplitSeq(s, separator) {
		if name = strings.TrimSpace(name); name != "" {
			names = append(names, name)
		}
	}
	return names
}

// time reads seconds or milliseconds since 1970, a day, or RFC 3339. What is none of
// them is kept as it is.
func (r *row) time(column role) time.Time {
	s := r.cell[column]
	if s == "" || s == "0" {
		return time.Time{}
	}
	const (
		lastSecond  = 253_402_300_799
		leastMillis = 100_000_000_000 // of 1973; as seconds it would be the year 5138
	)
	if n, err := strconv.ParseInt(s, 10, 64); err == nil && n > 0 && n/1000 <= lastSecond {
		if n >= leastMillis {
			n /= 1000
		}
		return time.Unix(n, 0).UTC()
	}
	for _, form := range []string{time.RFC3339, time.DateOnly} {
		if t, err := time.Parse(form, s); err == nil {
			return t.UTC().Truncate(time.Second)
		}
	}
	r.hidden = append(r.hidden, [2]string{string(column), s})
	r.report("a date in it is not understood and was kept as it is")
	return time.Time{}
}

// truth reads yes or no. What is neither is kept as it is.
func (r *row) truth(column role) bool {
	switch strings.ToLower(r.cell[column]) {
	case "1", "true", "yes":
		return true
	case "", "0", "false", "no":
		return false
	}
	r.strange(column)
	return false
}

// strange keeps a cell whose word means nothing here.
func (r *row) strange(column role) {
	r.hidden = append(r.hidden, [2]string{string(column), r.cell[column]})
	r.report("its %s is not understood and was kept as it is", column)
}

// login adds the fields of an account with a password.
func (r *row) login() {
	r.item.Template = box.TemplateLogin
	r.account()
	r.rest()
	r.item.Add("notes", box.Multiline, box.Core, r.cell[notes])
}

// account adds the cells of an account, as many as there are.
func (r *row) account() {
	it := &r.item
	it.Add("username", box.Username, box.Companion, r.cell[username])
	it.Add("password", box.Password, box.Core, r.cell[password])
	it.Add("url", box.URL, box.Companion, r.cell[address])
	for url := range splitURLs(r.cell[addresses]) {
		if it.Add("url", box.URL, box.Companion, url); it.Full() {
			return
		}
	}
	for _, url := range r.urls {
		it.Add("url", box.URL, box.Companion, url)
	}
	r.code()
}

// code adds the one-time code. What is none stays as a secret field.
func (r *row) code() {
	if r.cell[code] == "" {
		return
	}
	if uri, ok := draft.ParseTOTP(r.cell[code], r.item.Title); ok {
		r.item.Add("totp", box.TOTP, box.Core, uri)
		return
	}
	r.item.Custom("one-time code", r.cell[code], true)
	r.report("its one-time code is not understood and was kept as it is")
}

// rest adds what has no column of its own meaning.
func (r *row) rest() {
	for _, x := range r.extra {
		r.item.Custom(x[0], x[1], r.unsure[x[0]])
	}
	for _, x := range r.hidden {
		r.item.Custom(x[0], x[1], true)
	}
}

// splitURLs divides at commas that a new URL follows: a comma may also stand
// inside of one.
func splitURLs(s string) iter.Seq[string] {
	return func(yield func(string) bool) {
		from, at := 0, 0
		for part := range strings.SplitSeq(s, ",") {
			if at > 0 && hasScheme(part) {
				if !yield(s[from : at-1]) {
					return
				}
				from = at
			}
			at += len(part) + 1
		}
		yield(s[from:])
	}
}

func hasScheme(s string) bool {
	scheme, _, ok := strings.Cut(s, "://")
	return ok && scheme != "" && !strings.ContainsAny(scheme, "/?#@ ")
}
