package ticket

import (
	"bytes"
	"errors"
	"reflect"
	"slices"
	"testing"

	"coffer/box/hold"
	"coffer/vault/codec"
)

// evidenceOf is that of a ticket that came to its end, by everybody who knows it.
func evidenceOf(t testing.TB) (w *stage, q *asker, all map[string][]byte) {
	w, _ = ready(t, 140, 2, []string{"erin"}, []string{"bob", "carol", "dave"})
	q = w.asks(w.pack(), Wish{Kind: Recover, Personal: "born in Antwerp, it is me"})
	w.all()
	w.actors["dave"].must(func(k *Keeper) error { return k.Deny(q.r.Asking.ID, "I do not know that voice") })
	w.approve(q, "bob", "carol")
	w.all()
	w.pass(4 * 24 * hour)
	w.all()
	if s := q.stage(); s != hold.Released {
		t.Fatal(s)
	}
	all = map[string][]byte{}
	for _, name := range []string{"alice", "bob", "carol", "erin"} {
		w.actors[name].view(func(k *Keeper) (err error) { all[name], err = k.Evidence(q.r.Asking.ID); return err })
	}
	q.must(func(r *Requester) (err error) { all["requester"], err = r.Evidence(); return err })
	return w, q, all
}

func TestEvidence(t *testing.T) {
	w, q, all := evidenceOf(t)
	for name, data := range all {
		e, err := ParseEvidence(data)
		if err != nil {
			t.Errorf("%s: %v", name, err)
			continue
		}
		if e.ID != q.r.Asking.ID || e.Terms != q.r.Asking.Terms || !e.Requester.Equal(q.me.Public()) || len(e.View.Requests) != 1 ||
			!bytes.Equal(e.Notice.Bytes(), q.r.Asking.Notice.Bytes()) || !reflect.DeepEqual(e.Names, w.pack().Names) {
			t.Errorf("%s: it is about something else: %+v", name, e)
		}
		if e.Policy.Matter() != q.r.Asking.Policy.Matter() || len(e.Card.Bytes()) > 0 {
			t.Errorf("%s: %+v", name, e.Policy)
		}
		if bytes.Contains(data, []byte("Antwerp")) {
			t.Errorf("%s: it tells what the requester said about themselves", name)
		}
		if again, err := e.Encode(); err != nil || !bytes.Equal(again, data) {
			t.Errorf("%s: written anew it is something else: %v", name, err)
		}
	}
	e, err := ParseEvidence(all["requester"])
	if err != nil {
		t.Fatal(err)
	}
	r := e.View.Requests[0]
	if r.Stage != hold.Released || !r.Custodians[2].Denied || r.Custodians[2].Reason != "I do not know that voice" || len(e.Events) < 8 {
		t.Errorf("%d events: %+v", len(e.Events), r)
	}
	if e, err := ParseEvidence(all["alice"]); err != nil || !e.View.Requests[0].Custodians[0].Approved || e.View.Requests[0].Stage != hold.Decided {
		t.Errorf("alice knows who approved: %v", err)
	}
	w.actors["bob"].view(func(k *Keeper) error {
		if _, err := k.Evidence(idOf(hold.Hash{1})); !errors.Is(err, ErrNotFound) {
			t.Errorf("of no ticket: %v", err)
		}
		return nil
	})
}

