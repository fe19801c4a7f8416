package app

import (
	"cmp"
	"maps"
	"slices"
	"strings"
	"time"

	"coffer/vault"
)

// A report is built from facts alone.

// report is about everything.
func (f *reportFacts) report() Report {
	return f.with("",
		ReportSection{"owner", "what is stored about you", f.ownRows()},
		ReportSection{"contacts", "what is stored about others", f.contactRows()},
		ReportSection{"items", "kinds of items, by their template", f.kindRows()},
		ReportSection{"dates", "how long it is kept", f.dateRows()},
		ReportSection{"held", "what is held for others, and by others for you", f.heldRows(nil)},
		ReportSection{"logins", "from where the vault was unlocked", f.loginRows()},
		ReportSection{"sent", "where something was sent", f.sentRows()},
	)
}

// reportOn is about one contact: what is stored of them, what they had, and what came from them.
func (f *reportFacts) reportOn(c *Contact) Report {
	return f.with(c.Name,
		ReportSection{"contact", "what is stored about them", []ReportRow{f.contactRow(c), cardRow(c)}},
		ReportSection{"exposed", "what they could have read of yours", exposedRows(f.exposed[c.ID])},
		ReportSection{"received", "what came from them", f.inboxRows(c)},
		ReportSection{"held", "what is held for one another", f.heldRows(c)},
	)
}

func (f *reportFacts) with(about string, sections ...ReportSection) Report {
	return Report{Made: f.made, Vault: f.vault, About: about, Sections: sections}
}

func (f *reportFacts) ownRows() (rows []ReportRow) {
	add := func(name, value string, facts ...string) {
		if value != "" {
			rows = append(rows, ReportRow{Name: name, Facts: append([]string{value}, facts...)})
		}
	}
	add("name", f.owner.Name)
	add("e-mail", f.owner.Email)
	if f.owner.Question != "" {
		add("control question", "kept", "for those who help you")
	}
	if f.owner.Greeting != "" {
		add("greeting", "kept", "in clear on this machine")
	}
	for _, d := range f.former {
		rows = append(rows, ReportRow{Name: "former " + d.What, Facts: []string{"replaced " + LocalTime(d.Until)}, Until: d.Due})
	}
	if f.shown {
		add("card", "name, e-mail and public keys", "everybody who is or was a contact may have it")
	}
	return append(rows, ReportRow{Name: "log", Facts: []string{Counted(int(f.entries), "entry", "entries")}, Since: f.begun})
}

func (f *reportFacts) contactRows() (rows []ReportRow) {
	for i := range f.contacts {
		rows = append(rows, f.contactRow(&f.contacts[i]))
	}
	return rows
}

func (f *reportFacts) contactRow(c *Contact) ReportRow {
	r := ReportRow{Name: c.Name, Since: c.Since, Facts: []string{c.State().String(), "their card with name and keys"}}
	if c.Card.Email() != "" || len(c.Emails) > 0 {
		r.Facts = append(r.Facts, "e-mail")
	}
	if c.Said != "" {
		r.Facts = append(r.Facts, "the text of their request")
	}
	if !c.Compared.IsZero() {
		r.Facts = append(r.Facts, "safety number compared "+LocalTime(c.Compared))
	}
	if all := f.exposed[c.ID]; len(all) > 0 {
		last := lastSent(all)
		r.Facts = append(r.Facts, Counted(len(all), "thing", "things")+" sent to them, the last "+LocalTime(last))
	}
	if n := len(f.inboxRows(c)); n > 0 {
		r.Facts = append(r.Facts, Counted(n, "thing", "things")+" from them in the inbox")
	}
	return r
}

func lastSent(all []Exposure) (last time.Time) {
	for _, x := range all {
		for _, u := range x.Updates {
			if u.Time.After(last) {
				last = u.Time
			}
		}
	}
	return last
}

