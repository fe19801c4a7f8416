package vault

import (
	"context"
	"errors"
	"strings"
	"testing"
)

// coreAlone are the spaces of which nothing lies under the companion key.
var coreAlone = []Space{Contacts, Circles, Mail, Seals, Tickets, Ignored, Deleted, Witness}

// TestCoreAlone holds where the records about others may lie, and that they come
// through compact and rekey.
func TestCoreAlone(t *testing.T) {
	e := newEnv(t)
	v := e.create(t)
	box, _ := addBox(t, v, 1)
	for _, s := range coreAlone {
		for _, p := range []place{{BoxZero, s, Key{}, Companion}, {box, s, Key{}, Companion}, {box, s, Key{}, Core}} {
			err := v.Update(context.Background(), Event{Action: "test"}, func(tx *Tx) error {
				_, err := tx.Put(p.box, p.space, p.key, p.tier, nil)
				return err
			})
			if !errors.Is(err, ErrReadOnly) {
				t.Errorf("%s: %v", p.text(), err)
			}
		}
		update(t, v, func(tx *Tx) error {
			_, err := tx.Put(BoxZero, s, Key{ID: ID{1}}, Core, []byte{byte(s)})
			return err
		})
	}
	if r := verify(t, v); r.Records < len(coreAlone) {
		t.Errorf("%d records", r.Records)
	}
	for what, rewrite := range map[string]func() error{
		"compact": func() error { return v.Compact(context.Background(), nil) },
		"rekey": func() error {
			return v.Rekey(context.Background(), passwordOf("swordfish"), Event{Action: "rekey"}, nil, nil)
		},
	} {
		if err := rewrite(); err != nil {
			t.Fatalf("%s: %v", what, err)
		}
		verify(t, v)
		for _, s := range coreAlone {
			view(t, v, func(tx *Tx) error {
				r, err := tx.Get(BoxZero, s, Key{ID: ID{1}}, Core)
				if err == nil && string(r.Plain) != string(rune(s)) {
					t.Errorf("after a %s: %q", what, r.Plain)
				}
				return err
			})
		}
	}
	v.Narrow()
	for _, s := range coreAlone {
		err := v.View(context.Background(), func(tx *Tx) error {
			_, err := tx.Get(BoxZero, s, Key{ID: ID{1}}, Core)
			return err
		})
		if !errors.Is(err, ErrLocked) {
			t.Errorf("%c with the companion tier alone: %v", s, err)
		}
	}
}

// TestRecordWhereNoneMayBe is the work of somebody with the companion root alone.
func TestRecordWhereNoneMayBe(t *testing.T) {
	e := newEnv(t)
	v := e.create(t)
	update(t, v, func(tx *Tx) error {
		_, err := tx.put(place{BoxZero, Contacts, Key{ID: ID{1}}, Companion}, []byte("a friend"))
		return err
	})
	r, err := v.Verify(context.Background(), nil)
	if err != nil || len(r.Problems) != 1 || !strings.Contains(r.Problems[0], "may be none") {
		t.Errorf("verify: %v %v", r.Problems, err)
	}
	err = v.View(context.Background(), func(tx *Tx) error {
		_, err := tx.Get(BoxZero, Contacts, Key{ID: ID{1}}, Core)
		return err
	})
	if !notFound(err) {
		t.Errorf("get: %v", err)
	}
}
