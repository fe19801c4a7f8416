package app

import (
	"bytes"
	"errors"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	bolt "go.etcd.io/bbolt"

	"coffer/box/contact"
	"coffer/ticket"
	"coffer/ticket/order"
	"coffer/vault"
	"coffer/vault/codec"
	"coffer/vault/secret"
	"coffer/vault/split"
)

// trusted is a vault whose owner has trustees, and these.
type trusted struct {
	*App
	t      *testing.T
	clock  *moving
	owner  contact.Identity
	set    split.Set
	shares []split.Share
	warns  []Warning
}

const thawWait = 3 * day

func withTrustees(t *testing.T) *trusted {
	t.Helper()
	a, clock := movingApp(t)
	w := &trusted{App: a, t: t, clock: clock}
	var err error
	if w.owner, err = contact.NewIdentity(a.env.Rand); err != nil {
		t.Fatal(err)
	}
	w.set, w.shares = w.dealt(w.about(1))
	w.names(1, w.set)
	a.env.Warn = func(warning Warning) { w.warns = append(w.warns, warning) }
	return w
}

// about is what shares of a generation are about.
func (w *trusted) about(generation uint64) split.Subject {
	return split.Subject{Kind: "recover", Owner: w.owner.Public().Fingerprint(), Of: w.v.ID(), Generation: generation}
}

func (w *trusted) dealt(about split.Subject) (split.Set, []split.Share) {
	w.t.Helper()
	key, err := secret.KeyFrom(bytes.Repeat([]byte{byte(about.Generation)}, secret.KeySize))
	if err != nil {
		w.t.Fatal(err)
	}
	set, shares, err := split.Split(about, key, 2, 3)
	if err != nil {
		w.t.Fatal(err)
	}
	return set, shares
}

// names puts the trustees' notice into the vault.
func (w *trusted) names(generation uint64, set split.Set) {
	w.t.Helper()
	notice := w.notice(w.v.ID(), generation, set)
	w.mustUpdate(w.t, func(tx *vault.Tx) error { return tx.PutClear(vault.ClearRecovery, notice) })
}

func (w *trusted) notice(of vault.ID, generation uint64, set split.Set) []byte {
	w.t.Helper()
	set.Subject.Of = of
	about := set.Subject
	about.Kind = "reset"
	resets, _ := w.dealt(about)
	n, err := ticket.NewNotice(w.owner, ticket.Notice{
		Vault: of, Generation: generation, Recover: set, Reset: resets, Wait: int64(thawWait / time.Second),
		Deciders: make([]ticket.Decider, len(set.Members)), Made: w.clock.now.Unix(),
	})
	if err != nil {
		w.t.Fatal(err)
	}
	return n.Bytes()
}

// signs is an order of now by a quorum.
func (w *trusted) signs(kind order.Kind) []byte {
	return w.signsOf(w.set, w.shares, kind, w.clock.now)
}

func (w *trusted) signsOf(set split.Set, shares []split.Share, kind order.Kind, number time.Time) []byte {
	w.t.Helper()
	email := ""
	if kind == order.Email {
		email = "alice@acme.example"
	}
	o, err := order.New(kind, set, [32]byte{0xaa, 0xbb}, number, thawWait, email)
	if err != nil {
		w.t.Fatal(err)
	}
	signatures := make(map[int][]byte)
	for _, s := range shares {
		if signatures[s.Index], err = o.Sign(s); err != nil {
			w.t.Fatal(err)
		}
	}
	s, err := order.Collect(set, o, signatures)
	if err != nil {
		w.t.Fatal(err)
	}
	data, err := s.Encode()
	if err != nil {
		w.t.Fatal(err)
	}
	return data
}

// orders has somebody without a key place an order.
func (w *trusted) orders(kind order.Kind) []byte {
	w.t.Helper()
	data := w.signs(kind)
	w.places(data)
	return data
}

func (w *trusted) places(data []byte) {
	w.t.Helper()
	if _, err := w.stranger().PlaceOrder(w.t.Context(), data); err != nil {
		w.t.Fatal(err)
	}
}

// stranger finds the vault, and opens nothing.
func (w *trusted) stranger() *App {
	w.t.Helper()
	a, err := Open(w.t.Context(), w.env)
	if err != nil {
		w.t.Fatal(err)
	}
	w.t.Cleanup(func() { a.Close() })
	return a
}

