package ticket

import (
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"io"
	"strings"
	"time"

	"coffer/box/contact"
	"coffer/box/hold"
	"coffer/box/matter"
	"coffer/ticket/order"
	"coffer/vault"
	"coffer/vault/codec"
	"coffer/vault/split"
)

// Kind says what a ticket asks for.
type Kind string

// The kinds.
const (
	Recover Kind = "recover" // both tiers, under a new master password
	Reset   Kind = "reset"   // the companion tier, under a new master password
	Freeze  Kind = "freeze"  // nobody opens the vault for a time
	Thaw    Kind = "thaw"    // ends a freeze
	Delete  Kind = "delete"  // the vault goes, unless its owner opens it
	Email   Kind = "email"   // another address in the owner's data
)

// Kinds lists them, in the order in which they are shown.
var kinds = []Kind{Recover, Reset, Freeze, Thaw, Delete, Email}

// Kinds lists all kinds.
func Kinds() []Kind { return append([]Kind(nil), kinds...) }

// Lasts is how long after the request what an order does ends, or cannot be stopped any
// more, by the wait of the trustees; 0 for another kind.
func (k Kind) Lasts(wait time.Duration) time.Duration { return order.Kind(k).Lasts(wait) }

// Sentence says in words what is asked for; lasts is [Kind.Lasts] in words.
func (k Kind) Sentence(lasts string) string {
	return map[Kind]string{
		Recover: "to open the whole vault and give it a new master password",
		Reset:   "to give the vault a new master password; what is secret stays closed",
		Freeze:  "to freeze the vault, so that nobody opens it for " + lasts,
		Thaw:    "to end a freeze of the vault",
		Delete:  "to delete the vault, unless its owner opens it within " + lasts,
		Email:   "to change the e-mail address in the owner's data",
	}[k]
}

// IsOrder tells whether trustees answer with an order that they sign, and not with a
// share.
func (k Kind) IsOrder() bool { return k != Recover && k != Reset }

// Terms are what a requester asks for. With the notice and the requester's keys they
// make the policy of the ticket, and so its name.
type Terms struct {
	_       struct{} `cbor:",toarray"`
	Version uint8
	Notice  hold.Hash
	Kind    Kind
	// Number is when it was made, in Unix seconds: of two orders the higher one counts.
	Number   int64
	Replaces hold.Hash // the ticket that this one is to stand for, or zero
	Email    string    // the new address, of that kind alone
	Personal [32]byte  // hash of what the requester says about themselves
	Nonce    [16]byte
}

const termsVersion = 1

// Check reports what cannot be.
func (t Terms) Check() error {
	known := false
	for _, k := range kinds {
		known = known || k == t.Kind
	}
	email, err := contact.CleanEmail(t.Email)
	switch {
	case t.Version != termsVersion || !known:
		return fmt.Errorf("%w: of a kind that this version does not know", ErrTerms)
	case t.Number <= 0 || t.Number > maxSeconds:
		return fmt.Errorf("%w: its number is no time from 1970 to 9999", ErrTerms)
	case (t.Kind == Email) != (t.Email != "") || err != nil || email != t.Email:
		return fmt.Errorf("%w: its address is none, or does not fit its kind", ErrTerms)
	}
	return nil
}

// newTerms makes the terms of a wish.
func newTerms(n *Notice, rand io.Reader, now time.Time, w Wish) (Terms, error) {
	t := Terms{Version: termsVersion, Notice: n.Hash(), Kind: w.Kind, Number: now.Unix(), Replaces: w.Replaces, Email: w.Email}
	if _, err := io.ReadFull(rand, t.Nonce[:]); err != nil {
		return t, err
	}
	t.Personal = personalHash(t.Nonce, w.Personal)
	return t, t.Check()
}

// Hash binds terms to the policy.
func (t Terms) Hash() (hold.Hash, error) {
	data, err := codec.Marshal(t)
	if err != nil {
		return hold.Hash{}, err
	}
	return sha256.Sum256(append([]byte("coffer/1 ticket terms\x00"), data...)), nil
}

