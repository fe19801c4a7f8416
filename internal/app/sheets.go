package app

import (
	"fmt"

	"coffer/ticket/paper"
	"coffer/vault/secret"
)

// Sheet reads a share that is on paper, from its words or the text of its QR code, and
// makes sure that it is one of those that the ticket asks for. The text is wiped. Errors
// say what is wrong with it, by number and name.
func (q *Asking) Sheet(typed secret.Text) (Share, error) {
	s, err := paper.Parse(typed)
	if err != nil {
		return Share{}, Fail(Input, "look at the sheet again", "this is no share on paper: %s", oneLine(err))
	}
	defer s.Wipe()
	set := q.asking.Notice.Set(q.asking.Terms.Kind)
	share, err := s.Open(*set)
	if err != nil {
		return Share{}, Fail(Input, "a sheet has one share for each kind of ticket; take the one for "+set.Subject.Kind, "not a share for this ticket: %s", oneLine(err))
	}
	if !q.asking.Notice.Deciders[share.Index-1].OnPaper() {
		share.Wipe()
		return Share{}, Fail(Refused, "", "%s has a client, and gives their share after the wait", fmt.Sprintf("%q", q.asking.Names.Deciders[share.Index-1]))
	}
	return share, nil
}

// MaxTyped bounds what somebody types from a sheet, in bytes.
const MaxTyped = 4 << 10