// unlocks tells what the master password comes to.
func (w *trusted) unlocks() (*App, error) {
	w.t.Helper()
	a := w.stranger()
	return a, a.Unlock(w.t.Context(), secret.New("correct horse"))
}

func (w *trusted) opens() *App {
	w.t.Helper()
	a, err := w.unlocks()
	if err != nil {
		w.t.Fatal(err)
	}
	if _, core := a.v.Unlocked(); !core {
		w.t.Fatal("it is not open")
	}
	return a
}

// staysShut wants the vault refused, with words in what is said.
func (w *trusted) staysShut(words ...string) {
	w.t.Helper()
	a, err := w.unlocks()
	said := Explain(err)
	if err == nil || said.Kind != Refused {
		w.t.Fatalf("it opens: %v", err)
	}
	for _, word := range words {
		if !strings.Contains(said.Error(), word) {
			w.t.Errorf("%q does not say %q", said, word)
		}
	}
	if companion, core := a.v.Unlocked(); companion || core {
		w.t.Error("keys are still there")
	}
	if err := a.v.View(w.t.Context(), func(*vault.Tx) error { return nil }); !errors.Is(err, vault.ErrLocked) {
		w.t.Errorf("it is read: %v", err)
	}
}

func (w *trusted) warned(want Warning) {
	w.t.Helper()
	n := 0
	for _, warning := range w.warns {
		if warning == want {
			n++
		}
	}
	if w.warns = nil; n != 1 {
		w.t.Errorf("warned of %q %d times", want, n)
	}
}

func (w *trusted) later(d time.Duration) { w.clock.now = w.clock.now.Add(d) }

// raw writes the entry by hand.
func (w *trusted) raw(data []byte) {
	w.t.Helper()
	db, err := bolt.Open(filepath.Join(w.env.Folders.Data, vault.FileName), 0o600, nil)
	if err != nil {
		w.t.Fatal(err)
	}
	err = db.Update(func(tx *bolt.Tx) error { return tx.Bucket([]byte("keys")).Put([]byte("orders"), data) })
	if err = errors.Join(err, db.Close()); err != nil {
		w.t.Fatal(err)
	}
}

func (w *trusted) entry() []byte {
	w.t.Helper()
	data, err := w.stranger().v.Orders(w.t.Context())
	if err != nil {
		w.t.Fatal(err)
	}
	return data
}

func (w *trusted) lastEvent(a *App) (action, text string) {
	w.t.Helper()
	err := a.view(w.t.Context(), func(tx *vault.Tx) error {
		e, err := tx.Entry(tx.Entries())
		action, text = e.Event.Action, e.Event.Text
		return err
	})
	if err != nil {
		w.t.Fatal(err)
	}
	return action, text
}

func TestFrozenVaultOpensToNobody(t *testing.T) {
	w := withTrustees(t)
	w.opens()
	w.orders(order.Freeze)
	until := dateText(w.clock.now.Add(thawWait + order.FreezeLasts))
	w.staysShut("trustees froze this vault by ticket @", "since "+dateText(w.clock.now), "ends on "+until, "coffer vault thaw")
	a := w.stranger()
	if err := a.UnlockCompanion(t.Context(), secret.New("correct horse")); Explain(err).Kind != Refused {
		t.Errorf("the companion tier: %v", err)
	}
	if err := a.Unlock(t.Context(), secret.New("wrong")); Explain(err).Kind != Password {
		t.Errorf("a wrong password: %v", err)
	}
	f, err := a.Frozen(t.Context())
	if err != nil || f == nil || f.Deleting || f.Due || dateText(f.Until) != until || f.Wait != thawWait || !f.Since.Equal(w.clock.now) {
		t.Errorf("from outside: %+v, %v", f, err)
	}
	if len(w.warns) > 0 {
		t.Errorf("warned: %v", w.warns)
	}
}

// A freeze lapses after 30 days and the wait, once two openings a day apart saw
// that date.
func TestFreezeLapses(t *testing.T) {
	w := withTrustees(t)
	w.orders(order.Freeze)
	w.later(thawWait + order.FreezeLasts - 2*time.Hour)
	w.staysShut()
	w.later(2 * time.Hour)
	w.staysShut()
	w.later(22 * time.Hour) // a day after the opening before that date
	w.staysShut()
	w.later(2 * time.Hour)
	w.opens()
}

