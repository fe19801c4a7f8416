package app

import (
	"testing"

	"coffer/box/health"
	"coffer/vault"
)

// TestIgnoredStaysUnderCore: whoever has the companion root neither hides a finding nor
// reads what is left.
func TestIgnoredStaysUnderCore(t *testing.T) {
	a, _ := movingApp(t)
	err := a.update(t.Context(), "test", "", func(tx *vault.Tx) error {
		_, err := tx.Put(vault.BoxZero, vault.Ignored, vault.Key{ID: vault.ID{1}}, vault.Companion, []byte{0xf6})
		return err
	})
	if err == nil {
		t.Error("a finding is left in the companion tier")
	}
	a.mustUpdate(t, func(tx *vault.Tx) error {
		_, err := tx.Put(vault.BoxZero, vault.Ignored, vault.Key{ID: vault.ID{1}}, vault.Core, []byte{0xf6})
		return err
	})
	if _, err := a.Check(t.Context(), CheckOptions{}); Explain(err).Kind != Damaged {
		t.Errorf("a record that is none: %v", err)
	}
}

// TestFindingKinds: what can be left is every kind that is about an item.
func TestFindingKinds(t *testing.T) {
	codes := FindingKinds()
	if len(codes) != int(health.Unanswered)-2 {
		t.Errorf("%d kinds: %v", len(codes), codes)
	}
	for _, code := range codes {
		if err := CheckFindingKind(code); err != nil {
			t.Error(err)
		}
	}
	if err := CheckFindingKind("weak-kdf"); Explain(err).Kind != Usage {
		t.Errorf("about the vault: %v", err)
	}
}
