package tui_test

import "testing"

// TestPaletteFindsWhatMoves: what comes in and goes out is found from every place by its name, by
// the names of other programs, and by what files are called; and is gone to.
func TestPaletteFindsWhatMoves(t *testing.T) {
	p := alice(t).Unlocks().GoesTo("items")
	for typed, does := range map[string][]string{
		"import": {"import: bring items"}, "export": {"export: write boxes"}, "bitwarden": {"import: bring", "export: write"}, "csv": {"import: bring", "export: write"},
		"1password": {"import: bring"}, "backup": {"backups: make", "export: write"}, "restore": {"backups: make"},
	} {
		p.Presses(":").Types(typed).Sees(does...).Presses("esc")
	}
	p.Presses(":").Types("1password").SeesNot("export:").Presses("enter").Sees("account › import", "which file?").Types("half")
	p.Presses("ctrl+u", "esc", "1")
	p.Presses(":").Types("keepass").Presses("down", "enter").Sees("account › export", "where to?")
	p.Presses("esc", "1").Presses(":").Types("export").Presses("enter").Sees("account › export")
}

// TestPaletteBeforeTheVaultIsOpen: there it says why not.
func TestPaletteBeforeTheVaultIsOpen(t *testing.T) {
	alice(t).Starts().Presses("ctrl+l").SeesNot("bring items")
}
