package host

import "testing"

func TestShellWord(t *testing.T) {
	for word, want := range map[string]string{
		"work/mail/acme":  "work/mail/acme",
		"a%2Fb":           "a%2Fb",
		"büro/tür":        "büro/tür",
		"home/front door": "'home/front door'",
		"home/ann's":      `'home/ann'\''s'`,
		"a$(b)":           "'a$(b)'",
		"~":               "'~'",
		"":                "''",
	} {
		if got := ShellWord(word); got != want {
			t.Errorf("%q is written %s, not %s", word, got, want)
		}
	}
}
