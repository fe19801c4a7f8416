package ticket

import (
	"context"
	"errors"
	"slices"
	"strings"
	"testing"

	"coffer/box/hold"
	"coffer/box/post"
	"coffer/vault"
)

// fitting are answers as an owner's client gathers them.
func fitting() []Fitting {
	return []Fitting{
		{AboutBox, []string{"home", "work"}}, {AboutTitle, []string{"bank", "passport"}}, {AboutBegun, []string{"2030-01"}}, {AboutBoxes, []string{"2"}},
	}
}

// inspected is a stage on which trustees ask whoever opens a ticket.
func inspected(t testing.TB, seed uint64, besides ...string) *stage {
	t.Helper()
	w := newStage(t, seed, append([]string{"alice", "bob", "carol"}, besides...)...)
	w.fitting = fitting()
	w.appoint(2, nil, "bob", "carol")
	w.all()
	w.accept("bob", "carol")
	w.all()
	return w
}

// questions are those in somebody's deposit.
func (w *stage) questions(name string) (all []Question) {
	w.t.Helper()
	id := w.actors[name].trust().ID
	w.actors[name].view(func(k *Keeper) error {
		t, err := readTrust(k.tx(), id)
		if err == nil {
			all = t.Holding.Questions
		}
		return err
	})
	return all
}

func askedOf(all []Question) (asked []Asked) {
	for _, q := range all {
		asked = append(asked, Asked{ID: q.ID, Topic: q.Topic, Salt: q.Salt})
	}
	return asked
}

// judgement is what a trustee knows of the answers; nil: nothing was asked.
func (a *actor) judgement(id vault.ID) (i *Inspection) {
	a.t.Helper()
	a.view(func(k *Keeper) error {
		t, err := ReadTicket(k.tx(), id)
		if err == nil && t.Deciding != nil {
			i = t.Deciding.Inspection
		}
		return err
	})
	return i
}

var knowsAll = map[Topic]string{AboutBox: " HOME", AboutTitle: "Bank", AboutBegun: "1/2030", AboutBoxes: "2"}

// answers answers all who ask.
func (q *asker) answers(words map[Topic]string) {
	q.w.t.Helper()
	q.must(func(r *Requester) error {
		for _, in := range r.Asking.Unanswered() {
			replies, err := r.Asking.Replies(cheap, in, words, nil)
			if err != nil {
				return err
			}
			if err := r.Reply(in.By, replies); err != nil {
				return err
			}
		}
		return nil
	})
}

// confirms types the code at some trustees'.
func (w *stage) confirms(q *asker, names ...string) {
	w.t.Helper()
	for _, name := range names {
		w.actors[name].must(func(k *Keeper) error {
			ok, _, err := k.Confirm(q.r.Asking.ID, q.r.Asking.Code(cheap))
			if err == nil && !ok {
				err = errors.New("not the code")
			}
			return err
		})
	}
}

// TestInspection: who typed the code asks, and learns how many answers fit; nobody else
// learns anything.
func TestInspection(t *testing.T) {
	w := inspected(t, 160)
	q := w.asks(w.pack(), Wish{Kind: Recover})
	w.all()
	if len(q.r.Asking.Inspecting) != 0 {
		t.Fatal("asked before the code was typed")
	}
	w.confirms(q, "bob")
	w.all()
	if in := q.r.Asking.Inspecting; len(in) != 1 || in[0].By != w.actors["bob"].id() || len(in[0].Questions) != 4 {
		t.Fatalf("%+v", in)
	}
	q.answers(map[Topic]string{AboutBox: "Work", AboutTitle: "nothing", AboutBegun: "2030-1"})
	w.all()
	if i := w.actors["bob"].judgement(q.r.Asking.ID); i == nil || i.Judged == 0 || i.Asked != 4 || i.Given != 3 || i.Fit != 2 {
		t.Fatalf("bob: %+v", i)
	}
	for _, name := range []string{"alice", "carol"} {
		if i := w.actors[name].judgement(q.r.Asking.ID); i != nil {
			t.Errorf("%s: %+v", name, i)
		}
	}
	w.confirms(q, "carol")
	w.all()
	q.answers(knowsAll)
	w.all()
	if i := w.actors["carol"].judgement(q.r.Asking.ID); i == nil || i.Fit != 4 {
		t.Fatalf("carol: %+v", i)
	}
}

