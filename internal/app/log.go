package app

import (
	"context"
	"encoding/hex"
	"errors"
	"fmt"
	"slices"
	"strings"
	"time"

	"coffer/box"
	"coffer/box/contact"
	"coffer/internal/host"
	"coffer/vault"
	"coffer/vault/journal"
)

// LogEntry is one entry of the log, for people.
type LogEntry struct {
	Number uint64
	Time   time.Time
	Action string // like item.add
	Text   string // a path or a name, as it was then
	About  []LogSubject
	// More is how many subjects are not listed.
	More int
	// Items are the paths of items that were changed, as they are called now, and the
	// @IDs of those that are gone. A change of very many is not listed.
	Items   []string
	Changed int // records written
}

// LogSubject is what an entry says of somebody.
type LogSubject struct {
	Who  string // the name of a contact, or the beginning of the fingerprint of a stranger's keys
	What string // like sent share.item
}

// LogFilter chooses entries. What is empty chooses all.
type LogFilter struct {
	Since, Until time.Time // the second is not in it
	Action       string    // or the beginning of one, up to a dot
	Item         string    // a reference, an @ID also of an item that is gone
	Contact      string
	Last         int // the newest ones
}

// text is what an entry says of an export by it.
func (f LogFilter) text() string {
	var all []string
	for _, word := range []string{f.Contact, f.Item, f.Action} {
		if word != "" {
			all = append(all, word)
		}
	}
	return strings.Join(all, ", ")
}

// Log reads the log, the newest first, and tells how many entries there are in all.
func (a *App) Log(ctx context.Context, f LogFilter) (all []LogEntry, size uint64, err error) {
	err = a.view(ctx, func(tx *vault.Tx) error {
		r, err := newLogReader(tx, f)
		if err != nil {
			return err
		}
		size = tx.Entries()
		for n := size; n > 0 && (f.Last == 0 || len(all) < f.Last); n-- {
			if n%1024 == 0 && ctx.Err() != nil {
				return ctx.Err()
			}
			e, err := tx.Entry(n)
			switch {
			case errors.Is(err, vault.ErrNotFound): // it went with its time
			case err != nil:
				return err
			case r.chooses(&e):
				all = append(all, r.entry(&e))
			}
		}
		return nil
	})
	return all, size, err
}

// LogProof is one entry with what proves where it stands.
type LogProof struct {
	LogEntry
	Leaf   string // of the tree, in hex
	Size   uint64 // of the log
	Root   string // of the tree, in hex
	Hashes int    // in the proof
}

// LogAt reads one entry and proves that it stands in the log. [NotFound] where there is no
// such entry, and where it is gone.
func (a *App) LogAt(ctx context.Context, n uint64) (p LogProof, err error) {
	err = a.view(ctx, func(tx *vault.Tx) error {
		head := tx.LogHead()
		if n == 0 || n > head.Size {
			return Fail(NotFound, "coffer log ls shows the newest", "there is no entry %d; the log has %s", n, Counted(int(head.Size), "entry", "entries"))
		}
		form, _, err := tx.EntryForm(n, nil)
		if errors.Is(err, vault.ErrNotFound) {
			return Fail(NotFound, "its hash stands in the tree still", "entry %d is gone: its time was over, or it was forgotten", n)
		}
		if err != nil {
			return err
		}
		proof, err := journal.ProveEntry(n-1, head.Size, tx.Hashes())
		if err == nil {
			err = journal.CheckEntry(proof, n-1, journal.LeafOf(form), head)
		}
		if errors.Is(err, journal.ErrProof) {
			return &vault.DamagedError{What: fmt.Sprintf("entry %d of the log is not the one that was recorded", n)}
		}
		if err != nil {
			return err
		}
		r, err := newLogReader(tx, LogFilter{})
		if err != nil {
			return err
		}
		e, err := tx.Entry(n)
		leaf := journal.LeafOf(form)
		p = LogProof{LogEntry: r.entry(&e), Leaf: hex.EncodeToString(leaf[:]), Size: head.Size, Root: hex.EncodeToString(head.Root[:]), Hashes: len(proof)}
		return err
	})
	return p, err
}

// logReader reads entries within a transaction.
type logReader struct {
	tx     *vault.Tx
	filter LogFilter
	item   ID
	person *Contact
	names  map[string]string // of contacts, by fingerprint
	paths  map[ID]string     // of items
}

func newLogReader(tx *vault.Tx, f LogFilter) (*logReader, error) {
	r := &logReader{tx: tx, filter: f, names: map[string]string{}, paths: map[ID]string{}}
	if tx.HasCore() { // people are known there alone
		people, err := contact.List(tx)
		if err != nil {
			return nil, err
		}
		for i := range people {
			who := people[i].Fingerprint()
			r.names[string(who[:])] = people[i].Name
		}
	}
	if f.Contact != "" {
		c, err := findContact(tx, f.Contact)
		if err != nil {
			return nil, err
		}
		r.person = &c
	}
	return r, r.findItem(f.Item)
}

