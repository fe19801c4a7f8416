package vault

import (
	"context"
	"encoding/binary"
	"errors"
	"fmt"
	"slices"
	"strings"
	"sync"
	"testing"

	"coffer/vault/secret"
)

// A picture is everything that can be read of one state of a vault: an answer
// for each of a list of questions.
type picture []string

// Answers that are not content.
const (
	isMissing = "(not found)"
	isDamaged = "(damaged)"
)

// question asks for one thing through the public methods of a Tx, whether it
// is there or not.
type question struct {
	about string
	ask   func(tx *Tx) (answer string, err error)
}

type questions []question

func (qs *questions) add(ask func(*Tx) (string, error), about string, args ...any) {
	*qs = append(*qs, question{fmt.Sprintf(about, args...), ask})
}

// index returns where a question stands.
func (qs questions) index(about string) int {
	return slices.IndexFunc(qs, func(q question) bool { return q.about == about })
}

func (qs *questions) boxes() {
	qs.add(func(tx *Tx) (string, error) {
		ids, err := tx.Boxes()
		return rawIDs(ids), err
	}, "boxes")
}

func (qs *questions) place(p place) {
	qs.add(func(tx *Tx) (string, error) {
		r, err := tx.Get(p.box, p.space, p.key, p.tier)
		return rawRecord(r), err
	}, "get %s", p.text())
}

// presence asks whether there is something at a place.
func (qs *questions) presence(p place) {
	qs.add(func(tx *Tx) (string, error) {
		has, err := tx.Has(p.box, p.space, p.key, p.tier)
		return fmt.Sprint(has), err
	}, "has %s", p.text())
}

func (qs *questions) space(box ID, s Space, t Tier) {
	qs.add(func(tx *Tx) (string, error) {
		keys, err := tx.Keys(box, s, t)
		return rawKeys(keys), err
	}, "keys %s %c %s", box, s, t)
	qs.add(func(tx *Tx) (string, error) { return scanned(tx, box, s, t) }, "scan %s %c %s", box, s, t)
}

func (qs *questions) name(box ID, name string) {
	qs.add(func(tx *Tx) (string, error) {
		ids, err := tx.IndexGet(box, name)
		return rawIDs(ids), err
	}, "name %s %s", box, name)
}

func (qs *questions) events(upTo int) {
	qs.add(func(tx *Tx) (string, error) { return fmt.Sprint(tx.Entries()), nil }, "events")
	for n := range upTo {
		qs.add(func(tx *Tx) (string, error) {
			e, err := tx.Entry(uint64(n + 1))
			return fmt.Sprint(e.Number, e.Event.Time.Unix(), e.Changes) + e.Event.Action, err
		}, "event %d", n+1)
	}
}

func (p place) text() string {
	return fmt.Sprintf("%s %c %s.%d %s", p.box, p.space, p.key.ID, p.key.Sub, p.tier)
}

func rawIDs(ids []ID) string {
	var b []byte
	for _, id := range ids {
		b = append(b, id[:]...)
	}
	return string(b)
}

func rawKeys(keys []Key) string {
	var b []byte
	for _, k := range keys {
		b = binary.BigEndian.AppendUint32(append(b, k.ID[:]...), k.Sub)
	}
	return string(b)
}

func rawRecord(r Record) string {
	b := binary.BigEndian.AppendUint32(nil, r.Revision)
	return rawKeys([]Key{r.Key}) + string(b) + string(r.Plain)
}

func scanned(tx *Tx, box ID, s Space, t Tier) (string, error) {
	var mu sync.Mutex
	var all []string
	err := tx.Scan(box, s, t, func(_ int, r Record) error {
		mu.Lock()
		defer mu.Unlock()
		all = append(all, rawRecord(r))
		return nil
	})
	slices.Sort(all)
	return strings.Join(all, "\n"), err
}

// seen is what one look at a vault gave.
type seen struct {
	picture
	warns    []Warning
	status   Status
	strange  string // an error that is neither damage nor absence
	unopened error  // the vault could not be opened or unlocked
}

func (s *seen) note(q string, answer string, err error) {
	switch {
	case err == nil:
	case isDamage(err):
		answer = isDamaged
	case errors.Is(err, ErrNotFound):
		answer = isMissing
	default:
		s.strange = fmt.Sprintf("%s: %v", q, err)
	}
	s.picture = append(s.picture, answer)
}

func isDamage(err error) bool {
	var d *DamagedError
	var f *FormatError
	return errors.As(err, &d) || errors.As(err, &f)
}

// look opens and unlocks a vault and asks all questions; the last answer of the
// picture is the list of slots.
func look(o Options, qs questions) *seen {
	s := &seen{picture: make(picture, 0, len(qs)+1)}
	o.Warn = func(w Warning) { s.warns = append(s.warns, w) }
	ctx := context.Background()
	v, err := Open(ctx, o)
	if err == nil {
		err = v.Unlock(ctx, secret.New("swordfish"))
	}
	if err != nil {
		s.unopened = err
		return s
	}
	defer v.Close()
	s.unopened = v.View(ctx, func(tx *Tx) error {
		for _, q := range qs {
			answer, err := q.ask(tx)
			s.note(q.about, answer, err)
		}
		return nil
	})
	s.status = v.Status()
	slots, err := v.Slots(ctx)
	s.note("slots", fmt.Sprint(slots), err)
	return s
}

// judge compares what was seen with the states that were really there, by
// revision. Empty means: all is as promised.
func (s *seen) judge(qs questions, states map[uint64]picture, newest uint64) string {
	if err := s.unopened; err != nil {
		if isDamage(err) {
			return ""
		}
		return fmt.Sprintf("cannot be opened, and not for damage: %v", err)
	}
	if s.strange != "" {
		return s.strange
	}
	right, ok := states[s.status.Revision]
	switch {
	case !ok:
		return fmt.Sprintf("revision %d never was", s.status.Revision)
	case s.status.Revision != newest && !slices.Contains(s.warns, WarnOlder) && !slices.Contains(s.warns, WarnFork):
		return fmt.Sprintf("revision %d without a warning", s.status.Revision)
	}
	for i, have := range s.picture {
		if have != isDamaged && have != right[i] {
			return fmt.Sprintf("%s is %q and not %q", append(qs, question{about: "slots"})[i].about, have, right[i])
		}
	}
	return ""
}

// damaged tells whether anything that was asked for is damaged.
func (s *seen) damaged() bool { return s.unopened != nil || slices.Contains(s.picture, isDamaged) }

// photograph takes the picture of a vault that is whole.
func photograph(t testing.TB, o Options, qs questions) (picture, uint64) {
	t.Helper()
	s := look(o, qs)
	if s.damaged() || s.strange != "" || len(s.warns) > 0 {
		t.Fatalf("a whole vault gives %v %v %v", s.unopened, s.strange, s.warns)
	}
	return s.picture, s.status.Revision
}
