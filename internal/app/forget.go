package app

import (
	"context"
	"fmt"
	"slices"
	"strings"

	"coffer/box"
	"coffer/vault"
)

// To forget a term is to find all that holds it and to delete that for good. What carries an
// obligation towards somebody, or is needed for what stays, is not deleted: it is named, with
// what ends it. A place is found and emptied by functions of a transaction alone, so that they
// work on any vault.

// ForgetFound is one thing in which the term stands. What of it is the term is not said.
type ForgetFound struct {
	Kind string // see the kinds below
	ID   ID     // zero for what has none
	Name string // a path, or what it is called
	// State is where it lies, trash or removed (a removed box), or how it stands; else empty.
	State  string
	Places []string // like title, tag work, field url
	// Kept says why it stays, and Next what ends it; both empty for what goes.
	Kept, Next string
}

// The kinds of what is found.
const (
	foundItem     = "item"
	foundHistory  = "history" // former revisions of an item, which stays
	foundTemplate = "template"
	foundBox      = "box"
	foundCircle   = "circle"
	foundContact  = "contact"
	foundInbox    = "inbox"
	foundSeal     = "seal"
	foundShare    = "share"
	foundFinding  = "finding"
	foundOwner    = "owner"
	foundPost     = "post"
	foundLetter   = "letter"
	foundMatter   = "ticket"
	foundLogin    = "login"
	foundFormer   = "former vault"
)

// Goes tells whether it is deleted.
func (f *ForgetFound) Goes() bool { return f.Kept == "" }

// ForgetPlan is what is found, and what follows from deleting it. The zero value is empty.
type ForgetPlan struct {
	Found []ForgetFound
	// LogEntries is how many entries of the log lose what they say.
	LogEntries int
	// Ends are sentences about seals and shares that end, and Received about who has what.
	Ends, Received []string
	// Backups are those of this machine that hold the term, or that cannot be looked into;
	// Strange is how many backups of this machine cannot be read at all: they may hold the term, and no bytes of any
	// backup go as long as they lie there.
	Strange int
	// Elsewhere is where copies of backups were brought; empty: they never were.
	Backups   []ForgetBackup
	Elsewhere string

	term box.Matcher
}

// Goes counts what is deleted, the entries of the log not among it.
func (p *ForgetPlan) Goes() (n int) {
	for i := range p.Found {
		if p.Found[i].Goes() {
			n++
		}
	}
	return n
}

// InBackups counts the backups from which something goes.
func (p *ForgetPlan) InBackups() (n int) {
	for i := range p.Backups {
		if p.Backups[i].Things > 0 {
			n++
		}
	}
	return n
}

// here tells that there is something to delete in the vault itself.
func (p *ForgetPlan) here() bool { return p.Goes() > 0 || p.LogEntries > 0 }

// Empty tells that there is nothing to delete.
func (p *ForgetPlan) Empty() bool { return !p.here() && p.InBackups() == 0 }

// FindForget finds all that holds a term, and changes nothing. It needs the core tier: secrets
// are looked through, too. Errors are of kind [Usage] for a term that is none.
func (a *App) FindForget(ctx context.Context, term string) (p ForgetPlan, err error) {
	m, err := box.NewMatcher(term)
	if err != nil {
		return p, Fail(Usage, "name a word or more of what is to be forgotten", "this is no text to look for")
	}
	err = a.view(ctx, func(tx *vault.Tx) error {
		if a.v.Scoped() {
			return errTokenReads(nil)
		}
		f := &forgetting{a: a, tx: tx, m: m}
		if err := f.find(); err != nil {
			return err
		}
		p = f.plan()
		return nil
	})
	if err == nil {
		err = a.findInBackups(ctx, &p)
	}
	return p, err
}

// Forget deletes what [App.FindForget] found, for good, and takes it off the disk. Nothing is
// deleted where something else is found now: then the error is of kind [Busy]. Seals of
// what goes are withdrawn and shares stop, the next sync tells their recipients. The log records how
// much it was, and not what.
func (a *App) Forget(ctx context.Context, p ForgetPlan) error {
	if p.Empty() {
		return nil
	}
	forget := a.forgetHere
	if !p.here() {
		forget = a.noteForgotten
	}
	if err := forget(ctx, &p); err != nil {
		return err
	}
	return a.forgetInBackups(ctx, &p)
}

// noteForgotten records that something goes from backups alone.
func (a *App) noteForgotten(ctx context.Context, p *ForgetPlan) error {
	return a.update(ctx, "forget", p.Text(), func(tx *vault.Tx) error { return tx.Note() })
}

func (a *App) forgetHere(ctx context.Context, p *ForgetPlan) error {
	err := a.update(ctx, "forget", p.Text(), func(tx *vault.Tx) error {
		f := &forgetting{a: a, tx: tx, m: p.term}
		if err := f.find(); err != nil {
			return err
		}
		if now := f.plan(); !now.same(p) {
			return Fail(Busy, "look at what is found now, and confirm that", "the vault was changed meanwhile, and nothing was deleted")
		}
		return f.carryOut()
	})
	if err != nil {
		return err
	}
	return leftovers(a.clean(ctx))
}

