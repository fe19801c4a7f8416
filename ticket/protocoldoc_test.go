package ticket_test

import (
	"bytes"
	"crypto/ed25519"
	"crypto/hkdf"
	"crypto/hmac"
	"crypto/sha256"
	"slices"
	"strings"
	"testing"

	"github.com/fxamacker/cbor/v2"
	"golang.org/x/crypto/argon2"

	"coffer/box/contact"
	"coffer/internal/protocolpage"
	"coffer/ticket"
)

func fill(n int, b byte) []byte { return bytes.Repeat([]byte{b}, n) }

func docCBOR(t *testing.T, v any) []byte {
	t.Helper()
	enc, err := cbor.CoreDetEncOptions().EncMode()
	if err != nil {
		t.Fatal(err)
	}
	data, err := enc.Marshal(v)
	if err != nil {
		t.Fatal(err)
	}
	return data
}

func docHash(purpose string, data ...[]byte) []byte {
	sum := sha256.Sum256(append([]byte("coffer/1 "+purpose+"\x00"), bytes.Join(data, nil)...))
	return sum[:]
}

func docSign(key ed25519.PrivateKey, purpose string, data []byte) []byte {
	return ed25519.Sign(key, append([]byte("coffer/1 "+purpose+"\x00"), data...))
}

// docPerson is an identity of the page. Its recipient is what package contact makes of
// it, whose own vectors hold that.
type docPerson struct {
	keys        []any
	fingerprint []byte
	signing     ed25519.PrivateKey
	public      contact.Public
}

func newDocPerson(t *testing.T, opening, signing []byte) docPerson {
	id, err := contact.NewIdentity(bytes.NewReader(slices.Concat(opening, signing)))
	if err != nil {
		t.Fatal(err)
	}
	p := docPerson{signing: ed25519.NewKeyFromSeed(signing), public: id.Public()}
	f := id.Public().Fingerprint()
	p.keys, p.fingerprint = []any{p.public.Recipient, []byte(p.public.Signing)}, f[:]
	return p
}

func (p docPerson) party() []any {
	return []any{p.fingerprint, []byte(p.signing.Public().(ed25519.PublicKey))}
}

// docShare is a share by its value, at x = index.
type docShare struct {
	index byte
	value []byte
	key   ed25519.PrivateKey
}

func newDocShare(t *testing.T, index byte, value []byte) docShare {
	seed, err := hkdf.Key(sha256.New, value, nil, "coffer/1 share key\x00"+string([]byte{index, index}), 32)
	if err != nil {
		t.Fatal(err)
	}
	return docShare{index, value, ed25519.NewKeyFromSeed(seed)}
}

func (s docShare) commitment() []byte { return s.key.Public().(ed25519.PublicKey) }

func (s docShare) encode(t *testing.T, set []byte) []byte {
	return docCBOR(t, []any{1, docHash("share set", set), s.index, s.index, s.value})
}

// docPage makes everything from the page alone.
type docPage struct {
	t                     *testing.T
	want, whole           map[string][]byte // the latter as it is where the page has a hash
	alice, bob, requester docPerson
	recovers, resets      [2]docShare
	of                    []byte
	notice, hash, pack    []byte
	names                 []any
	recoverSet, resetSet  []byte
	policy, matter, terms []byte
	termsList             []any
	evidence              []byte
}

func (d *docPage) note(name string, data []byte) []byte {
	d.whole[name] = data
	if len(data) > 1000 {
		name, data = name+".sha256", append([]byte(nil), data...)
		sum := sha256.Sum256(data)
		data = sum[:]
	}
	d.want[name] = data
	return data
}

func newDocPage(t *testing.T) *docPage {
	v := protocolpage.Vectors(t, "")
	d := &docPage{t: t, want: map[string][]byte{}, whole: map[string][]byte{}, of: v["split.of"]}
	d.alice = newDocPerson(t, v["contact.alice.opening"], v["contact.alice.signing"])
	d.bob = newDocPerson(t, v["contact.bob.opening"], v["contact.bob.signing"])
	d.requester = newDocPerson(t, d.note("ticket.requester.opening", fill(32, 0x81)), d.note("ticket.requester.signing", fill(32, 0x82)))
	d.note("ticket.requester.fingerprint", d.requester.fingerprint)
	for i := range d.recovers {
		share := v["split.share."+string(rune('1'+i))]
		d.recovers[i] = newDocShare(t, byte(i+1), share[len(share)-32:])
		d.resets[i] = newDocShare(t, byte(i+1), fill(32, byte(0x51+i)))
	}
	d.trust()
	d.ticket()
	return d
}