// TestEvidenceAltered: whatever is changed in it is refused by name.
func TestEvidenceAltered(t *testing.T) {
	w, q, all := evidenceOf(t)
	other := w.asks(w.pack(), Wish{Kind: Recover})
	var foreign []byte
	other.must(func(r *Requester) (err error) { foreign, err = r.Evidence(); return err })
	read := func(data []byte) (e wireEvidence) {
		if err := codec.UnmarshalCanonical(data[len(evidenceMark):], &e); err != nil {
			t.Fatal(err)
		}
		return e
	}
	data := all["requester"]
	strange, mallory := read(foreign), w.asks(w.pack(), Wish{Kind: Recover})
	for what, c := range map[string]struct {
		change func(e *wireEvidence)
		why    error
	}{
		"the notice of somebody else": {func(e *wireEvidence) { e.Notice = nil }, ErrNotice},
		"a notice that is altered":    {func(e *wireEvidence) { e.Notice = slices.Clone(e.Notice); e.Notice[len(e.Notice)-1] ^= 1 }, ErrForged},
		"a name too few":              {func(e *wireEvidence) { e.Names.Deciders = e.Names.Deciders[1:] }, ErrNotice},
		"a name that cannot be":       {func(e *wireEvidence) { e.Names.Owner = "" }, ErrNotice},
		"another kind":                {func(e *wireEvidence) { e.Terms.Kind = Reset }, hold.ErrMatter},
		"an unknown kind":             {func(e *wireEvidence) { e.Terms.Kind = "admin" }, ErrTerms},
		"terms of another notice":     {func(e *wireEvidence) { e.Terms.Notice[0]++ }, ErrTerms},
		"another number":              {func(e *wireEvidence) { e.Terms.Number++ }, hold.ErrMatter},
		"another requester":           {func(e *wireEvidence) { e.Requester = mallory.me.Public() }, hold.ErrMatter},
		"the terms of another ticket": {func(e *wireEvidence) { e.Terms, e.Requester = strange.Terms, strange.Requester }, hold.ErrMatter},
		"an event of another ticket":  {func(e *wireEvidence) { e.Events = append(e.Events, strange.Events...) }, hold.ErrMatter},
		"an event that is altered":    {func(e *wireEvidence) { e.Events[0] = slices.Clone(e.Events[0]); e.Events[0][len(e.Events[0])-1] ^= 1 }, hold.ErrSignature},
		"an event that is none":       {func(e *wireEvidence) { e.Events[0] = nil }, hold.ErrEvent},
		"an event twice":              {func(e *wireEvidence) { e.Events = append(e.Events, e.Events[len(e.Events)-1]) }, ErrEvidence},
		"events in another order":     {func(e *wireEvidence) { slices.Reverse(e.Events) }, ErrEvidence},
		"no events":                   {func(e *wireEvidence) { e.Events = nil }, ErrEvidence},
		"what answers to no request":  {func(e *wireEvidence) { e.Events = slices.DeleteFunc(e.Events, isRequest) }, ErrEvidence},
	} {
		e := read(data)
		c.change(&e)
		if _, err := ParseEvidence(append([]byte(evidenceMark), w.body(e)...)); !errors.Is(err, c.why) {
			t.Errorf("%s: %v, not %v", what, err, c.why)
		}
	}
	for i := range data {
		if i%97 == 0 || i < 40 {
			if _, err := ParseEvidence(data[:i]); !errors.Is(err, ErrEvidence) {
				t.Fatalf("cut after %d bytes: %v", i, err)
			}
		}
	}
	for what, bad := range map[string][]byte{
		"one byte too many":     append(slices.Clone(data), 0),
		"a pack":                must(t, q.r.Asking.Pack.Bytes),
		"without its beginning": data[1:],
		"too long":              append(slices.Clone(data), make([]byte, MaxEvidence)...),
	} {
		if _, err := ParseEvidence(bad); !errors.Is(err, ErrEvidence) {
			t.Errorf("%s: %v", what, err)
		}
	}
	for i := range data { // no single bit can be turned
		if i%53 != 0 {
			continue
		}
		bad := slices.Clone(data)
		bad[i] ^= 0x10
		if e, err := ParseEvidence(bad); err == nil && reflect.DeepEqual(e.View, parsed(t, data).View) && reflect.DeepEqual(e.Names, parsed(t, data).Names) {
			t.Errorf("byte %d means nothing", i)
		}
	}
}

func isRequest(data []byte) bool {
	u, err := hold.Parse(data)
	return err == nil && u.UnverifiedKind() == hold.KindRequest
}

func must(t testing.TB, f func() ([]byte, error)) []byte {
	t.Helper()
	data, err := f()
	if err != nil {
		t.Fatal(err)
	}
	return data
}

func parsed(t testing.TB, data []byte) *Evidence {
	t.Helper()
	e, err := ParseEvidence(data)
	if err != nil {
		t.Fatal(err)
	}
	return e
}