func TestFreezeIsRenewed(t *testing.T) {
	w := withTrustees(t)
	w.orders(order.Freeze)
	w.later(20 * day)
	w.orders(order.Freeze)
	w.later(thawWait + 20*day)
	w.staysShut()
	w.later(48 * time.Hour)
	w.staysShut()
}

// A clock that is set ahead for a moment ends no freeze.
func TestClockEndsNoFreeze(t *testing.T) {
	w := withTrustees(t)
	w.orders(order.Freeze)
	now := w.clock.now
	w.later(400 * day)
	w.staysShut()
	w.clock.now = now.Add(25 * time.Hour)
	w.staysShut()
}

func TestTrusteesThaw(t *testing.T) {
	w := withTrustees(t)
	freeze := w.orders(order.Freeze)
	w.later(day)
	w.orders(order.Thaw)
	if f, err := w.stranger().Frozen(t.Context()); f != nil || err != nil {
		t.Errorf("from outside: %+v, %v", f, err)
	}
	a := w.opens()
	if len(w.entry()) != 0 {
		t.Error("what is dealt with still lies there")
	}
	a.Close()
	w.places(freeze) // replayed, and means nothing: to whoever knows nothing, and to the owner
	if f, err := w.stranger().Frozen(t.Context()); f != nil || err != nil {
		t.Errorf("the replayed freeze, from outside: %+v, %v", f, err)
	}
	w.opens()
	if len(w.entry()) != 0 {
		t.Error("the replayed freeze still lies there")
	}
	// on a machine that remembers nothing the vault itself knows
	w.places(freeze)
	w.env.Folders.State = t.TempDir()
	if f, _ := w.stranger().Frozen(t.Context()); f == nil {
		t.Error("from outside nothing can be known of it")
	}
	w.opens()
	w.later(time.Second)
	w.orders(order.Freeze)
	w.staysShut()
}

func (w *trusted) thaws() (*Frozen, *App) {
	w.t.Helper()
	a := w.stranger()
	a.Thawing()
	if err := a.Unlock(w.t.Context(), secret.New("correct horse")); err != nil {
		w.t.Fatal(err)
	}
	f, err := a.Thaw(w.t.Context())
	if err != nil {
		w.t.Fatal(err)
	}
	if _, core := a.v.Unlocked(); core == (f != nil) {
		w.t.Errorf("frozen: %v, open: %v", f != nil, core)
	}
	return f, a
}

func TestOwnerThaws(t *testing.T) {
	w := withTrustees(t)
	if f, a := w.thaws(); f != nil || a.Decided() != (Decided{}) {
		t.Errorf("a vault that is not frozen: %+v", f)
	}
	freeze := w.orders(order.Freeze)
	f, _ := w.thaws()
	if f == nil || !f.Thaw.Equal(w.clock.now.Add(thawWait)) {
		t.Fatalf("begun: %+v", f)
	}
	asked := w.clock.now
	w.later(day)
	w.staysShut("the wait that coffer vault thaw began is over on " + dateText(f.Thaw))
	if again, _ := w.thaws(); again == nil || !again.Thaw.Equal(f.Thaw) {
		t.Errorf("asked for again: %+v", again)
	}
	w.later(thawWait - day - time.Second)
	w.staysShut()
	w.later(time.Second)
	a := w.opens()
	if d := a.Decided(); d.Lifted == "" || d.Vetoed != "" || d.Asked != codec.Seconds(asked) {
		t.Errorf("decided: %+v", d)
	}
	action, text := w.lastEvent(a)
	if action != "order.thaw" || !strings.Contains(text, "lifted @") || !strings.Contains(text, asked.Format(time.RFC3339)) {
		t.Errorf("recorded: %s %q", action, text)
	}
	if len(w.entry()) != 0 {
		t.Error("the freeze still lies there")
	}
	w.places(freeze)
	w.opens()
	w.later(time.Second)
	w.orders(order.Freeze) // the old thaw does not lift it
	w.staysShut("or 3d after coffer vault thaw")
}

// `vault thaw` after the wait opens as an unlock does.
func TestThawAgainAfterTheWait(t *testing.T) {
	w := withTrustees(t)
	w.orders(order.Freeze)
	w.thaws()
	w.later(thawWait)
	if f, a := w.thaws(); f != nil || a.Decided().Lifted == "" {
		t.Errorf("%+v, %+v", f, a.Decided())
	}
}