// TestNothingIsAsked where the owner did not consent.
func TestNothingIsAsked(t *testing.T) {
	w, _ := ready(t, 161, 2, nil, []string{"bob", "carol"})
	q := w.asks(w.pack(), Wish{Kind: Recover})
	w.all()
	w.confirms(q, "bob")
	w.all()
	if len(q.r.Asking.Inspecting) != 0 || w.actors["bob"].judgement(q.r.Asking.ID) != nil {
		t.Error("asked without consent")
	}
}

// TestQuestionsDiffer: no two trustees can compare, no number tells how many answers
// fit, and no word stands anywhere.
func TestQuestionsDiffer(t *testing.T) {
	w := inspected(t, 162)
	bob, carol := w.questions("bob"), w.questions("carol")
	values := map[[32]byte]bool{}
	for i := range bob {
		if bob[i].Topic != carol[i].Topic || bob[i].ID == carol[i].ID || bob[i].Salt == carol[i].Salt {
			t.Errorf("%+v, %+v", bob[i], carol[i])
		}
		for _, a := range slices.Concat(bob[i].Answers, carol[i].Answers) {
			values[a] = true
		}
	}
	if want := 2 * len(bob) * MaxFitting; len(values) != want {
		t.Errorf("%d values, not %d", len(values), want)
	}
	body := string(w.body(wireDeposit{Version: bodyVersion, Questions: bob}))
	if strings.Contains(body, "home") || strings.Contains(body, "passport") {
		t.Error("a word in a deposit")
	}
}

// TestFirstAnswersCount: only the first ones count.
func TestFirstAnswersCount(t *testing.T) {
	w := inspected(t, 163)
	q := w.asks(w.pack(), Wish{Kind: Recover})
	w.all()
	w.confirms(q, "bob")
	w.all()
	in := q.r.Asking.Unanswered()[0]
	q.answers(map[Topic]string{AboutBox: "guess"})
	if err := q.try(func(r *Requester) error { return r.Reply(in.By, []Reply{{}}) }); !errors.Is(err, ErrState) {
		t.Errorf("once more: %v", err)
	}
	w.all()
	replies, err := q.r.Asking.Replies(cheap, in, knowsAll, nil)
	if err != nil {
		t.Fatal(err)
	}
	q.sends("bob", KindReplies, w.body(wireReplies{Version: bodyVersion, Ticket: q.r.Asking.Policy.Matter(), Replies: replies}))
	w.all()
	if i := w.actors["bob"].judgement(q.r.Asking.ID); i.Given != 1 || i.Fit != 0 {
		t.Errorf("%+v", i)
	}
}

// sends says something of its own making to a trustee.
func (q *asker) sends(to, kind string, body []byte) {
	q.w.t.Helper()
	q.must(func(r *Requester) error {
		_, err := r.hearing().Send(q.w.actors[to].id(), kind, body)
		return err
	})
	q.sync()
}

// TestAnswersThatAreNone: before the code, of another ticket, of nobody's question, and
// those that another trustee got.
func TestAnswersThatAreNone(t *testing.T) {
	w := inspected(t, 164)
	bob := w.actors["bob"]
	q, other := w.asks(w.pack(), Wish{Kind: Recover}), w.asks(w.pack(), Wish{Kind: Reset})
	w.all()
	id, matter := q.r.Asking.ID, q.r.Asking.Policy.Matter()
	right := func(q *asker, trustee string) (all []Reply) {
		all, err := q.r.Asking.Replies(cheap, Inspecting{By: w.actors[trustee].id(), Questions: askedOf(w.questions(trustee))}, knowsAll, nil)
		if err != nil {
			t.Fatal(err)
		}
		return all
	}
	send := func(ticket hold.Hash, replies []Reply) {
		q.sends("bob", KindReplies, w.body(wireReplies{Version: bodyVersion, Ticket: ticket, Replies: replies}))
	}
	send(matter, right(q, "bob"))
	bob.refuses("before the code", "answers that nobody asked for")
	w.confirms(q, "bob")
	w.confirms(other, "bob")
	w.all()
	send(other.r.Asking.Policy.Matter(), right(other, "bob"))
	bob.refuses("of another ticket", "answers for another ticket")
	send(matter, []Reply{{ID: [16]byte{9}}})
	bob.refuses("an answer to nothing", "an answer to no question")
	send(matter, right(q, "carol"))
	bob.refuses("those for carol", "an answer to no question")
	send(matter, append(right(q, "bob"), right(q, "bob")...))
	bob.refuses("each twice", ErrLetter.Error())
	if i := bob.judgement(id); i == nil || i.Judged != 0 {
		t.Fatalf("what is refused counts: %+v", i)
	}

	// What another ticket, or another trustee, got fits nothing here, under any name.
	fits := func(replies []Reply) (n int) {
		for i, mine := range w.questions("bob") {
			r := replies[i]
			r.ID = mine.ID
			if mine.fits(r, matter, bob.id()) {
				n++
			}
		}
		return n
	}
	if n := fits(right(q, "bob")); n != 4 {
		t.Fatalf("%d of the right ones fit", n)
	}
	if n := fits(right(q, "carol")) + fits(right(other, "bob")); n != 0 {
		t.Errorf("%d replayed answers fit", n)
	}
	relayed, err := q.r.Asking.Replies(cheap, Inspecting{By: w.actors["carol"].id(), Questions: askedOf(w.questions("bob"))}, knowsAll, nil)
	if n := fits(relayed); n != 0 || err != nil {
		t.Errorf("%d answers to bob's questions, which carol asked, fit: %v", n, err)
	}
	q.answers(knowsAll)
	w.all()
	if i := bob.judgement(id); i.Fit != 4 {
		t.Errorf("in spite of all that: %+v", i)
	}
}

