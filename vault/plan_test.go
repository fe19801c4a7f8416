package vault

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"slices"
	"strings"
	"testing"

	"coffer/vault/secret"
)

// The crash tests let a child do the steps of a plan, so that from the number
// of the last confirmed one follows what must be there.

// planned is what a vault holds after a number of steps.
type planned struct {
	items    map[int]string
	password string
	roots    uint32
	trustees int // the step whose recovery keys open the vault; 0: none do
}

// slots of the plan: so many items are there at most.
const planItems = 20

// kindOf says what a step does.
func kindOf(n int) string {
	switch n % 11 {
	case 3:
		return "delete"
	case 4:
		return "compact"
	case 6:
		return "password"
	case 7:
		return "trustees"
	case 8:
		return "rekey"
	case 10:
		return "recover"
	}
	return "put"
}

func plan(n int) planned {
	p := planned{items: make(map[int]string), password: "swordfish", roots: 1}
	for i := 1; i <= n; i++ {
		switch kindOf(i) {
		case "put":
			p.items[i%planItems] = planText(i)
		case "delete":
			delete(p.items, (i-1)%planItems)
		case "password":
			p.password = fmt.Sprintf("swordfish %d", i)
		case "trustees":
			p.trustees = i
		case "rekey":
			p.roots++
		case "recover":
			p.password = fmt.Sprintf("swordfish %d", i)
			p.roots++
			p.trustees = 0
		}
	}
	return p
}

func planText(n int) string { return fmt.Sprintf("%d %s", n, strings.Repeat("x", n%700)) }

func planKey(n int) Key { return Key{ID: ID{15: byte(n%planItems + 1)}} }

func planName(n int) string { return fmt.Sprintf("item %d", n%planItems) }

// step does step n; doing it again changes nothing more.
func step(v *Vault, n int) error {
	ctx, e := context.Background(), Event{Action: "test", Text: kindOf(n)}
	switch kindOf(n) {
	case "compact":
		return v.Compact(ctx, nil)
	case "password":
		return v.SetPassword(ctx, secret.New(plan(n).password), cheapest, e)
	case "trustees":
		return v.Update(ctx, e, func(tx *Tx) error {
			return errors.Join(tx.SetRecovery(recoveryKeysOf(n)), tx.PutClear(ClearRecovery, planClear(n)))
		})
	case "recover":
		if v.rooted == plan(n).roots {
			return nil
		}
		v.o.Names = planNames
		key, _ := recoveryKeysOf(plan(n - 1).trustees)
		return v.Recover(ctx, key, secret.New(plan(n).password), cheapest, e, nil, func(tx *Tx) error { return tx.PutClear(ClearRecovery, nil) })
	case "rekey":
		v.o.Names = planNames
		if v.rooted == plan(n).roots {
			return nil
		}
		return v.Rekey(ctx, secret.New(plan(n).password), e, nil, nil)
	case "delete":
		return v.Update(ctx, e, func(tx *Tx) error { return planDelete(tx, n-1) })
	}
	return v.Update(ctx, e, func(tx *Tx) error { return planPut(tx, n) })
}

func planNames(box ID, s Space, k Key, _ []byte) (IndexEntry, bool) {
	return IndexEntry{box, planName(int(k.ID[15]) - 1), k.ID}, s == Items
}

func planPut(tx *Tx, n int) error {
	boxes, err := tx.Boxes()
	if err != nil {
		return err
	}
	k := planKey(n)
	_, err1 := tx.Put(boxes[0], Items, k, Companion, []byte(planText(n)))
	_, err2 := tx.Put(boxes[0], Items, k, Core, []byte(planText(n)))
	return errors.Join(err1, err2, tx.IndexPut(boxes[0], planName(n), k.ID))
}

func planDelete(tx *Tx, n int) error {
	boxes, err := tx.Boxes()
	if err != nil {
		return err
	}
	k := planKey(n)
	if has, err := tx.Has(boxes[0], Items, k, Core); err != nil || !has {
		return err
	}
	return errors.Join(tx.Delete(boxes[0], Items, k, Core), tx.Delete(boxes[0], Items, k, Companion),
		tx.IndexDelete(boxes[0], planName(n), k.ID))
}

