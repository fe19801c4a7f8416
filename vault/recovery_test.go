package vault

import (
	"bytes"
	"context"
	"errors"
	"testing"

	"coffer/vault/codec"
	"coffer/vault/secret"
)

// recoveryKeysOf makes the two keys of a number.
func recoveryKeysOf(n int) (core, companion secret.Key) {
	core, _ = secret.KeyFrom(bytes.Repeat([]byte{byte(n), 1}, keySize/2))
	companion, _ = secret.KeyFrom(bytes.Repeat([]byte{byte(n), 2}, keySize/2))
	return core, companion
}

// setRecovery gives the vault recovery slots and returns their IDs.
func setRecovery(t *testing.T, v *Vault) map[Tier]ID {
	t.Helper()
	setRecoveryTo(t, v, 1)
	return recoverySlots(t, v)
}

func setRecoveryTo(t *testing.T, v *Vault, n int) {
	t.Helper()
	update(t, v, func(tx *Tx) error { return tx.SetRecovery(recoveryKeysOf(n)) })
	if !v.Status().Owed {
		t.Error("no rewrite is owed")
	}
	if err := v.Compact(context.Background(), nil); err != nil {
		t.Fatal(err)
	}
}

// recoverySlots are the slots by the tier that nothing but they opens.
func recoverySlots(t *testing.T, v *Vault) map[Tier]ID {
	t.Helper()
	slots, err := v.Slots(context.Background())
	if err != nil {
		t.Fatal(err)
	}
	found := make(map[Tier]ID)
	for _, s := range slots {
		if s.Kind == RecoverySlot {
			found[tierOf(s.Core)] = s.ID
		}
	}
	return found
}

func tierOf(core bool) Tier {
	if core {
		return Core
	}
	return Companion
}

// opensRecovery tells whether both keys of a number open the vault's roots.
func opensRecovery(t *testing.T, v *Vault, n int) bool {
	t.Helper()
	core, companion := recoveryKeysOf(n)
	opened := 0
	for _, s := range storedSlots(t, v) {
		if s.Kind != RecoverySlot {
			continue
		}
		key := companion
		if s.Core {
			key = core
		}
		if s.opensWith(v.id, v.roots, key.Bytes()) {
			opened++
		}
		if other, err := s.openRecovery(v.id, make([]byte, keySize)); !errors.Is(err, ErrPassword) {
			other.free()
			t.Errorf("another key: %v", err)
		}
	}
	return opened == 2
}

func TestSetRecovery(t *testing.T) {
	e := newEnv(t)
	v := e.create(t)
	setRecovery(t, v)
	if !opensRecovery(t, v, 1) {
		t.Error("the slots do not open what they should")
	}
	first := recoverySlots(t, v)
	setRecoveryTo(t, v, 2)
	if !opensRecovery(t, v, 2) || opensRecovery(t, v, 1) {
		t.Error("the new keys do not open the vault, or the former ones do")
	}
	file := rawFile(t, e)
	for tier, id := range first {
		if bytes.Contains(file, id[:]) {
			t.Errorf("the former slot of %s is in the file", tier)
		}
	}
	setPassword(t, v, "second")
	if !opensRecovery(t, v, 2) {
		t.Error("a new password takes the slots away")
	}
	verify(t, e.open(t, "second"))
	update(t, v, (*Tx).DropRecovery)
	if slots := storedSlots(t, v); len(slots) != 1 || !v.Status().Owed {
		t.Errorf("%d slots, owed %v", len(slots), v.Status().Owed)
	}
	view(t, v, func(tx *Tx) error {
		if keys, err := tx.recoveryKeys(); err != nil || len(keys.Keys) != 0 {
			t.Errorf("%d keys are kept: %v", len(keys.Keys), err)
		}
		return nil
	})
	if err := v.Compact(context.Background(), nil); err != nil {
		t.Fatal(err)
	}
	revision := v.Status().Revision
	update(t, v, (*Tx).DropRecovery)
	if v.Status().Revision != revision {
		t.Error("nothing was dropped, and yet written")
	}
	verify(t, v)
	setPassword(t, v, "third") // its own changes do not count as another's
}