// personalHash is the hash of what a requester says about themselves.
func personalHash(nonce [16]byte, personal string) [32]byte {
	return sha256.Sum256(append(append([]byte("coffer/1 ticket personal\x00"), nonce[:]...), personal...))
}

// Set returns the set of shares by which a kind is decided.
func (n *Notice) Set(k Kind) *split.Set {
	if k == Reset {
		return &n.Reset
	}
	return &n.Recover
}

// Policy makes the policy of a ticket. All parties make the same one: nothing of it
// travels. What cannot be is an [ErrTerms] or a [hold.ErrPolicy].
func (n *Notice) Policy(t Terms, requester contact.Public) (hold.Policy, error) {
	if err := t.Check(); err != nil {
		return hold.Policy{}, err
	}
	if t.Notice != n.Hash() {
		return hold.Policy{}, fmt.Errorf("%w: of another notice", ErrTerms)
	}
	terms, err := t.Hash()
	if err != nil {
		return hold.Policy{}, err
	}
	set := n.Set(t.Kind)
	p := hold.Policy{
		Version: 1, Kind: string(t.Kind), Of: n.Vault, Shares: set.Hash(), Terms: terms,
		Owner: matter.Party(n.Owner), Requester: matter.Party(requester), Threshold: set.Threshold,
		Grace: n.Wait, MaxVetoes: 1, ExtraWait: n.ExtraWait, Decides: true,
	}
	for i := range n.Deciders {
		if d := &n.Deciders[i]; d.OnPaper() {
			key := set.Members[i].Commitment
			p.Papers = append(p.Papers, hold.Party{Fingerprint: hold.Fingerprint(key), Key: key})
		} else {
			p.Custodians = append(p.Custodians, matter.Party(d.Keys))
		}
	}
	for _, w := range n.Watchers {
		p.Watchers = append(p.Watchers, matter.Party(w))
	}
	return p, p.Check()
}

// ticketID names a ticket for people. It is the beginning of its policy's hash.
func ticketID(p hold.Policy) vault.ID { return idOf(p.Matter()) }

func idOf(m hold.Hash) vault.ID { return vault.ID(m[:16]) }

// codeParams are the costs of a confirmation code: RFC 9106, section 4, second
// recommended option.
var codeParams = vault.Params{MemoryKiB: 64 << 10, Time: 3, Threads: 4}

const (
	codeSalt   = "coffer/1 ticket code"
	crockford  = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"
	codeDigits = 12
)

// Code returns the confirmation code of a ticket: 12 digits of Crockford's base 32, in
// three groups. Whoever has the ticket's id can compute it; that a person says it over
// another channel shows that this voice and this ticket belong together, not whose voice
// it is. The trustee's client never shows it.
func Code(stretch vault.Stretch, ticket hold.Hash) string {
	if stretch == nil {
		stretch = vault.Argon2id
	}
	key := stretch(ticket[:], []byte(codeSalt), codeParams)
	var b strings.Builder
	var bits uint32
	have := 0
	for _, by := range key {
		bits, have = bits<<8|uint32(by), have+8
		for ; have >= 5 && b.Len() < codeDigits+2; have -= 5 {
			if n := b.Len(); n == 4 || n == 9 {
				b.WriteByte('-')
			}
			b.WriteByte(crockford[bits>>(have-5)&31])
		}
	}
	return b.String()
}

// cleanCode reads a code as people type it: groups and case do not matter, nor the
// letters that look like digits.
func cleanCode(s string) string {
	return strings.Map(func(r rune) rune {
		switch r {
		case ' ', '-', '\t':
			return -1
		case 'O', 'o':
			return '0'
		case 'I', 'i', 'L', 'l':
			return '1'
		}
		if 'a' <= r && r <= 'z' {
			return r - 'a' + 'A'
		}
		return r
	}, s)
}

// ParseHash reads the whole name of a ticket: 64 hexadecimal digits.
func ParseHash(s string) (h hold.Hash, err error) {
	data, err := hex.DecodeString(s)
	if err != nil || len(data) != len(h) {
		return h, fmt.Errorf("%w: its number has not 64 hexadecimal digits", ErrTerms)
	}
	return hold.Hash(data), nil
}
