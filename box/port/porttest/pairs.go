package porttest

import (
	"context"
	"fmt"
	"slices"
	"strings"
	"testing"

	"coffer/box"
	"coffer/box/port"
)

// Way is a format that goes both ways, as a list of formats has it.
type Way struct {
	Name   string
	Import port.Importer
	Export port.Exporter
	Folder bool // it is a folder of files that are encrypted by themselves
}

// Pairs takes items out by each way, in, out by each other, and in again, each by
// itself. An item of which neither says that it loses something is the same then, but
// for empty fields and its id. Of any other item, what each way brings back both bring
// back one after the other: a field, a tag, a date is changed by one of the two, or not
// at all. What form fields have may hang on the form that the first way gave them.
func Pairs(t *testing.T, ways []Way) {
	samples := Samples()
	before := make([]map[string]string, len(samples))
	for i, e := range samples {
		before[i] = parts(t, e)
	}
	once := make([][]*trip, len(ways))
	for i, w := range ways {
		t.Run(w.Name, func(t *testing.T) {
			once[i] = w.all(t, samples, before)
			w.notes(t)
		})
	}
	if t.Failed() {
		return
	}
	for i, first := range ways {
		for j, second := range ways {
			t.Run(first.Name+" then "+second.Name, func(t *testing.T) {
				for n, e := range samples {
					pair(t, e, before[n], once[i][n], once[j][n], second)
				}
			})
		}
	}
}

// trip is what one way has made of an item.
type trip struct {
	came  *port.Entry // nil: it stayed behind, as was said
	parts map[string]string
}

// kindOf begins the name of a part that says what a field is.
const kindOf = "kind and tier of "

// all takes every sample by one way.
func (w Way) all(t *testing.T, samples []*port.Entry, before []map[string]string) (all []*trip) {
	for i, e := range samples {
		one := w.take(t, e)
		all = append(all, one)
		if diff := differ(before[i], one.parts); len(w.loses(e)) == 0 && len(diff) > 0 {
			t.Errorf("%s: nothing is said to be lost, and this is another: %q", e.Title, diff)
		}
	}
	return all
}

// notes takes the note of a box along: it comes back somewhere, or is said to be lost.
func (w Way) notes(t *testing.T) {
	t.Helper()
	const note = "the note of the box"
	content := ContentOf([]port.Box{{Name: "work", Note: note}}, nil, ordinary("a", func(e *port.Entry) { e.ID = ID(1) }))
	if lossy, ok := w.Export.(port.Lossy); ok {
		said, err := port.Losses(lossy, content)
		if err != nil || slices.ContainsFunc(said, func(l port.Loss) bool { return l.What == "notes of boxes" }) {
			return
		}
	}
	if !strings.Contains(w.through(t, content).Describe(), note) {
		t.Error("the note of a box is gone, and nothing is said to be lost")
	}
}

// pair goes on by the second way from where the first has brought an item.
func pair(t *testing.T, e *port.Entry, before map[string]string, first, second *trip, way Way) {
	t.Helper()
	if first.came == nil || second.came == nil {
		return
	}
	both := way.take(t, first.came)
	if both.came == nil {
		t.Errorf("%s: did not come back", e.Title)
	}
	reformed := slices.ContainsFunc(differ(before, first.parts), isForm)
	for what, was := range before {
		if reformed && isForm(what) {
			continue
		}
		if first.parts[what] == was && second.parts[what] == was && both.parts[what] != was {
			t.Errorf("%s: each way brings back %s, both do not:\n got  %s\n want %s", e.Title, what, both.parts[what], was)
		}
	}
	if diff := differ(first.parts, both.parts); len(way.loses(first.came)) == 0 && len(diff) > 0 {
		t.Errorf("%s: nothing is said to be lost the second time, and this is another: %q", e.Title, diff)
	}
}

// isForm tells a part that says how fields stand, and not what is in them.
func isForm(what string) bool {
	return what == "template" || what == "order" || strings.HasPrefix(what, kindOf)
}

