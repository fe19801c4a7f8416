package vault

import (
	"bytes"
	"context"
	"crypto/ed25519"
	"errors"
	"fmt"
	"slices"
	"testing"

	"coffer/internal/sys"
	"coffer/vault/codec"
	"coffer/vault/journal"
)

// logged is a vault with a log of some entries, and what it holds: entries and blocks.
func logged(t *testing.T, entries int) (e *env, v *Vault, all map[place][]byte) {
	t.Helper()
	e = newEnv(t)
	v = e.create(t)
	for range entries - 1 {
		update(t, v, func(tx *Tx) error {
			tx.Tell(Subject{Word: "sent test", ID: []byte("bob")})
			tx.Tell(Subject{Word: "sent test", ID: []byte("carol")})
			return tx.Note()
		})
	}
	all = map[place][]byte{}
	view(t, v, func(tx *Tx) error {
		for _, s := range []Space{Events, Tree} {
			keys, err := tx.Keys(BoxZero, s, Companion)
			if err != nil {
				return err
			}
			for _, k := range keys {
				p := place{BoxZero, s, k, Companion}
				r, err := tx.Get(p.box, p.space, p.key, p.tier)
				if err != nil {
					return err
				}
				all[p] = r.Plain
			}
		}
		return nil
	})
	return e, v, all
}

// inside does something with the keys of the vault, and writes none of it.
func inside(t *testing.T, v *Vault, f func(tx *Tx)) {
	t.Helper()
	enough := errors.New("enough")
	if err := v.Update(context.Background(), Event{Action: "test"}, func(tx *Tx) error { f(tx); return enough }); !errors.Is(err, enough) {
		t.Fatal(err)
	}
}

func formOf(t *testing.T, plain []byte) []byte {
	t.Helper()
	form, _, err := splitEntry(plain)
	if err != nil {
		t.Fatal(err)
	}
	return form
}

func checkLog(tx *Tx) error { _, err := tx.CheckLog(); return err }

// TestLogAltered alters every byte of every record of the log as somebody can who has the
// companion key, and so seals it anew: each is found, whatever entries stand behind it.
func TestLogAltered(t *testing.T) {
	_, v, all := logged(t, 21)
	if len(all) != 21+2 {
		t.Fatalf("%d records", len(all))
	}
	inside(t, v, func(tx *Tx) {
		if err := checkLog(tx); err != nil {
			t.Fatal(err)
		}
		for p, plain := range all {
			for i := range plain {
				changed := slices.Clone(plain)
				changed[i] ^= 1 << (i % 8)
				if _, err := tx.putAt(p, changed, 1); err != nil {
					t.Fatal(err)
				}
				if checkLog(tx) == nil {
					t.Errorf("byte %d of %s was altered, and is not found", i, p.text())
				}
			}
			if _, err := tx.putAt(p, plain, 1); err != nil {
				t.Fatal(err)
			}
		}
		if err := checkLog(tx); err != nil {
			t.Errorf("not put back: %v", err)
		}
	})
}

// TestLogReordered exchanges entries, puts one in twice, adds one, and takes hashes away.
func TestLogReordered(t *testing.T) {
	_, v, all := logged(t, 40)
	for name, f := range map[string]func(tx *Tx) error{
		"two exchanged": func(tx *Tx) error {
			a, b := eventPlace(4), eventPlace(5)
			_, err := tx.putAt(a, all[b], 1)
			_, other := tx.putAt(b, all[a], 1)
			return errors.Join(err, other)
		},
		"one twice": func(tx *Tx) error { _, err := tx.putAt(eventPlace(7), all[eventPlace(8)], 1); return err },
		"one more":  func(tx *Tx) error { _, err := tx.putAt(eventPlace(41), all[eventPlace(8)], 1); return err },
		"number 0":  func(tx *Tx) error { _, err := tx.putAt(eventPlace(0), all[eventPlace(8)], 1); return err },
		"another name": func(tx *Tx) error {
			p := eventPlace(7)
			p.key.Sub = 3
			_, err := tx.putAt(p, all[eventPlace(7)], 1)
			return err
		},
		"a block is gone":    func(tx *Tx) error { return tx.remove(blockPlace(1)) },
		"a block is shorter": func(tx *Tx) error { _, err := tx.putAt(blockPlace(0), all[blockPlace(0)][:64], 1); return err },
		"a hash more": func(tx *Tx) error {
			_, err := tx.putAt(blockPlace(2), append(slices.Clone(all[blockPlace(2)]), make([]byte, 32)...), 1)
			return err
		},
		"a block more":            func(tx *Tx) error { _, err := tx.putAt(blockPlace(3), make([]byte, 32), 1); return err },
		"a size that no file has": func(tx *Tx) error { tx.vault[Companion].Events = 1 << 62; return nil },
		"a block is odd":          func(tx *Tx) error { _, err := tx.putAt(blockPlace(2), all[blockPlace(2)][:33], 1); return err },
	} {
		t.Run(name, func(t *testing.T) {
			inside(t, v, func(tx *Tx) {
				if err := f(tx); err != nil {
					t.Fatal(err)
				}
				var d *DamagedError
				if err := checkLog(tx); !errors.As(err, &d) {
					t.Errorf("not found: %v", err)
				}
			})
		})
	}
}

