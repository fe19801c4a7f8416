package app

import (
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