// TestSetRecoveryTwice replaces slots within one transaction.
func TestSetRecoveryTwice(t *testing.T) {
	e := newEnv(t)
	v := e.create(t)
	update(t, v, func(tx *Tx) error {
		err := errors.Join(tx.SetRecovery(recoveryKeysOf(1)), tx.DropRecovery())
		return errors.Join(err, tx.SetRecovery(recoveryKeysOf(2)), tx.SetRecovery(recoveryKeysOf(3)))
	})
	if len(storedSlots(t, v)) != 3 || !opensRecovery(t, v, 3) {
		t.Error("the last slots are not those that count")
	}
	verify(t, v)
}

func TestSetRecoveryRefuses(t *testing.T) {
	v := newEnv(t).create(t)
	core, companion := recoveryKeysOf(1)
	for what, keys := range map[string][2]secret.Key{
		"no core key": {{}, companion}, "no companion key": {core, {}}, "no key": {}, "the same twice": {core, core},
	} {
		err := v.Update(t.Context(), Event{Action: "test"}, func(tx *Tx) error { return tx.SetRecovery(keys[0], keys[1]) })
		if !errors.Is(err, ErrRecoveryKey) {
			t.Errorf("%s: %v", what, err)
		}
	}
	view(t, v, func(tx *Tx) error {
		for _, err := range []error{tx.SetRecovery(core, companion), tx.DropRecovery()} {
			if !errors.Is(err, ErrReadOnly) {
				t.Errorf("in a view: %v", err)
			}
		}
		return nil
	})
	update(t, v, func(tx *Tx) error { // nobody else writes the record
		_, err := tx.Put(BoxZero, Tickets, Key{}, Core, []byte("keys"))
		if !errors.Is(err, ErrReadOnly) || !errors.Is(tx.Delete(BoxZero, Tickets, Key{}, Core), ErrReadOnly) {
			t.Errorf("the record was written: %v", err)
		}
		return nil
	})
	verify(t, v)
}

// TestDropSlotForgetsTheKey drops one of two, and then the other: a rekey does not
// bring it back.
func TestDropSlotForgetsTheKey(t *testing.T) {
	e := newEnv(t)
	v := e.create(t)
	setRecovery(t, v)
	for _, tier := range Tiers {
		if err := v.DropSlot(t.Context(), recoverySlots(t, v)[tier], Event{Action: "test"}); err != nil {
			t.Fatal(err)
		}
		rekeyed(t, v, nil)
		if _, there := recoverySlots(t, v)[tier]; there {
			t.Errorf("the rekey brought back the slot of %s", tier)
		}
		verify(t, e.open(t, "swordfish"))
	}
	view(t, v, func(tx *Tx) error {
		if has, err := tx.Has(BoxZero, Tickets, Key{}, Core); has || err != nil {
			t.Errorf("keys are kept: %v", err)
		}
		return nil
	})
}

func rekeyed(t *testing.T, v *Vault, then func(*Tx) error) {
	t.Helper()
	if err := v.Rekey(t.Context(), secret.New("swordfish"), Event{Action: "rekey"}, nil, then); err != nil {
		t.Fatal(err)
	}
}

// TestRekeyKeepsRecovery wraps the new roots under the keys that trustees hold
// shares of; the former slots are not in the file.
func TestRekeyKeepsRecovery(t *testing.T) {
	e := newEnv(t)
	v := e.create(t)
	addBox(t, v, 3)
	before := setRecovery(t, v)
	for range 2 {
		rekeyed(t, v, nil)
		if !opensRecovery(t, v, 1) || v.Status().Owed {
			t.Errorf("the recovery keys do not open the new roots; owed %v", v.Status().Owed)
		}
	}
	for tier, id := range before {
		if bytes.Contains(rawFile(t, e), id[:]) {
			t.Errorf("the former slot of %s is in the file", tier)
		}
	}
	verify(t, e.open(t, "swordfish"))
}