// Text says how much goes, and from how many backups.
func (p *ForgetPlan) Text() string {
	if n := p.InBackups(); n > 0 {
		return p.Counts() + ", also from " + Counted(n, "backup", "backups")
	}
	return p.Counts()
}

// Counts says how much goes from the vault; it is all that the log says of it.
func (p *ForgetPlan) Counts() string {
	return Counted(p.Goes(), "thing", "things") + ", " + Counted(p.LogEntries, "entry of the log", "entries of the log")
}

func (p *ForgetPlan) same(q *ForgetPlan) bool {
	return slices.EqualFunc(p.Found, q.Found, func(a, b ForgetFound) bool {
		return a.Kind == b.Kind && a.ID == b.ID && a.Name == b.Name && a.State == b.State && a.Kept == b.Kept && slices.Equal(a.Places, b.Places)
	})
}

// forgetting is one search, and maybe the deletion of what it found, within a transaction.
type forgetting struct {
	a  *App
	tx *vault.Tx
	m  box.Matcher
	// copied tells that this is a vault of a former day, which nobody is told anything from.
	copied bool

	found  []ForgetFound
	traces []box.Trace // of items; those that go
	gone   map[ID]bool // items that go as a whole
	names  map[string]bool
	log    map[uint64]bool
	then   []func() error // what deletes the rest
	ends   []string
	has    []string // who received what
}

// find looks into every place. The order is that in which people read it.
func (f *forgetting) find() error {
	f.gone, f.names, f.log = map[ID]bool{}, map[string]bool{}, map[uint64]bool{}
	places := []func() error{
		f.items, f.boxes, f.templates, f.inbox, f.contacts, f.circles, f.seals, f.shares,
		f.findings, f.owner, f.letters, f.tickets, f.logins, f.former, f.entries,
	}
	if f.copied { // what else there is stays in the vault itself, too
		places = []func() error{f.items, f.boxes, f.templates, f.inbox, f.contacts, f.circles, f.shares, f.findings, f.owner, f.entries}
	}
	for _, place := range places {
		if err := place(); err != nil {
			return err
		}
	}
	return nil
}

func (f *forgetting) plan() ForgetPlan {
	return ForgetPlan{Found: f.found, LogEntries: len(f.log), Ends: f.ends, Received: f.has, term: f.m}
}

// things counts what goes.
func (f *forgetting) things() int {
	p := f.plan()
	return p.Goes() + p.LogEntries
}

// stays counts what holds the term and stays.
func (f *forgetting) stays() int {
	p := f.plan()
	return len(p.Found) - p.Goes()
}

// note keeps what was found; what goes is deleted by drop.
func (f *forgetting) note(one ForgetFound, drop func() error) {
	if len(one.Places) == 0 {
		return
	}
	f.found = append(f.found, one)
	if one.Goes() && drop != nil {
		f.then = append(f.then, drop)
	}
}

// places names those texts that hold the term; they come as pairs of a name and a text.
func (f *forgetting) places(pairs ...string) (all []string) {
	for i := 0; i+1 < len(pairs); i += 2 {
		if f.m.In(pairs[i+1]) && !slices.Contains(all, pairs[i]) {
			all = append(all, pairs[i])
		}
	}
	return all
}

// carryOut deletes. What ends with an item is told to others first, as long as it is there.
func (f *forgetting) carryOut() error {
	if !f.copied {
		if err := f.endSeals(); err != nil {
			return err
		}
	}
	for i := range f.traces {
		if err := box.Forget(f.tx, &f.traces[i]); err != nil {
			return err
		}
	}
	for _, drop := range f.then {
		if err := drop(); err != nil {
			return err
		}
	}
	if !f.copied { // it tells others
		if err := forgetPurged(f.tx); err != nil {
			return err
		}
	}
	if err := f.untitle(); err != nil {
		return err
	}
	f.tx.OweRewrite()
	_, err := f.tx.ForgetEntries(f.forgets)
	return err
}

// Sentence says in one line what was found where.
func (f *ForgetFound) Sentence() string {
	text := strings.Join(f.Places, ", ")
	if f.State != "" {
		text = f.State + ": " + text
	}
	if f.Goes() {
		return text
	}
	return fmt.Sprintf("%s; it stays: %s; %s", text, f.Kept, f.Next)
}

// Item is the @ID of an item that can be looked at, in which the term stands; empty for what is none.
func (f *ForgetFound) Item() string {
	if f.State != "" || f.Kind != foundItem && f.Kind != foundHistory {
		return ""
	}
	return "@" + f.ID.String()
}

// Question asks before all that goes is deleted, and says what else comes of that.
func (p *ForgetPlan) Question() string {
	parts := []string{p.Text() + " go for good, off the disk as well. Nobody can take that back."}
	for _, end := range p.Ends {
		parts = append(parts, end+".")
	}
	for _, has := range p.Received {
		parts = append(parts, has+", and keeps it.")
	}
	if text := StrangeText(p.Strange); text != "" && p.InBackups() > 0 {
		parts = append(parts, "Of backups: "+text+".")
	}
	if p.Elsewhere != "" {
		parts = append(parts, "Backups in other places keep it; the next push puts those right that this machine has, where it goes to.")
	}
	return strings.Join(parts, " ")
}
