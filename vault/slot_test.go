package vault

import (
	"bytes"
	"context"
	"errors"
	"testing"

	"coffer/vault/codec"
	"coffer/vault/secret"
)

// encoded is a slot as it stands in a file, whatever it says.
func encoded(t *testing.T, v any) []byte {
	t.Helper()
	b, err := codec.Marshal(v)
	if err != nil {
		t.Fatal(err)
	}
	return stamp(b)
}

func someSlot() *slot {
	return &slot{ID: ID{1}, Kind: PasswordSlot, Core: true, Params: cheapest, Sealed: make([]byte, nonceSize+2*keySize+tagSize)}
}

func TestParseSlot(t *testing.T) {
	if s, err := parseSlot(encoded(t, someSlot())); err != nil || s.ID != (ID{1}) {
		t.Fatalf("%v %v", s, err)
	}
	for name, change := range map[string]func(s *slot){
		"kind":           func(s *slot) { s.Kind = "biometric" },
		"core too short": func(s *slot) { s.Sealed = s.Sealed[:nonceSize+keySize+tagSize] },
		"too long":       func(s *slot) { s.Core = false },
		"huge":           func(s *slot) { s.Sealed = make([]byte, 2*maxSlotBytes) },
		"nothing sealed": func(s *slot) { s.Sealed = nil },
		"costs of a key": func(s *slot) { s.Kind = RecoverySlot },
	} {
		s := someSlot()
		change(s)
		if _, err := parseSlot(encoded(t, s)); !isDamage(err) {
			t.Errorf("%s: %v", name, err)
		}
	}
	good := encoded(t, someSlot())
	for name, b := range map[string][]byte{
		"empty": nil, "short": good[:7], "cut": good[:len(good)-1], "flipped": append([]byte{good[0] ^ 1}, good[1:]...),
		"something else": encoded(t, "slot"), "more": stamp(append(good[:len(good)-8:len(good)-8], 0)),
	} {
		if _, err := parseSlot(b); !isDamage(err) {
			t.Errorf("%s: %v", name, err)
		}
	}
}

// TestCostsAreRefusedBeforeTheyArePaid puts costs into a file that would take
// all memory, or all day.
func TestCostsAreRefusedBeforeTheyArePaid(t *testing.T) {
	for name, p := range map[string]Params{
		"memory":          {MemoryKiB: maxMemoryKiB + 1, Time: 1, Threads: 1},
		"all memory":      {MemoryKiB: 1<<32 - 1, Time: 1, Threads: 1},
		"time":            {MemoryKiB: 64, Time: maxTime + 1, Threads: 1},
		"no time":         {MemoryKiB: 64, Time: 0, Threads: 1},
		"lanes":           {MemoryKiB: 64 << 10, Time: 1, Threads: maxThreads + 1},
		"no lanes":        {MemoryKiB: 64, Time: 1, Threads: 0},
		"memory too low":  {MemoryKiB: 31, Time: 1, Threads: 4},
		"nothing at all ": {},
	} {
		e := newEnv(t)
		v := e.create(t)
		tamperSlots(t, v, func(slots []*slot) []*slot { slots[0].Params = p; return slots })
		e.Stretch = func([]byte, []byte, Params) []byte {
			t.Errorf("%s: stretched all the same", name)
			return make([]byte, 32)
		}
		w, err := Open(context.Background(), e.Options)
		if err != nil {
			t.Fatal(err)
		}
		if err := w.Unlock(context.Background(), secret.New("swordfish")); !errors.Is(err, ErrParams) {
			t.Errorf("%s: %v", name, err)
		}
		if _, err := Create(context.Background(), newEnv(t).Options, secret.New("x"), p); !errors.Is(err, ErrParams) {
			t.Errorf("%s: create: %v", name, err)
		}
	}
}

// tamperSlots changes the stored slots, and all checksums that need no key.
func tamperSlots(t *testing.T, v *Vault, change func([]*slot) []*slot) {
	t.Helper()
	update2(t, v, func(tx *Tx) {
		slots, err := tx.st.slots()
		if err != nil {
			t.Fatal(err)
		}
		f, err := readFormat(tx.st)
		if err != nil {
			t.Fatal(err)
		}
		for _, s := range slots {
			tx.writes.set(keysBucket, slotKey(s.ID), nil)
		}
		slots = change(slots)
		sortSlots(slots)
		var all []byte
		for _, s := range slots {
			b := encoded(t, s)
			tx.writes.set(keysBucket, slotKey(s.ID), b)
			all = append(all, b...)
		}
		f.Slots = fingerprint(all)
		tx.format = f
		if err := tx.writeFormat(); err != nil {
			t.Fatal(err)
		}
	})
}

func TestSlotsDiffer(t *testing.T) {
	e := newEnv(t)
	v := e.create(t)
	first, err := newPasswordSlot(v.o, v.id, v.roots, secret.New("swordfish"), cheapest)
	if err != nil {
		t.Fatal(err)
	}
	second, err := newPasswordSlot(v.o, v.id, v.roots, secret.New("swordfish"), cheapest)
	if err != nil {
		t.Fatal(err)
	}
	if first.Salt == second.Salt || first.ID == second.ID || bytes.Equal(first.Sealed, second.Sealed) {
		t.Error("two slots with the same password have something in common")
	}
	first.Salt = second.Salt
	if _, _, err := openPasswordSlots(v.o, v.id, []*slot{first}, secret.New("swordfish")); !errors.Is(err, ErrPassword) {
		t.Errorf("a slot with another salt: %v", err)
	}
}

