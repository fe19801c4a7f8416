package ticket

import (
	"errors"
	"strings"
	"testing"

	"coffer/box/hold"
	"coffer/box/matter"
	"coffer/box/post"
	"coffer/vault"
	"coffer/vault/codec"
)

// ready is a stage on which everybody of a trust of alice's is in order.
func ready(t testing.TB, seed uint64, threshold int, watchers, deciders []string, besides ...string) (*stage, Keys) {
	t.Helper()
	names, seen := []string{"alice"}, map[string]bool{"alice": true, "paper": true}
	for _, name := range append(append(append([]string(nil), deciders...), watchers...), besides...) {
		if !seen[name] {
			names, seen[name] = append(names, name), true
		}
	}
	return prepared(newStage(t, seed, names...), threshold, watchers, deciders...)
}

// prepared names trustees, who accept.
func prepared(w *stage, threshold int, watchers []string, deciders ...string) (*stage, Keys) {
	w.t.Helper()
	keys := w.appoint(threshold, watchers, deciders...)
	w.all()
	for _, name := range deciders {
		if name != "paper" {
			w.accept(name)
		}
	}
	w.all()
	return w, keys
}

// pack is what a trustee hands out.
func (w *stage) pack() Pack { return w.actors["bob"].trust().Pack }

// body is something that somebody wrote without a client.
func (w *stage) body(v any) []byte {
	w.t.Helper()
	data, err := codec.Marshal(v)
	if err != nil {
		w.t.Fatal(err)
	}
	return data
}

// says has somebody say something of their own making over the mailboxes of the trust.
func (w *stage) says(from, to, kind string, body []byte) {
	w.t.Helper()
	way, ok := matter.FindWay(w.actors[from].trust().Ways, w.actors[to].id())
	if !ok {
		w.t.Fatalf("%s does not talk to %s", from, to)
	}
	w.puts(from, way.In, kind, body)
}

// tells has somebody say it over the channel of a contact.
func (w *stage) tells(from, to, kind string, body []byte) {
	w.t.Helper()
	w.puts(from, w.between[[2]string{from, to}], kind, body)
}

func (w *stage) puts(from string, at post.Mailbox, kind string, body []byte) {
	w.t.Helper()
	w.actors[from].must(func(k *Keeper) error {
		_, err := post.Send(k.Desk, k.Me, at, post.Letter{Kind: kind, Body: body})
		return err
	})
	w.actors[from].sync()
}

// refuses syncs somebody, who is to put something aside for a reason. What was refused
// before comes again at times.
func (a *actor) refuses(what, why string) {
	a.t.Helper()
	r := a.sync()
	for _, o := range r.Aside {
		if strings.Contains(o.Reason, why) {
			return
		}
	}
	a.t.Errorf("%s: put aside %+v, for %q", what, r.Aside, why)
}

// event signs an event that its author's client would not make.
func (a *actor) event(p hold.Policy, e hold.Event) hold.Verified {
	a.t.Helper()
	return signed(a.t, p, e, a.own.Sign)
}

func signed(t testing.TB, p hold.Policy, e hold.Event, sign func(purpose string, message []byte) []byte) hold.Verified {
	t.Helper()
	v, err := matter.Sign(p, e, func(purpose string, message []byte) ([]byte, error) { return sign(purpose, message), nil })
	if err != nil {
		t.Fatal(err)
	}
	return v
}

// about begins an event of somebody about the ticket of a requester.
func (q *asker) about(who hold.Fingerprint) hold.Answer {
	q.w.t.Helper()
	r := q.state().Requests
	if len(r) != 1 {
		q.w.t.Fatalf("%d requests", len(r))
	}
	return hold.Answer{Head: hold.Head{Matter: q.r.Asking.Policy.Matter(), Author: who}, Request: r[0].ID}
}

// knows tells whether a ticket is at somebody's.
func (a *actor) knows(id vault.ID) (there bool) {
	a.t.Helper()
	a.view(func(k *Keeper) error {
		_, err := ReadTicket(k.tx(), id)
		if there = err == nil; errors.Is(err, ErrNotFound) {
			err = nil
		}
		return err
	})
	return there
}

