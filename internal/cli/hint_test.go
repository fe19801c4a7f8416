package cli

import "testing"

func TestHintsNameTheVault(t *testing.T) {
	c := &cli{}
	c.dir = "/a b/100%"
	for in, want := range map[string]string{
		"":                                       "",
		"coffer ls":                              "coffer --dir '/a b/100%' ls",
		"coffer ls; coffer rm":                   "coffer --dir '/a b/100%' ls; coffer --dir '/a b/100%' rm",
		"coffer lock ends it":                    "coffer --dir '/a b/100%' lock ends it",
		"coffer lock --all":                      "coffer lock --all",
		"coffer gen --words 5":                   "coffer gen --words 5",
		"while no other coffer runs":             "while no other coffer runs",
		"a version of coffer wrote":              "a version of coffer wrote",
		`eval "$(coffer unlock --shell)"`:        `eval "$(coffer --dir '/a b/100%' unlock --shell)"`,
		"coffer ticket show shows it":            "coffer --dir '/a b/100%' ticket show shows it",
		"coffer ticket show --ticket FILE shows": "coffer ticket show --ticket FILE shows",
		"coffer ticket open recover --from F":    "coffer ticket open recover --from F",
		"coffer ticket redeem --ticket FILE":     "coffer --dir '/a b/100%' ticket redeem --ticket FILE",
		"xcoffer ls":                             "xcoffer ls",
	} {
		if got := c.inVault(in); got != want {
			t.Errorf("%q: %q, want %q", in, got, want)
		}
	}
	if got, want := c.inVaultFormat("coffer ls %d"), "coffer --dir '/a b/100%%' ls %d"; got != want {
		t.Errorf("%q, want %q", got, want)
	}
	c.dir = ""
	if got := c.inVault("coffer ls; --ticket FILE"); got != "coffer ls; --ticket FILE" {
		t.Errorf("%q", got)
	}
	c.ticketFile = "a 100%.ticket"
	if got, want := c.inVault("coffer ticket show --ticket FILE shows it"), "coffer ticket show --ticket 'a 100%.ticket' shows it"; got != want {
		t.Errorf("%q, want %q", got, want)
	}
	if got, want := c.inVaultFormat("%d, --ticket FILE"), "%d, --ticket 'a 100%%.ticket'"; got != want {
		t.Errorf("%q, want %q", got, want)
	}
}