// openPlanned opens a vault in which n steps were confirmed and at most one
// more was done, and checks that it holds just that.
func openPlanned(o Options, n int) (v *Vault, err error) {
	var warns []Warning
	o.Warn = func(w Warning) { warns = append(warns, w) }
	ctx := context.Background()
	if v, err = Open(ctx, o); err != nil {
		return nil, err
	}
	err = v.Unlock(ctx, secret.New(plan(n).password))
	if errors.Is(err, ErrPassword) {
		err = v.Unlock(ctx, secret.New(plan(n+1).password))
	}
	if err != nil {
		return nil, err
	}
	r, err := v.Verify(ctx, nil)
	if err != nil || len(r.Problems) > 0 {
		return v, fmt.Errorf("verify: %q %w", r.Problems, err)
	}
	for _, w := range warns {
		if slices.Contains([]Warning{WarnOlder, WarnFork, WarnMemory}, w) {
			return v, fmt.Errorf("warning %q", w)
		}
	}
	return v, v.View(ctx, func(tx *Tx) error {
		err := checkPlan(tx, plan(n))
		if err != nil && checkPlan(tx, plan(n+1)) == nil {
			err = nil
		}
		return err
	})
}

// checkPlan compares everything, both tiers and the index.
func checkPlan(tx *Tx, p planned) error {
	boxes, err := tx.Boxes()
	if err != nil || len(boxes) != 1 {
		return fmt.Errorf("%d boxes: %w", len(boxes), err)
	}
	if tx.format.Roots != p.roots {
		return fmt.Errorf("roots %d and not %d", tx.format.Roots, p.roots)
	}
	if err := checkTrustees(tx, p.trustees); err != nil {
		return err
	}
	for _, t := range Tiers {
		if keys, err := tx.Keys(boxes[0], Items, t); err != nil || len(keys) != len(p.items) {
			return fmt.Errorf("%d items and not %d: %w", len(keys), len(p.items), err)
		}
	}
	for n, text := range p.items {
		ids, err := tx.IndexGet(boxes[0], planName(n))
		if err != nil || len(ids) != 1 || ids[0] != planKey(n).ID {
			return fmt.Errorf("the name of item %d: %v %w", n, ids, err)
		}
		for _, t := range Tiers {
			if r, err := tx.Get(boxes[0], Items, Key{ID: ids[0]}, t); err != nil || string(r.Plain) != text {
				return fmt.Errorf("item %d: %.20q and not %.20q: %w", n, r.Plain, text, err)
			}
		}
	}
	return nil
}

// planClear is what a step puts in clear, on several pages.
func planClear(n int) []byte { return bytes.Repeat([]byte{byte(n)}, 10_000+n) }

// checkTrustees makes sure that the recovery key of a step opens the vault.
func checkTrustees(tx *Tx, n int) error {
	slots, err := tx.st.slots()
	if err != nil {
		return err
	}
	if n == 0 {
		if len(slots) != 1 {
			err = fmt.Errorf("%d slots", len(slots))
		}
		return err
	}
	if data, err := tx.Clear(ClearRecovery); err != nil || !bytes.Equal(data, planClear(n)) {
		return fmt.Errorf("%d bytes in clear: %w", len(data), err)
	}
	key, _ := recoveryKeysOf(n)
	r, err := openRecoverySlots(tx.v.id, slots, key)
	r.free()
	return err
}

// beginPlan makes the vault that a plan starts from.
func beginPlan(t testing.TB, o Options) {
	t.Helper()
	v, err := Create(context.Background(), o, secret.New("swordfish"), cheapest)
	if err != nil {
		t.Fatal(err)
	}
	defer v.Close()
	update(t, v, func(tx *Tx) error { _, err := tx.CreateBox(); return err })
}

// TestPlan does the steps without any crash.
func TestPlan(t *testing.T) {
	e := newEnv(t)
	beginPlan(t, e.Options)
	v := e.open(t, "swordfish")
	for n := 1; n <= 40; n++ {
		if err := step(v, n); err != nil {
			t.Fatalf("step %d: %v", n, err)
		}
		w, err := openPlanned(e.Options, n)
		if err != nil {
			t.Fatalf("after step %d: %v", n, err)
		}
		w.Close()
	}
	if _, err := openPlanned(e.Options, 42); err == nil {
		t.Error("a step that is missing is not noticed")
	}
}
