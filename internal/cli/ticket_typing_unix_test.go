//go:build unix

package cli

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
	k.expect("sheet 1 of 2: type its words, a column at a time")
	k.expect("sheet 1 of 2, words 1 to 9: ")
	k.press(dave + "\r")
	column := func(words string, n int) string {
		all := strings.Fields(words)
		return strings.Join(all[9*n:min(9*n+9, len(all))], " ") + "\r"
	}
	k.expect("sheet 2 of 2, words 1 to 9: ")
	k.press(column(erin, 0))
	k.expect("sheet 2 of 2, words 10 to 18: ")
	k.press(column(erin, 1))
	k.expect("sheet 2 of 2, words 19 to 27: ")
	k.press(strings.Replace(column(erin, 2), " "+strings.Fields(erin)[19]+" ", " banana ", 1))
	k.expect(`word 20 is not on the list; type that line again, 2 tries left`)
	k.expect("sheet 2 of 2, words 19 to 27: ")
	k.press(column(dave, 2)) // a line of another sheet: all its words are on the list
	k.expect("sheet 2 of 2, words 28 to 36: ")
	k.press(column(erin, 3))
	k.expect("sheet 2 of 2, words 37 to 42: ")
	k.press(column(erin, 4))
	k.expect("more than one is wrong; compare each with the paper; 2 tries left")
	k.expect("sheet 2 of 2, words 1 to 9: ")
	k.press(dave + "\r")
	k.expect(`the same share stands there twice: that of "sheet 1"; 1 try left`)
	k.expect("sheet 2 of 2, words 1 to 9: ")
	for n := range 5 { // pasted as lines
		k.press(column(erin, n))
	}
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
