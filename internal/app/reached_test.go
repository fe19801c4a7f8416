package app

import (
	"strings"
	"testing"
	"time"
)

// TestInboxSaysWhatTheTicketSays: a share that was shown on paper counts in both.
func TestInboxSaysWhatTheTicketSays(t *testing.T) {
	due := time.Date(2031, 5, 9, 0, 0, 0, 0, time.UTC)
	i := TicketInfo{Threshold: 2, Papers: []string{"uncle frank"}, Trustees: []Progress{{Name: "bob", Seen: true, Due: due}}}
	if got := reached(i.Trustees, i.Threshold); !got.Equal(i.Until()) {
		t.Errorf("the inbox says %v, and the ticket %v", got, i.Until())
	}
}

// TestPaperAloneBindsNobody: screens say what the command says.
func TestPaperAloneBindsNobody(t *testing.T) {
	i := TrusteesInfo{Threshold: 2, Trustees: []TrusteeInfo{{Name: "a", Paper: true}, {Name: "b", Paper: true}}}
	if !i.OnPaper() || strings.Contains(BindsSentence(i), "honest clients") {
		t.Errorf("of sheets alone it says %q", BindsSentence(i))
	}
}