// A newer freeze wants a wait of its own, and a clock that runs ahead ends none.
func TestThawWaitsForEachFreeze(t *testing.T) {
	w := withTrustees(t)
	w.orders(order.Freeze)
	w.thaws()
	w.later(2 * day)
	w.orders(order.Freeze)
	w.later(2 * day)
	w.staysShut()
	w.thaws()
	w.later(thawWait)
	w.opens()
}

// The wait counts on the machine where it began.
func TestThawOnAnotherMachine(t *testing.T) {
	w := withTrustees(t)
	w.orders(order.Freeze)
	w.thaws()
	w.later(thawWait)
	home := w.env.Folders.State
	w.env.Folders.State = t.TempDir()
	w.staysShut()
	if err := os.MkdirAll(filepath.Join(w.env.Folders.State, w.v.ID().String()), 0o700); err != nil {
		t.Fatal(err)
	}
	thaw, err := os.ReadFile(filepath.Join(home, w.v.ID().String(), thawName))
	if err != nil {
		t.Fatal(err)
	}
	path := filepath.Join(w.env.Folders.State, w.v.ID().String(), thawName)
	for _, data := range [][]byte{thaw, nil, []byte("junk"), thaw[:len(thaw)-1]} {
		if err := os.WriteFile(path, data, 0o600); err != nil {
			t.Fatal(err)
		}
		w.staysShut() // this machine's clock has not seen so much time
	}
	w.env.Folders.State = home
	w.opens()
}

func TestUnlockVetoesADeletion(t *testing.T) {
	w := withTrustees(t)
	erase := w.orders(order.Delete)
	f, err := w.stranger().Frozen(t.Context())
	due := w.clock.now.Add(thawWait + order.DeleteWaits)
	if err != nil || f == nil || !f.Deleting || !f.Until.Equal(due) {
		t.Fatalf("from outside: %+v, %v", f, err)
	}
	a := w.opens()
	if d := a.Decided(); d.Vetoed == "" || d.Lifted != "" {
		t.Errorf("decided: %+v", d)
	}
	if action, _ := w.lastEvent(a); action != "order.veto" {
		t.Errorf("recorded: %s", action)
	}
	if len(w.entry()) != 0 {
		t.Error("it still lies there")
	}
	w.places(erase)
	w.later(40 * day)
	w.stranger()
	w.later(2 * day)
	if err := w.stranger().EraseOrdered(t.Context()); Explain(err).Kind != Refused {
		t.Errorf("deleted by an order that was vetoed: %v", err)
	}
	w.opens()
}

// A veto against a deletion lifts no freeze.
func TestVetoLeavesTheFreeze(t *testing.T) {
	w := withTrustees(t)
	w.orders(order.Freeze)
	w.later(day)
	w.orders(order.Delete)
	w.staysShut("froze")
	if f, err := w.stranger().Frozen(t.Context()); err != nil || f == nil || f.Deleting {
		t.Errorf("after the veto: %+v, %v", f, err)
	}
}

// An unlock whose veto cannot be written opens all the same.
func TestVetoThatCannotBeWritten(t *testing.T) {
	w := withTrustees(t)
	w.orders(order.Delete)
	w.env.OpenFile = func(name string, flag int, mode os.FileMode) (*os.File, error) {
		if flag&os.O_RDWR != 0 {
			return nil, os.ErrPermission
		}
		return os.OpenFile(name, flag, mode)
	}
	w.opens()
	w.warned(WarnDecided)
	w.env.OpenFile = nil
	if f, _ := w.stranger().Frozen(t.Context()); f == nil {
		t.Error("nobody knows of the veto yet")
	}
	w.opens()
	if f, _ := w.stranger().Frozen(t.Context()); f != nil {
		t.Errorf("the next unlock: %+v", f)
	}
}

