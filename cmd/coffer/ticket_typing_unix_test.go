//go:build unix

package main

import (
	"strings"
	"testing"
)

// TestTypeSheets: whoever mistypes a word of a sheet hears which one, and types that
// sheet again, not the others; what was typed never shows.
func TestTypeSheets(t *testing.T) {
	p := newPerson(t)
	p.must("", "vault", "edit", "--name", "Alice")
	p.must("", "trustee", "set", "--threshold", "2", "--paper-only", "--paper", "dave", "--paper", "erin", "--paper", "frank")
	dave, erin := p.sheetWords("dave"), p.sheetWords("erin")
	p.write("new", "battery staple horse\n")
	k := p.types(t, nil, "ticket", "redeem", "--new-password-file", p.path("new"), "--share", "ask", "--share", "ask")
	const prompt = "words of the sheet, in one line, or the text of its QR code: "
	wrong := strings.Fields(erin)
	wrong[19] = "banana"
	k.expect("sheet 1 of 2: " + prompt)
	k.press(dave + "\r")
	k.expect("sheet 2 of 2: " + prompt)
	k.press(strings.Join(wrong, " ") + "\r")
	k.expect(`word 20 "banana" is not on the list; 2 tries left`)
	k.expect("sheet 2 of 2: " + prompt)
	k.press(dave + "\r")
	k.expect(`the same share stands there twice: that of "sheet 1"; 1 try left`)
	k.expect("sheet 2 of 2: " + prompt)
	k.press(erin + "\r")
	k.expect("the vault in ")
	k.expect("has a new master password and new keys")
	if code := k.code(); code != 0 {
		t.Errorf("exit code %d", code)
	}
	k.neverShown(strings.Join(strings.Fields(erin)[:5], " "), strings.Join(strings.Fields(dave)[:5], " "))
	if code, _, _ := p.coffer("", "ls"); code == 0 {
		t.Error("the old password opens the vault")
	}
}