// TestFormerRootsFindNoRecoveryKey has both roots of before, all that lies under
// them, and the file of after a rekey: nothing there opens its recovery slots.
func TestFormerRootsFindNoRecoveryKey(t *testing.T) {
	e := newEnv(t)
	v := e.create(t)
	setRecovery(t, v)
	core, companion := recoveryKeysOf(1)
	var known recoveryKeys
	view(t, v, func(tx *Tx) (err error) {
		r, err := tx.Get(BoxZero, Tickets, Key{}, Core)
		if err != nil {
			return err
		}
		for _, key := range []secret.Key{core, companion} {
			if bytes.Contains(r.Plain, key.Bytes()) || bytes.Contains(r.Plain, derive(key.Bytes(), "slot recovery")) {
				t.Error("a recovery key lies in the vault")
			}
		}
		known, err = tx.recoveryKeys()
		return err
	})
	rekeyed(t, v, nil)
	for _, s := range storedSlots(t, v) {
		for _, k := range known.Keys {
			for _, guess := range [][]byte{k.Public, k.Public[:keySize], k.Sum[:]} {
				if s.Kind == RecoverySlot && s.opensWith(v.id, v.roots, guess) {
					t.Error("what was kept opens a slot")
				}
			}
		}
	}
	if !opensRecovery(t, v, 1) {
		t.Error("the trustees' keys do not")
	}
}

// TestRekeyThen renews the trustees in the file that has the new roots, and owes
// nothing afterwards; where that fails, nothing is changed.
func TestRekeyThen(t *testing.T) {
	e := newEnv(t)
	v := e.create(t)
	box, keys := addBox(t, v, 3)
	setRecovery(t, v)
	rooted, file := v.rooted, rawFile(t, e)
	stop := errors.New("stop")
	err := v.Rekey(t.Context(), secret.New("swordfish"), Event{Action: "rekey"}, nil, func(*Tx) error { return stop })
	if !errors.Is(err, stop) || v.rooted != rooted || !bytes.Equal(rawFile(t, e), file) {
		t.Errorf("changed, or no error: %v", err)
	}
	rekeyed(t, v, func(tx *Tx) error {
		r, err := tx.Get(box, Items, keys[0], Core)
		if err != nil || string(r.Plain) != "password 0" {
			t.Errorf("what is in the new file: %q %v", r.Plain, err)
		}
		_, err = tx.Put(box, Items, keys[0], Core, []byte("changed"))
		return errors.Join(err, tx.SetRecovery(recoveryKeysOf(2)))
	})
	if !opensRecovery(t, v, 2) || len(storedSlots(t, v)) != 3 || v.Status().Owed {
		t.Errorf("%d slots, owed %v", len(storedSlots(t, v)), v.Status().Owed)
	}
	w := e.open(t, "swordfish")
	view(t, w, func(tx *Tx) error {
		r, err := tx.Get(box, Items, keys[0], Core)
		if string(r.Plain) != "changed" || r.Revision != 2 {
			t.Errorf("%q, revision %d", r.Plain, r.Revision)
		}
		return err
	})
	verify(t, w)
	rekeyed(t, v, (*Tx).DropRecovery)
	if len(storedSlots(t, v)) != 1 {
		t.Errorf("%d slots", len(storedSlots(t, v)))
	}
	verify(t, v)
	rekeyed(t, v, func(tx *Tx) error { tx.OweRewrite(); return nil })
	if w := e.open(t, "swordfish"); !v.Status().Owed || !w.Status().Owed {
		t.Errorf("owed %v, and to another one %v", v.Status().Owed, w.Status().Owed)
	}
}

