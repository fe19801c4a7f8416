package app

import (
	"context"
	"errors"
	"slices"
	"strings"
	"time"

	"coffer/box/contact"
	"coffer/box/post"
	"coffer/box/witness"
	"coffer/internal/host"
	"coffer/vault"
)

// LogWitness is a contact who is to keep heads of the owner's log.
type LogWitness struct {
	ID     ID
	Name   string
	State  string // of the contact; while it is not open, nothing is sent
	Since  time.Time
	Sent   uint64 // entries of the head that was sent last; 0: none was
	SentAt time.Time
	Waits  bool      // for an answer to it
	Kept   uint64    // entries of the head that they said last that they keep; 0: they said nothing
	KeptOf time.Time // when that was signed
	KeptAt time.Time // when they said so
	Stands Stands    // how that head stands to the log
}

// LogKept is what the owner keeps of the log of a contact.
type LogKept struct {
	ID      ID
	Name    string
	Entries uint64
	Signed  time.Time // by their clock
	Since   time.Time // when it came
	// Doubt says why a later head does not fit: older, forked, key or unproved; empty
	// for nothing. DoubtEntries and DoubtAt are those of that head.
	Doubt        string
	DoubtEntries uint64
	DoubtAt      time.Time
	// NewKey tells that that head is signed with another key than the one that is kept.
	NewKey bool
	// Over tells that the log that is kept has grown since.
	Over bool
	// Alarm tells that the owner should speak with the contact.
	Alarm bool
}

// LogWitnesses are both sides of witnessing.
type LogWitnesses struct {
	Mine   []LogWitness // who keep heads of the owner's log
	Others []LogKept    // what is kept for others
}

// Stands says how a head that somebody keeps stands to the owner's log.
type Stands string

// The ways in which it may.
const (
	StandsIn    Stands = "kept"   // the log has grown out of it
	StandsAhead Stands = "ahead"  // the log has fewer entries: this file is older
	StandsOff   Stands = "branch" // the log had another root at that size
	StandsOther Stands = "unsure" // it is signed with another key: nothing is known of it
)

// Alarm tells that this vault is not the one that was witnessed.
func (s Stands) Alarm() bool { return s == StandsAhead || s == StandsOff }

// LogWitnesses lists them, by name.
func (a *App) LogWitnesses(ctx context.Context) (all LogWitnesses, err error) {
	err = a.view(ctx, func(tx *vault.Tx) error {
		all, err = logWitnesses(tx)
		return err
	})
	return all, err
}

func logWitnesses(tx *vault.Tx) (all LogWitnesses, err error) {
	mine, err := witness.AllAppointed(tx)
	if err != nil {
		return all, err
	}
	others, err := witness.AllKept(tx)
	if err != nil || len(mine)+len(others) == 0 {
		return all, err
	}
	people, err := contact.List(tx)
	if err != nil {
		return all, err
	}
	for i := range people {
		c := &people[i]
		if at := slices.IndexFunc(mine, func(w witness.Appointed) bool { return w.Contact == c.ID }); at >= 0 {
			w, err := newLogWitness(tx, c, &mine[at])
			if err != nil {
				return all, err
			}
			all.Mine = append(all.Mine, w)
		}
		if at := slices.IndexFunc(others, func(k witness.KeptOf) bool { return k.Contact == c.ID }); at >= 0 {
			all.Others = append(all.Others, newLogKept(c, &others[at].Kept))
		}
	}
	return all, nil
}

func newLogWitness(tx *vault.Tx, c *Contact, w *witness.Appointed) (out LogWitness, err error) {
	out = LogWitness{ID: c.ID, Name: c.Name, State: c.State().String(), Since: w.Since, Sent: w.Sent.Size, SentAt: w.Sent.At, Waits: w.Sent.Waits}
	if w.Answer.Key != "" {
		out.Kept, out.KeptOf, out.KeptAt = w.Answer.Head.Size, w.Answer.Time, w.Answer.At
		out.Stands, err = standsSigned(tx, &w.Answer.Signed)
	}
	return out, err
}

