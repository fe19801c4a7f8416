package app

import (
	"strings"
	"testing"

	"coffer/internal/host"
)

// TestEachSettingSaysWhatItDoes: those of the person, and those of the machine.
func TestEachSettingSaysWhatItDoes(t *testing.T) {
	keys := append(PersonalKeys(), host.SettingKeys()...)
	seen := map[string]string{}
	for _, key := range append(keys, "hooks.seal.asked", "hooks.*") {
		text := SettingText(key)
		if text == "" || seen[text] != "" {
			t.Errorf("%s says %q, as %q does", key, text, seen[text])
		}
		seen[text] = key
	}
	if text := SettingText("no.such"); text != "" {
		t.Errorf("a setting that is none does %q", text)
	}
}

// TestZeroIsExplained says of each setting that keeps something what nothing means.
func TestZeroIsExplained(t *testing.T) {
	for key, zero := range map[string]string{"trash.retention": "0d", "log.retention": "0s", "owner.retention": "0d", "history.keep": "0"} {
		if notes := PersonalNotes(key, zero); len(notes) != 1 {
			t.Errorf("%s: %q", key, notes)
		}
		for _, value := range []string{"1", "1d", "soon", ""} {
			if notes := PersonalNotes(key, value); len(notes) != 0 {
				t.Errorf("%s %s: %q", key, value, notes)
			}
		}
	}
	for _, p := range personals() {
		kept := strings.HasSuffix(p.key, ".retention") || strings.HasSuffix(p.key, ".keep")
		if kept = kept && p.least == 0; kept != (zeroNote(p.key) != "") {
			t.Errorf("%s: %q", p.key, zeroNote(p.key))
		}
	}
}
