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
	Action string // as of [vault.Event]
	Text   string
	Login  *Login // for the action "login"
}

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
	if len(b)%entryStep != 0 || len(rest) >= entryStep || len(e.Action) > maxText || !isText(e.Action) || len(e.Text) > maxSpoolEntry {
		return e, codec.ErrMalformed
	}
	return e, nil
}

// UseAction is the action of an entry that tells of a token's use.
const UseAction = "token.use"

// useText says who used a token and why: what the agent knows of it.
func useText(name string, u useRequest) string {
	text := fmt.Sprintf("@%s %q, by process %d", u.ID, name, u.PID)
	if u.Reason != "" {
		text += ": " + u.Reason
	}
	return text
}
