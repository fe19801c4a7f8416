package contact_test

import (
	"bytes"
	"crypto/ed25519"
	"crypto/sha256"
	"crypto/sha512"
	"encoding/base32"
	"encoding/base64"
	"encoding/binary"
	"encoding/hex"
	"fmt"
	"math/big"
	"os"
	"strings"
	"testing"
	"time"

	"filippo.io/age"
	"github.com/fxamacker/cbor/v2"

	"coffer/box/contact"
	"coffer/internal/protocolpage"
	"coffer/vault"
)

// protocolPage is docs/protocol.md. What follows is written from it alone and
// shares no code with the package; at the end both are compared.
type protocolPage struct {
	t        *testing.T
	vectors  map[string][]byte
	examples map[string]string
	card     string
}

func readProtocol(t *testing.T) *protocolPage {
	t.Helper()
	_, card, _ := strings.Cut(protocolpage.Text(t), "```\n-----BEGIN COFFER CARD-----\n")
	card, _, _ = strings.Cut(card, "-----END COFFER CARD-----\n")
	return &protocolPage{t, protocolpage.Vectors(t, "contact."), protocolpage.Examples(t, "contact."), card}
}

// raw returns a vector.
func (p *protocolPage) raw(name string) []byte {
	p.t.Helper()
	b, ok := p.vectors["contact."+name]
	if !ok {
		p.t.Fatalf("no vector %s", name)
	}
	return bytes.Clone(b)
}

// says compares a vector with what was computed.
func (p *protocolPage) says(name string, computed []byte) {
	p.t.Helper()
	if b := p.vectors["contact."+name]; !bytes.Equal(b, computed) {
		p.t.Errorf("%s is %x, the page says %x", name, computed, b)
	}
}

// shows compares an example with what was computed.
func (p *protocolPage) shows(name, computed string) {
	p.t.Helper()
	if text := p.examples["contact."+name]; text != computed {
		p.t.Errorf("%s is %q, the page shows %q", name, computed, text)
	}
}

func pageBind(what string, parts ...[]byte) []byte {
	out := []byte("coffer/1 " + what + "\x00")
	for _, p := range parts {
		out = append(binary.BigEndian.AppendUint32(out, uint32(len(p))), p...)
	}
	return out
}

func pageHash(what string, parts ...[]byte) []byte {
	sum := sha256.Sum256(pageBind(what, parts...))
	return sum[:]
}

// recipient asks age, to which the page leaves it: an age identity is Bech32 of
// the 32 bytes, which is told apart from others by its sum alone.
func (p *protocolPage) recipient(name string) string {
	p.t.Helper()
	const letters = "qpzry9x8gf2tvdw0s3jn54khce6mua7l"
	bits := new(big.Int).Lsh(new(big.Int).SetBytes(p.raw(name+".opening")), 4) // 52 letters
	text := make([]byte, 52)
	for i := range text {
		text[51-i] = letters[new(big.Int).And(new(big.Int).Rsh(bits, uint(5*i)), big.NewInt(31)).Int64()]
	}
	own, err := age.ParseHybridIdentity(strings.ToUpper("age-secret-key-pq-1" + string(text) + pageSum(text)))
	if err != nil {
		p.t.Fatal(err)
	}
	return own.Recipient().String()
}

// pageSum is the checksum of BIP 173, as its reference does it.
func pageSum(text []byte) string {
	const prefix, letters = "age-secret-key-pq-", "qpzry9x8gf2tvdw0s3jn54khce6mua7l"
	var values []byte
	for _, c := range []byte(prefix) {
		values = append(values, c>>5)
	}
	values = append(values, 0)
	for _, c := range []byte(prefix) {
		values = append(values, c&31)
	}
	for _, c := range text {
		values = append(values, byte(strings.IndexByte(letters, c)))
	}
	chk := 1
	for _, v := range append(values, 0, 0, 0, 0, 0, 0) {
		top := chk >> 25
		chk = (chk&0x1ffffff)<<5 ^ int(v)
		for i, g := range []int{0x3b6a57b2, 0x26508e6d, 0x1ea119fa, 0x3d4233dd, 0x2a1462b3} {
			chk ^= top >> i & 1 * g
		}
	}
	out := ""
	for i := range 6 {
		out += string(letters[(chk^1)>>(5*(5-i))&31])
	}
	return out
}

