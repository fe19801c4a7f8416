package agent

import (
	"fmt"
	"time"

	"coffer/vault"
	"coffer/vault/codec"
)

// Entry is something that happened while nobody wrote to the vault, as the spool
// keeps it until the next write folds it in.
type Entry struct {
	_      struct{} `cbor:",toarray"`
	Time   time.Time
	Action string // as of [vault.Event]; one of three
	Text   string
	Login  *Login // for the action "login"
}

// The actions of entries. There are no others, so that nothing else gets from the
// spool into the events of a vault.
const (
	loginAction = "login"
	UseAction   = "token.use"  // of a token, which the agent records
	ReadAction  = "token.read" // what the holder of a token says, which the agent records
)

// LoginEntry is the entry of a login.
func LoginEntry(l Login) Entry {
	l.Host, l.Terminal = cut(l.Host), cut(l.Terminal)
	return Entry{Time: l.Time, Action: loginAction, Text: l.Session, Login: &l}
}

// valid tells whether an entry is one that this program makes.
func (e Entry) valid() bool {
	if len(e.Text) > maxEntryText || !isPrintable(e.Text) || !isTime(e.Time) {
		return false
	}
	switch e.Action {
	case UseAction, ReadAction:
		return e.Login == nil
	case loginAction:
		return e.Login != nil && e.Login.valid() && e.Text == e.Login.Session
	}
	return false
}

// isTime tells whether a time can be read by people.
func isTime(t time.Time) bool { return t.Unix() >= 0 && t.Year() <= 9999 }

// Event is the entry as the vault records it.
func (e Entry) Event() vault.Event { return vault.Event{Action: e.Action, Text: e.Text, Time: e.Time} }

// entryStep is what the encoding of an entry is padded to a multiple of.
const entryStep = 256

// padEntry encodes an entry so that its length tells little.
func padEntry(e Entry) ([]byte, error) {
	b, err := codec.Marshal(e)
	if err != nil {
		return nil, err
	}
	return append(b, make([]byte, (entryStep-len(b)%entryStep)%entryStep)...), nil
}

func parseEntry(b []byte) (e Entry, err error) {
	rest, err := codec.UnmarshalFirst(b, &e)
	if err != nil {
		return e, err
	}
	for _, c := range rest {
		if c != 0 {
			return e, codec.ErrMalformed
		}
	}
	if len(b)%entryStep != 0 || len(rest) >= entryStep || !e.valid() {
		return e, codec.ErrMalformed
	}
	return e, nil
}

// useText says who used a token and why: what the agent knows of it.
func useText(id vault.ID, name string, pid int, reason string) string {
	text := fmt.Sprintf("@%s %q, by process %d", id, name, pid)
	if reason != "" {
		text += ": " + reason
	}
	return text
}

// Text says that a process said so.
func (s Said) Text(pid int) string {
	return fmt.Sprintf("@%s by process %d as %s says: %s", s.ID, pid, s.Command, s.What)
}