func (d *docPage) set(kind string, shares [2]docShare) []byte {
	return d.note("trust."+kind, docCBOR(d.t, []any{1, []any{kind, d.alice.fingerprint, d.of, 3}, 2,
		[]any{[]any{1, shares[0].commitment()}, []any{2, shares[1].commitment()}}}))
}

func (d *docPage) trust() {
	t := d.t
	d.recoverSet, d.resetSet = d.set("recover", d.recovers), d.set("reset", d.resets)
	body := docCBOR(t, []any{1, d.of, d.alice.keys, 3, d.recoverSet, d.resetSet, 3 * 24 * 3600, false,
		[]any{[]any{d.bob.keys, fill(16, 0x61)}, []any{[]any{"", nil}, fill(16, 0)}}, nil, []any{"https://post.acme.example/alice"}, 1900000000})
	d.notice = docCBOR(t, []any{body, d.note("trust.signature", docSign(d.alice.signing, "recovery notice", body))})
	d.note("trust.notice", d.notice)
	d.hash = d.note("trust.hash", docHash("recovery notice", d.notice))
	d.names = []any{"alice", []any{"bob", "desk drawer"}, nil}
	pack := []any{d.notice, d.names, nil}
	d.pack = append([]byte("coffer-pack/1\ntrustees of alice\n\n"), docCBOR(t, pack)...)
	d.note("trust.pack", d.pack)
	ways := []any{[]any{d.alice.fingerprint, fill(16, 0x71), fill(16, 0x72)}}
	d.note("trust.deposit", docCBOR(t, []any{1, pack, ways, d.recovers[0].encode(t, d.recoverSet), d.resets[0].encode(t, d.resetSet),
		[]any{d.question()}}))
	d.note("trust.watch", docCBOR(t, []any{1, pack, ways}))
	d.note("trust.answer", docCBOR(t, []any{1, 1, "with pleasure"}))
	nonce := fill(32, 0x63)
	d.note("trust.drill", docCBOR(t, []any{1, nonce}))
	drilled := slices.Concat(d.hash, nonce)
	d.note("trust.proof", docCBOR(t, []any{1, nonce, docSign(d.recovers[0].key, "trust drill", drilled), docSign(d.resets[0].key, "trust drill", drilled)}))
	d.note("trust.unwatch", docCBOR(t, []any{1, d.hash}))
	d.note("trust.end", docCBOR(t, []any{1, d.hash}))
}

func (d *docPage) event(kind string, author []byte, key ed25519.PrivateKey, rest ...any) (event, id []byte) {
	body := docCBOR(d.t, append([]any{d.matter, author}, rest...))
	return docCBOR(d.t, []any{1, kind, body, docSign(key, "hold "+kind, body)}), docHash("hold "+kind, body)
}

func (d *docPage) ticket() {
	t, nonce := d.t, fill(16, 0x64)
	personal := d.note("ticket.personal", docHash("ticket personal", nonce, []byte("it is me")))
	d.termsList = []any{1, d.hash, "recover", 1900000100, fill(32, 0), "", personal, nonce}
	d.terms = d.note("ticket.terms", docCBOR(t, d.termsList))
	paper := d.recovers[1].commitment()
	d.policy = d.note("ticket.policy", docCBOR(t, []any{1, "recover", d.of, docHash("share set", d.recoverSet),
		d.note("ticket.terms.hash", docHash("ticket terms", d.terms)), d.alice.party(), d.requester.party(), []any{d.bob.party()},
		[]any{[]any{paper, paper}}, nil, 2, 3 * 24 * 3600, 1, false, 0, true}))
	d.matter = d.note("ticket.matter", docHash("hold policy", d.policy))
	request, id := d.event("request", d.requester.fingerprint, d.requester.signing, 0, 1, fill(32, 0), []byte(d.requester.public.Recipient))
	ask := []any{1, d.termsList, d.requester.keys, request}
	d.note("ticket.ask", docCBOR(t, ask))
	d.note("ticket.open", docCBOR(t, []any{1, ask, "it is me", fill(16, 0x73), fill(16, 0x74)}))
	d.inspection()
	approve, second := d.event("approve", d.bob.fingerprint, d.bob.signing, id)
	ready, third := d.event("ready", paper, d.recovers[1].key, id)
	events := map[string][]byte{string(id): request, string(second): approve, string(third): ready}
	ids := []string{string(id), string(second), string(third)}
	slices.Sort(ids)
	var sorted []any
	for _, id := range ids {
		sorted = append(sorted, events[id])
	}
	d.evidence = append([]byte("coffer-evidence/1\n"), docCBOR(t, []any{d.notice, d.names, d.termsList, d.requester.keys, sorted})...)
	d.note("ticket.evidence", d.evidence)
}