// TestProtocolVectors computes what the page prints.
func TestProtocolVectors(t *testing.T) {
	p := readProtocol(t)
	key := ed25519.NewKeyFromSeed(p.raw("alice.signing"))
	public := key.Public().(ed25519.PublicKey)
	recipient := p.recipient("alice")
	p.says("alice.recipient.sha256", pageSha([]byte(recipient)))
	p.says("alice.signing.key", public)
	f := pageHash("identity", []byte(recipient), public)
	p.says("alice.fingerprint", f)
	short := base32.NewEncoding("0123456789abcdefghjkmnpqrstvwxyz").WithPadding(-1).EncodeToString(f[:10])
	p.shows("alice.short", short[:4]+"-"+short[4:8]+"-"+short[8:12]+"-"+short[12:])
	p.says("alice.signs.hello.for.card", ed25519.Sign(key, []byte("coffer/1 card\x00hello")))
	bobs := ed25519.NewKeyFromSeed(p.raw("bob.signing")).Public().(ed25519.PublicKey)
	g := pageHash("identity", []byte(p.recipient("bob")), bobs)
	p.says("bob.fingerprint", g)
	card := p.readCard(public, recipient)
	p.shows("alice.pointer", "coffer-card:m2gt58x4mpkafa59nantsbdenw:"+hex.EncodeToString(pageHash("card pointer", card)))
	p.safety(f, g)
	p.live(f, g)
	for name, b := range p.letters(card) {
		p.says(name, b)
	}
}

// letters computes the bodies between contacts.
func (p *protocolPage) letters(card []byte) map[string][]byte {
	mailbox, out := p.raw("letter.mailbox"), map[string][]byte{}
	for name, body := range map[string][]any{
		"request.sha256": {1, card, mailbox, "hello"}, "accept.sha256": {1, card, mailbox},
		"refuse": {1, mailbox}, "end": {1}, "card.sha256": {1, card},
	} {
		b, err := cbor.Marshal(body)
		if err != nil {
			p.t.Fatal(err)
		}
		if strings.HasSuffix(name, "sha256") {
			b = pageSha(b)
		}
		out["letter."+name] = b
	}
	return out
}

func pageSha(b []byte) []byte { sum := sha256.Sum256(b); return sum[:] }

func (p *protocolPage) readCard(public ed25519.PublicKey, recipient string) []byte {
	raw, err := base64.StdEncoding.DecodeString(strings.ReplaceAll(p.card, "\n", ""))
	if err != nil {
		p.t.Fatal(err)
	}
	var outer [2][]byte
	var body []any
	if err := cbor.Unmarshal(raw, &outer); err != nil {
		p.t.Fatal(err)
	}
	if err := cbor.Unmarshal(outer[0], &body); err != nil {
		p.t.Fatal(err)
	}
	mailbox := make([]byte, 16)
	for i := range mailbox {
		mailbox[i] = 0xa0 + byte(i)
	}
	want := []any{1, "alice", "alice@example.org", []any{recipient, []byte(public)}, mailbox, 1, 1900000000}
	if fmt.Sprint(body) != fmt.Sprint(want) {
		p.t.Errorf("the card holds %v", body)
	}
	if !ed25519.Verify(public, append([]byte("coffer/1 card\x00"), outer[0]...), outer[1]) {
		p.t.Error("the card's signature does not fit")
	}
	return raw
}

func (p *protocolPage) safety(f, g []byte) {
	halves := []string{}
	for _, f := range [][]byte{f, g} {
		s := sha512.Sum512(pageBind("safety number", f))
		for range 5199 {
			s = sha512.Sum512(append(s[:], f...))
		}
		half := []string{}
		for i := 0; i < 30; i += 5 {
			half = append(half, fmt.Sprintf("%05d", binary.BigEndian.Uint64(append(make([]byte, 3), s[i:i+5]...))%100000))
		}
		halves = append(halves, strings.Join(half, " "))
	}
	p.shows("alice.bob.safety", min(halves[0], halves[1])+" "+max(halves[0], halves[1]))
}

