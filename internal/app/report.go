package app

import (
	"context"
	"errors"
	"slices"
	"time"

	"coffer/box"
	"coffer/box/contact"
	"coffer/vault"
)

// Report says what the vault stores about whom, since when, until when, and where it was sent.
// No secret is part of it, nor the title of an item that went to nobody.
type Report struct {
	Made     time.Time
	Vault    ID
	About    string // the contact that it is about; empty: everything
	Sections []ReportSection
}

// ReportSection is one part of it.
type ReportSection struct {
	Key   string // a word for programs
	Title string
	Rows  []ReportRow
}

// ReportRow is one thing. Since and Until are zero where there is none.
type ReportRow struct {
	Name         string
	Facts        []string
	Since, Until time.Time
}

// Report gathers it. About names a contact, for a report on that person alone. It needs the
// core tier: people are known there.
func (a *App) Report(ctx context.Context, about string) (Report, error) {
	f := &reportFacts{made: a.Now(), vault: a.v.ID()}
	for _, read := range []func(context.Context, *App) error{f.people, f.contents, f.agreed, f.traffic} {
		if err := read(ctx, a); err != nil {
			return Report{}, err
		}
	}
	if about == "" {
		return f.report(), nil
	}
	c, err := a.Contact(ctx, about)
	return f.reportOn(&c.Contact), err
}

// reportFacts is what a report is made of.
type reportFacts struct {
	made     time.Time
	vault    ID
	begun    time.Time // the first entry of the log; zero where it is gone
	entries  uint64    // of the log
	owner    Owner
	former   []FormerData
	shown    bool // the owner has a card
	removal  time.Time
	contacts []Contact
	exposed  map[ID][]Exposure
	inbox    []InboxEntry
	kinds    map[string]*reportKind
	expiring []time.Time
	trashed  []time.Time // until when
	boxes    []BoxInfo
	settings [][2]string
	seals    []SealInfo
	deposits []DepositInfo
	tickets  []TicketInfo
	trustees []TrusteeInfo
	logins   []Login
	posts    []string
	shares   []ShareInfo
	exports  []vault.Event
	backups  BackupList // of this machine
	pushed   Pushed     // and where copies of them went
	witness  LogWitnesses
}

// reportKind is what there is of one template.
type reportKind struct {
	items, trashed int
	since, changed time.Time
}

func (f *reportFacts) people(ctx context.Context, a *App) (err error) {
	f.exposed = map[ID][]Exposure{}
	err = a.view(ctx, func(tx *vault.Tx) error {
		if f.contacts, err = contact.List(tx); err != nil {
			return err
		}
		for i := range f.contacts {
			c := &f.contacts[i]
			for _, exposed := range exposures() {
				some, err := exposed(tx, c)
				if err != nil {
					return err
				}
				f.exposed[c.ID] = append(f.exposed[c.ID], some...)
			}
		}
		own, err := contact.ReadOwn(tx)
		own.Wipe()
		if errors.Is(err, contact.ErrNotFound) {
			return nil
		}
		f.shown = err == nil && !own.Card.IsZero()
		return err
	})
	if err != nil {
		return err
	}
	if f.owner, err = a.Owner(ctx); err != nil {
		return err
	}
	if f.former, err = a.FormerOwner(ctx); err != nil {
		return err
	}
	f.inbox, err = a.Inbox(ctx, true)
	return err
}

func (f *reportFacts) contents(ctx context.Context, a *App) (err error) {
	if f.boxes, err = a.Boxes(ctx); err != nil {
		return err
	}
	f.kinds = map[string]*reportKind{}
	err = a.view(ctx, func(tx *vault.Tx) error {
		for _, b := range f.boxes {
			for _, trashed := range []bool{false, true} {
				items, err := box.List(tx, b.ID, box.ListOptions{Trashed: trashed})
				if err != nil {
					return err
				}
				for i := range items {
					f.item(&items[i])
				}
			}
		}
		m, err := readSettings(tx)
		for _, p := range personals() {
			if p.form == spanNumber && p.key != "check.age" || p.key == "history.keep" {
				f.settings = append(f.settings, [2]string{p.key, p.text(m.value(p.key))})
			}
		}
		return err
	})
	if err == nil {
		f.removal, _, err = a.Removal(ctx)
	}
	return err
}

func (f *reportFacts) item(e *box.Entry) {
	k := f.kinds[e.Template]
	if k == nil {
		k = new(reportKind)
		f.kinds[e.Template] = k
	}
	if k.items++; !e.Trashed.IsZero() {
		k.trashed++
		f.trashed = append(f.trashed, e.Due)
	}
	if k.since.IsZero() || e.Created.Before(k.since) {
		k.since = e.Created
	}
	if e.Changed.After(k.changed) {
		k.changed = e.Changed
	}
	if !e.Expires.IsZero() {
		f.expiring = append(f.expiring, e.Expires)
	}
}

func (f *reportFacts) agreed(ctx context.Context, a *App) (err error) {
	if f.seals, err = a.Seals(ctx); err != nil {
		return err
	}
	if f.deposits, err = a.Deposits(ctx); err != nil {
		return err
	}
	if f.tickets, err = a.Tickets(ctx); err != nil {
		return err
	}
	if f.witness, err = a.LogWitnesses(ctx); err != nil {
		return err
	}
	has, err := a.HasTrustees(ctx)
	if err != nil || !has {
		return err
	}
	info, err := a.Trustees(ctx)
	f.trustees = info.Trustees
	return err
}

func (f *reportFacts) traffic(ctx context.Context, a *App) (err error) {
	if f.logins, err = a.Logins(ctx); err != nil {
		return err
	}
	if f.posts, err = a.Posts(ctx); err != nil {
		return err
	}
	if f.shares, err = a.Shares(ctx); err != nil {
		return err
	}
	if f.pushed, err = a.Pushed(ctx); err != nil {
		return err
	}
	if f.backups, err = a.BackupsAt("").List(ctx, nil); err != nil {
		return err
	}
	return a.view(ctx, f.log)
}

// handedOut tells which entries of the log say that something left the vault by hand.
func handedOut(action string) bool {
	return slices.Contains([]string{"export", "log.export", "log.head", "kit.new", "deposit.pack", "trustee.pack", "backup.push"}, action)
}

func (f *reportFacts) log(tx *vault.Tx) error {
	f.entries = tx.Entries()
	for n := uint64(1); n <= f.entries; n++ {
		e, err := tx.Entry(n)
		if errors.Is(err, vault.ErrNotFound) {
			continue
		}
		if err != nil {
			return err
		}
		if n == 1 {
			f.begun = e.Event.Time
		}
		if handedOut(e.Event.Action) {
			f.exports = append(f.exports, e.Event)
		}
	}
	return nil
}