func TestEraseOrdered(t *testing.T) {
	w := withTrustees(t)
	early := func(when string) {
		t.Helper()
		if err := w.stranger().EraseOrdered(t.Context()); Explain(err).Kind != Refused {
			t.Fatalf("%s: %v", when, err)
		}
	}
	early("without an order")
	w.orders(order.Freeze)
	early("frozen")
	w.later(time.Second)
	w.orders(order.Delete)
	early("at once")
	w.later(thawWait + order.DeleteWaits)
	early("at the first opening")
	w.later(24*time.Hour - time.Second)
	early("within a day")
	w.later(time.Second)
	if f, err := w.stranger().Frozen(t.Context()); err != nil || !f.Due {
		t.Errorf("due: %+v, %v", f, err)
	}
	if err := w.stranger().EraseOrdered(t.Context()); err != nil {
		t.Fatal(err)
	}
	if _, err := Open(t.Context(), w.env); !errors.Is(err, vault.ErrNoVault) {
		t.Errorf("it is still there: %v", err)
	}
}

func TestEmailIsTakenOver(t *testing.T) {
	w := withTrustees(t)
	w.orders(order.Email)
	a := w.opens()
	if d := a.Decided(); d.Email != "alice@acme.example" || d.EmailBy == "" {
		t.Errorf("decided: %+v", d)
	}
	if o, err := a.Owner(t.Context()); err != nil || o.Email != "alice@acme.example" {
		t.Errorf("%+v, %v", o, err)
	}
	if d := w.opens().Decided(); d != (Decided{}) {
		t.Errorf("once more: %+v", d)
	}
}

// A frozen vault takes over nothing.
func TestEmailWaitsForTheThaw(t *testing.T) {
	w := withTrustees(t)
	w.orders(order.Freeze)
	w.orders(order.Email)
	w.staysShut()
	w.later(time.Second)
	w.orders(order.Thaw)
	if d := w.opens().Decided(); d.Email == "" {
		t.Errorf("decided: %+v", d)
	}
}

// TestOrdersThatMeanNothing gives the vault what an attacker may, by PlaceOrder
// and by hand: it opens, with one warning, and the junk goes.
func TestOrdersThatMeanNothing(t *testing.T) {
	w := withTrustees(t)
	now := w.clock.now
	about := w.set.Subject
	later, elsewhere := about, about
	later.Generation++
	elsewhere.Of[0]++
	renewed, r := w.dealt(later)
	there, e := w.dealt(elsewhere)
	imposters, i := w.dealt(about)
	good := w.signs(order.Freeze)
	one, err := order.ParseSigned(good)
	if err != nil {
		t.Fatal(err)
	}
	for name, signed := range map[string][]byte{
		"of another generation": w.signsOf(renewed, r, order.Freeze, now),
		"of another vault":      w.signsOf(there, e, order.Freeze, now),
		"by other shares":       w.signsOf(imposters, i, order.Freeze, now),
		"from the future":       w.signsOf(w.set, w.shares, order.Freeze, now.Add(25*time.Hour)),
		"k-1":                   w.rewired(good, func(by []any) []any { return by[:1] }),
		"the same share twice":  w.rewired(good, func(by []any) []any { return []any{by[0], by[0]} }),
		"altered":               w.altered(good),
		"malformed":             []byte("junk"),
	} {
		t.Run(name, func(t *testing.T) {
			if _, err := w.stranger().PlaceOrder(t.Context(), signed); err == nil ||
				Explain(err).Kind != Refused && Explain(err).Kind != Input {
				t.Errorf("placed: %v", err)
			}
			if len(w.entry()) != 0 {
				t.Error("something lies there now")
			}
			book, err := codec.Marshal([]any{1, []any{[]any{uint64(now.Unix()), signed}}})
			if err != nil {
				t.Fatal(err)
			}
			w.raw(book)
			w.warns = nil
			if f, err := w.stranger().Frozen(t.Context()); f != nil || err != nil {
				t.Errorf("from outside: %+v, %v", f, err)
			}
			w.warned(WarnOrders)
			w.opens()
			w.warned(WarnOrders)
			if len(w.entry()) != 0 {
				t.Error("the junk is still there")
			}
			w.opens()
			if len(w.warns) > 0 {
				t.Errorf("warned once more: %v", w.warns)
			}
		})
	}
	if one.Check(w.set) != nil {
		t.Error("the good one is none")
	}
}

// rewired exchanges the signatures of a signed order.
func (w *trusted) rewired(signed []byte, change func([]any) []any) []byte {
	w.t.Helper()
	var parts []any
	if err := codec.Unmarshal(signed, &parts); err != nil {
		w.t.Fatal(err)
	}
	parts[2] = change(parts[2].([]any))
	data, err := codec.Marshal(parts)
	if err != nil {
		w.t.Fatal(err)
	}
	return data
}

