package cxf

import (
	"slices"
	"strings"
	"time"

	"coffer/box"
	"coffer/box/port"
	"coffer/box/port/internal/draft"
	"coffer/box/port/internal/jsonstream"
)

// unpack is an item of the standard's on its way to one of ours.
type unpack struct {
	it    draft.Sheet
	ours  bool             // what our extensions say is believed
	own   jsonstream.Value // what they say of the item
	plain map[string]int   // how many URLs, codes and keys came before
	notes draft.Remarks    // what to report
	types []string         // of its credentials
	files int
}

func (u *unpack) report(format string, args ...any) {
	u.notes.Add(format, args...)
}

// item turns an item into an entry, with the folder of its collection.
func (im *importer) item(rec *jsonstream.Record, n int) error {
	u := unpack{ours: im.ix.ours, plain: make(map[string]int)}
	e := &port.Entry{}
	id := rec.Text("id")
	u.it.ID = im.id(rec, id)
	extensions := u.extensions(rec.Array("extensions"), im)
	u.label(rec)
	credentials := rec.Array("credentials")
	u.credentials(rec, credentials)
	u.scope(rec.Take("scope"))
	u.it.Custom("subtitle", rec.Text("subtitle"), false)
	for _, name := range extensions {
		u.kept("extension "+draft.Short(name.Name), name.Value)
	}
	for _, m := range rec.Rest() {
		u.kept(draft.Short(m.Name), m.Value)
	}
	if u.it.Full() {
		rec.Bad("an item has more than %d fields", box.MaxFields)
	}
	if err := rec.Err(); err != nil {
		return err
	}
	u.finish()
	im.files += u.files
	e.Item = u.it.Item
	im.settle(e, n, id, &u)
	for _, what := range u.notes.All() {
		im.sink.Report(port.Note{Where: draft.Where(e.Folder, e.Title), What: port.Cut(what)})
	}
	return im.sink.Item(e)
}

// id is the id that an item had in a vault. Others choose theirs as they like,
// also one for two items.
func (im *importer) id(rec *jsonstream.Record, text string) (id box.ID) {
	raw, ok := bytesOf(text)
	if !im.ix.ours || !ok || len(raw) != len(id) {
		return id
	}
	id = box.ID(raw)
	if im.ids[id] {
		rec.Bad("an item stands twice")
	}
	im.ids[id] = true
	return id
}

// settle puts an entry where its collection is. Further collections become
// tags, since an item lies in one folder.
func (im *importer) settle(e *port.Entry, n int, id string, u *unpack) {
	trash := false
	all, names := im.ix.find(n, id)
	if len(all) == 0 {
		all = []int32{outermost}
	}
	im.found += names
	e.BoxName, e.Folder, trash = im.ix.whereIs(all[0], n)
	if !trash {
		e.Trashed, e.Due = time.Time{}, time.Time{}
	}
	for i, at := range all[1:] {
		if slices.Contains(all[:i+1], at) {
			continue
		}
		if i >= maxAlso || len(e.Tags) == box.MaxTags {
			u.report("it lies in even more collections, which are not kept")
			return
		}
		tag := box.JoinFolder(im.ix.path(at))
		u.report("it lies in more than one collection; the other became a tag: %s", tag)
		if !slices.Contains(e.Tags, tag) {
			e.Tags = append(e.Tags, tag)
		}
	}
}

// label takes everything but fields.
func (u *unpack) label(rec *jsonstream.Record) {
	it := &u.it
	it.Title = draft.Title(rec.Text("title"))
	it.Favourite = rec.Flag("favorite")
	it.Created, it.Changed = u.moment(rec.Take("creationAt"), "created"), u.moment(rec.Take("modifiedAt"), "changed")
	seen := make(map[string]bool)
	for _, v := range rec.Array("tags") {
		tag, ok := v.Text()
		if !ok || len(tag) > port.MaxName || len(it.Tags) == box.MaxTags {
			rec.Bad("a tag is no text or too long, or an item has more than %d", box.MaxTags)
			return
		}
		if strings.TrimSpace(tag) != "" && !seen[tag] {
			seen[tag] = true
			it.Tags = append(it.Tags, tag)
		}
	}
	if len(it.Title) > port.MaxName {
		rec.Bad("a title is longer than %d KiB", port.MaxName>>10)
	}
	u.ownLabel()
}

// ownLabel takes what only Coffer knows of an item.
func (u *unpack) ownLabel() {
	if !u.ours {
		return
	}
	it := &u.it
	it.Template, _ = u.own.Member("template").Text()
	it.Expires = u.moment(u.own.Member("expires"), "expires")
	if what, _ := u.own.Member("onExpiry").Text(); what == "delete" && !it.Expires.IsZero() {
		it.OnExpiry = box.Delete
	}
	if it.Trashed = u.moment(u.own.Member("trashed"), "trashed"); !it.Trashed.IsZero() {
		it.Due = u.moment(u.own.Member("due"), "due")
	}
}

