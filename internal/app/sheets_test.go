package app

import (
	"strings"
	"testing"

	"coffer/ticket"
	"coffer/ticket/paper"
	"coffer/vault/secret"
	"coffer/vault/split"
)

// sheet is the words of the sheet of one of alice's trustees.
func (w *rescue) sheet(decider int, kind ticket.Kind) (words string) {
	w.t.Helper()
	w.alice.must(w.alice.viewTrusts(w.t.Context(), func(d *trustDesk) error {
		t, err := d.owned()
		if err != nil {
			return err
		}
		share, reset, err := ticket.Paper(d.tx, t.ID, decider)
		if err != nil {
			return err
		}
		defer WipeShares([]Share{share, reset})
		if kind == ticket.Reset {
			share = reset
		}
		words = w.words(*t.Notice.Set(kind), share)
		return nil
	}))
	return words
}

func (w *rescue) words(set split.Set, share split.Share) string {
	w.t.Helper()
	s, err := paper.Of(set, share)
	w.alice.must(err)
	words, err := s.Words()
	w.alice.must(err)
	return string(words.Bytes())
}

// misread is words of which one is another word of the list.
func misread(words string, at int, as string) string {
	all := strings.Fields(words)
	all[at] = as
	return strings.Join(all, " ")
}

// TestSheets: what is typed from a sheet is refused by the name of what is wrong with
// it, and what is right opens the vault together with the share of one trustee.
func TestSheets(t *testing.T) {
	w := newRescue(t, 2, []string{"bob", "carol"}, "erin")
	older := w.sheet(2, ticket.Recover)
	_, _, err := w.alice.RenewTrustees(t.Context(), nil, secret.New("correct horse"))
	w.alice.must(err)
	w.round()
	for _, m := range w.trustees {
		_, err := m.AcceptDeposit(t.Context(), "alice")
		m.must(err)
	}
	w.round()
	w.pack = w.packedBy(w.alice)
	q := w.asks("recover")
	right := w.sheet(2, ticket.Recover)
	have, err := q.Sheet(secret.New(right), nil)
	w.alice.must(err)
	defer have.Wipe()
	w.alice.must(q.ShowSheets([]Share{have}))
	w.released(q, w.trustees[0])
	var bobs Share
	w.alice.must(q.update(func(r *ticket.Requester) error {
		shares, _ := r.Answers()
		bobs = shares[0]
		return nil
	}))
	defer bobs.Wipe()

	some := []Share{have}
	for _, c := range []struct {
		typed, why string
		have       []Share
	}{
		{misread(right, 4, "banana"), `word 5`, nil},
		{misread(right, 4, "academic"), `word 5`, nil},
		{misread(misread(misread(right, 4, "academic"), 9, "acid"), 14, "acne"), `more than one is wrong`, nil},
		{strings.Join(strings.Fields(right)[1:], " "), `words`, nil},
		{older, "a share of generation 1, and the trustees are of generation 2", nil},
		{w.sheet(2, ticket.Reset), `a share for "reset", and "recover" is wanted`, nil},
		{w.words(q.asking.Notice.Recover, bobs), `this is the share of "bob", who has a client`, nil},
		{right, `the same share stands there twice: that of "erin"`, some},
		{"", "no", nil},
	} {
		s, err := q.Sheet(secret.New(c.typed), c.have)
		if err == nil || !strings.Contains(oneLine(err), c.why) {
			t.Errorf("%q is refused by %v", c.why, err)
		}
		if words := strings.Fields(c.typed); err != nil && len(words) > 1 && strings.Contains(oneLine(err), strings.Join(words[:2], " ")) {
			t.Errorf("the error shows words of the sheet: %v", err)
		}
		s.Wipe()
	}

	if _, err := q.Redeem(t.Context(), redeems(w.copyOfVault(), nil)); err == nil || !strings.Contains(oneLine(err), "1 of 2 shares are here") {
		t.Errorf("with one share: %v", err)
	}
	done, err := q.Redeem(t.Context(), redeems(w.copyOfVault(), some))
	if err != nil || strings.Join(done.Trusted, " ") != "bob carol erin" {
		t.Errorf("redeemed: %+v, %v", done, err)
	}
	w.opens(q, "battery staple horse")
}
