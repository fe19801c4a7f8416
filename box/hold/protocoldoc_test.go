package hold_test

import (
	"bytes"
	"crypto/ed25519"
	"crypto/sha256"
	"strings"
	"testing"

	"github.com/fxamacker/cbor/v2"

	"coffer/box/hold"
	"coffer/internal/protocolpage"
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

func docHash(parts ...[]byte) []byte {
	sum := sha256.Sum256(bytes.Join(parts, nil))
	return sum[:]
}

// docMaker makes events from the page alone.
type docMaker struct {
	t      *testing.T
	matter []byte
	made   map[string][]byte
	names  []string
	ticket bool
}

// Parties by their number on the page.
const (
	docOwner = iota + 1
	docRequester
	docCustodian
	docPaper = 6
)

func docKey(n byte) ed25519.PrivateKey { return ed25519.NewKeyFromSeed(fill(32, n)) }

func docParty(n byte) []any {
	if n == docPaper {
		key := []byte(docKey(n).Public().(ed25519.PublicKey))
		return []any{key, key}
	}
	return []any{fill(32, 0xa0+n), []byte(docKey(n).Public().(ed25519.PublicKey))}
}

func (m *docMaker) note(name string, data []byte) []byte {
	m.made[name] = data
	m.names = append(m.names, name)
	return data
}

// event makes one and returns its id.
func (m *docMaker) event(kind string, author byte, rest ...any) []byte {
	body := docCBOR(m.t, append([]any{m.matter, docParty(author)[0]}, rest...))
	said := append([]byte("coffer/1 hold "+kind+"\x00"), body...)
	name := kind
	if m.ticket {
		name = "ticket." + kind
	}
	m.note("hold."+name, docCBOR(m.t, []any{1, kind, body, ed25519.Sign(docKey(author), said)}))
	return m.note("hold."+name+".id", docHash(said))
}

func (m *docMaker) all() {
	policy := m.note("hold.policy", docCBOR(m.t, []any{1, "seal", fill(16, 0x22), fill(32, 0x33), fill(32, 0), docParty(1), docParty(2),
		[]any{docParty(3), docParty(4), docParty(5)}, nil, nil, 2, 604800, 3, true, 0, false}))
	m.matter = m.note("hold.matter", docHash([]byte("coffer/1 hold policy\x00"), policy))
	const at, due = 1900000000, 1900000000 + 604800
	lift := m.event("lift", docOwner, 1)
	r := m.event("request", docRequester, 0, 1, lift, []byte("reply"))
	m.event("known", docOwner, r)
	m.event("seen", docCustodian, r, at, due)
	m.event("again", docCustodian, r, at, due)
	m.event("allow", docOwner, r)
	m.event("veto", docOwner, r, "no")
	m.event("update", docOwner, 2, fill(32, 0x44))
	m.event("withdraw", docOwner)
	m.event("reopen", docOwner, 1)
	ready := m.event("ready", docCustodian, r)
	m.event("share", docCustodian, r, []any{ready}, []byte("sealed"))
	m.event("gone", docCustodian)
}

// decides makes the events that there are only where custodians decide.
func (m *docMaker) decides() {
	m.ticket = true
	policy := m.note("hold.ticket.policy", docCBOR(m.t, []any{1, "recover", fill(16, 0x22), fill(32, 0x33), fill(32, 0x55), docParty(1), docParty(2),
		[]any{docParty(3), docParty(4), docParty(5)}, []any{docParty(docPaper)}, nil, 2, 604800, 1, false, 0, true}))
	m.matter = m.note("hold.ticket.matter", docHash([]byte("coffer/1 hold policy\x00"), policy))
	r := m.event("request", docRequester, 0, 1, fill(32, 0), []byte("reply"))
	m.event("approve", docCustodian, r)
	m.event("deny", docCustodian, r, "no")
	m.event("cancel", docRequester, r)
	m.event("ready", docPaper, r)
}

// TestProtocolDocument computes the vectors from the page alone, and then has
// the program read them.
func TestProtocolDocument(t *testing.T) {
	m := &docMaker{t: t, made: map[string][]byte{}}
	m.all()
	m.decides()
	page := protocolpage.Vectors(t, "hold.")
	for _, name := range m.names {
		if !bytes.Equal(page[name], m.made[name]) {
			t.Errorf("%-18s %x", name, m.made[name])
		}
	}
	if len(page) != len(m.made) {
		t.Errorf("the page has %d vectors, %d are known", len(page), len(m.made))
	}
	policies := map[bool]hold.Policy{}
	for ticket, name := range map[bool]string{false: "hold.", true: "hold.ticket."} {
		policy, err := hold.ParsePolicy(page[name+"policy"])
		if err != nil {
			t.Fatal(err)
		}
		if matter := policy.Matter(); !bytes.Equal(matter[:], page[name+"matter"]) {
			t.Errorf("the program's matter is %x", matter)
		}
		policies[ticket] = policy
	}
	read := 0
	for _, name := range m.names {
		id, ok := page[name+".id"]
		if !ok {
			continue
		}
		u, err := hold.Parse(page[name])
		if err != nil {
			t.Fatalf("%s: %v", name, err)
		}
		v, err := u.Verify(policies[strings.HasPrefix(name, "hold.ticket.")])
		if have := v.ID(); err != nil || !bytes.Equal(have[:], id) {
			t.Errorf("%s: the program's id is %x, %v", name, have, err)
		}
		read++
	}
	if read != 18 {
		t.Errorf("the program has read %d events", read)
	}
}
