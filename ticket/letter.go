package ticket

import (
	"fmt"

	"coffer/box/contact"
	"coffer/box/hold"
	"coffer/box/matter"
	"coffer/box/post"
	"coffer/vault/codec"
	"coffer/vault/split"
)

// The kinds of envelopes. The first two come over the channel of a contact and
// introduce a trust, the third one ends it for who watches; the next ones come over the
// mailboxes of the trust; a ticket is opened
// by an introduction at a trustee's desk, passed on to those who may veto, and its
// events travel over the mailboxes of the trust and of the ticket.
const (
	KindDeposit = "trust.deposit"
	KindWatch   = "trust.watch"
	KindUnwatch = "trust.unwatch"
	KindAnswer  = "trust.answer"
	KindDrill   = "trust.drill"
	KindProof   = "trust.proof"
	KindEnd     = "trust.end"
	KindOpen    = "ticket.open"
	KindAsk     = "ticket.ask"
	KindEvent   = "ticket.event"
)

const bodyVersion = 1

// wireWatch tells somebody who may veto of a trust.
type wireWatch struct {
	_       struct{} `cbor:",toarray"`
	Version uint64
	Pack    wirePack
	Ways    []matter.Way
}

// wireDeposit gives a trustee their shares besides.
type wireDeposit struct {
	_       struct{} `cbor:",toarray"`
	Version uint64
	Pack    wirePack
	Ways    []matter.Way
	Recover []byte
	Reset   []byte
	// Questions are for whoever opens a ticket.
	Questions []Question
}

// wireAnswer is what a trustee says to a deposit.
type wireAnswer struct {
	_       struct{} `cbor:",toarray"`
	Version uint64
	Answer  Answer
	Reason  string
}

// wireDrill asks a trustee to prove that the shares are there.
type wireDrill struct {
	_       struct{} `cbor:",toarray"`
	Version uint64
	Nonce   [32]byte
}

// wireProof proves it: signatures of both shares over the nonce.
type wireProof struct {
	_       struct{} `cbor:",toarray"`
	Version uint64
	Nonce   [32]byte
	Recover []byte
	Reset   []byte
}

// wireEnd ends a trust.
type wireEnd struct {
	_       struct{} `cbor:",toarray"`
	Version uint64
	Notice  hold.Hash
}

// ask is a request as it is passed on word for word.
type ask struct {
	_         struct{} `cbor:",toarray"`
	Version   uint64
	Terms     Terms
	Requester contact.Public
	Request   []byte // the event
}

// opening is how a requester introduces a ticket to a trustee.
type opening struct {
	_        struct{} `cbor:",toarray"`
	Version  uint64
	Ask      ask
	Personal string
	In, Out  post.Mailbox // between the two, as the trustee sees them
}

// unmarshal reads a body of this version strictly.
func unmarshal[T any](body []byte, version func(*T) uint64) (w T, err error) {
	if err := codec.UnmarshalCanonical(body, &w); err != nil || version(&w) != bodyVersion {
		return w, ErrLetter
	}
	return w, nil
}

func parseWatch(body []byte) (wireWatch, error) {
	return unmarshal(body, func(w *wireWatch) uint64 { return w.Version })
}

func parseDeposit(body []byte) (wireDeposit, error) {
	w, err := unmarshal(body, func(w *wireDeposit) uint64 { return w.Version })
	if err == nil {
		err = checkQuestions(w.Questions)
	}
	return w, err
}

func parseAnswer(body []byte) (wireAnswer, error) {
	w, err := unmarshal(body, func(w *wireAnswer) uint64 { return w.Version })
	if err == nil && (w.Answer < Accepted || w.Answer > Returned || len(w.Reason) > maxReason) {
		err = ErrLetter
	}
	return w, err
}

func parseDrill(body []byte) (wireDrill, error) {
	return unmarshal(body, func(w *wireDrill) uint64 { return w.Version })
}

func parseProof(body []byte) (wireProof, error) {
	return unmarshal(body, func(w *wireProof) uint64 { return w.Version })
}

func parseEnd(body []byte) (wireEnd, error) {
	return unmarshal(body, func(w *wireEnd) uint64 { return w.Version })
}

func parseAsk(body []byte) (ask, error) {
	a, err := unmarshal(body, func(w *ask) uint64 { return w.Version })
	if err == nil {
		err = a.Requester.Check()
	}
	return a, err
}

func parseOpening(body []byte) (opening, error) {
	o, err := unmarshal(body, func(w *opening) uint64 { return w.Version })
	switch {
	case err != nil:
	case o.Ask.Version != bodyVersion || len(o.Personal) > MaxPersonal || o.In.IsZero() || o.Out.IsZero() || o.In == o.Out:
		err = ErrLetter
	case o.Ask.Terms.Personal != personalHash(o.Ask.Terms.Nonce, o.Personal):
		err = fmt.Errorf("%w: what it says of the person was altered", ErrTerms)
	default:
		err = o.Ask.Requester.Check()
	}
	return o, err
}

// isFor makes sure that both shares of a deposit are genuine and those of one
// decider.
func (d *wireDeposit) isFor(n *Notice, me hold.Fingerprint) error {
	i := n.Index(me)
	if i < 0 {
		return fmt.Errorf("%w: somebody else decides", ErrNotice)
	}
	for k, data := range map[Kind][]byte{Recover: d.Recover, Reset: d.Reset} {
		s, err := split.ParseShare(data)
		if err != nil {
			return err
		}
		defer s.Wipe()
		if err := n.Set(k).Verify(s); err != nil {
			return err
		}
		if s.Index != i+1 {
			return fmt.Errorf("%w: the share of another trustee", ErrNotice)
		}
	}
	return nil
}