// TestRecoverySlotBroughtBack puts a slot back that the owner dropped: with its
// checksum, and then, as somebody with the companion root could, with a MAC and a
// header that fit it as well.
func TestRecoverySlotBroughtBack(t *testing.T) {
	for what, with := range map[string]bool{"without a key": false, "with the companion root": true} {
		e := newEnv(t)
		v := e.create(t)
		setRecovery(t, v)
		var old *slot
		for _, s := range storedSlots(t, v) {
			if s.Kind == RecoverySlot && !s.Core {
				old = s
			}
		}
		update(t, v, (*Tx).DropRecovery)
		if with {
			addCompanionSlot(t, v, old)
		} else {
			tamperSlots(t, v, func(slots []*slot) []*slot { return append(slots, old) })
		}
		wantDamaged(t, what, e.locked(t).Unlock(t.Context(), secret.New("swordfish")))
		err := v.Update(t.Context(), Event{Action: "test"}, func(tx *Tx) error { return tx.Note() })
		wantDamaged(t, what, err)
		if r, err := v.Verify(t.Context(), nil); err != nil || len(r.Problems) == 0 {
			t.Errorf("%s: verify finds nothing: %v", what, err)
		}
	}
}

// addCompanionSlot writes what somebody can who has the companion root alone: the
// MAC of core covers no slot of the companion tier.
func addCompanionSlot(t *testing.T, v *Vault, s *slot) {
	t.Helper()
	err := v.Update(t.Context(), Event{Action: "test"}, func(tx *Tx) error {
		slots, err := tx.st.slots()
		if err != nil {
			return err
		}
		return tx.writeSlots(append(slots, s))
	})
	if err != nil {
		t.Fatal(err)
	}
}

// TestRecoverySlotTakenAway lacks a slot, or has another one in its place.
func TestRecoverySlotTakenAway(t *testing.T) {
	other, _ := recoveryKeysOf(9)
	for what, change := range map[string]func(v *Vault, s *slot) []*slot{
		"gone": func(*Vault, *slot) []*slot { return nil },
		"another key": func(v *Vault, s *slot) []*slot {
			private, err := recoveryPrivate(other.Bytes())
			if err != nil {
				t.Fatal(err)
			}
			made, err := newRecoverySlot(v.o, v.id, v.roots, private.PublicKey().Bytes(), false)
			if err != nil {
				t.Fatal(err)
			}
			return []*slot{made}
		},
	} {
		e := newEnv(t)
		v := e.create(t)
		setRecovery(t, v)
		err := v.Update(t.Context(), Event{Action: "test"}, func(tx *Tx) error {
			slots, err := tx.st.slots()
			if err != nil {
				return err
			}
			var kept []*slot
			for _, s := range slots {
				if s.Kind == RecoverySlot && !s.Core {
					kept = append(kept, change(v, s)...)
				} else {
					kept = append(kept, s)
				}
			}
			return tx.writeSlots(kept)
		})
		if err != nil {
			t.Fatal(err)
		}
		wantDamaged(t, what, e.locked(t).Unlock(t.Context(), secret.New("swordfish")))
	}
}

func FuzzRecoveryKeys(f *testing.F) {
	core, companion := recoveryKey{Slot: ID{1}, Core: true, Public: make([]byte, recoveryPublicSize)}, recoveryKey{Slot: ID{2}, Public: make([]byte, recoveryPublicSize)}
	for _, keys := range [][]recoveryKey{{core, companion}, {core}, {companion}, {companion, core}, {core, core, companion}, {}} {
		b, err := codec.Marshal(recoveryKeys{Keys: keys})
		if err != nil {
			f.Fatal(err)
		}
		f.Add(b)
	}
	f.Fuzz(func(t *testing.T, b []byte) {
		r, err := parseRecoveryKeys(b)
		if err != nil {
			return
		}
		again, err := codec.Marshal(r)
		if err != nil || !bytes.Equal(again, b) || len(r.Keys) == 0 || len(r.Keys) > 2 {
			t.Errorf("%x becomes %x: %v", b, again, err)
		}
	})
}