// loses is what a way says that it loses of an item.
func (w Way) loses(e *port.Entry) []string {
	if lossy, ok := w.Export.(port.Lossy); ok {
		return lossy.Loses(e)
	}
	return nil
}

// take brings one item out and in again.
func (w Way) take(t *testing.T, e *port.Entry) *trip {
	t.Helper()
	went, beside := *e, ordinary("beside", func(e *port.Entry) { e.BoxName, e.ID = "beside", ID(1<<32) })
	home(&went)
	c := w.through(t, ContentOf([]port.Box{{Name: went.BoxName}, {Name: "beside"}}, nil, &went, beside))
	if n := len(c.Entries); n < 1 || n > 2 {
		t.Fatalf("%s: two items became %d", e.Title, n)
	}
	for _, came := range c.Entries {
		if home(came); came.BoxName != "beside" {
			for i := range came.Files { // its own can be opened no more
				came.Files[i] = FileOf(came.Files[i].Name, []byte(c.Content[i]))
			}
			came.ID = e.ID // a vault gives it one
			return &trip{came: came, parts: parts(t, came)}
		}
	}
	return &trip{} // a format without a trash has nothing of what lies in it
}

// home gives an item of a format that knows no boxes the box that its folder says.
func home(e *port.Entry) {
	if e.BoxName == "" && len(e.Folder) > 0 {
		e.BoxName, e.Folder = e.Folder[0], e.Folder[1:]
	}
	if e.BoxName == "" {
		e.BoxName = "nowhere"
	}
}

// through exports content and imports it.
func (w Way) through(t *testing.T, c port.Content) *Collected {
	t.Helper()
	if !w.Folder {
		return Read(t, w.Import, Seekable(Write(t, w.Export, c)))
	}
	dir := NewFolder(nil)
	key, open := Identity(t)
	to := port.Target{Dir: dir, Recipients: []string{key}}
	if err := w.Export.Export(context.Background(), to, c); err != nil {
		t.Fatalf("export: %v", err)
	}
	src := dir.Source()
	src.Open = open
	return Read(t, w.Import, src)
}

// differ names the parts that are not the same.
func differ(a, b map[string]string) (all []string) {
	for what := range a {
		if a[what] != b[what] {
			all = append(all, what)
		}
	}
	for what := range b {
		if _, there := a[what]; !there {
			all = append(all, what)
		}
	}
	slices.Sort(all)
	return all
}

// parts takes an item apart into what can be compared by itself, under names that do
// not depend on ids.
func parts(t *testing.T, e *port.Entry) map[string]string {
	t.Helper()
	path := append([]string{e.BoxName}, e.Folder...)
	all := map[string]string{
		"title": text(e.Title), "path": box.JoinFolder(path), "template": e.Template, "favourite": fmt.Sprint(e.Favourite),
		"tags": fmt.Sprintf("%q", e.Tags), "created": when("", e.Created), "changed": when("", e.Changed),
		"expiry": when("", e.Expires), "what happens then": fmt.Sprint(e.OnExpiry), "trash": when("", e.Trashed), "due": when("", e.Due),
	}
	var order []string
	for _, f := range e.Fields {
		if f.Value.IsZero() {
			continue // it holds nothing
		}
		order = append(order, f.Name)
		all["field "+text(f.Name)] = text(f.Value.Reveal())
		all[kindOf+text(f.Name)] = fmt.Sprint(f.Kind, f.Tier)
	}
	all["order"] = fmt.Sprintf("%q", order)
	for _, f := range e.Files {
		content, err := readFile(f)
		if err != nil {
			t.Fatal(err)
		}
		all["file "+text(f.Name)] = text(string(content))
	}
	for i, old := range e.Former {
		var b strings.Builder
		describe(&b, "", &old)
		all[fmt.Sprintf("revision %d from the last", i)] = b.String()
	}
	return all
}