// TestQuestionsOfOthers: nobody but a trustee asks, and each once, with salts of their
// own.
func TestQuestionsOfOthers(t *testing.T) {
	w := inspected(t, 165, "mallory")
	q := w.asks(w.pack(), Wish{Kind: Recover})
	w.all()
	ticket := q.r.Asking.Policy.Matter()
	take := func(from string, wire wireQuestions) error {
		return q.try(func(r *Requester) error {
			return r.TakeQuestions(post.Received{Sender: w.actors[from].own.Public().Fingerprint(), Letter: post.Letter{Kind: KindQuestions, Body: w.body(wire)}})
		})
	}
	of := func(name string) wireQuestions {
		return wireQuestions{Version: bodyVersion, Ticket: ticket, Questions: askedOf(w.questions(name))}
	}
	fails := func(what, why string, err error) {
		t.Helper()
		if err == nil || !strings.Contains(err.Error(), why) {
			t.Errorf("%s: %v", what, err)
		}
	}
	fails("mallory", "no trustee", take("mallory", of("bob")))
	fails("alice", "no trustee", take("alice", of("bob")))
	elsewhere := of("bob")
	elsewhere.Ticket[0] ^= 1
	fails("another ticket", "another ticket", take("bob", elsewhere))
	for range 2 {
		if err := take("bob", of("bob")); err != nil {
			t.Fatal(err)
		}
	}
	fails("other questions", "other questions than before", take("bob", of("carol")))
	fails("bob's questions", "questions of another trustee", take("carol", of("bob")))
	many := of("carol")
	for i := range 10_000 {
		many.Questions = append(many.Questions, Asked{ID: [16]byte{1, byte(i), byte(i >> 8)}, Topic: AboutTag, Salt: [16]byte{1, byte(i), byte(i >> 8)}})
	}
	fails("ten thousand", "more than 6 questions", take("carol", many))
	for what, change := range map[string]func(*Asked){
		"no topic": func(a *Asked) { a.Topic = 0 }, "a topic of the future": func(a *Asked) { a.Topic = 200 },
		"no salt": func(a *Asked) { a.Salt = [16]byte{} }, "no id": func(a *Asked) { a.ID = [16]byte{} },
		"the same topic": func(a *Asked) { a.Topic = AboutBox },
	} {
		bad := of("carol")
		change(&bad.Questions[1])
		fails(what, ErrLetter.Error(), take("carol", bad))
	}
	if n := len(q.r.Asking.Inspecting); n != 1 {
		t.Errorf("%d trustees ask", n)
	}
}

// TestDepositWithTooManyQuestions: what an owner without a client makes up is refused,
// whole.
func TestDepositWithTooManyQuestions(t *testing.T) {
	w := inspected(t, 166, "mallory", "dave")
	good, m := w.questions("bob"), w.mallorys()
	for _, c := range []struct {
		what, why string
		change    func(all []Question) []Question
	}{
		{"ten thousand", "more than 6 questions", func([]Question) (all []Question) {
			for i := range 10_000 {
				q := good[0]
				q.ID, q.Salt = [16]byte{1, byte(i), byte(i >> 8)}, [16]byte{1, byte(i), byte(i >> 8)}
				all = append(all, q)
			}
			return all[:200] // what an envelope holds
		}},
		{"few answers", "the answers to a question", func(all []Question) []Question { all[0].Answers = all[0].Answers[:1]; return all }},
		{"an answer twice", "the answers to a question", func(all []Question) []Question { all[0].Answers[1] = all[0].Answers[0]; return all }},
		{"many answers", "the answers to a question", func(all []Question) []Question {
			all[0].Answers = append(all[0].Answers, [32]byte{255}, [32]byte{255, 255})
			return all
		}},
		{"twice", "a question twice", func(all []Question) []Question { return append(all, all[len(all)-1]) }},
	} {
		d := m.deposit("dave")
		d.Questions = c.change(copied(good))
		if _, err := parseDeposit(w.body(d)); err == nil || !strings.Contains(err.Error(), c.why) {
			t.Errorf("%s: %v", c.what, err)
		}
		w.tells("mallory", "dave", KindDeposit, w.body(d))
		w.actors["dave"].refuses(c.what, c.why)
	}
}

