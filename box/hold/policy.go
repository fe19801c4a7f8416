package hold

import (
	"bytes"
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"slices"

	"coffer/vault/codec"
)

// version stands first in the encoding of a policy and of an event. Both are
// arrays, in the order of the fields here; a change of any of them needs a new
// version.
const version = 1

// Hash is a SHA-256, and names an event, a matter or a file. The zero value
// names nothing.
type Hash [32]byte

// Fingerprint names a person's identity.
type Fingerprint [32]byte

// Party is somebody with a signing key.
type Party struct {
	_           struct{} `cbor:",toarray"`
	Fingerprint Fingerprint
	Key         [32]byte // Ed25519
}

// Policy is what was agreed when something was shared out. It never changes:
// its hash is the name of the matter, and every event names that.
type Policy struct {
	_          struct{} `cbor:",toarray"`
	Version    uint8
	Kind       string   // a word of small letters and hyphens, such as "seal"
	Of         [16]byte // the seal, or the vault
	Shares     Hash     // the set of shares
	Terms      Hash     // whatever else was agreed, by its hash; zero: nothing
	Owner      Party    // may allow, veto, lift, withdraw and reopen
	Requester  Party
	Custodians []Party // each has one share, in the order of the set
	Papers     []Party // shares on paper, in that order: each named by its own key
	Watchers   []Party // may veto as the owner may, and are told as the owner is
	Threshold  uint8
	Grace      int64  // seconds of credited time at each custodian
	MaxVetoes  uint16 // so many vetoed requests, and only the owner reopens
	ExtraWait  bool   // the wait runs once more on a gap or silence
	NotAfter   int64  // from then on it counts as withdrawn; 0 is never
	Decides    bool   // custodians are people who decide: see ticket.go
}

// Role is a set of what somebody is in a matter. The owner may be a custodian,
// and so may a watcher.
type Role uint8

const (
	Owner Role = 1 << iota
	Requester
	Custodian
	Watcher
	Paper
)

// Is reports whether r holds one of the roles.
func (r Role) Is(any Role) bool { return r&any != 0 }

// Roles returns what somebody is; nothing for a stranger.
func (p Policy) Roles(who Fingerprint) (roles Role) {
	p.each(func(party Party, role Role) {
		if party.Fingerprint == who {
			roles |= role
		}
	})
	return roles
}

// MayVeto lists those who are told of every request and may stop it: the owner
// first.
func (p Policy) MayVeto() []Fingerprint {
	told := []Fingerprint{p.Owner.Fingerprint}
	for _, w := range p.Watchers {
		told = append(told, w.Fingerprint)
	}
	return told
}

// Audience lists to whom an event goes from its author. A request reaches those
// who may veto through the custodians.
func (p Policy) Audience(e Event) []Fingerprint {
	_, author := e.About()
	to := p.audience(e)
	slices.SortFunc(to, func(a, b Fingerprint) int { return bytes.Compare(a[:], b[:]) })
	return slices.DeleteFunc(slices.Compact(to), func(who Fingerprint) bool { return who == author })
}

func (p Policy) audience(e Event) (to []Fingerprint) {
	if p.Decides {
		return p.deciders(e)
	}
	switch e.(type) {
	case *Request, *Known:
		to = p.custodians()
	case *Seen, *Again, *Ready, *Gone:
		to = append(p.MayVeto(), p.Requester.Fingerprint)
	case *Share, *Update:
		to = []Fingerprint{p.Requester.Fingerprint}
	case *Allow, *Lift, *Withdraw, *Reopen, *Veto:
		to = slices.Concat(p.custodians(), []Fingerprint{p.Requester.Fingerprint}, p.MayVeto())
	}
	return to
}

func (p Policy) custodians() (who []Fingerprint) {
	for _, c := range p.Custodians {
		who = append(who, c.Fingerprint)
	}
	return who
}