func newLogKept(c *Contact, k *witness.Kept) LogKept {
	out := LogKept{ID: c.ID, Name: c.Name, Entries: k.Head.Size, Signed: k.Time, Since: k.At}
	if d := k.Doubt; d.Reason != witness.None {
		out.Doubt, out.DoubtEntries, out.DoubtAt = d.Reason.String(), d.Head.Size, d.At
		out.NewKey, out.Over, out.Alarm = d.Key != k.Key, d.Over, d.Alarm()
	}
	return out
}

// standsSigned says how a head stands to the log, as far as the owner's own key has signed it.
func standsSigned(tx *vault.Tx, s *witness.Signed) (Stands, error) {
	key, err := logKey(tx)
	if err != nil && Explain(err).Kind != NotFound {
		return "", err
	}
	if s.Key != key {
		return StandsOther, nil
	}
	return standsTo(tx, s.Head)
}

// AddWitness lets a contact keep heads of the log: the next sync sends the first one. One
// whose safety number was not compared is taken only with unverified.
func (a *App) AddWitness(ctx context.Context, name string, unverified bool) (added LogWitness, err error) {
	text := name
	if unverified {
		text += ", unverified people were taken"
	}
	err = a.update(ctx, "log.witness.add", text, func(tx *vault.Tx) error {
		c, err := findContact(tx, name)
		if err != nil {
			return err
		}
		if err := mayWitness(tx, &c, unverified); err != nil {
			return err
		}
		key, err := tx.EnsureLogKey()
		if err != nil {
			return err
		}
		clear(key)
		w := witness.Appointed{Contact: c.ID, Since: tx.Now()}
		if added, err = newLogWitness(tx, &c, &w); err != nil {
			return err
		}
		return witness.PutAppointed(tx, &w)
	})
	return added, err
}

// mayWitness refuses who cannot keep heads, and who does already.
func mayWitness(tx *vault.Tx, c *Contact, unverified bool) error {
	if err := mustTalk(c); err != nil {
		return err
	}
	if err := notInDrawer(tx, post.NewVaultDesk(tx), c); err != nil {
		return err
	}
	if c.State() != contact.Verified && !unverified {
		return orKeys(Fail(Refused, "coffer contact verify "+NameWord(c.Name)+" compares the safety number, --unverified goes on without",
			"witness %q is not verified", host.Safe(c.Name)),
			"the contacts place compares the safety number")
	}
	_, err := witness.GetAppointed(tx, c.ID)
	if err == nil {
		return Fail(Exists, "coffer log witness ls shows what they keep", "%q is a witness of your log already", host.Safe(c.Name))
	}
	if errors.Is(err, vault.ErrNotFound) {
		return nil
	}
	return err
}

// DropWitness sends a contact no more heads. They are not told, and keep what they have. It
// returns what was known of them.
func (a *App) DropWitness(ctx context.Context, name string) (dropped LogWitness, err error) {
	err = a.update(ctx, "log.witness.drop", name, func(tx *vault.Tx) error {
		c, err := findContact(tx, name)
		if err != nil {
			return err
		}
		w, err := witness.GetAppointed(tx, c.ID)
		if errors.Is(err, vault.ErrNotFound) {
			return Fail(NotFound, "coffer log witness ls shows who is", "%q is no witness of your log", host.Safe(c.Name))
		}
		if err != nil {
			return err
		}
		if dropped, err = newLogWitness(tx, &c, &w); err != nil {
			return err
		}
		return witness.DropAppointed(tx, c.ID)
	})
	return dropped, err
}

// Witnessed is what the owner keeps of the log of a contact, where there is a doubt about it that
// somebody may settle.
func (a *App) Witnessed(ctx context.Context, name string) (kept LogKept, err error) {
	err = a.view(ctx, func(tx *vault.Tx) error {
		c, err := findContact(tx, name)
		if err != nil {
			return err
		}
		k, err := doubted(tx, &c)
		kept = newLogKept(&c, &k)
		return err
	})
	return kept, err
}