func cardRow(c *Contact) ReportRow {
	r := ReportRow{Name: "card", Since: c.Card.Time(), Facts: []string{"name " + c.Card.Name(), "keys " + c.Fingerprint().Short()}}
	if c.Card.Email() != "" {
		r.Facts = append(r.Facts, "e-mail "+c.Card.Email())
	}
	for _, email := range c.Emails {
		r.Facts = append(r.Facts, "formerly "+email)
	}
	if c.Said != "" {
		r.Facts = append(r.Facts, "they wrote: "+c.Said)
	}
	return r
}

func exposedRows(all []Exposure) (rows []ReportRow) {
	for _, x := range all {
		r := ReportRow{Name: x.Title, Facts: []string{x.Kind, Counted(len(x.Updates), "version", "versions")}}
		if len(x.Updates) > 0 {
			r.Since = x.Updates[0].Time
		}
		if x.Open {
			r.Facts = append(r.Facts, "newer versions follow")
		}
		rows = append(rows, r)
	}
	return rows
}

func (f *reportFacts) inboxRows(c *Contact) (rows []ReportRow) {
	for _, e := range f.inbox {
		if e.From == c.Name {
			rows = append(rows, ReportRow{Name: e.Title, Since: e.Time, Facts: []string{e.Kind, e.State}})
		}
	}
	return rows
}

func (f *reportFacts) kindRows() (rows []ReportRow) {
	for _, name := range slices.Sorted(maps.Keys(f.kinds)) {
		k := f.kinds[name]
		r := ReportRow{Name: cmp.Or(name, "no template"), Since: k.since, Facts: []string{Counted(k.items, "item", "items"), "last changed " + LocalTime(k.changed)}}
		if k.trashed > 0 {
			r.Facts = append(r.Facts, Counted(k.trashed, "item", "items")+" in the trash")
		}
		rows = append(rows, r)
	}
	return rows
}

func (f *reportFacts) dateRows() (rows []ReportRow) {
	for _, s := range f.settings {
		rows = append(rows, ReportRow{Name: s[0], Facts: []string{s[1]}})
	}
	if len(f.trashed) > 0 {
		rows = append(rows, ReportRow{Name: "trash", Facts: []string{Counted(len(f.trashed), "item", "items"), "the next one goes"}, Until: soonest(f.trashed)})
	}
	for _, b := range f.boxes {
		if !b.Removed.IsZero() {
			rows = append(rows, ReportRow{Name: "box " + b.Name, Facts: []string{"removed"}, Since: b.Removed, Until: b.Due})
		}
	}
	if len(f.expiring) > 0 {
		rows = append(rows, ReportRow{Name: "items with a date", Facts: []string{Counted(len(f.expiring), "item", "items"), "the next date"}, Until: soonest(f.expiring)})
	}
	if !f.removal.IsZero() {
		rows = append(rows, ReportRow{Name: "the whole vault", Facts: []string{"removed"}, Until: f.removal})
	}
	if n := len(f.backups.All); n > 0 {
		rows = append(rows, ReportRow{Name: "backups of this machine", Facts: []string{Counted(n, "backup", "backups"), "each holds what the vault held then"},
			Since: f.backups.All[0].Made})
	}
	return append(rows, ReportRow{Name: "logins", Facts: []string{"the last ten"}}, ReportRow{Name: "tickets", Facts: []string{"a year once they are confirmed, else three days"}})
}

func soonest(dates []time.Time) time.Time { return slices.MinFunc(dates, time.Time.Compare) }

