package app

import (
	"slices"
	"time"

	"coffer/box/contact"
	"coffer/box/hold"
	"coffer/box/matter"
	"coffer/internal/host"
	"coffer/ticket"
)

// Appointment is what an owner decides about trustees.
type Appointment struct {
	Names []string // contacts
	// Papers are what people are called whose share is on paper. Those shares come
	// after the others.
	Papers         []string
	Veto           []string // contacts who may veto besides the owner
	Threshold      int      // of all shares open everything
	ResetThreshold int      // of all shares give the vault a new password; 0: as many as that
	Wait           time.Duration
	ExtraWait      bool
	PaperOnly      bool // every share is on paper
	Unverified     bool // people that were not compared are taken
	Inspect        bool // trustees may ask whoever opens a ticket about companion data

	questions [][]ticket.Question // of each contact, where that is so
}

// check refuses what no trustees can be.
func (o *Appointment) check() error {
	if o.ResetThreshold == 0 {
		o.ResetThreshold = o.Threshold
	}
	seconds, n := int64(o.Wait/time.Second), len(o.Names)+len(o.Papers)
	switch {
	case n == 0:
		return Fail(Usage, "coffer trustee set --threshold 2 bob carol dave", "who are to be your trustees?")
	case n > ticket.MaxDeciders || len(o.Veto) > ticket.MaxWatchers:
		return Fail(Usage, "", "at most %d trustees and %d people who may veto", ticket.MaxDeciders, ticket.MaxWatchers)
	case seconds < hold.MinGrace || seconds > hold.MaxGrace:
		return Fail(Usage, "", "the wait is 1d to 366d")
	case !isThreshold(o.Threshold, n) || !isThreshold(o.ResetThreshold, n):
		return Fail(Usage, "", "a threshold is 1 to the number of shares, which is %d here", n)
	case o.Inspect && len(o.Names) == 0:
		return orKeys(Fail(Usage, "leave --inspect out, or name contacts", "paper asks nobody anything"),
			"let them ask nothing, or choose contacts")
	case o.PaperOnly && len(o.Names) > 0:
		return orKeys(Fail(Usage, "name nobody but with --paper", "every share is to be on paper"),
			"take the contacts out, or say no to paper alone")
	case o.PaperOnly && len(o.Veto) > 0:
		return orKeys(Fail(Usage, "leave --veto out, or name contacts as trustees", "with every share on paper nobody is told, and nobody can veto"),
			"take those out who may veto, or choose contacts as trustees")
	case !o.PaperOnly && len(o.Names) == 0:
		return orKeys(Fail(Refused, "name contacts as well, or say --paper-only if that is what you want",
			"with every share on paper nobody waits, nobody is told, and nobody can veto"),
			"choose contacts as well, or say yes to paper alone if that is what you want")
	case !o.PaperOnly && len(o.Papers) >= min(o.Threshold, o.ResetThreshold):
		return Fail(Refused, "put fewer shares on paper, or choose a higher threshold",
			"as many shares on paper as open the vault: paper obeys no wait and no veto")
	}
	return nil
}

func isThreshold(k, n int) bool { return 1 <= k && k <= n }

// deciders are the contacts and the sheets of an appointment.
func (d *trustDesk) deciders(o *Appointment) (all []matter.Person, err error) {
	for _, name := range o.Names {
		p, err := d.trusted(name, "trustee", o.Unverified)
		if err != nil {
			return nil, err
		}
		if isAmong(all, p) {
			return nil, Fail(Usage, "name each once", "trustee %q stands there twice", host.Safe(p.Name))
		}
		all = append(all, p)
	}
	for _, name := range o.Papers {
		clean, err := contact.CleanName(name)
		if err != nil {
			return nil, Fail(Usage, "", "%q is no name for somebody with a sheet", host.Safe(name))
		}
		if slices.ContainsFunc(all, func(p matter.Person) bool { return p.Name == clean }) {
			return nil, Fail(Usage, "name each once, and sheets by other names than contacts", "%q stands there twice", host.Safe(clean))
		}
		all = append(all, matter.Person{Name: clean})
	}
	return all, nil
}

// watchers are the contacts who may veto.
func (d *trustDesk) watchers(o *Appointment) (all []matter.Person, err error) {
	for _, name := range o.Veto {
		p, err := d.trusted(name, "veto holder", o.Unverified)
		if err != nil {
			return nil, err
		}
		if isAmong(all, p) {
			return nil, Fail(Usage, "name each once", "veto holder %q stands there twice", host.Safe(p.Name))
		}
		all = append(all, p)
	}
	return all, nil
}

func isAmong(all []matter.Person, p matter.Person) bool {
	return slices.ContainsFunc(all, func(q matter.Person) bool { return q.Keys.Recipient != "" && q.Keys.Equal(p.Keys) })
}

// trusted finds a contact who is to be relied upon.
func (d *trustDesk) trusted(name, as string, unverified bool) (matter.Person, error) {
	c, err := findContact(d.tx, name)
	if err == nil {
		err = mustTalk(&c)
	}
	if err == nil {
		err = notInDrawer(d.tx, d.k.Desk, &c)
	}
	if err != nil {
		return matter.Person{}, err
	}
	if c.State() != contact.Verified && !unverified {
		return matter.Person{}, orKeys(Fail(Refused, "coffer contact verify "+NameWord(c.Name)+" compares the safety number, --unverified goes on without",
			"%s %q is not verified", as, host.Safe(c.Name)),
			"the contacts place compares the safety number, the last line goes on without")
	}
	return matter.Person{Keys: c.Card.Public(), Name: c.Name}, nil
}
