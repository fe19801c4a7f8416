package app

import (
	"coffer/internal/host"
	"coffer/ticket"
	"coffer/ticket/paper"
	"coffer/vault/secret"
)

// Sheet reads a share that is on paper, from its words or the text of its QR code, and
// makes sure that it is one of those that the ticket asks for, and none of those that are
// here already. The text is wiped. Errors say what is wrong with it, by number and name.
func (q *Asking) Sheet(typed secret.Text, have []Share) (Share, error) {
	return shareOnPaper(typed, &q.asking.Pack, q.asking.Terms.Kind, have)
}

func shareOnPaper(typed secret.Text, p *ticket.Pack, kind ticket.Kind, have []Share) (Share, error) {
	s, err := paper.Parse(typed)
	if err != nil {
		return Share{}, Fail(Input, "look at the sheet again", "this is no share on paper: %s", oneLine(err))
	}
	defer s.Wipe()
	set := p.Notice.Set(kind)
	share, err := s.Open(*set)
	if err != nil {
		return Share{}, Fail(Input, "a sheet has one share for each kind of ticket; take the one for "+set.Subject.Kind, "not a share for this ticket: %s", oneLine(err))
	}
	switch name := host.Safe(p.Names.Deciders[share.Index-1]); {
	case !p.Notice.Deciders[share.Index-1].OnPaper():
		err = Fail(Refused, "they give it themselves, after the wait", "this is the share of %q, who has a client", name)
	case hasShare(have, share.Index):
		err = Fail(Usage, "give each sheet once", "the same share stands there twice: that of %q", name)
	default:
		return share, nil
	}
	share.Wipe()
	return Share{}, err
}
