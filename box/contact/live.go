package contact

import (
	"fmt"
	"io"
	"math/big"

	"coffer/vault/codec"
)

// A live introduction lets two people compare six words instead of 60 digits. One
// commits to a nonce, the other one answers with theirs, then the first reveals:
// nobody in the middle can choose a nonce that makes the words fit on both sides,
// because the first is fixed before the second is known (the hash commitment of
// ZRTP, RFC 6189, section 4.4.1.1). The words count only where two people who know
// one another's voice read them aloud.

// LiveStep is how far one side has come.
type LiveStep uint8

// The steps, which also name the messages. Their numbers travel.
const (
	LiveCommit LiveStep = 1 // the first side has committed itself
	LiveAnswer LiveStep = 2 // the second side has answered
	LiveReveal LiveStep = 3 // the first has revealed: there are words to compare
)

// LiveWords is how many words there are, LiveList how many there are to choose
// from: the EFF large list.
const (
	LiveWords = 6
	LiveList  = 7776
)

// Live is one side of a live introduction. It is a value and goes on by
// [Live.Take]; between two messages it can be kept.
type Live struct {
	_       struct{} `cbor:",toarray"`
	Step    LiveStep
	First   bool // we began
	Me      Fingerprint
	Peer    Fingerprint
	Session [32]byte // the commitment, which also names the introduction
	Mine    [32]byte // our nonce; nobody else sees it before its step
	Theirs  [32]byte // the other's, from its step on
}

// LiveMessage is what travels between the two, within something signed.
type LiveMessage struct {
	_       struct{} `cbor:",toarray"`
	Version uint8
	Step    LiveStep
	Session [32]byte
	Nonce   [32]byte // zeros in a commitment
}

const liveVersion = 1

// StartLive begins. Both have each other's keys already, from cards.
func StartLive(rand io.Reader, me, peer Public) (Live, LiveMessage, error) {
	l := Live{Step: LiveCommit, First: true, Me: me.Fingerprint(), Peer: peer.Fingerprint()}
	if err := l.draw(rand); err != nil {
		return Live{}, LiveMessage{}, err
	}
	l.Session = l.commitment(l.Mine)
	return l, l.message(LiveCommit), nil
}

// AnswerLive answers a commitment of the peer.
func AnswerLive(rand io.Reader, me, peer Public, m LiveMessage) (Live, LiveMessage, error) {
	l := Live{Step: LiveAnswer, Me: me.Fingerprint(), Peer: peer.Fingerprint(), Session: m.Session}
	if m.Step != LiveCommit || l.Me == l.Peer {
		return Live{}, LiveMessage{}, fmt.Errorf("%w: not the beginning of one", ErrLive)
	}
	if err := l.draw(rand); err != nil {
		return Live{}, LiveMessage{}, err
	}
	return l, l.message(LiveAnswer), nil
}

// Yields tells whether we give way to a commitment of the peer that crossed ours,
// and answer it: the lower one goes on, so that both sides decide alike.
func (l Live) Yields(m LiveMessage) bool {
	if !l.First || l.Step != LiveCommit || m.Step != LiveCommit {
		return false
	}
	return string(m.Session[:]) < string(l.Session[:])
}

// Take goes on by the peer's next message. Where something is to be sent in
// return, reply holds it. A message that was taken already changes nothing and
// gets the same reply again. On [ErrLive] the introduction is over.
func (l Live) Take(m LiveMessage) (next Live, reply []LiveMessage, err error) {
	if m.Session != l.Session {
		return l, nil, fmt.Errorf("%w: a message of another one", ErrLive)
	}
	switch {
	case m.Step == LiveAnswer && l.First:
		if l.Step == LiveReveal && m.Nonce != l.Theirs {
			return l, nil, fmt.Errorf("%w: two different answers came", ErrLive)
		}
		l.Step, l.Theirs = LiveReveal, m.Nonce
		return l, []LiveMessage{l.message(LiveReveal)}, nil
	case m.Step == LiveReveal && !l.First:
		if l.commitment(m.Nonce) != l.Session {
			return l, nil, fmt.Errorf("%w: what was revealed is not what was committed to", ErrLive)
		}
		l.Step, l.Theirs = LiveReveal, m.Nonce
		return l, nil, nil
	}
	return l, nil, fmt.Errorf("%w: a message out of turn", ErrLive)
}

// Words are the six words, as numbers from 0 to [LiveList]-1 into the word list;
// false as long as there are none.
func (l Live) Words() (words [LiveWords]int, ok bool) {
	if l.Step != LiveReveal {
		return words, false
	}
	first, second := l.order()
	mine, theirs := l.Mine, l.Theirs
	if !l.First {
		mine, theirs = theirs, mine
	}
	sum := hash("live words", first[:], second[:], mine[:], theirs[:])
	n, list, word := new(big.Int).SetBytes(sum[:]), big.NewInt(LiveList), new(big.Int)
	for i := range words {
		n.DivMod(n, list, word)
		words[i] = int(word.Int64())
	}
	return words, true
}

func (l *Live) draw(rand io.Reader) error {
	_, err := io.ReadFull(rand, l.Mine[:])
	return err
}

// order names who began, then who answered.
func (l Live) order() (first, second Fingerprint) {
	if l.First {
		return l.Me, l.Peer
	}
	return l.Peer, l.Me
}

// commitment binds the first nonce to both people.
func (l Live) commitment(nonce [32]byte) [32]byte {
	first, second := l.order()
	return hash("live commit", first[:], second[:], nonce[:])
}

func (l Live) message(s LiveStep) LiveMessage {
	m := LiveMessage{Version: liveVersion, Step: s, Session: l.Session}
	if s != LiveCommit {
		m.Nonce = l.Mine
	}
	return m
}

// Bytes is the message as it travels.
func (m LiveMessage) Bytes() []byte {
	b, err := codec.Marshal(m)
	if err != nil {
		panic(err) // numbers and bytes of fixed length
	}
	return b
}

// ParseLiveMessage reads what [LiveMessage.Bytes] wrote. The error is an
// [ErrLive].
func ParseLiveMessage(data []byte) (LiveMessage, error) {
	var m LiveMessage
	if err := codec.UnmarshalCanonical(data, &m); err != nil {
		return LiveMessage{}, fmt.Errorf("%w: %w", ErrLive, err)
	}
	commit := m.Step == LiveCommit
	if m.Version != liveVersion || m.Step < LiveCommit || m.Step > LiveReveal || commit && m.Nonce != [32]byte{} {
		return LiveMessage{}, fmt.Errorf("%w: a message that is not known", ErrLive)
	}
	return m, nil
}