func copied(all []Question) (some []Question) {
	for _, q := range all {
		q.Answers = slices.Clone(q.Answers)
		some = append(some, q)
	}
	return some
}

// TestQuestionsGoWithTheShares: who gave their deposit back has no questions any more.
func TestQuestionsGoWithTheShares(t *testing.T) {
	w := inspected(t, 167)
	bob := w.actors["bob"]
	q := w.asks(w.pack(), Wish{Kind: Recover})
	w.all()
	w.confirms(q, "bob")
	w.all()
	id := bob.trust().ID
	bob.must(func(k *Keeper) error { return k.Answer(id, Returned, "") })
	if n := len(w.questions("bob")); n != 0 {
		t.Errorf("%d questions are left", n)
	}
	q.answers(knowsAll)
	q.sync()
	bob.refuses("after it was given back", "answers that nobody asked for")
}

func TestCleanAnswers(t *testing.T) {
	for _, c := range []struct {
		topic Topic
		in    string
		want  string
	}{
		{AboutBox, "  My   Box\t", "my box"}, {AboutTitle, "Cafe\u0301", "caf\u00e9"}, {AboutTag, "STRASSE", "strasse"}, {AboutTag, "stra\u00dfe", "strasse"},
		{AboutBegun, "1/2030", "2030-01"}, {AboutBegun, "01.2030", "2030-01"}, {AboutBegun, "January 2030", "2030-01"}, {AboutBegun, "2030-1", "2030-01"},
		{AboutBegun, "long ago", "long ago"}, {AboutBoxes, "007", "7"}, {AboutBoxes, "many", "many"}, {AboutBox, "007", "007"}, {AboutBox, " ", ""},
	} {
		got := c.topic.Clean(c.in)
		if got != c.want || c.topic.Clean(got) != got {
			t.Errorf("%s %q: %q", c.topic, c.in, got)
		}
	}
}

// FuzzClean: what is cleaned stays as it is.
func FuzzClean(f *testing.F) {
	for _, seed := range []string{"", " Home ", "Cafe\u0301", "1/2030", "007", "\u0345\u0391", "\xff"} {
		f.Add(seed)
	}
	f.Fuzz(func(t *testing.T, text string) {
		for topic := AboutBox; topic <= AboutBoxes; topic++ {
			if once := topic.Clean(text); topic.Clean(once) != once {
				t.Errorf("%s: %q, then %q", topic, once, topic.Clean(once))
			}
		}
	})
}

// TestQuestionsAreHashed holds the costs and the form of what is compared, and that the
// work ends where it is told to.
func TestQuestionsAreHashed(t *testing.T) {
	w := newStage(t, 168, "alice")
	var salts [][]byte
	stretch := func(password, salt []byte, p vault.Params) []byte {
		if p != (vault.Params{MemoryKiB: 64 << 10, Time: 3, Threads: 4}) {
			t.Errorf("costs %+v", p)
		}
		salts = append(salts, slices.Clone(salt))
		return cheap(password, salt, p)
	}
	all, err := NewQuestions(w.rand, stretch, fitting(), nil)
	if err != nil || len(salts) != Hashes(fitting()) {
		t.Fatalf("%d hashes: %v", len(salts), err)
	}
	sum := cheap([]byte("coffer/1 ticket answer\x00box\x00home"), all[0].Salt[:], vault.Params{})
	if !slices.Contains(all[0].Answers, [32]byte(sum)) {
		t.Error("hashed in another form")
	}
	if _, err := NewQuestions(w.rand, cheap, []Fitting{{AboutBox, make([]string, MaxFitting+1)}}, nil); err == nil {
		t.Error("more answers than fit")
	}
	steps := 0
	_, err = NewQuestions(w.rand, cheap, fitting(), func() error {
		if steps++; steps == 3 {
			return context.Canceled
		}
		return nil
	})
	if !errors.Is(err, context.Canceled) || steps != 3 {
		t.Errorf("%d steps: %v", steps, err)
	}
}