// TestNothingIsLoggedUponDamage: what stands in the log so far goes into the next head, and
// is compared with the newest one before.
func TestNothingIsLoggedUponDamage(t *testing.T) {
	_, v, all := logged(t, 8)
	err := v.Update(context.Background(), Event{Action: "test"}, func(tx *Tx) error {
		plain := slices.Clone(all[blockPlace(0)])
		plain[len(plain)-1]++ // the root of eight entries
		_, err := tx.putAt(blockPlace(0), plain, 1)
		return err
	})
	var d *DamagedError
	if !errors.As(err, &d) {
		t.Errorf("written: %v", err)
	}
	if r := verify(t, v); r.Entries != 8 {
		t.Errorf("%+v", r)
	}
}

// TestLogNeedsBothKeys: whoever has the companion key alone makes another log, whole, with
// a head that names it; the head of core does not.
func TestLogNeedsBothKeys(t *testing.T) {
	e, v, all := logged(t, 5)
	forged := slices.Clone(all[eventPlace(3)])
	forged[2]++ // of the salt
	var b journal.Builder
	var block []byte
	for n := range uint64(5) {
		leaf := journal.LeafOf(formOf(t, all[eventPlace(n+1)]))
		if n == 2 {
			leaf = journal.LeafOf(formOf(t, forged))
		}
		for _, h := range b.Add(leaf) {
			block = append(block, h[:]...)
		}
	}
	err := v.within(context.Background(), sys.Exclusive, func(st *store) error {
		tx, err := v.begin(st, true)
		if err != nil {
			return err
		}
		_, one := tx.putAt(eventPlace(3), forged, 1)
		_, two := tx.putAt(blockPlace(0), block, 1)
		tx.vault[Companion].Root = b.Head().Root
		if err := errors.Join(one, two, checkLog(tx), tx.writeHeads(), tx.flush()); err != nil {
			return err
		}
		return tx.st.commit()
	})
	if err != nil {
		t.Fatal(err)
	}
	noticed(t, e, v)
}

// TestEntryTakenOutNeedsBothKeys: an entry that somebody took out does not pass for one whose
// time was over.
func TestEntryTakenOutNeedsBothKeys(t *testing.T) {
	e, v, _ := logged(t, 5)
	err := v.within(context.Background(), sys.Exclusive, func(st *store) error {
		tx, err := v.begin(st, true)
		if err != nil {
			return err
		}
		tx.vault[Companion].Gone = goneDigest([]bool{true, true, false, true, true})
		if err := errors.Join(tx.remove(eventPlace(3)), tx.writeHeads(), tx.flush()); err != nil {
			return err
		}
		return tx.st.commit()
	})
	if err != nil {
		t.Fatal(err)
	}
	noticed(t, e, v)

	_, w, _ := logged(t, 5)
	inside(t, w, func(tx *Tx) {
		if err := tx.remove(eventPlace(3)); err != nil {
			t.Fatal(err)
		}
		if err := checkLog(tx); !isDamage(err) {
			t.Errorf("not found: %v", err)
		}
	})
}

// TestEntryGone: an entry that was taken out with the keys leaves its leaf, and the tree
// proves the others.
func TestEntryGone(t *testing.T) {
	_, v, _ := logged(t, 12)
	update(t, v, func(tx *Tx) error {
		there := slices.Repeat([]bool{true}, 12)
		there[5] = false
		tx.bindGone(there)
		return tx.remove(eventPlace(6))
	})
	if r := verify(t, v); r.Entries != 13 {
		t.Errorf("%+v", r)
	}
	view(t, v, func(tx *Tx) error {
		if _, err := tx.Entry(6); !errors.Is(err, ErrNotFound) {
			t.Errorf("entry 6: %v", err)
		}
		e, err := tx.Entry(7)
		if err != nil || e.Number != 7 || e.Event.Action != "test" {
			t.Errorf("entry 7: %+v, %v", e, err)
		}
		return nil
	})
}