// tickets counts those at somebody's.
func (a *actor) tickets() (n int) {
	a.t.Helper()
	a.view(func(k *Keeper) error {
		all, err := Tickets(k.tx())
		n = len(all)
		return err
	})
	return n
}

// released fails where shares came to the requester.
func (q *asker) unreleased(when string) {
	q.w.t.Helper()
	if s := q.stage(); s == hold.Released {
		q.w.t.Fatalf("%s: released", when)
	}
	shares, orders := q.r.Answers()
	if len(shares)+len(orders) > 0 {
		q.w.t.Fatalf("%s: %d shares, %d signatures", when, len(shares), len(orders))
	}
}

// TestAnswersTwice: who says the same twice counts once, whatever their client says.
func TestAnswersTwice(t *testing.T) {
	w, _ := ready(t, 100, 2, nil, []string{"bob", "carol"})
	q := w.asks(w.pack(), Wish{Kind: Recover})
	w.all()
	w.approve(q, "bob")
	err := w.actors["bob"].try(func(k *Keeper) error { return k.Approve(q.r.Asking.ID) })
	if !errors.Is(err, hold.ErrNotNow) {
		t.Errorf("approving twice: %v", err)
	}
	w.all()
	bob, p := w.actors["bob"], q.r.Asking.Policy
	seen := bob.event(p, &hold.Seen{Answer: q.about(bob.id()), At: 1, Due: 2})
	first := bob.event(p, &hold.Ready{Answer: q.about(bob.id())})
	for _, v := range []hold.Verified{seen, first, first} {
		for _, to := range []string{"alice"} {
			w.says("bob", to, KindEvent, v.Bytes())
		}
		w.puts("bob", bob.deciding(q.r.Asking.ID).Way[0].In, KindEvent, v.Bytes())
	}
	w.all()
	w.pass(4 * 24 * hour)
	w.all()
	q.unreleased("one trustee who says ready twice")
	if n := len(q.state().Requests[0].Custodians); n != 2 {
		t.Errorf("%d custodians", n)
	}
}

func (a *actor) deciding(id vault.ID) (d Deciding) {
	a.t.Helper()
	a.view(func(k *Keeper) error {
		t, err := ReadTicket(k.tx(), id)
		if err == nil {
			d = *t.Deciding
		}
		return err
	})
	return d
}

// TestDeniesAfterApproving: a denial takes an approval back, until the share is given.
func TestDeniesAfterApproving(t *testing.T) {
	w, _ := ready(t, 101, 2, nil, []string{"bob", "carol", "dave"})
	q := w.asks(w.pack(), Wish{Kind: Recover})
	id := q.r.Asking.ID
	w.all()
	w.approve(q, "bob", "carol")
	w.actors["dave"].must(func(k *Keeper) error { _, _, err := k.Confirm(id, q.r.Asking.Code(cheap)); return err })
	w.all()
	w.pass(2 * 24 * hour)
	w.actors["carol"].must(func(k *Keeper) error { return k.Deny(id, "it was not her") })
	for name, do := range map[string]func(k *Keeper) error{
		"approves after denying": func(k *Keeper) error { return k.Approve(id) },
		"denies twice":           func(k *Keeper) error { return k.Deny(id, "once more") },
	} {
		if err := w.actors["carol"].try(do); !errors.Is(err, hold.ErrNotNow) {
			t.Errorf("%s: %v", name, err)
		}
	}
	w.all()
	w.pass(10 * 24 * hour)
	w.all()
	q.unreleased("one of two took the approval back")
	c := q.state().Requests[0].Custodians
	if !c[1].Denied || c[1].Reason != "it was not her" || c[1].Ready != (hold.Hash{}) {
		t.Errorf("%+v", c[1])
	}
	w.actors["dave"].must(func(k *Keeper) error { return k.Approve(id) })
	w.all()
	w.pass(4 * 24 * hour)
	w.all()
	if s := q.stage(); s != hold.Released {
		t.Errorf("with the third: %s", s)
	}
}

