package items_test

import (
	"os"
	"path/filepath"
	"testing"
)

// TestNewPasswordsAreOffered looks up what is typed, where the owner wished that, and
// says why nothing is known; without the wish it does nothing.
func TestNewPasswordsAreOffered(t *testing.T) {
	p := alice(t)
	p.Presses("down", "e", "down").Types("pike").Presses("ctrl+s").Sees("changed work/mail/acme: password").SeesNot("looked up")
	dir := p.Env.Folders.Config
	if err := os.MkdirAll(dir, 0o700); err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(filepath.Join(dir, "config.toml"), []byte("[hibp]\noffer = \"file\"\n"), 0o600); err != nil {
		t.Fatal(err)
	}
	p.Resizes(160, 24).Presses("e", "down").Types("perch").Presses("ctrl+s").
		Sees("changed work/mail/acme: password", "the password was not looked up: the setting hibp.data names no file")
}
