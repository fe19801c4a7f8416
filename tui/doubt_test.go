package tui_test

import (
	"os"
	"path/filepath"
	"strings"
	"testing"

	"coffer/vault"
)

// TestOneMetaPageIsDamaged: what each opening of the file warns of keeps nobody from going in.
func TestOneMetaPageIsDamaged(t *testing.T) {
	p := alice(t)
	path := filepath.Join(p.Env.Folders.Data, vault.FileName)
	file, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	file[64] ^= 1 // the checksummed part of the first page
	if err := os.WriteFile(path, file, 0o600); err != nil {
		t.Fatal(err)
	}
	if n := strings.Count(p.Unlocks().Sees("header pages is unusable").Frame(), "header pages"); n != 1 {
		t.Errorf("it is said %d times in\n%s", n, p.Frame())
	}
	p.Presses("enter").Sees("door")
}