// TestSlotIsBound changes what stands in clear in a slot.
func TestSlotIsBound(t *testing.T) {
	e := newEnv(t)
	v := e.create(t)
	for name, change := range map[string]func(s *slot, vault *ID){
		"vault":  func(s *slot, vault *ID) { vault[0] ^= 1 },
		"id":     func(s *slot, vault *ID) { s.ID[0] ^= 1 },
		"kind":   func(s *slot, vault *ID) { s.Kind = RecoverySlot },
		"core":   func(s *slot, vault *ID) { s.Core = false },
		"params": func(s *slot, vault *ID) { s.Params.Time++ },
	} {
		s, err := newPasswordSlot(v.o, v.id, v.roots, secret.New("x"), cheapest)
		if err != nil {
			t.Fatal(err)
		}
		key, vault := s.stretch(cheap, secret.New("x")), v.id
		if r, err := s.open(vault, key); err != nil {
			t.Fatal(err)
		} else {
			r.free()
		}
		change(s, &vault)
		if _, err := s.open(vault, key); !errors.Is(err, ErrPassword) {
			t.Errorf("%s: %v", name, err)
		}
	}
}

// TestSlotsBehindTheOwnersBack does to the slots what somebody can who writes
// the file: each is noticed at the next unlock, and by every write.
func TestSlotsBehindTheOwnersBack(t *testing.T) {
	ctx := context.Background()
	for name, attack := range map[string]func(t *testing.T, e *env, v *Vault) (password string){
		"added": func(t *testing.T, e *env, v *Vault) string {
			tamperSlots(t, v, func(slots []*slot) []*slot { return append(slots, someSlot()) })
			return "swordfish"
		},
		"removed": func(t *testing.T, e *env, v *Vault) string {
			id := setRecovery(t, v)[Companion]
			tamperSlots(t, v, func(slots []*slot) []*slot {
				var kept []*slot
				for _, s := range slots {
					if s.ID != id {
						kept = append(kept, s)
					}
				}
				return kept
			})
			return "swordfish"
		},
		"brought back": func(t *testing.T, e *env, v *Vault) string {
			old := storedSlots(t, v)
			setPassword(t, v, "new")
			tamperSlots(t, v, func([]*slot) []*slot { return old })
			return "swordfish"
		},
		"brought back beside": func(t *testing.T, e *env, v *Vault) string {
			old := storedSlots(t, v)
			setPassword(t, v, "new")
			tamperSlots(t, v, func(slots []*slot) []*slot { return append(slots, old...) })
			return "swordfish"
		},
		"brought back with its MACs": func(t *testing.T, e *env, v *Vault) string {
			old, macs := storedSlots(t, v), storedMACs(t, v)
			setPassword(t, v, "new")
			tamperSlots(t, v, func([]*slot) []*slot { return old })
			update2(t, v, func(tx *Tx) {
				for tier, mac := range macs {
					tx.writes.set(keysBucket, macKey(tier), mac)
				}
			})
			return "swordfish"
		},
	} {
		e := newEnv(t)
		v := e.create(t)
		password := attack(t, e, v)
		w, err := Open(ctx, e.Options)
		if err != nil {
			t.Fatalf("%s: %v", name, err)
		}
		if err := w.Unlock(ctx, secret.New(password)); !isDamage(err) {
			t.Errorf("%s: unlock says %v", name, err)
		}
		err = v.Update(ctx, Event{Action: "test"}, func(tx *Tx) error { return tx.Note() })
		if !isDamage(err) {
			t.Errorf("%s: a write says %v", name, err)
		}
		if r, err := v.Verify(ctx, nil); err != nil || len(r.Problems) == 0 {
			t.Errorf("%s: verify finds nothing (%v)", name, err)
		}
	}
}

// TestLostSlotIsNoWrongPassword removes a slot without any skill.
func TestLostSlotIsNoWrongPassword(t *testing.T) {
	e := newEnv(t)
	v := e.create(t)
	update2(t, v, func(tx *Tx) {
		slots, _ := tx.st.slots()
		tx.writes.set(keysBucket, slotKey(slots[0].ID), nil)
	})
	w, err := Open(context.Background(), e.Options)
	if err != nil {
		t.Fatal(err)
	}
	if err := w.Unlock(context.Background(), secret.New("swordfish")); !isDamage(err) {
		t.Errorf("unlock: %v", err)
	}
	if _, err := w.Slots(context.Background()); !isDamage(err) {
		t.Errorf("slots: %v", err)
	}
}

func setPassword(t *testing.T, v *Vault, password string) {
	t.Helper()
	if err := v.SetPassword(context.Background(), secret.New(password), cheapest, Event{Action: "passwd"}); err != nil {
		t.Fatal(err)
	}
}

func storedSlots(t *testing.T, v *Vault) []*slot {
	t.Helper()
	slots, _, err := v.readSlots(context.Background())
	if err != nil {
		t.Fatal(err)
	}
	return slots
}

func storedMACs(t *testing.T, v *Vault) map[Tier][]byte {
	t.Helper()
	macs := make(map[Tier][]byte)
	view(t, v, func(tx *Tx) error {
		for _, tier := range Tiers {
			b, err := tx.raw(keysBucket, macKey(tier))
			if err != nil {
				return err
			}
			macs[tier] = bytes.Clone(b)
		}
		return nil
	})
	return macs
}

func TestSlotsMark(t *testing.T) {
	e := newEnv(t)
	v := e.create(t)
	ctx := context.Background()
	mark := func() [32]byte {
		m, err := e.locked(t).SlotsMark(ctx)
		if err != nil {
			t.Fatal(err)
		}
		return m
	}
	before := mark()
	addBox(t, v, 1)
	if mark() != before {
		t.Error("items change the mark")
	}
	if err := v.SetPassword(ctx, secret.New("swordfish-2"), cheapest, Event{Action: "test"}); err != nil {
		t.Fatal(err)
	}
	if mark() == before {
		t.Error("another slot has the same mark")
	}
}
