package agent

import (
	"strings"
	"testing"
	"time"

	"coffer/vault/codec"
)

func TestLoginsKeepTheLastTen(t *testing.T) {
	var all []Login
	for i := range 15 {
		all = AddLogin(all, Login{Time: day0.Add(time.Duration(i) * time.Hour), Session: string(rune('a' + i))})
	}
	if len(all) != 10 || all[0].Session != "f" || all[9].Session != "o" || LastSession(all).Session != "o" {
		t.Errorf("%d from %q to %q", len(all), all[0].Session, all[9].Session)
	}
}

// TestTheLastSessionStays: single commands after failed tries, each a line of its
// own, do not make of the next session the first one.
func TestTheLastSessionStays(t *testing.T) {
	all := AddLogin(nil, Login{Time: day0, Session: "sunday"})
	all = AddLogin(all, Login{Time: day0, Session: "monday"})
	for i := range 25 {
		all = AddLogin(all, Login{Time: day0.Add(time.Duration(i) * time.Hour), Tries: uint32(i + 1)})
	}
	if last := LastSession(all); last == nil || last.Session != "monday" {
		t.Fatalf("the last session is %+v", last)
	}
	if len(all) != 10 || all[0].Session != "monday" || all[1].Tries != 17 || all[9].Tries != 25 {
		t.Errorf("%d logins: %+v", len(all), all)
	}
	if all = AddLogin(all, Login{Time: day0, Session: "tuesday"}); all[0].Session != "" || LastSession(all).Session != "tuesday" {
		t.Errorf("a former session stays: %+v", all)
	}
}

func TestSingleCommandsAreCountedTogether(t *testing.T) {
	var all []Login
	add := func(session, host string, tries uint32) {
		all = AddLogin(all, Login{Time: day0.Add(time.Duration(len(all)) * time.Minute), Session: session, Host: host, Tries: tries})
	}
	add("monday", "desk", 0)
	for range 100 {
		add("", "desk", 0)
	}
	add("", "laptop", 0) // elsewhere
	add("", "laptop", 3) // tries must be seen
	add("", "laptop", 0)
	add("tuesday", "laptop", 0)
	var got []uint32
	for _, l := range all {
		got = append(got, l.Times)
	}
	want := []uint32{1, 100, 1, 2, 1}
	if len(got) != len(want) {
		t.Fatalf("%v, not %v", got, want)
	}
	for i := range want {
		if got[i] != want[i] {
			t.Fatalf("%v, not %v", got, want)
		}
	}
	if LastSession(all).Session != "tuesday" || LastSession(all[:4]).Session != "monday" || LastSession(nil) != nil {
		t.Error("the last session is another one")
	}
}

func TestPlacesAreCut(t *testing.T) {
	all := AddLogin(nil, Login{Host: strings.Repeat("h", 1000), Terminal: strings.Repeat("t", 1000)})
	if len(all[0].Host) != maxWhere || len(all[0].Terminal) != maxWhere {
		t.Error("a long name is kept whole")
	}
}

// TestPlacesAreCutBetweenCharacters: what is kept must be read again, wherever a
// character of two bytes lies.
func TestPlacesAreCutBetweenCharacters(t *testing.T) {
	for _, name := range []string{strings.Repeat("ä", maxWhere), "x" + strings.Repeat("ä", maxWhere), "desk\xff"} {
		all := AddLogin(nil, Login{Time: day0, Host: name, Terminal: name})
		b, err := codec.Marshal(all)
		if err != nil {
			t.Fatal(err)
		}
		var again []Login
		if err := codec.UnmarshalCanonical(b, &again); err != nil {
			t.Errorf("%.8q: what was written cannot be read: %v", name, err)
		}
		if got := all[0].Host; len(got) < min(len(name), maxWhere)-1 || !strings.HasPrefix(name, got) {
			t.Errorf("%.8q became %q", name, got)
		}
	}
}

func TestTooAlike(t *testing.T) {
	for _, c := range []struct {
		name, last string
		want       bool
	}{{"monday", "", false}, {"monday", "monday", true}, {"Mondays", "monday", true}, {"tuesday at home", "monday", false}} {
		if TooAlike(c.name, c.last) != c.want {
			t.Errorf("%q after %q", c.name, c.last)
		}
	}
}
