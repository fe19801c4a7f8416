package app

import (
	"errors"
	"fmt"

	"coffer/internal/host"
	"coffer/ticket"
	"coffer/ticket/paper"
	"coffer/vault/secret"
)

// Sheet reads a share that is on paper, from its words, the text of its QR code, or the
// text of the whole sheet, and makes sure that it is one of those that the ticket asks for, and none of those that are
// here already. The text is wiped. Errors say what is wrong with it, by number and name.
func (q *Asking) Sheet(typed secret.Text, have []Share) (Share, error) {
	return wantedSheets{&q.asking.Pack, q.asking.Terms.Kind}.read(typed, have)
}

// Typed is [Asking.Sheet] for a share that somebody has typed line by line.
func (q *Asking) Typed(typing *SheetTyping, have []Share) (Share, error) {
	return wantedSheets{&q.asking.Pack, q.asking.Terms.Kind}.typed(typing, have)
}

// SheetTyping takes a share that somebody types, line by line.
type SheetTyping = paper.Typing

// wantedSheets says which shares on paper are wanted.
type wantedSheets struct {
	p    *ticket.Pack
	kind ticket.Kind
}

func (w wantedSheets) read(typed secret.Text, have []Share) (Share, error) {
	s, err := paper.Read(typed, w.p.Notice.Set(w.kind).Subject.Kind)
	return w.share(s, err, have)
}

func (w wantedSheets) typed(typing *SheetTyping, have []Share) (Share, error) {
	s, err := typing.Share()
	return w.share(s, err, have)
}

// share is the share that was read from paper, if it is wanted.
func (w wantedSheets) share(s paper.Share, err error, have []Share) (Share, error) {
	if err != nil {
		return Share{}, Fail(Input, "look at the sheet again", "this is no share on paper: %s", oneLine(err))
	}
	defer s.Wipe()
	p, set := w.p, w.p.Notice.Set(w.kind)
	share, err := s.Open(*set)
	if err != nil {
		return Share{}, Fail(Input, w.otherSheet(err), "not a share for this ticket: %s", oneLine(err))
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

// otherSheet says which one is wanted, in the words that stand on it.
func (w wantedSheets) otherSheet(err error) string {
	n := w.p.Notice
	if errors.Is(err, paper.ErrForeign) || errors.Is(err, paper.ErrGeneration) {
		return fmt.Sprintf("it is of another vault, or of shares that were replaced; take a sheet on which stand vault %s and generation %d", n.Vault, n.Generation)
	}
	return "a sheet has one share for each kind of ticket; take the one for " + n.Set(w.kind).Subject.Kind
}
