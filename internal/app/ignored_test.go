package app

import (
	"bytes"
	"errors"
	"slices"
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
		_, err = a.IgnoreFinding(t.Context(), path, FindingFilter{}, BreachPlace{}, "four digits is all it takes")
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
				if _, err := a.housekeeping(t); err != nil {
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
			if _, err := a.housekeeping(t); err != nil {
				t.Error(err)
			}
		}
		if n := a.leftAlone(t); n != 0 {
			t.Errorf("%d are left", n)
		}
	})
}

// TestNobodyHidesAFinding: whoever has the companion root, and writes what they like under
// it, silences no finding about a core secret by what they make of its item: another
// title, another field, another kind. They can make the check fail, which names what was
// changed.
func TestNobodyHidesAFinding(t *testing.T) {
	a, _ := movingApp(t)
	leaveDoor(t, a, "home/door", "1234")
	if _, err := a.UnignoreFinding(t.Context(), "home/door", FindingFilter{}); err != nil {
		t.Fatal(err)
	}
	found := func() error {
		r, err := a.Check(t.Context(), CheckOptions{})
		if err == nil && (len(r.Findings) != 1 || r.Findings[0].Kind != health.SimplePIN) {
			t.Errorf("%+v", r)
		}
		return err
	}
	if err := found(); err != nil {
		t.Fatal(err)
	}
	key, home := vault.Key{}, box.Box{}
	a.mustUpdate(t, func(tx *vault.Tx) (err error) {
		if home, err = box.BoxByName(tx, "home"); err == nil {
			key.ID = mustOne(t, tx, "home/door").ID
		}
		return err
	})
	// as the program of mallory would, which keeps to no rule
	write := func(change func(plain []byte) []byte) {
		t.Helper()
		a.mustUpdate(t, func(tx *vault.Tx) error {
			r, err := tx.Get(home.ID, vault.Items, key, vault.Companion)
			if err != nil {
				return err
			}
			plain := change(bytes.Clone(r.Plain))
			if err := tx.Delete(home.ID, vault.Items, key, vault.Companion); err != nil {
				return err
			}
			for range r.Revision {
				if _, err := tx.Put(home.ID, vault.Items, key, vault.Companion, plain); err != nil {
					return err
				}
			}
			return nil
		})
	}
	var right []byte
	write(func(plain []byte) []byte { right = plain; return plain })
	if err := found(); err != nil {
		t.Fatalf("written as it was: %v", err)
	}
	changed := 0
	for _, c := range [][2]string{{"cpin", "curl"}, {"cpin", "cpim"}, {"door", "doom"}} { // 63 is a text of three
		for at := 0; at < len(right); at++ {
			if !bytes.HasPrefix(right[at:], []byte(c[0])) {
				continue
			}
			changed++
			write(func([]byte) []byte { return slices.Concat(right[:at], []byte(c[1]), right[at+4:]) })
			if err := found(); Explain(err).Kind != Damaged {
				t.Errorf("%q at %d: %v", c[1], at, err)
			}
		}
	}
	if changed < 5 { // template, field and kind are pin
		t.Errorf("%d changes", changed)
	}
	write(func([]byte) []byte { return right })
	if err := found(); err != nil {
		t.Fatal(err)
	}
	a.v.Narrow()
	if _, err := a.IgnoreFinding(t.Context(), "home/door", FindingFilter{}, BreachPlace{}, ""); !errors.Is(err, vault.ErrLocked) {
		t.Errorf("with the companion tier alone: %v", err)
	}
}

func mustOne(t *testing.T, tx *vault.Tx, ref string) box.Entry {
	t.Helper()
	e, err := one(tx, ref)
	if err != nil {
		t.Fatal(err)
	}
	return e
}
