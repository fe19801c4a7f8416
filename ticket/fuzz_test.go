package ticket

import (
	"bytes"
	"embed"
	"encoding/hex"
	"strings"
	"testing"
	"time"

	"coffer/box/contact"
	"coffer/box/hold"
	"coffer/ticket/order"
	"coffer/vault"
	"coffer/vault/codec"
)

// seeds are bytes of every sort that is parsed here, and what they are read by: the
// notice that tickets are of, and the keys of the requester.
type seeds struct {
	bodies map[string][][]byte
	notice *Notice
	asks   contact.Public
}

// liveSeeds makes some of every sort, at several times of the life of a trust and of a
// ticket.
func liveSeeds(t testing.TB) *seeds {
	s := &seeds{bodies: map[string][][]byte{}}
	add := func(sort string, data []byte) { s.bodies[sort] = append(s.bodies[sort], bytes.Clone(data)) }
	w := newStage(t, 150, "alice", "bob", "carol", "erin", "mallory", "dave")
	w.fitting = fitting()
	w.appoint(2, []string{"erin", "carol"}, "bob", "paper", "carol")
	w.all()
	w.records(add)
	w.accept("bob", "carol")
	trust := w.actors["bob"].trust()
	s.notice = trust.Notice
	add("notice", s.notice.Bytes())
	packed, err := trust.Bytes()
	if err != nil {
		t.Fatal(err)
	}
	add("pack", packed)
	bare, err := Pack{Notice: trust.Notice, Names: trust.Names, About: "two\nlines\n"}.Bytes()
	if err != nil {
		t.Fatal(err)
	}
	add("pack", bare)
	q := w.asks(w.pack(), Wish{Kind: Email, Email: "alice@acme.example", Personal: "it is me"})
	s.asks = q.me.Public()
	add("asking", q.data)
	w.all()
	add("opening", w.body(q.opening("bob")))
	add("ask", w.body(q.opening("bob").Ask))
	w.approve(q, "bob", "carol")
	w.actors["alice"].must(func(k *Keeper) error { return k.Veto(q.r.Asking.ID, "no") })
	w.all()
	w.records(add)
	add("asking", q.data)
	evidence := []byte(nil)
	q.must(func(r *Requester) (err error) { evidence, err = r.Evidence(); return err })
	add("evidence", evidence)
	add("absent", w.body(absent{Early: []early{{Ticket: vault.ID{1}, At: 2, Event: []byte{3}}}, Vanished: []vanished{{Ticket: vault.ID{4}, At: 5}}}))
	add("answer", w.body(wireAnswer{Version: bodyVersion, Answer: Refused, Reason: "not me"}))
	add("drill", w.body(wireDrill{Version: bodyVersion, Nonce: [32]byte{1}}))
	add("proof", w.body(wireProof{Version: bodyVersion, Nonce: [32]byte{1}, Recover: make([]byte, 64), Reset: make([]byte, 64)}))
	add("end", w.body(wireEnd{Version: bodyVersion, Notice: s.notice.Hash()}))
	add("questions", w.body(wireQuestions{Version: bodyVersion, Ticket: hold.Hash{1}, Questions: askedOf(w.questions("bob"))}))
	add("answers", w.body(wireReplies{Version: bodyVersion, Ticket: hold.Hash{1}, Replies: []Reply{{ID: [16]byte{1}}, {ID: [16]byte{2}, Proof: [32]byte{3}}}}))
	made := w.mallorys()
	add("deposit", w.body(made.deposit("dave")))
	asking := made.deposit("dave")
	asking.Questions = w.questions("bob")
	add("deposit", w.body(asking))
	add("watch", w.body(wireWatch{Version: bodyVersion, Pack: made.trust.wire(), Ways: made.deposit("dave").Ways}))
	add("order", w.body(wireOrder{Version: bodyVersion, Order: made.order(t)}))
	return s
}

// order is a freeze that both trustees of a trust of mallory's have signed.
func (m *madeTrust) order(t testing.TB) []byte {
	t.Helper()
	o, err := order.New(order.Freeze, m.trust.Notice.Recover, [32]byte{1}, time.Unix(1_900_000_000, 0), 3*24*hour, "")
	if err != nil {
		t.Fatal(err)
	}
	signatures := map[int][]byte{}
	for _, s := range m.d.recovers {
		if signatures[s.Index], err = o.Sign(s); err != nil {
			t.Fatal(err)
		}
	}
	signed, err := order.Collect(m.trust.Notice.Recover, o, signatures)
	if err != nil {
		t.Fatal(err)
	}
	return must(t, signed.Encode)
}

