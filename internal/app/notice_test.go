package app

import "testing"

// TestNoticeText holds that a person is told in words of every notice that there is.
func TestNoticeText(t *testing.T) {
	for _, kind := range noticeKinds() {
		if NoticeText(Notice{Kind: kind, Contact: "bob"}) == "" {
			t.Errorf("nobody is told anything of %q", kind)
		}
	}
	for want, n := range map[string]Notice{
		`"bob" typed the code of the ticket @4h2k9qrt`:                      {Kind: "ticket.confirmed", Contact: "bob", Ticket: "@4h2k9qrtxw3m"},
		`"bob" denied the ticket @4h2k9qrt`:                                 {Kind: "ticket.denied", Contact: "bob", Ticket: "@4h2k9qrtxw3m", Message: "not her"},
		`"bob" does not want to be your trustee`:                            {Kind: "trust.refused", Contact: "bob", Trust: "@4h2k9qrtxw3m", Message: "I am moving"},
		`"bob" stopped the request for @4h2k9qrt`:                           {Kind: "seal.vetoed", Contact: "bob", Seal: "@4h2k9qrtxw3m", Message: "I am well"},
		`warning: this vault is older than what "bob" witnessed: 9 entries`: {Kind: "witness.ahead", Contact: "bob", Message: "9 entries"},
		`"bob" asks to connect`:                                             {Kind: "asks", Contact: "bob", Message: "it is me"},
	} {
		if got := NoticeText(n); got != want {
			t.Errorf("it says %q and not %q", got, want)
		}
	}
}