// TestApprovesAfterVeto: nobody can, nor deny, nor does a second veto matter.
func TestApprovesAfterVeto(t *testing.T) {
	w, _ := ready(t, 102, 2, []string{"erin"}, []string{"bob", "carol"})
	q := w.asks(w.pack(), Wish{Kind: Recover})
	id := q.r.Asking.ID
	w.all()
	w.actors["bob"].must(func(k *Keeper) error { _, _, err := k.Confirm(id, q.r.Asking.Code(cheap)); return err })
	w.actors["alice"].must(func(k *Keeper) error { return k.Veto(id, "no") })
	w.all()
	for name, do := range map[string]func(k *Keeper) error{
		"approve": func(k *Keeper) error { return k.Approve(id) },
		"veto":    func(k *Keeper) error { return k.Veto(id, "I may not") },
	} {
		if err := w.actors["bob"].try(do); !errors.Is(err, hold.ErrNotNow) {
			t.Errorf("%s: %v", name, err)
		}
	}
	// A client that does it nevertheless convinces nobody.
	for _, name := range []string{"bob", "carol"} {
		a := w.actors[name]
		for _, e := range []hold.Event{&hold.Approve{Answer: q.about(a.id())}, &hold.Ready{Answer: q.about(a.id())}} {
			w.puts(name, a.deciding(id).Way[0].In, KindEvent, a.event(q.r.Asking.Policy, e).Bytes())
		}
	}
	w.all()
	w.pass(10 * 24 * hour)
	w.all()
	if q.unreleased("after a veto"); q.stage() != hold.Vetoed {
		t.Error(q.stage())
	}
}

// TestClockJumps: a wait counts the time that the vault credits, and a wall clock that
// is set decides nothing.
func TestClockJumps(t *testing.T) {
	w, _ := ready(t, 103, 2, nil, []string{"bob", "carol"})
	q := w.asks(w.pack(), Wish{Kind: Recover})
	w.all()
	w.approve(q, "bob", "carol")
	w.all()
	for _, name := range []string{"bob", "carol"} {
		w.actors[name].clock.wall += 365 * 24 * hour
	}
	w.all()
	w.pass(2 * 24 * hour)
	w.all()
	q.unreleased("a clock that was set a year ahead")
	for _, name := range []string{"bob", "carol"} {
		w.actors[name].clock.wall = -365 * 24 * hour
	}
	w.all()
	w.pass(24 * hour)
	w.all()
	if s := q.stage(); s != hold.Released {
		t.Errorf("after the wait, with a clock a year behind: %s", s)
	}
}

// TestTellsOnlySome: who asks decides whom to tell first, and yet what the owner says
// reaches those who are told later, also when the owner has gone away.
func TestTellsOnlySome(t *testing.T) {
	w, _ := ready(t, 104, 2, []string{"erin"}, []string{"bob", "carol", "dave"})
	late := w.holdBack("carol", "dave")
	q := w.asks(w.pack(), Wish{Kind: Recover})
	id := q.r.Asking.ID
	q.sync()
	late.keep()
	w.all()
	if !w.actors["alice"].knows(id) || !w.actors["erin"].knows(id) || w.actors["carol"].knows(id) {
		t.Fatal("bob alone is told, and passes it on")
	}
	w.actors["alice"].must(func(k *Keeper) error { return k.Veto(id, "it is not me") })
	w.all()
	w.order = []string{"bob", "carol", "dave"} // alice and erin are away from here on
	late.release()
	w.all()
	for _, name := range []string{"carol", "dave"} {
		if !w.actors[name].knows(id) {
			t.Fatalf("%s was not told", name)
		}
		if s := w.actors[name].state(id).Requests[0].Stage; s != hold.Vetoed {
			t.Errorf("%s, who was told after the veto: %s", name, s)
		}
		for what, do := range map[string]func(k *Keeper) error{
			"confirms": func(k *Keeper) error { _, _, err := k.Confirm(id, q.r.Asking.Code(cheap)); return err },
			"approves": func(k *Keeper) error { return k.Approve(id) },
		} {
			if err := w.actors[name].try(do); !errors.Is(err, hold.ErrNotNow) {
				t.Errorf("%s %s: %v", name, what, err)
			}
		}
	}
	w.pass(10 * 24 * hour)
	w.all()
	q.unreleased("two trustees who were told after the veto")
	if gap := w.actors["carol"].gap("alice"); gap {
		t.Error("what came before the ticket counts as missing")
	}
}

