package app

import "testing"

func TestShareCountText(t *testing.T) {
	some := func(states ...string) (i TrusteesInfo) {
		i.Threshold = 2
		for _, s := range states {
			i.Trustees = append(i.Trustees, TrusteeInfo{State: s, Paper: s == "paper"})
		}
		return i
	}
	for want, i := range map[string]TrusteesInfo{
		"3 shares are there: 1 may be lost":                                                                 some("accepted", "accepted", "paper"),
		"2 shares are there, 1 gone: just enough, none may be lost":                                         some("accepted", "accepted", "refused"),
		"1 share is there, 2 not accepted yet: too few, 2 are needed, and nobody brings the vault back now": some("accepted", "offered", "offered"),
	} {
		if got := i.Count().Text(); got != want {
			t.Errorf("it says %q and not %q", got, want)
		}
	}
}

func TestTicketTrusteeText(t *testing.T) {
	own := Progress{Name: "you", Approved: true}
	for want, p := range map[string]Progress{
		"denied":                       {Denied: true},
		"denied: it was not her":       {Denied: true, Reason: "it was not her"},
		"gave what does not count: it": {Fault: "it", Given: true},
		"not confirmed yet":            {Name: "bob"},
		"confirmed, approved, and the wait starts as soon as the owner is told, with coffer sync": own,
		"is ready": {Seen: true, Ready: true, Approved: true},
	} {
		if got := TicketTrusteeText(&TicketInfo{Live: true, Confirmed: true}, p); got != want {
			t.Errorf("it says %q and not %q", got, want)
		}
	}
}

// TestPaperSentences holds that nobody reads of clients where all shares are on paper.
func TestPaperSentences(t *testing.T) {
	i := TrusteesInfo{Threshold: 2, Trustees: []TrusteeInfo{{Name: "carol", Paper: true}, {Name: "dave", Paper: true}}}
	for want, got := range map[string]string{
		"both of carol, dave can bring the vault back at once: all of them have paper, nobody waits, nobody is told, and nobody can veto":                         TrusteesSentence(i),
		"whoever has both of the sheets and a copy of the vault file opens it, asked by nobody: that is bounded by who keeps the sheets, and by who has the file": BindsSentence(i),
		"ask by voice whether each sheet is still there: it answers no drill":                                                                                     DrillSentence(i, "t"),
	} {
		if got != want {
			t.Errorf("it says %q and not %q", got, want)
		}
	}
}