// TestEveryHeadIsProved: the log proves each state that it had, over rekeys and rewrites.
func TestEveryHeadIsProved(t *testing.T) {
	e := newEnv(t)
	v := e.create(t)
	heads := []journal.Head{}
	keep := func() {
		view(t, v, func(tx *Tx) error { heads = append(heads, tx.LogHead()); return nil })
	}
	keep()
	for i := range 37 {
		if i == 20 {
			if err := v.Rekey(context.Background(), passwordOf("swordfish"), Event{Action: "rekey"}, nil, nil); err != nil {
				t.Fatal(err)
			}
		} else {
			addBox(t, v, 1)
		}
		keep()
	}
	if err := v.Compact(context.Background(), nil); err != nil {
		t.Fatal(err)
	}
	verify(t, v)
	view(t, v, func(tx *Tx) error {
		for i, newer := range heads {
			if newer.Size != uint64(i+1) {
				t.Fatalf("head %d: %+v", i, newer)
			}
			for _, older := range heads[:i+1] {
				proof, err := journal.ProveSince(older.Size, newer.Size, tx.Hashes())
				if err == nil {
					err = journal.CheckSince(proof, older, newer)
				}
				if err != nil {
					t.Errorf("%d since %d: %v", newer.Size, older.Size, err)
				}
			}
		}
		return nil
	})
}

// TestSaltedEntries: two entries that say the same have leaves of their own.
func TestSaltedEntries(t *testing.T) {
	_, _, all := logged(t, 5)
	seen := map[string]bool{}
	for n := range uint64(5) {
		var s storedEvent
		form := formOf(t, all[eventPlace(n+1)])
		if err := codec.UnmarshalCanonical(form, &s); err != nil {
			t.Fatal(err)
		}
		leaf := journal.LeafOf(form)
		if seen[string(s.Salt[:])] || seen[fmt.Sprint(leaf)] || s.Salt == [16]byte{} {
			t.Errorf("entry %d is like another one", n+1)
		}
		seen[string(s.Salt[:])], seen[fmt.Sprint(leaf)] = true, true
	}
}

// draw is the public half of the key that signs heads.
func draw(t *testing.T, v *Vault) (public ed25519.PublicKey) {
	t.Helper()
	update(t, v, func(tx *Tx) error {
		key, err := tx.EnsureLogKey()
		if err == nil {
			public = bytes.Clone(key[ed25519.SeedSize:])
		}
		return err
	})
	return public
}

// TestLogKey: one key signs heads, over rekeys, and the companion tier has nothing of it.
// After a reset nobody has it, and another one is drawn.
func TestLogKey(t *testing.T) {
	r := newResettable(t)
	v := r.open(t, "swordfish")
	is := func(v *Vault) error {
		return v.View(context.Background(), func(tx *Tx) error { _, err := tx.LogKey(); return err })
	}
	if err := is(v); !errors.Is(err, ErrNotFound) {
		t.Errorf("before the first: %v", err)
	}
	first := draw(t, v)
	if err := v.Rekey(context.Background(), passwordOf("swordfish"), Event{Action: "rekey"}, nil, nil); err != nil {
		t.Fatal(err)
	}
	if again := draw(t, v); !bytes.Equal(first, again) {
		t.Error("drawn twice")
	}
	v.Narrow()
	if err := is(v); !errors.Is(err, ErrLocked) {
		t.Errorf("with the companion tier alone: %v", err)
	}
	v.Close()
	w := r.mustReset(nil)
	if err := is(w); !errors.Is(err, ErrNotFound) {
		t.Errorf("after a reset: %v", err)
	}
	if second := draw(t, w); bytes.Equal(second, first) {
		t.Error("the key outlived a reset")
	}
	verify(t, w)
}

// TestOneSubjectAlone: a subject is shown without the others of its entry, and no other one
// can be shown in its place.
func TestOneSubjectAlone(t *testing.T) {
	_, v, all := logged(t, 3)
	view(t, v, func(tx *Tx) error {
		form, about, err := tx.EntryForm(2, func(s Subject) bool { return string(s.ID) == "bob" })
		if err != nil || len(about) != 1 || !bytes.Equal(form, formOf(t, all[eventPlace(2)])) || bytes.Contains(form, []byte("carol")) {
			t.Fatalf("%d subjects, %v", len(about), err)
		}
		e, err := ParseForm(form, about)
		if err != nil || e.Told != 2 || len(e.About) != 1 || string(e.About[0].ID) != "bob" {
			t.Errorf("%+v, %v", e, err)
		}
		_, others, err := tx.EntryForm(3, nil)
		for _, forged := range [][][]byte{{others[0]}, {about[0], about[0]}, {append(bytes.Clone(about[0]), 0)}, {nil}} {
			if e, err := ParseForm(form, forged); !errors.Is(err, codec.ErrMalformed) {
				t.Errorf("%q: %+v, %v", forged, e, err)
			}
		}
		return err
	})
}