func (p Policy) each(do func(Party, Role)) {
	do(p.Owner, Owner)
	do(p.Requester, Requester)
	for _, c := range p.Custodians {
		do(c, Custodian)
	}
	for _, s := range p.Papers {
		do(s, Paper)
	}
	for _, w := range p.Watchers {
		do(w, Watcher)
	}
}

// key returns the signing key of a party.
func (p Policy) key(who Fingerprint) (key [32]byte) {
	p.each(func(party Party, _ Role) {
		if party.Fingerprint == who {
			key = party.Key
		}
	})
	return key
}

// Encode returns the one encoding of a policy that passes [Policy.Check].
func (p Policy) Encode() ([]byte, error) {
	if err := p.Check(); err != nil {
		return nil, err
	}
	return codec.Marshal(p)
}

// ParsePolicy reads what [Policy.Encode] wrote, and checks it.
func ParsePolicy(data []byte) (Policy, error) {
	var p Policy
	if len(data) > MaxPolicy {
		return Policy{}, fmt.Errorf("%w: too long", ErrPolicy)
	}
	if err := codec.UnmarshalCanonical(data, &p); err != nil {
		return Policy{}, fmt.Errorf("%w: %w", ErrPolicy, err)
	}
	if err := p.Check(); err != nil {
		return Policy{}, err
	}
	return p, nil
}

// Matter returns the name of the matter. It is zero for a policy that does not
// pass [Policy.Check].
func (p Policy) Matter() Hash {
	data, err := p.Encode()
	if err != nil {
		return Hash{}
	}
	return sha256.Sum256(append([]byte("coffer/1 hold policy\x00"), data...))
}

// Check reports what cannot be kept.
func (p Policy) Check() error {
	fault := ""
	switch n := len(p.Custodians); {
	case p.Version != version:
		fault = "unknown version"
	case !isKind(p.Kind):
		fault = "what it is about is no plain word"
	case n < 1 || n > MaxCustodians || len(p.Watchers) > MaxWatchers:
		fault = "too few or too many parties"
	case p.Threshold < 1 || int(p.Threshold) > n+len(p.Papers):
		fault = "threshold and number of custodians do not fit"
	case p.Grace < MinGrace || p.Grace > MaxGrace:
		fault = "a grace period of less than a day or more than 366 days"
	case p.MaxVetoes < 1 || p.MaxVetoes > MaxVetoes:
		fault = "number of vetoes out of bounds"
	case p.NotAfter < 0 || p.NotAfter > maxSeconds:
		fault = "a last date out of bounds"
	case !p.distinct():
		fault = "one party in two places"
	default:
		fault = p.checkDecides()
	}
	if fault != "" {
		return fmt.Errorf("%w: %s", ErrPolicy, fault)
	}
	return nil
}

// distinct refuses a requester or a paper that is anything else, an owner who is a
// watcher, a custodian or watcher who stands twice, and one key under two
// fingerprints.
func (p Policy) distinct() bool {
	roles, keys, ok := map[Fingerprint]Role{}, map[[32]byte]Fingerprint{}, true
	byKey := map[Fingerprint][32]byte{}
	p.each(func(party Party, role Role) {
		had := roles[party.Fingerprint]
		if had.Is(role|Requester|Paper) || had != 0 && (role == Requester || role == Paper) || had.Is(Owner) && role == Watcher {
			ok = false
		}
		if who, known := keys[party.Key]; known && who != party.Fingerprint {
			ok = false
		}
		if key, known := byKey[party.Fingerprint]; known && key != party.Key {
			ok = false
		}
		roles[party.Fingerprint] |= role
		keys[party.Key], byKey[party.Fingerprint] = party.Fingerprint, party.Key
	})
	return ok
}

// isKind keeps the word plain, since it is shown.
func isKind(s string) bool {
	for _, r := range s {
		if (r < 'a' || r > 'z') && r != '-' {
			return false
		}
	}
	return 0 < len(s) && len(s) <= maxKind
}

// String returns it as 64 hexadecimal digits.
func (h Hash) String() string { return hex.EncodeToString(h[:]) }