// gap tells whether mail from somebody counts as missing.
func (a *actor) gap(from string) (gap bool) {
	a.t.Helper()
	way, _ := matter.FindWay(a.trust().Ways, a.w.actors[from].id())
	a.view(func(k *Keeper) (err error) { gap, err = post.Gap(k.Desk, way.In); return err })
	return gap
}

// withheld is mail that whoever asks does not put into the post yet.
type withheld struct {
	w     *stage
	desks []post.Mailbox
	kept  map[string][]byte
}

func (w *stage) holdBack(names ...string) *withheld {
	h := &withheld{w: w, kept: map[string][]byte{}}
	for _, name := range names {
		n := w.actors[name].trust().Notice
		h.desks = append(h.desks, n.Deciders[n.Index(w.actors[name].id())].Desk)
	}
	return h
}

func (h *withheld) keep() {
	h.w.t.Helper()
	h.w.post.Change(func(objects map[string][]byte) {
		for at, data := range objects {
			for _, m := range h.desks {
				if strings.HasPrefix(at, m.String()) {
					h.kept[at] = data
					delete(objects, at)
				}
			}
		}
	})
	if len(h.kept) == 0 {
		h.w.t.Fatal("nothing was held back")
	}
}

func (h *withheld) release() {
	h.w.post.Change(func(objects map[string][]byte) {
		for at, data := range h.kept {
			objects[at] = data
		}
	})
}

// TestVanishedStaysAway: a ticket that a trustee forgot, with the veto that had stopped
// it, does not come back as if it were a new one.
func TestVanishedStaysAway(t *testing.T) {
	w, _ := ready(t, 105, 2, nil, []string{"bob", "carol"})
	q := w.asks(w.pack(), Wish{Kind: Recover})
	id := q.r.Asking.ID
	w.all()
	w.actors["alice"].must(func(k *Keeper) error { return k.Veto(id, "no") })
	w.all()
	w.order = []string{"bob", "carol"}
	w.pass(4 * 24 * hour)
	w.all()
	if w.actors["bob"].knows(id) || w.actors["carol"].knows(id) {
		t.Fatal("it did not vanish")
	}
	for _, name := range []string{"bob", "carol"} {
		w.introduces(q, name, nil)
	}
	for _, name := range []string{"bob", "carol"} {
		w.actors[name].refuses("a ticket that was forgotten", "forgotten")
	}
	w.pass(100 * 24 * hour)
	w.all()
	w.introduces(q, "bob", nil)
	w.actors["bob"].refuses("a ticket that is too old", "too old")
}

// TestClosedVanishes: a ticket that five wrong codes have closed is forgotten with what
// its requester said, and gets no more codes by coming once more.
func TestClosedVanishes(t *testing.T) {
	w, _ := ready(t, 108, 2, nil, []string{"bob", "carol"})
	q := w.asks(w.pack(), Wish{Kind: Recover, Personal: "it is me"})
	id := q.r.Asking.ID
	w.all()
	for range MaxCodes {
		w.actors["bob"].must(func(k *Keeper) error { _, _, err := k.Confirm(id, "0000-0000-0000"); return err })
	}
	w.pass(3 * 24 * hour)
	w.all()
	if w.actors["bob"].knows(id) {
		t.Error("it is kept")
	}
	w.introduces(q, "bob", nil)
	w.actors["bob"].refuses("a ticket that five wrong codes have closed", "forgotten")
}