// altered lets a freeze last a second longer than what was signed.
func (w *trusted) altered(signed []byte) []byte {
	w.t.Helper()
	var parts []any
	if err := codec.Unmarshal(signed, &parts); err != nil {
		w.t.Fatal(err)
	}
	o, err := order.Parse(parts[1].([]byte))
	if err != nil {
		w.t.Fatal(err)
	}
	o.Until++
	if parts[1], err = o.Encode(); err != nil {
		w.t.Fatal(err)
	}
	data, err := codec.Marshal(parts)
	if err != nil {
		w.t.Fatal(err)
	}
	return data
}

// What cannot be read keeps nobody out, and no order either.
func TestEntryThatCannotBeRead(t *testing.T) {
	w := withTrustees(t)
	for name, data := range map[string][]byte{
		"malformed": []byte("junk"), "huge": make([]byte, vault.MaxOrders+1), "very huge": make([]byte, 1<<20), "one byte": {0},
	} {
		w.raw(data)
		w.warns = nil
		a := w.opens()
		w.warned(WarnOrders)
		a.Close()
		w.raw(data)
		w.later(time.Second)
		w.orders(order.Freeze)
		w.staysShut()
		w.later(time.Second)
		w.orders(order.Thaw)
		w.opens()
		if t.Failed() {
			t.Fatal(name)
		}
	}
}

// A vault without trustees knows no orders.
func TestFreezeOfAVaultWithoutTrustees(t *testing.T) {
	w := withTrustees(t)
	freeze := w.signs(order.Freeze)
	w.places(freeze)
	book := w.entry()
	w.mustUpdate(t, func(tx *vault.Tx) error { return tx.PutClear(vault.ClearRecovery, nil) })
	w.opens()
	w.warned(WarnOrders)
	w.raw(book)
	if f, err := w.stranger().Frozen(t.Context()); f != nil || err != nil {
		t.Errorf("from outside: %+v, %v", f, err)
	}
	w.opens()
	if _, err := w.stranger().PlaceOrder(t.Context(), freeze); Explain(err).Kind != Refused {
		t.Errorf("placed: %v", err)
	}
}

// New trustees end what the former ones ordered.
func TestNewGenerationEndsOrders(t *testing.T) {
	w := withTrustees(t)
	w.orders(order.Freeze)
	book := w.entry()
	w.later(time.Second)
	w.orders(order.Thaw)
	a := w.opens()
	set, _ := w.dealt(w.about(2))
	w.App = a
	w.names(2, set)
	w.raw(book)
	w.opens()
	w.warned(WarnOrders)
}

// What was dealt with stands in the vault; the file on this machine only repeats
// it.
func TestHintIsNoMore(t *testing.T) {
	w := withTrustees(t)
	w.orders(order.Freeze)
	all, err := order.Dealt{Lifted: 1 << 40}.Encode()
	if err != nil {
		t.Fatal(err)
	}
	if err := w.hintDealt(order.Dealt{Lifted: 1 << 40}); err != nil {
		t.Fatal(err)
	}
	w.staysShut()
	for _, data := range [][]byte{nil, []byte("junk"), append(all, 0)} {
		if err := w.writeState(dealtName, data); err != nil {
			t.Fatal(err)
		}
		w.staysShut()
		if f, err := w.stranger().Frozen(t.Context()); err != nil || f == nil {
			t.Errorf("%q: %+v, %v", data, f, err)
		}
	}
}

// A notice that is damaged, or of another vault, is as good as none.
func TestNoticeThatCannotBeRead(t *testing.T) {
	w := withTrustees(t)
	w.orders(order.Freeze)
	book := w.entry()
	w.staysShut()
	theirs := w.notice(vault.ID{9}, 1, w.set)
	for name, notice := range map[string][]byte{"damaged": []byte("junk"), "of another vault": theirs} {
		w.mustUpdate(t, func(tx *vault.Tx) error { return tx.PutClear(vault.ClearRecovery, notice) })
		w.raw(book)
		w.warns = nil
		if f, err := w.stranger().Frozen(t.Context()); f != nil || err != nil {
			t.Errorf("%s, from outside: %+v, %v", name, f, err)
		}
		w.opens()
		if !bytes.Equal(w.entry(), book) {
			t.Errorf("%s: the order is gone", name)
		}
	}
}
