package box

import (
	"slices"
	"strings"

	"coffer/vault"
)

// Trace is an item in which a text stands, and where. Values are not part of it.
type Trace struct {
	Entry
	Away   bool    // its box is removed, and waits for its date
	Places []Place // in its content as it is now; empty: in former revisions alone
	Former []FormerTrace
	// Moved tells that its dates, or all around its secrets, were changed without the core
	// key: such an item is not deleted, see [ErrMoved].
	Moved bool
}

// FormerTrace is a former revision in which it stands.
type FormerTrace struct {
	Revision uint32
	Places   []Place
}

// Whole tells whether the item goes as a whole: it holds the text as it is now, or lies in the
// trash or in a removed box anyway.
func (t *Trace) Whole() bool { return len(t.Places) > 0 || t.Away || !t.Trashed.IsZero() }

// Traces looks for a text in all that items are made of, in both tiers: titles, folders,
// templates, tags, names and values of fields, names of attachments; in all boxes, the trash
// and all former revisions. What built-in templates and their fields are called is no text of the owner's. The content of attachments is not looked at. It goes by what is
// whole and at its newest, and returns what it found by path. [vault.ErrLocked] without the core tier.
func Traces(tx *vault.Tx, m Matcher) (all []Trace, err error) {
	if !tx.HasCore() {
		return nil, vault.ErrLocked
	}
	boxes, err := Boxes(tx)
	if err != nil {
		return nil, err
	}
	for _, b := range boxes {
		some, err := boxTraces(tx, b, m)
		if err != nil {
			return nil, err
		}
		all = append(all, some...)
	}
	return all, nil
}

func boxTraces(tx *vault.Tx, b Box, m Matcher) ([]Trace, error) {
	now, err := candidates(tx, b.ID, vault.Items, m)
	if err != nil {
		return nil, err
	}
	former, err := candidates(tx, b.ID, vault.History, m)
	if err != nil {
		return nil, err
	}
	for k := range former {
		now[vault.Key{ID: k.ID}] = true
	}
	var all []Trace
	for k := range now {
		t, err := newTrace(tx, b, k.ID, former, m)
		if err != nil {
			return nil, err
		}
		if len(t.Places)+len(t.Former) > 0 {
			all = append(all, t)
		}
	}
	slices.SortFunc(all, compareTraces)
	return all, nil
}

func compareTraces(a, b Trace) int {
	pa, pb := a.Path(), b.Path()
	if c := strings.Compare(pa.String(), pb.String()); c != 0 {
		return c
	}
	return compareIDs(a.ID, b.ID)
}

// candidates are the records of a space that may hold the text, in one tier or the other: few
// are decoded after that.
func candidates(tx *vault.Tx, box vault.ID, space vault.Space, m Matcher) (map[vault.Key]bool, error) {
	all := make(map[vault.Key]bool)
	for _, tier := range vault.Tiers {
		some := make([][]vault.Key, tx.Workers())
		err := tx.Scan(box, space, tier, func(worker int, r vault.Record) error {
			if m.needle.may(r.Plain) {
				some[worker] = append(some[worker], r.Key)
			}
			return nil
		})
		if err != nil {
			return nil, err
		}
		for _, k := range slices.Concat(some...) {
			all[k] = true
		}
	}
	return all, nil
}

// newTrace looks closely at an item and at those of its former revisions that may hold the text.
func newTrace(tx *vault.Tx, b Box, id vault.ID, former map[vault.Key]bool, m Matcher) (Trace, error) {
	r, err := loadRaw(tx, b.ID, id)
	if err != nil {
		return Trace{}, err
	}
	t := Trace{Entry: Entry{Box: b.ID, ID: id, Revision: r.Revision, BoxName: b.Name, Label: r.Label}, Away: !b.Removed.IsZero()}
	t.Places = r.places(m)
	t.Moved = !r.dated || r.moved && !t.Whole()
	revisions := r.former
	r.forgetValues()
	for _, revision := range revisions {
		k := vault.Key{ID: id, Sub: revision}
		if !former[k] {
			continue
		}
		f, err := read(tx, b.ID, vault.History, k)
		if err != nil {
			return Trace{}, err
		}
		if places := f.places(m); len(places) > 0 {
			t.Former = append(t.Former, FormerTrace{revision, places})
		}
		f.forgetValues()
	}
	return t, nil
}

func (r *raw) forgetValues() {
	r.wipe()
	wipeFields(r.Fields)
}

// places are where the text stands in one revision.
func (r *raw) places(m Matcher) (found []Place) {
	add := func(is bool, part Part, name string) {
		if is {
			found = append(found, Place{part, name})
		}
	}
	add(m.In(r.Title), InTitle, "")
	for _, name := range r.Folder {
		add(m.In(name), InFolder, name)
	}
	add(!IsBuiltinName(r.Template) && m.In(r.Template), InTemplate, r.Template)
	for _, tag := range r.Tags {
		add(m.In(tag), InTag, tag)
	}
	for i := range r.Fields {
		f := &r.Fields[i]
		add(!IsBuiltinName(f.Name) && m.In(f.Name) || m.InBytes(f.Value.Bytes()), InField, f.Name)
	}
	for i := range r.Attachments {
		add(m.In(r.Attachments[i].Name), InAttachment, r.Attachments[i].Name)
	}
	add(r.cut && m.InBytes(r.core), InField, "") // of which secret it is cannot be told any more
	return found
}

// Forget deletes for good what was found of an item: all of it, or those former revisions
// alone. Errors are those of [Purge] and [ForgetRevisions].
func Forget(tx *vault.Tx, t *Trace) error {
	if t.Whole() {
		return Purge(tx, t.Box, t.ID)
	}
	revisions := make([]uint32, 0, len(t.Former))
	for _, f := range t.Former {
		revisions = append(revisions, f.Revision)
	}
	return ForgetRevisions(tx, t.Box, t.ID, revisions)
}

// ForgetRevisions deletes former revisions of an item for good, with what attachments nothing
// else has; a rewrite is owed from then on. [ErrNotFound] for one that is not kept, [ErrMoved]
// where the item was changed without the core key.
func ForgetRevisions(tx *vault.Tx, box, id vault.ID, revisions []uint32) error {
	if err := wholeBox(tx, box); err != nil { // an old record must not decide
		return err
	}
	old, err := load(tx, box, id)
	if err != nil {
		return err
	}
	defer old.wipe()
	if old.moved {
		return ErrMoved
	}
	n := old
	n.former = some(slices.DeleteFunc(slices.Clone(old.former), func(r uint32) bool { return slices.Contains(revisions, r) }))
	if len(n.former)+len(revisions) != len(old.former) {
		return notFound("such a former revision")
	}
	tx.OweRewrite()
	if err := forget(tx, &n, revisions); err != nil {
		return err
	}
	return relabel(tx, &old, n, &Item{})
}
