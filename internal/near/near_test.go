package near

import "testing"

func TestWord(t *testing.T) {
	names := []string{"username", "password", "url", "totp", "notes"}
	for typed, want := range map[string]string{
		"passwrd": "password", "Password": "password", "pasword": "password", "usrename": "username",
		"URL": "url", "noets": "notes", "ttop": "totp", "rul": "url", "uri": "url", "account": "", "pin2": "", "": "",
	} {
		if got := Word(typed, names); got != want {
			t.Errorf("%q: %q, not %q", typed, got, want)
		}
	}
}