func (p *protocolPage) live(f, g []byte) {
	m, n := p.raw("live.m"), p.raw("live.n")
	session := pageHash("live commit", f, g, m)
	for name, message := range map[string][]any{
		"live.commit": {1, 1, session, make([]byte, 32)}, "live.reveal": {1, 3, session, m},
	} {
		b, err := cbor.Marshal(message)
		if err != nil {
			p.t.Fatal(err)
		}
		p.says(name, b)
	}
	file, err := os.ReadFile("../gen/eff_large.txt")
	if err != nil {
		p.t.Fatal(err)
	}
	list, words := strings.Fields(string(file)), []string{}
	rest := new(big.Int).SetBytes(pageHash("live words", f, g, m, n))
	for range 6 {
		word := new(big.Int)
		rest.DivMod(rest, big.NewInt(7776), word)
		words = append(words, list[word.Int64()])
	}
	p.shows("live.words", strings.Join(words, " "))
}

// TestProtocolPage compares the program with the page.
func TestProtocolPage(t *testing.T) {
	p := readProtocol(t)
	person := func(name string) contact.Public {
		id, err := contact.NewIdentity(bytes.NewReader(append(p.raw(name+".opening"), p.raw(name+".signing")...)))
		if err != nil {
			t.Fatal(err)
		}
		return id.Public()
	}
	a, b := person("alice"), person("bob")
	c, err := contact.ParseCard([]byte("-----BEGIN COFFER CARD-----\n" + p.card + "-----END COFFER CARD-----\n"))
	if err != nil || !c.Public().Equal(a) {
		t.Fatalf("the card of the page: %v", err)
	}
	p.shows("alice.short", a.Fingerprint().Short())
	if f := b.Fingerprint().String(); f != hex.EncodeToString(p.raw("bob.fingerprint")) {
		t.Errorf("the program's fingerprint of bob is %s", f)
	}
	p.shows("alice.pointer", c.Pointer().String())
	p.shows("alice.bob.safety", contact.SafetyNumber(a, b))
	l, m, err := contact.StartLive(bytes.NewReader(p.raw("live.m")), a, b)
	if err != nil {
		t.Fatal(err)
	}
	p.says("live.commit", m.Bytes())
	l, reply, err := l.Take(contact.LiveMessage{Version: 1, Step: contact.LiveAnswer, Session: m.Session, Nonce: [32]byte(p.raw("live.n"))})
	if err != nil {
		t.Fatal(err)
	}
	p.says("live.reveal", reply[0].Bytes())
	if _, ok := l.Words(); !ok {
		t.Error("no words")
	}
	p.lettersOf(c)
}

// lettersOf compares the bodies between contacts, both ways.
func (p *protocolPage) lettersOf(c contact.Card) {
	mailbox := vault.ID(p.raw("letter.mailbox"))
	answer := contact.Answer{Card: c, Mailbox: mailbox}
	body := func(b []byte, err error) []byte {
		if err != nil {
			p.t.Fatal(err)
		}
		return b
	}
	request := body(contact.Approach{Card: c, Mailbox: mailbox, Message: "hello"}.Bytes())
	accept, refuse, end := body(answer.Accept()), body(answer.Refuse()), body(contact.EndBytes())
	p.says("letter.request.sha256", pageSha(request))
	p.says("letter.accept.sha256", pageSha(accept))
	p.says("letter.refuse", refuse)
	p.says("letter.end", end)
	recovered := body(contact.RecoveredBytes(time.Unix(1893456000, 0)))
	p.says("letter.recovered", recovered)
	if at, err := contact.ParseRecovered(recovered); err != nil || at.Unix() != 1893456000 {
		p.t.Errorf("a recovery is read as %v, %v", at, err)
	}
	newer := body(contact.NewerCardBytes(c))
	p.says("letter.card.sha256", pageSha(newer))
	if a, err := contact.ParseNewerCard(newer); err != nil || !a.Equal(c) {
		p.t.Errorf("a newer card is read as %+v, %v", a, err)
	}
	if a, err := contact.ParseApproach(request); err != nil || !a.Card.Equal(c) || a.Mailbox != mailbox || a.Message != "hello" {
		p.t.Errorf("a request is read as %+v, %v", a, err)
	}
	if a, err := contact.ParseAccept(accept); err != nil || !a.Card.Equal(c) || a.Mailbox != mailbox {
		p.t.Errorf("an acceptance is read as %+v, %v", a, err)
	}
	if a, err := contact.ParseRefuse(refuse); err != nil || a.Mailbox != mailbox {
		p.t.Errorf("a refusal is read as %+v, %v", a, err)
	}
	if err := contact.ParseEnd(end); err != nil {
		p.t.Error(err)
	}
}