// records hands over what everybody keeps.
func (w *stage) records(add func(sort string, data []byte)) {
	w.t.Helper()
	for _, name := range w.order {
		w.actors[name].view(func(k *Keeper) error {
			keys, err := k.tx().Keys(vault.BoxZero, vault.Tickets, vault.Core)
			for _, key := range keys {
				r, err := k.tx().Get(vault.BoxZero, vault.Tickets, key, vault.Core)
				if err != nil {
					return err
				}
				if sort := map[uint32]string{subTrust: "trust", subTicket: "ticket"}[uint32(key.Sub)]; sort != "" {
					add(sort, r.Plain)
				}
			}
			return err
		})
	}
}

// parses reads bytes of each sort and returns what writes them anew.
func (s *seeds) parses(sort string, data []byte) (written []byte, err error) {
	wrote := func(v any, bad error) ([]byte, error) {
		if bad != nil {
			return nil, nil
		}
		return codec.Marshal(v)
	}
	switch sort {
	case "notice":
		n, bad := ParseNotice(data)
		if bad != nil {
			return nil, nil
		}
		return n.encode()
	case "pack":
		p, bad := ParsePack(data)
		if bad != nil {
			return nil, nil
		}
		return p.Bytes()
	case "watch":
		return wrote(parseWatch(data))
	case "deposit":
		return wrote(parseDeposit(data))
	case "answer":
		return wrote(parseAnswer(data))
	case "drill":
		return wrote(parseDrill(data))
	case "proof":
		return wrote(parseProof(data))
	case "end":
		return wrote(parseEnd(data))
	case "ask":
		return wrote(parseAsk(data))
	case "opening":
		return wrote(parseOpening(data))
	case "questions":
		return wrote(parseQuestions(data))
	case "answers":
		return wrote(parseReplies(data))
	case "absent":
		return wrote(decodeAbsent(data))
	case "order":
		o, bad := parseOrderLetter(data)
		if bad != nil {
			return nil, nil
		}
		signed, err := o.Encode()
		if err != nil {
			return nil, err
		}
		return codec.Marshal(wireOrder{Version: bodyVersion, Order: signed})
	case "trust":
		t, bad := decodeTrust(data)
		defer t.wipe()
		if bad != nil {
			return nil, nil
		}
		return t.encode()
	case "ticket":
		var w wireTicket
		if codec.UnmarshalCanonical(data, &w) != nil {
			return nil, nil
		}
		t, bad := w.ticket(s.notice)
		if bad != nil {
			return nil, nil
		}
		return t.encode()
	case "asking":
		a, bad := ParseAsking(data, s.asks)
		if bad != nil {
			return nil, nil
		}
		return a.Encode()
	}
	e, bad := ParseEvidence(data)
	if bad != nil {
		return nil, nil
	}
	return e.Encode()
}

// encode writes a notice anew out of what was read of it.
func (n *Notice) encode() ([]byte, error) {
	first, err := n.Recover.Encode()
	if err != nil {
		return nil, err
	}
	second, err := n.Reset.Encode()
	if err != nil {
		return nil, err
	}
	body, err := codec.Marshal(wireNotice{
		Version: noticeVersion, Vault: n.Vault, Owner: n.Owner, Generation: n.Generation, Recover: first, Reset: second,
		Wait: n.Wait, ExtraWait: n.ExtraWait, Deciders: n.Deciders, Watchers: n.Watchers, Posts: n.Posts, Made: n.Made,
	})
	if err != nil {
		return nil, err
	}
	var s wireSigned
	if err := codec.UnmarshalCanonical(n.raw, &s); err != nil {
		return nil, err
	}
	return codec.Marshal(wireSigned{Notice: body, Signature: s.Signature})
}

// kept are bytes of version 1, as hexadecimal text. They are never made anew.
//
//go:embed testdata/bodies
var kept embed.FS