// doubted is what is kept of the log of a contact that something did not fit.
func doubted(tx *vault.Tx, c *Contact) (k witness.Kept, err error) {
	k, err = witness.GetKept(tx, c.ID)
	if errors.Is(err, vault.ErrNotFound) {
		return k, Fail(NotFound, "coffer log witness ls shows whose heads you keep", "you keep no head of the log of %q", host.Safe(c.Name))
	}
	if err == nil && k.Doubt.Reason == witness.None {
		err = Fail(Refused, "", "there is no doubt about the log of %q", host.Safe(c.Name))
	}
	return k, err
}

// AcceptWitnessed settles a doubt about the log of a contact, as it was seen, after somebody has
// asked them: the head that did not fit is kept from now on, unless the former log has grown
// since. They are told what is kept. [Busy] where something else has come meanwhile: nobody has
// decided about that.
func (a *App) AcceptWitnessed(ctx context.Context, seen LogKept) (kept LogKept, err error) {
	err = a.meet(ctx, "log.witness.accept", seen.Name, func(m *meeting) error {
		c, err := contact.Get(m.tx, seen.ID)
		if err != nil {
			return err
		}
		k, err := doubted(m.tx, &c)
		if err != nil {
			return err
		}
		if newLogKept(&c, &k) != seen {
			return Fail(Busy, "coffer log witness ls shows what is kept now", "another head of the log of %q came meanwhile", host.Safe(c.Name))
		}
		k.Accept()
		kept = newLogKept(&c, &k)
		if err := witness.PutKept(m.tx, c.ID, &k); err != nil {
			return err
		}
		ch, ok, err := m.channel(&c)
		if err != nil || !ok {
			return err
		}
		return m.answerKept(ch.In, &k)
	})
	return kept, err
}

// WitnessNames are the contacts for whom one of the verbs of witnesses is: add, drop or accept.
func (a *App) WitnessNames(ctx context.Context, verb string) (names []string, err error) {
	all, err := a.LogWitnesses(ctx)
	if err != nil {
		return nil, err
	}
	for i := range all.Mine {
		names = append(names, all.Mine[i].Name)
	}
	switch verb {
	case "add":
		mine := names
		names, err = a.ContactNames(ctx)
		names = slices.DeleteFunc(names, func(name string) bool { return slices.Contains(mine, name) })
	case "accept":
		names = nil
		for i := range all.Others {
			if all.Others[i].Doubt != "" {
				names = append(names, all.Others[i].Name)
			}
		}
	}
	return names, err
}

// isCarrying tells whether an entry tells of nothing but heads, answers to them, and letters
// on their way: were it a reason for a head, two witnesses would send each other heads for ever.
func isCarrying(e *vault.Entry) bool {
	if e.Event.Action != "sync" || e.Told != len(e.About) || e.Changed != len(e.Changes) {
		return false
	}
	others := func(s vault.Subject) bool {
		return !strings.HasSuffix(s.Word, " "+witness.KindHead) && !strings.HasSuffix(s.Word, " "+witness.KindKept)
	}
	return !slices.ContainsFunc(e.About, others) &&
		!slices.ContainsFunc(e.Changes, func(c vault.Change) bool { return c.Space != vault.Mail && c.Space != vault.Witness })
}

// grownSince tells whether the log has grown by something that is a reason for a new head,
// since it had some size.
func grownSince(tx *vault.Tx, size uint64) (bool, error) {
	for n := tx.Entries(); n > size; n-- {
		e, err := tx.Entry(n)
		if errors.Is(err, vault.ErrNotFound) { // it went with its time
			return true, nil
		}
		if err != nil || !isCarrying(&e) {
			return err == nil, err
		}
	}
	return false, nil
}