// value is what an answer to a question of bob's comes to.
func (d *docPage) value() []byte {
	return argon2.IDKey([]byte("coffer/1 ticket answer\x00box\x00my box"), fill(16, 0x76), 3, 64<<10, 4, 32)
}

// question is one of bob's.
func (d *docPage) question() []any {
	values := [][]byte{d.value()}
	for i := range 7 {
		values = append(values, fill(32, byte(0x10*i)))
	}
	slices.SortFunc(values, bytes.Compare)
	q := []any{fill(16, 0x75), 1, fill(16, 0x76), values}
	d.note("trust.question", docCBOR(d.t, q))
	return q
}

// inspection is what bob asks, and what the requester answers.
func (d *docPage) inspection() {
	id := fill(16, 0x75)
	mac := hmac.New(sha256.New, d.value())
	mac.Write(slices.Concat([]byte("coffer/1 ticket answer proof\x00"), d.matter, d.bob.fingerprint, id))
	d.note("ticket.questions", docCBOR(d.t, []any{1, d.matter, []any{[]any{id, 1, fill(16, 0x76)}}}))
	d.note("ticket.answers", docCBOR(d.t, []any{1, d.matter, []any{[]any{id, mac.Sum(nil)}}}))
}

// docCode is the confirmation code.
func (d *docPage) code() string {
	key := argon2.IDKey(d.matter, []byte("coffer/1 ticket code"), 3, 64<<10, 4, 32)
	var bits uint64
	for _, b := range key[:8] {
		bits = bits<<8 | uint64(b)
	}
	var code strings.Builder
	for i := range 12 {
		if i == 4 || i == 8 {
			code.WriteByte('-')
		}
		code.WriteByte("0123456789ABCDEFGHJKMNPQRSTVWXYZ"[bits>>(59-5*i)&31])
	}
	return code.String()
}

// TestProtocolDocument computes the vectors from the page alone, and then has the
// program read them.
func TestProtocolDocument(t *testing.T) {
	d := newDocPage(t)
	page := protocolpage.Vectors(t, "trust.")
	for name, data := range protocolpage.Vectors(t, "ticket.") {
		page[name] = data
	}
	for name, data := range d.want {
		if !bytes.Equal(page[name], data) {
			t.Errorf("%-28s %x", name, data)
		}
	}
	if len(page) != len(d.want) {
		t.Errorf("the page has %d vectors, %d are known", len(page), len(d.want))
	}
	if got := protocolpage.Examples(t, "ticket.")["ticket.code"]; got != d.code() {
		t.Errorf("ticket.code %s", d.code())
	}
	d.programReads()
}

func (d *docPage) programReads() {
	t := d.t
	n, err := ticket.ParseNotice(d.notice)
	if err != nil {
		t.Fatal(err)
	}
	if h := n.Hash(); !bytes.Equal(h[:], d.hash) {
		t.Errorf("the program's hash of the notice is %x", h)
	}
	for _, kind := range []string{ticket.KindDeposit, ticket.KindWatch, ticket.KindUnwatch, ticket.KindAnswer, ticket.KindDrill, ticket.KindProof, ticket.KindEnd, ticket.KindAsk, ticket.KindOpen,
		ticket.KindQuestions, ticket.KindReplies} {
		if err := ticket.ParsesLetter(kind, d.whole[kind]); err != nil {
			t.Errorf("the program does not read %s: %v", kind, err)
		}
	}
	p, err := ticket.ParsePack(d.pack)
	if err != nil || p.Names.Deciders[1] != "desk drawer" || p.About != "trustees of alice\n" {
		t.Errorf("the program reads a pack as %+v, %v", p.Names, err)
	}
	e, err := ticket.ParseEvidence(d.evidence)
	if err != nil {
		t.Fatal(err)
	}
	data, err := e.Policy.Encode()
	if err != nil || !bytes.Equal(data, d.policy) {
		t.Errorf("the program's policy is %x, %v", data, err)
	}
	m := e.Policy.Matter()
	if !bytes.Equal(m[:], d.matter) || len(e.Events) != 3 {
		t.Errorf("the program's matter is %x, with %d events", m, len(e.Events))
	}
	if code := ticket.Code(nil, m); code != d.code() {
		t.Errorf("the program's code is %s", code)
	}
}
