package app

import (
	"encoding/hex"
	"errors"
	"fmt"
	"slices"
	"testing"
	"time"

	"coffer/vault"
	"coffer/vault/codec"
)

func (a *App) mustSay(t *testing.T, o Owner) {
	t.Helper()
	if err := a.SetOwner(t.Context(), o); err != nil {
		t.Fatal(err)
	}
}

// former lists what is kept, as WHAT=VALUE.
func (a *App) former(t *testing.T) (texts []string) {
	t.Helper()
	all, err := a.FormerOwner(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	for _, f := range all {
		texts = append(texts, f.What+"="+f.Value)
	}
	return texts
}

func (a *App) wantFormer(t *testing.T, want ...string) {
	t.Helper()
	if have := a.former(t); !slices.Equal(have, want) {
		t.Errorf("kept is %q and not %q", have, want)
	}
}

func TestFormerOwner(t *testing.T) {
	a, clock := movingApp(t)
	a.mustSay(t, Owner{Name: "alice", Email: "alice@acme.example"})
	a.wantFormer(t) // there was nothing before
	a.mustSay(t, Owner{Name: "alice", Email: "alice@home.example", Greeting: "hello"})
	a.mustSay(t, Owner{Name: "alice", Email: "alice@home.example", Greeting: "good morning"})
	a.wantFormer(t, "e-mail=alice@acme.example")
	clock.now = clock.now.Add(24 * time.Hour)
	a.mustSay(t, Owner{Question: "which colour had the bicycle?"})
	a.wantFormer(t, "e-mail=alice@home.example", "name=alice", "e-mail=alice@acme.example")
	all, err := a.FormerOwner(t.Context())
	if err != nil || all[0].Until != clock.now || all[0].Due != clock.now.Add(365*day) {
		t.Errorf("%+v, %v", all, err)
	}

	// the date alone takes nothing: it must be seen at two openings a day apart
	clock.now = clock.now.Add(364 * day)
	a.mustKeepHouse(t, 0)
	a.wantFormer(t, "e-mail=alice@home.example", "name=alice", "e-mail=alice@acme.example")
	clock.now = clock.now.Add(24 * time.Hour)
	a.mustKeepHouse(t, 0)
	a.wantFormer(t, "e-mail=alice@home.example", "name=alice")
	clock.now = clock.now.Add(24 * time.Hour)
	a.mustKeepHouse(t, 0)
	a.wantFormer(t)
	entries, _, err := a.Log(t.Context(), LogFilter{Action: "vault"})
	if err != nil || len(entries) < 2 || entries[0].Action != "vault.forget" || entries[0].Text != "name, e-mail" || entries[1].Text != "e-mail" {
		t.Errorf("the log says %+v, %v", entries, err)
	}
}

// TestFormerOwnerClocks keeps former data although the clock was years ahead or back.
func TestFormerOwnerClocks(t *testing.T) {
	a, clock := movingApp(t)
	right := clock.now
	wrong := func(days int, ahead time.Duration) { // on that day, with a clock that is so much ahead
		clock.now, clock.ahead = right.Add(time.Duration(days)*day+ahead), ahead
	}
	house := func(days int, want ...string) {
		t.Helper()
		wrong(days, 0)
		a.mustKeepHouse(t, 0)
		a.wantFormer(t, want...)
	}
	a.mustSay(t, Owner{Name: "alice"})
	a.mustSay(t, Owner{Name: "bob"})
	wrong(1, 2*365*day)
	a.mustKeepHouse(t, 0)
	a.mustSay(t, Owner{Name: "carol"}) // bob is dated two years ahead
	house(2, "name=bob", "name=alice")
	wrong(3, -2*365*day)
	a.mustKeepHouse(t, 0)
	a.mustSay(t, Owner{Name: "dave"}) // carol is dated two years back
	for _, n := range []int{4, 6, 8, 300, 364, 366} {
		house(n, "name=carol", "name=bob", "name=alice")
	}
	house(368, "name=bob") // which waits for its own time
	house(3*365+2, "name=bob")
	house(3*365 + 4)
}

// TestFormerOwnerZero says what a retention of zero means: nothing is kept from now on,
// and what there is goes once that was seen at two openings a day apart.
func TestFormerOwnerZero(t *testing.T) {
	a, clock := movingApp(t)
	set := func(value string) {
		t.Helper()
		if err := a.SetSetting(t.Context(), "owner.retention", value); err != nil {
			t.Fatal(err)
		}
	}
	a.mustSay(t, Owner{Name: "alice"})
	a.mustSay(t, Owner{Name: "bob"})
	clock.now = clock.now.Add(48 * time.Hour)
	a.wantFormer(t, "name=alice") // an opening from before that
	set("0d")
	a.mustSay(t, Owner{Name: "carol"})
	a.wantFormer(t, "name=alice")
	set("365d") // taken back
	a.mustKeepHouse(t, 0)
	a.wantFormer(t, "name=alice")
	set("0d")
	clock.now = clock.now.Add(25 * time.Hour)
	a.mustKeepHouse(t, 0)
	a.wantFormer(t)
	if a.v.Status().Owed {
		t.Error("the file was not written anew")
	}
}

// TestFormerOwnerBounds keeps the newest, and believes no other list.
func TestFormerOwnerBounds(t *testing.T) {
	a, _ := movingApp(t)
	for i := range maxFormerData + 2 {
		a.mustSay(t, Owner{Name: fmt.Sprint("alice ", i)})
	}
	all := a.former(t)
	if len(all) != maxFormerData || all[0] != fmt.Sprint("name=alice ", maxFormerData) || all[len(all)-1] != "name=alice 1" {
		t.Errorf("%d: %q … %q", len(all), all[0], all[len(all)-1])
	}
	for what, list := range map[string][]storedFormer{
		"empty": {}, "too long": make([]storedFormer, maxFormerData+1), "no part": {{Value: "x", Until: 1}},
		"unknown part": {{Part: 4, Value: "x", Until: 1}}, "no value": {{Part: 1, Until: 1}},
		"no time": {{Part: 1, Value: "x"}}, "no text": {{Part: 1, Value: "a\x00b", Until: 1}},
		"long": {{Part: 1, Value: string(make([]byte, maxOwnerText+1)), Until: 1}},
	} {
		a.mustUpdate(t, func(tx *vault.Tx) error {
			b, err := codec.Marshal(list)
			return errors.Join(err, tx.PutTwin(vault.BoxZero, vault.Settings, formerDataKey, b))
		})
		if _, err := a.FormerOwner(t.Context()); Explain(err).Kind != Damaged {
			t.Errorf("%s: %v", what, err)
		}
		if err := a.SetOwner(t.Context(), Owner{Email: what}); Explain(err).Kind != Damaged {
			t.Errorf("%s: %v", what, err)
		}
	}
}

// TestFormerOwnerBytes pins what docs/format.md says of the record.
func TestFormerOwnerBytes(t *testing.T) {
	b, err := codec.Marshal([]storedFormer{{Part: 1, Value: "ann", Until: 1_900_000_000}, {Part: 3, Value: "why?", Until: 1_900_000_001}})
	if want := "828301" + "63616e6e" + "1a713fb300" + "8303" + "647768793f" + "1a713fb301"; err != nil || hex.EncodeToString(b) != want {
		t.Errorf("%x, %v", b, err)
	}
}