// heldRows are what is agreed with others; with one of them, where c is not nil.
func (f *reportFacts) heldRows(c *Contact) (rows []ReportRow) {
	with := func(names ...string) bool { return c == nil || slices.Contains(names, c.Name) }
	for _, d := range f.deposits {
		if with(append(d.Others, d.Owner)...) {
			rows = append(rows, ReportRow{Name: "vault of " + d.Owner, Since: d.Since, Facts: []string{d.Role, d.State}})
		}
	}
	for i := range f.seals {
		s := &f.seals[i]
		names := []string{s.Sender, s.Recipient}
		for _, k := range s.Custodians {
			names = append(names, k.Name)
		}
		if with(names...) {
			rows = append(rows, ReportRow{Name: "seal of " + cmp.Or(s.Title, s.Label), Since: s.Since, Until: s.NotAfter,
				Facts: []string{"you: " + strings.Join(s.Roles, ", "), "from " + s.Sender, "for " + s.Recipient, s.Sentence}})
		}
	}
	for _, t := range f.trustees {
		if with(t.Name) {
			rows = append(rows, ReportRow{Name: "your trustee " + t.Name, Since: t.At, Facts: []string{t.State}})
		}
	}
	for _, w := range f.witness.Mine {
		if with(w.Name) {
			rows = append(rows, ReportRow{Name: "your witness " + w.Name, Since: w.Since, Facts: []string{"gets heads of your log"}})
		}
	}
	for _, k := range f.witness.Others {
		if with(k.Name) {
			rows = append(rows, ReportRow{Name: "log of " + k.Name, Since: k.Since, Facts: []string{"the head of " + Counted(int(k.Entries), "entry", "entries")}})
		}
	}
	for _, t := range f.tickets {
		if with(t.Owner) {
			rows = append(rows, ReportRow{Name: "ticket about " + t.Owner, Since: t.Since, Facts: []string{t.Kind, strings.Join(t.Roles, ", "), t.Sentence}})
		}
	}
	return rows
}

func (f *reportFacts) loginRows() (rows []ReportRow) {
	for _, l := range f.logins {
		r := ReportRow{Name: cmp.Or(l.Host, "unknown host"), Since: l.Time, Facts: []string{cmp.Or(l.Terminal, "no terminal"), cmp.Or(l.Session, "single command")}}
		if l.Times > 1 {
			r.Facts = append(r.Facts, Counted(int(l.Times), "time", "times"))
		}
		rows = append(rows, r)
	}
	return rows
}

func (f *reportFacts) sentRows() (rows []ReportRow) {
	for i, address := range f.posts {
		rows = append(rows, ReportRow{Name: []string{"post", "second post"}[min(i, 1)], Facts: []string{address, "ciphertext under random names"}})
	}
	if f.pushed.Address != "" {
		rows = append(rows, ReportRow{Name: "backups", Since: f.pushed.Time, Facts: []string{f.pushed.Address, "copies of those of this machine"}})
	}
	for _, s := range f.shares {
		for _, p := range s.People {
			rows = append(rows, sharedRow(&s, &p))
		}
	}
	return append(rows, exportRows(f.exports)...)
}

// exportRows has one row for what was done again and again, such as every night.
func exportRows(exports []vault.Event) (rows []ReportRow) {
	type export struct{ action, text string }
	times := map[export][]time.Time{}
	var all []export
	for _, e := range exports {
		key := export{e.Action, e.Text}
		if times[key] == nil {
			all = append(all, key)
		}
		times[key] = append(times[key], e.Time)
	}
	for _, x := range all {
		r := ReportRow{Name: x.action, Since: soonest(times[x])}
		if x.text != "" {
			r.Facts = append(r.Facts, x.text)
		}
		if n := len(times[x]); n > 1 {
			r.Facts = append(r.Facts, Counted(n, "time", "times"), "the last "+LocalTime(slices.MaxFunc(times[x], time.Time.Compare)))
		}
		rows = append(rows, r)
	}
	return rows
}

func sharedRow(s *ShareInfo, p *ShareInfoPerson) ReportRow {
	r := ReportRow{Name: "item " + s.Title, Since: p.Sent, Facts: []string{"shared with " + p.Name}}
	switch {
	case !p.Left:
		r.Facts = append(r.Facts, "not sent yet")
	case !p.Stopped.IsZero():
		r.Facts = append(r.Facts, "stopped "+LocalTime(p.Stopped))
	}
	return r
}

// Text is what a row says of one thing, in one line.
func (r *ReportRow) Text() string {
	facts := slices.Clone(r.Facts)
	if !r.Since.IsZero() {
		facts = append(facts, "since "+LocalTime(r.Since))
	}
	if !r.Until.IsZero() {
		facts = append(facts, "until "+LocalTime(r.Until))
	}
	return strings.Join(facts, "; ")
}

// Title is the headline of a report.
func (r *Report) Title() string {
	if r.About != "" {
		return "What this vault stores about " + r.About
	}
	return "What this vault stores"
}