// moment reads seconds since 1970. What is none becomes a field.
func (u *unpack) moment(v jsonstream.Value, name string) time.Time {
	t, ok := moment(v)
	if !ok {
		u.it.Custom(name, v.Plain(), false)
		u.report("a date in it could not be read and became a field")
	}
	return t
}

// moment reads seconds since 1970; ok is false for what is there and no time.
func moment(v jsonstream.Value) (t time.Time, ok bool) {
	const lastSecond = 253_402_300_799
	if v.Kind == jsonstream.Null {
		return t, true
	}
	s, ok := v.Int()
	switch {
	case !ok || s < 0 || s > lastSecond:
		return t, false
	case s == 0:
		return t, true
	}
	return time.Unix(s, 0).UTC(), true
}

// extensions takes ours, counts those about sharing and returns the others.
func (u *unpack) extensions(all []jsonstream.Value, im *importer) (others []jsonstream.Member) {
	for _, v := range all {
		switch name, _ := v.Member("name").Text(); {
		case name == extItem && u.ours:
			u.own = v
		case name == "shared":
			im.ix.shared++
		default:
			others = append(others, jsonstream.Member{Name: name, Value: v})
		}
	}
	return others
}

// add appends a field, unless rest, an extension of ours, says something else of
// it.
func (u *unpack) add(name string, kind box.Kind, tier box.Tier, value string, rest jsonstream.Value) {
	if u.ours {
		name, kind, tier, value = corrected(rest, name, kind, tier, value)
	}
	u.it.Add(name, kind, tier, value)
}

// corrected takes from an extension what it says; what it says wrongly is not
// said.
func corrected(rest jsonstream.Value, name string, kind box.Kind, tier box.Tier, value string) (string, box.Kind, box.Tier, string) {
	if s, ok := rest.Member("field").Text(); ok && s != "" && len(s) <= port.MaxName {
		name = s
	}
	if s, ok := rest.Member("kind").Text(); ok && slices.Contains(box.Kinds(), box.Kind(s)) {
		kind = box.Kind(s)
	}
	for _, t := range box.Tiers() {
		if s, _ := rest.Member("tier").Text(); s == t.String() {
			tier = t
		}
	}
	if s, ok := rest.Member("value").Text(); ok {
		value = s
	}
	if s, _ := rest.Member("encoding").Text(); s == "base64url" {
		if raw, ok := bytesOf(value); ok {
			value = string(raw)
		}
	}
	return name, kind, tier, value
}

// addPlain appends a field whose extension stands with the item.
func (u *unpack) addPlain(where, name string, kind box.Kind, tier box.Tier, value string) {
	var rest jsonstream.Value
	if all, _ := u.own.Member(where).Elements(); u.plain[where] < len(all) {
		rest = all[u.plain[where]]
	}
	u.plain[where]++
	u.add(name, kind, tier, value, rest)
}

// custom appends a field that the standard has no member for.
func (u *unpack) custom(name, form, value string, rest jsonstream.Value) {
	var s draft.Sheet
	custom(&s, name, form, value)
	for _, f := range s.Fields {
		u.add(f.Name, f.Kind, f.Tier, value, rest)
	}
}

// kept appends what has no place as JSON, or as it is where it is one value,
// and reports it.
func (u *unpack) kept(name string, v jsonstream.Value) {
	u.it.Custom(name, v.Plain(), true)
	u.report("%q has no place of its own here and was kept as a field", draft.Short(name))
}

// finish chooses the template and puts the fields into the order that they had.
func (u *unpack) finish() {
	it := &u.it
	if !u.ours {
		it.Template = u.template()
		return
	}
	order := make(map[string]int)
	names, _ := u.own.Member("order").Elements()
	for i, v := range names {
		name, _ := v.Text()
		order[name] = i + 1
	}
	slices.SortStableFunc(it.Fields, func(a, b box.Field) int { return order[a.Name] - order[b.Name] })
}

// template is the one that an item of another program fits.
func (u *unpack) template() string {
	for _, t := range u.types {
		if template := templateOf(t); template != "" {
			return template
		}
	}
	if u.onlyNotes() {
		return box.TemplateNote
	}
	return box.TemplateLogin
}

// onlyNotes tells whether an item has notes and nothing else.
func (u *unpack) onlyNotes() bool {
	return len(u.types) > 0 && u.allNotes() && len(u.it.Fields) <= len(u.types)
}
