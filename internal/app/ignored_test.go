package app

import (
	"testing"
	"time"

	"coffer/box"
	"coffer/box/health"
	"coffer/vault"
	"coffer/vault/secret"
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

// leaveDoor adds an item with a finding, and leaves that.
func leaveDoor(t *testing.T, a *App, path, pin string) {
	t.Helper()
	d, err := a.Draft(t.Context(), path, "pin", false)
	if err == nil {
		err = d.SetSecret(d.MainField, secret.New(pin))
	}
	if err == nil {
		_, err = a.Add(t.Context(), d)
	}
	if err == nil {
		_, err = a.IgnoreFinding(t.Context(), path, FindingFilter{}, "four digits is all it takes")
	}
	if err != nil {
		t.Fatal(err)
	}
}

func (a *App) leftAlone(t *testing.T) (n int) {
	t.Helper()
	a.mustUpdate(t, func(tx *vault.Tx) error {
		all, err := readIgnored(tx)
		n = len(all)
		return err
	})
	return n
}

// TestIgnoredEndsWithItsItem: what is left about an item goes when the item goes for
// good, and no earlier.
func TestIgnoredEndsWithItsItem(t *testing.T) {
	for name, end := range map[string]func(a *App, clock *moving){
		"the trash is emptied": func(a *App, _ *moving) {
			if n, err := a.EmptyTrash(t.Context(), TrashFilter{Box: "home"}); n != 1 || err != nil {
				t.Error(n, err)
			}
		},
		"it is due": func(a *App, clock *moving) {
			for range 2 {
				clock.now = clock.now.Add(box.DefaultRetention)
				if _, err := a.Housekeeping(t.Context()); err != nil {
					t.Error(err)
				}
			}
		},
	} {
		t.Run(name, func(t *testing.T) {
			a, clock := movingApp(t)
			leaveDoor(t, a, "home/door", "1234")
			leaveDoor(t, a, "work/gate", "0000")
			if n := a.leftAlone(t); n != 2 {
				t.Fatal(n)
			}
			if _, err := a.Remove(t.Context(), []string{"home/door"}, 0); err != nil {
				t.Fatal(err)
			}
			if n := a.leftAlone(t); n != 2 {
				t.Errorf("%d in the trash", n)
			}
			end(a, clock)
			if n := a.leftAlone(t); n != 1 {
				t.Errorf("%d are left", n)
			}
		})
	}
	t.Run("with its box", func(t *testing.T) {
		a, clock := movingApp(t)
		leaveDoor(t, a, "home/door", "1234")
		if _, err := a.RemoveBox(t.Context(), "home"); err != nil {
			t.Fatal(err)
		}
		a.mustKeepHouse(t, 0)
		if n := a.leftAlone(t); n != 1 {
			t.Errorf("%d in a removed box", n)
		}
		for range 2 {
			clock.now = clock.now.Add(15 * 24 * time.Hour)
			if _, err := a.Housekeeping(t.Context()); err != nil {
				t.Error(err)
			}
		}
		if n := a.leftAlone(t); n != 0 {
			t.Errorf("%d are left", n)
		}
	})
}