// TestVetoOfVanished: nothing is kept of what is said of a ticket that was forgotten, and
// what was said of one before it came goes after a time.
func TestVetoOfVanished(t *testing.T) {
	w, _ := ready(t, 107, 2, nil, []string{"bob", "carol"})
	late := w.holdBack("carol")
	q := w.asks(w.pack(), Wish{Kind: Recover})
	q.sync()
	late.keep()
	w.asking = nil // it is not put there again
	w.all()
	stops := func(name string) (n int) {
		a := w.actors[name]
		trust := a.trust().ID
		a.view(func(k *Keeper) error {
			all, err := readAbsent(k.tx(), trust)
			n = len(all.Early)
			return err
		})
		return n
	}
	w.pass(4 * 24 * hour)
	w.all() // bob forgets it, and carol never had it
	w.actors["alice"].must(func(k *Keeper) error { return k.Veto(q.r.Asking.ID, "no") })
	w.all()
	if stops("bob") != 0 || stops("carol") != 1 {
		t.Errorf("bob keeps %d, carol %d", stops("bob"), stops("carol"))
	}
	w.pass(119 * 24 * hour)
	other := w.asks(w.pack(), Wish{Kind: Recover})
	w.all()
	w.pass(3 * 24 * hour)
	w.all()
	if w.actors["carol"].knows(other.r.Asking.ID) || stops("carol") != 0 {
		t.Errorf("carol keeps %d for ever", stops("carol"))
	}
}

// introduces puts a ticket on a desk once more, as a requester may who changes their
// client; in other words than before.
func (w *stage) introduces(q *asker, name string, change func(o *opening, at *post.Mailbox)) {
	w.t.Helper()
	d := w.decider(name)
	o := q.opening(name)
	at := d.Desk
	if change != nil {
		change(&o, &at)
	}
	q.must(func(r *Requester) error {
		in, err := post.NewMailbox(w.rand)
		if err == nil {
			err = r.Desk.PutChannel(post.Channel{Peer: d.Keys, In: in, Out: o.In, Scope: r.Asking.ID, Kinds: post.OfMatter})
		}
		if err != nil {
			return err
		}
		return post.Introduce(r.Desk, w.rand, q.me, d.Keys, at, in, post.Letter{Kind: KindOpen, Body: w.body(o)})
	})
	q.sync()
}

func (w *stage) decider(name string) Decider {
	n := w.actors["alice"].trust().Notice
	return n.Deciders[n.Index(w.actors[name].id())]
}

// opening is what a requester says to a trustee, with mailboxes that are new.
func (q *asker) opening(string) opening {
	q.w.t.Helper()
	request, ok := q.r.Asking.course.Set.Get(q.state().Requests[0].ID)
	if !ok {
		q.w.t.Fatal("no request")
	}
	o := opening{Version: bodyVersion, Personal: q.r.Asking.Personal,
		Ask: ask{Version: bodyVersion, Terms: q.r.Asking.Terms, Requester: q.me.Public(), Request: request.Bytes()}}
	var err error
	if o.In, err = post.NewMailbox(q.w.rand); err == nil {
		o.Out, err = post.NewMailbox(q.w.rand)
	}
	if err != nil {
		q.w.t.Fatal(err)
	}
	return o
}