// findItem finds the item of the filter, also one that is gone.
func (r *logReader) findItem(ref string) error {
	if ref == "" {
		return nil
	}
	if at, is := strings.CutPrefix(ref, "@"); is {
		if id, err := vault.ParseID(at); err == nil {
			r.item = id
			return nil
		}
	}
	e, err := one(r.tx, ref)
	r.item = e.ID
	return err
}

func (r *logReader) chooses(e *vault.Entry) bool {
	f := r.filter
	switch at := e.Event.Time; {
	case !f.Since.IsZero() && at.Before(f.Since), !f.Until.IsZero() && !at.Before(f.Until):
		return false
	case f.Action != "" && e.Event.Action != f.Action && !strings.HasPrefix(e.Event.Action, f.Action+"."):
		return false
	case f.Item != "" && !r.changes(e, r.item, vault.Items, vault.History):
		return false
	}
	return r.person == nil || r.concerns(e)
}

// changes tells whether an entry tells of a change of some ID.
func (r *logReader) changes(e *vault.Entry, id ID, in ...vault.Space) bool {
	return slices.ContainsFunc(e.Changes, func(c vault.Change) bool { return c.Key.ID == id && slices.Contains(in, c.Space) })
}

func (r *logReader) concerns(e *vault.Entry) bool {
	return r.changes(e, r.person.ID, vault.Contacts, vault.Witness) || slices.ContainsFunc(e.About, r.shown)
}

// shown tells whether a subject is handed out: where a contact was chosen, theirs alone.
func (r *logReader) shown(s vault.Subject) bool {
	if r.person == nil {
		return true
	}
	who := r.person.Fingerprint()
	return string(s.ID) == string(who[:])
}

func (r *logReader) entry(e *vault.Entry) LogEntry {
	out := LogEntry{Number: e.Number, Time: e.Event.Time, Action: e.Event.Action, Text: e.Event.Text,
		More: e.Told - len(e.About), Items: r.items(e), Changed: e.Changed}
	for _, s := range e.About {
		out.About = append(out.About, LogSubject{Who: r.who(s.ID), What: s.Word})
	}
	return out
}

// who is what somebody is called.
func (r *logReader) who(id []byte) string {
	if name := r.names[string(id)]; name != "" {
		return name
	}
	var who contact.Fingerprint
	if copy(who[:], id) != len(id) || len(id) != len(who) {
		return hex.EncodeToString(id)
	}
	return who.Short()
}

// items are the items that an entry changed.
func (r *logReader) items(e *vault.Entry) (all []string) {
	for _, c := range e.Changes {
		if c.Space != vault.Items {
			continue
		}
		if path := r.path(c.Key.ID); !slices.Contains(all, path) {
			all = append(all, path)
		}
	}
	return all
}

func (r *logReader) path(id ID) string {
	path, known := r.paths[id]
	if !known {
		path = "@" + id.String()
		if r.tx != nil {
			if found, err := box.Resolve(r.tx, path); err == nil {
				path = found[0].Path().String()
			}
		}
		r.paths[id] = path
	}
	return path
}

// Sentence says what an entry is about, in one line.
func (e *LogEntry) Sentence() string {
	var parts []string
	if e.Text != "" {
		parts = append(parts, e.Text)
	}
	for _, s := range e.About {
		parts = append(parts, s.Sentence())
	}
	if e.More > 0 {
		parts = append(parts, fmt.Sprintf("and %d more", e.More))
	}
	switch {
	case len(parts) > 0:
	case len(e.Items) > 0:
		parts = e.Items
	case e.Changed > 0:
		parts = []string{Counted(e.Changed, "record", "records")}
	}
	return strings.Join(parts, "; ")
}

// Sentence says what was done to whom.
func (s LogSubject) Sentence() string {
	with := " to "
	if strings.HasPrefix(s.What, "received ") {
		with = " from "
	}
	return s.What + with + s.Who
}

// ParseLogDate reads a date of the log: 2031-05-06 or 2031-05-06T07:08:09Z, or how long ago,
// as 7d. An error is of kind [Usage].
func ParseLogDate(s string, now time.Time) (time.Time, error) {
	if span, err := ParseSpan(s); err == nil {
		return now.Add(-span), nil
	}
	at, err := time.Parse(time.RFC3339, s)
	if err != nil {
		at, err = time.ParseInLocation(time.DateOnly, s, time.Local) // as times are shown
	}
	if err != nil {
		return time.Time{}, Fail(Usage, "write it like 2031-05-06, or 7d for a week ago", "%q is no date", host.Safe(s))
	}
	return at, nil
}