func keptSeeds(t testing.TB) *seeds {
	t.Helper()
	entries, err := kept.ReadDir("testdata/bodies")
	if err != nil {
		t.Fatal(err)
	}
	s := &seeds{bodies: map[string][][]byte{}}
	for _, e := range entries {
		text, err := kept.ReadFile("testdata/bodies/" + e.Name())
		if err != nil {
			t.Fatal(err)
		}
		data, err := hex.DecodeString(strings.TrimSpace(string(text)))
		if err != nil {
			t.Fatalf("%s: %v", e.Name(), err)
		}
		sort, _, _ := strings.Cut(e.Name(), "-")
		s.bodies[sort] = append(s.bodies[sort], data)
	}
	if s.notice, err = ParseNotice(s.bodies["notice"][0]); err != nil {
		t.Fatal(err)
	}
	if err := codec.UnmarshalCanonical(s.bodies["requester"][0], &s.asks); err != nil {
		t.Fatal(err)
	}
	return s
}

// sorts are all that are parsed, and how many seeds of each there are at least.
var sorts = map[string]int{
	"notice": 1, "pack": 2, "watch": 1, "deposit": 2, "questions": 1, "answers": 1, "answer": 1, "drill": 1, "proof": 1, "end": 1, "ask": 1, "opening": 1,
	"trust": 6, "ticket": 4, "absent": 1, "asking": 2, "evidence": 1, "order": 1,
}

func TestKeptBodies(t *testing.T) { keptSeeds(t).check(t) }
func TestLiveBodies(t *testing.T) { liveSeeds(t).check(t) }

// check makes sure that there are as many as is said, that each is read, and that
// nothing is that is shorter or longer.
func (s *seeds) check(t *testing.T) {
	t.Helper()
	for sort, least := range sorts {
		if len(s.bodies[sort]) < least {
			t.Errorf("%s: %d seeds", sort, len(s.bodies[sort]))
		}
		for _, data := range s.bodies[sort] {
			if got, err := s.parses(sort, data); err != nil || !bytes.Equal(got, data) {
				t.Errorf("%s: %x becomes %x: %v", sort, data, got, err)
			}
			for _, bad := range [][]byte{nil, append(bytes.Clone(data), 0), data[1:], data[:len(data)-1]} {
				if got, _ := s.parses(sort, bad); got != nil {
					t.Errorf("%s: read in spite of being none", sort)
				}
			}
		}
	}
}

// fuzz holds that what is read is written in the same bytes.
func fuzz(f *testing.F, sort string) {
	s := keptSeeds(f)
	for _, data := range s.bodies[sort] {
		f.Add(data)
	}
	f.Fuzz(func(t *testing.T, data []byte) {
		if got, err := s.parses(sort, data); err != nil || got != nil && !bytes.Equal(got, data) {
			t.Fatalf("%x becomes %x: %v", data, got, err)
		}
	})
}

func FuzzNotice(f *testing.F)    { fuzz(f, "notice") }
func FuzzPack(f *testing.F)      { fuzz(f, "pack") }
func FuzzWatch(f *testing.F)     { fuzz(f, "watch") }
func FuzzDeposit(f *testing.F)   { fuzz(f, "deposit") }
func FuzzQuestions(f *testing.F) { fuzz(f, "questions") }
func FuzzReplies(f *testing.F)   { fuzz(f, "answers") }
func FuzzAnswer(f *testing.F)    { fuzz(f, "answer") }
func FuzzDrill(f *testing.F)     { fuzz(f, "drill") }
func FuzzProof(f *testing.F)     { fuzz(f, "proof") }
func FuzzEnd(f *testing.F)       { fuzz(f, "end") }
func FuzzAsk(f *testing.F)       { fuzz(f, "ask") }
func FuzzOpening(f *testing.F)   { fuzz(f, "opening") }
func FuzzTrust(f *testing.F)     { fuzz(f, "trust") }
func FuzzTicket(f *testing.F)    { fuzz(f, "ticket") }
func FuzzAbsent(f *testing.F)    { fuzz(f, "absent") }
func FuzzAsking(f *testing.F)    { fuzz(f, "asking") }
func FuzzOrder(f *testing.F)     { fuzz(f, "order") }
func FuzzEvidence(f *testing.F)  { fuzz(f, "evidence") }