// TestAlteredRequest: whoever changes anything in it makes another ticket, with another
// code, which nobody signed; or one that is refused.
func TestAlteredRequest(t *testing.T) {
	w, _ := ready(t, 106, 2, nil, []string{"bob", "carol"})
	q := w.asks(w.pack(), Wish{Kind: Reset, Personal: "it is me"})
	other := w.asks(w.pack(), Wish{Kind: Reset, Personal: "it is me"})
	late := w.holdBack("bob")
	q.sync()
	other.sync()
	late.keep()
	code := q.r.Asking.Code(cheap)
	for what, c := range map[string]struct {
		change func(o *opening, at *post.Mailbox)
		why    string
	}{
		"another kind":           {func(o *opening, _ *post.Mailbox) { o.Ask.Terms.Kind = Recover }, "another matter"},
		"another number":         {func(o *opening, _ *post.Mailbox) { o.Ask.Terms.Number++ }, "another matter"},
		"another nonce":          {func(o *opening, _ *post.Mailbox) { o.Ask.Terms.Nonce[0]++ }, "altered"},
		"another personal text":  {func(o *opening, _ *post.Mailbox) { o.Personal = "it is somebody else" }, "altered"},
		"no personal text":       {func(o *opening, _ *post.Mailbox) { o.Personal = "" }, "altered"},
		"an address":             {func(o *opening, _ *post.Mailbox) { o.Ask.Terms.Email = "a@acme.example" }, "its address"},
		"another notice":         {func(o *opening, _ *post.Mailbox) { o.Ask.Terms.Notice[0]++ }, "not known here"},
		"a replaced ticket":      {func(o *opening, _ *post.Mailbox) { o.Ask.Terms.Replaces[0]++ }, "another matter"},
		"an unknown kind":        {func(o *opening, _ *post.Mailbox) { o.Ask.Terms.Kind = "admin" }, "a kind"},
		"another requester":      {func(o *opening, _ *post.Mailbox) { o.Ask.Requester = other.me.Public() }, "not from whom"},
		"the request of another": {func(o *opening, _ *post.Mailbox) { o.Ask.Request = other.opening("bob").Ask.Request }, "another matter"},
		"no request":             {func(o *opening, _ *post.Mailbox) { o.Ask.Request = nil }, ""},
		"another version":        {func(o *opening, _ *post.Mailbox) { o.Version++ }, "newer version"},
		"a version within":       {func(o *opening, _ *post.Mailbox) { o.Ask.Version++ }, "newer version"},
		"one mailbox both ways":  {func(o *opening, _ *post.Mailbox) { o.Out = o.In }, "newer version"},
		"no mailbox":             {func(o *opening, _ *post.Mailbox) { o.In = post.Mailbox{} }, "newer version"},
		"the mailbox of a card":  {func(o *opening, _ *post.Mailbox) { o.In = post.Mailbox(w.actors["bob"].own.Mailbox) }, "in use"},
		"the mailbox of a desk":  {func(o *opening, _ *post.Mailbox) { o.In = w.decider("bob").Desk }, "in use"},
		"a mailbox of a contact": {func(o *opening, _ *post.Mailbox) { o.In = w.between[[2]string{"bob", "alice"}] }, "in use"},
		"a mailbox of the trust": {func(o *opening, _ *post.Mailbox) { o.Out = w.actors["bob"].trust().Ways[0].Out }, "in use"},
		"too much about a person": {func(o *opening, _ *post.Mailbox) {
			o.Personal = strings.Repeat("a", MaxPersonal+1)
			o.Ask.Terms.Personal = personalHash(o.Ask.Terms.Nonce, o.Personal)
		}, "newer version"},
		"the wrong desk": {func(_ *opening, at *post.Mailbox) { *at = post.Mailbox(w.actors["bob"].own.Mailbox) }, "not here"},
	} {
		w.introduces(q, "bob", c.change)
		w.actors["bob"].refuses(what, c.why)
		if n := w.actors["bob"].tickets(); n != 0 {
			t.Fatalf("%s: %d tickets", what, n)
		}
	}
	w.introduces(q, "bob", nil)
	w.actors["bob"].sync()
	w.actors["bob"].must(func(k *Keeper) error {
		ok, _, err := k.Confirm(q.r.Asking.ID, code)
		if !ok {
			t.Error("the genuine one is not confirmed by its code")
		}
		return err
	})
}

// TestLongWait: a ticket is kept for as long as its waits may run, with everybody.
func TestLongWait(t *testing.T) {
	w := newStage(t, 960, "alice", "bob", "carol")
	w.wait = 366 * 24 * hour
	w, _ = prepared(w, 2, nil, "bob", "carol")
	q := w.asks(w.pack(), Wish{Kind: Recover})
	w.all()
	w.approve(q, "bob", "carol")
	w.all()
	w.pass(365*24*hour + hour)
	w.all()
	if !w.actors["alice"].knows(q.r.Asking.ID) {
		t.Error("alice has forgotten a ticket whose wait runs")
	}
	w.pass(24 * hour)
	w.all()
	if s := q.stage(); s != hold.Released {
		t.Errorf("after the wait: %s", s)
	}
}
