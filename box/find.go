package box

import (
	"slices"

	"coffer/vault"
	"coffer/vault/codec"
)

// Query is what to look for. Every part that is set must fit.
type Query struct {
	Text      string // in any text of the item, without regard to case
	Core      bool   // in core values, too
	Tag       string
	Template  string
	Box       string // a name
	Folder    string // as in a path; what lies below it, too
	Favourite bool
	Users     bool // fill in the user names of what is found
}

// Match is an item that fits, and where its text was found. Values are not part
// of it.
type Match struct {
	Entry
	Places []Place // none when no text was asked for
}

// Place says in which part of an item a text stands.
type Place struct {
	Part Part
	Name string // of the tag, field or attachment
}

// Part is a kind of place.
type Part string

// The parts of an item that are searched; its template by [Traces] alone.
const (
	InTitle      Part = "title"
	InFolder     Part = "folder"
	InTag        Part = "tag"
	InField      Part = "field"
	InTemplate   Part = "template"
	InAttachment Part = "attachment"
)

// Find looks through all boxes in use, or one of them, on all cores, and
// returns what fits by box and then in the order of lists. What lies in the
// trash is not found. [vault.ErrLocked] when core values are asked for and that
// tier is locked; [ErrNotFound] for a box that is not there.
func Find(tx *vault.Tx, q Query) ([]Match, error) {
	s, err := newSearch(q)
	if err != nil {
		return nil, err
	}
	boxes, err := live(tx)
	if q.Box != "" {
		boxes = make([]Box, 1)
		boxes[0], err = BoxByName(tx, q.Box)
	}
	if err != nil {
		return nil, err
	}
	var all []Match
	for _, b := range boxes {
		found, err := s.box(tx, b)
		if err != nil {
			return nil, err
		}
		all = append(all, found...)
	}
	return all, nil
}

// search is a query made ready. It is read by several goroutines.
type search struct {
	Query
	folder []string
	needle needle
}

func newSearch(q Query) (search, error) {
	q.Text, q.Tag, q.Template = NFC(q.Text), NFC(q.Tag), NFC(q.Template)
	folder, err := SplitFolder(q.Folder)
	return search{Query: q, folder: folder, needle: newNeedle(q.Text)}, err
}

// hits holds, for items with core values that fit, which of these values do, by
// their order.
type hits map[vault.ID][]int

func (s *search) box(tx *vault.Tx, b Box) ([]Match, error) {
	core, err := s.core(tx, b.ID)
	if err != nil {
		return nil, err
	}
	found := newGather[Match](tx)
	err = tx.Scan(b.ID, vault.Items, vault.Companion, func(n int, r vault.Record) error {
		values := core[r.Key.ID]
		if len(values) == 0 && !s.needle.may(r.Plain) {
			return nil
		}
		m := Match{Entry: Entry{Box: b.ID, ID: r.Key.ID, BoxName: b.Name}}
		ok, err := s.match(&m, r.Plain, &found[n].label, values)
		if ok {
			found[n].add(m, &m.Entry)
		}
		return err
	})
	return found.sorted(), err
}

// core looks through the core values. Nothing is decoded but the records that
// may hold the text, and nothing of them is kept.
func (s *search) core(tx *vault.Tx, box vault.ID) (hits, error) {
	if !s.Core || s.Text == "" {
		return nil, nil
	}
	found := make([]hits, tx.Workers())
	err := tx.Scan(box, vault.Items, vault.Core, func(worker int, r vault.Record) error {
		if !s.needle.may(r.Plain) {
			return nil
		}
		values, err := s.coreValues(r.Plain)
		if len(values) > 0 {
			if found[worker] == nil {
				found[worker] = make(hits)
			}
			found[worker][r.Key.ID] = values
		}
		return err
	})
	all := make(hits)
	for _, part := range found {
		for id, values := range part {
			all[id] = values
		}
	}
	return all, err
}

func (s *search) coreValues(plain []byte) (fit []int, err error) {
	var w wireCore
	if err := codec.Unmarshal(plain, &w); err != nil {
		return nil, malformed("the secrets of an item", err)
	}
	for i, value := range w.Values {
		if s.needle.in(value) {
			fit = append(fit, i)
		}
	}
	wipeAll(w.Values, w.Keys)
	return fit, nil
}

// match decodes an item as far as needed and fills in what fits.
func (s *search) match(m *Match, companion []byte, w *wireLabel, core []int) (bool, error) {
	var rest []byte
	var err error
	if m.Revision, rest, err = readLabel(companion, w, &m.Label); err != nil {
		return false, err
	}
	if !s.fits(&m.Label) {
		return false, nil
	}
	if s.Users {
		if m.User, err = userName(rest); err != nil {
			return false, err
		}
	}
	if s.Text == "" {
		return true, nil
	}
	s.inLabel(m)
	err = s.inRest(m, rest, core)
	return len(m.Places) > 0, err
}

func (s *search) fits(l *Label) bool {
	return l.Trashed.IsZero() &&
		(!s.Favourite || l.Favourite) &&
		(s.Template == "" || s.Template == l.Template) &&
		(s.Tag == "" || slices.Contains(l.Tags, s.Tag)) &&
		within(l.Folder, s.folder)
}

func (s *search) inLabel(m *Match) {
	if s.needle.in([]byte(m.Title)) {
		m.Places = append(m.Places, Place{Part: InTitle})
	}
	for _, name := range m.Folder {
		if s.needle.in([]byte(name)) {
			m.Places = append(m.Places, Place{Part: InFolder, Name: name})
		}
	}
	for _, tag := range m.Tags {
		if s.needle.in([]byte(tag)) {
			m.Places = append(m.Places, Place{Part: InTag, Name: tag})
		}
	}
}

func (s *search) inRest(m *Match, rest []byte, core []int) error {
	var w wireRest
	if err := codec.Unmarshal(rest, &w); err != nil {
		return malformed("the fields of an item", err)
	}
	next := 0 // of the core values
	for _, f := range w.Fields {
		fits := false
		if vault.Tier(f.Tier) == vault.Core {
			fits = slices.Contains(core, next)
			next++
		} else {
			fits = s.needle.in(f.Value)
		}
		if fits {
			m.Places = append(m.Places, Place{Part: InField, Name: f.Name})
		}
		vault.Wipe(f.Value)
	}
	for _, a := range w.Attachments {
		if s.needle.in([]byte(a.Name)) {
			m.Places = append(m.Places, Place{Part: InAttachment, Name: a.Name})
		}
	}
	return nil
}
