package agent

import (
	"bytes"
	"errors"
	"strings"
	"testing"
	"time"

	"coffer/vault"
)

var (
	vaultA = vault.ID{1}
	vaultB = vault.ID{2}
)

func aSession(id byte, v vault.ID) Session {
	return Session{ID: vault.ID{id}, Vault: v, Core: true, Name: "monday", Limits: Limits{Idle: 15 * time.Minute, Hard: 12 * time.Hour},
		Half: bytes.Repeat([]byte{id}, 80)}
}

func aToken(t *testing.T, id byte, v vault.ID) Token {
	t.Helper()
	to, err := NewIdentity()
	if err != nil {
		t.Fatal(err)
	}
	return Token{ID: vault.ID{id}, Vault: v, Name: "deploy", Boxes: "deploy", Core: true, Lasts: 8 * time.Hour,
		Half: bytes.Repeat([]byte{id}, 80), Spool: Spool{Dir: t.TempDir(), Recipient: to.Recipient()}}
}

// held is a holder at day0 with sessions 1 and 2 of vaultA, the second a shell's,
// and 3 of vaultB.
func held(t *testing.T) *holder {
	t.Helper()
	h := new(holder)
	h.look(after(0))
	for _, s := range []Session{aSession(1, vaultA), aSession(2, vaultA), aSession(3, vaultB)} {
		s.Shell = s.ID == vault.ID{2}
		s.Login = "c" + string('0'+s.ID[0])
		if _, err := h.put(s, after(0)); err != nil {
			t.Fatal(err)
		}
	}
	return h
}

func ids(gone []Session) (s string) {
	for _, g := range gone {
		s += string('0' + g.ID[0])
	}
	return s
}

func TestHolderEndsWhatMustEnd(t *testing.T) {
	for name, c := range map[string]struct {
		end  func(*holder) []Session
		want string
		why  End
	}{
		"nobody used it":     {func(h *holder) []Session { return h.look(after(15 * time.Minute)) }, "123", Unused},
		"a second before":    {func(h *holder) []Session { return h.look(after(15*time.Minute - time.Second)) }, "", NotEnded},
		"the machine slept":  {func(h *holder) []Session { return h.look(reading(time.Minute, time.Minute, 0)) }, "123", Slept},
		"about to sleep":     {func(h *holder) []Session { return h.endAll(Slept) }, "123", Slept},
		"lock of one vault":  {func(h *holder) []Session { g, _ := h.lock(vaultA, vault.ID{}, ByHand); return g }, "12", ByHand},
		"all but the own":    {func(h *holder) []Session { g, _ := h.lock(vaultA, vault.ID{2}, NewKeys); return g }, "1", NewKeys},
		"one alone":          {func(h *holder) []Session { return h.dropOne(vaultA, vault.ID{1}) }, "1", ByHand},
		"one login session":  {func(h *holder) []Session { return h.logout("c2") }, "2", LoggedOut},
		"the last one":       {func(h *holder) []Session { return h.logout("") }, "123", LoggedOut},
		"unlocked once more": {func(h *holder) []Session { g, _ := h.put(aSession(4, vaultA), after(0)); return g }, "1", Replaced},
	} {
		h := held(t)
		halves := map[vault.ID][]byte{}
		for _, s := range h.sessions {
			halves[s.ID] = s.Half
		}
		gone := c.end(h)
		if ids(gone) != c.want {
			t.Errorf("%s: ended %q, not %q", name, ids(gone), c.want)
		}
		for _, g := range gone {
			if !bytes.Equal(halves[g.ID], make([]byte, 80)) || g.Half != nil {
				t.Errorf("%s: the half of a session was not wiped", name)
			}
			if _, err := h.get(g.Vault, g.ID, h.last); !errors.Is(err, ErrNone) {
				t.Errorf("%s: an ended session answers: %v", name, err)
			}
		}
		if st := h.state(vaultA, h.last); c.want != "" && c.want != "2" && st.Ended != c.why {
			t.Errorf("%s: ended because %v, not %v", name, st.Ended, c.why)
		}
	}
}

func TestUseBeginsTheIdleTimeAnew(t *testing.T) {
	h := held(t)
	for m := 14; m < 12*60; m += 14 {
		now := after(time.Duration(m) * time.Minute)
		h.look(now)
		if b, err := h.get(vaultA, vault.ID{1}, now); err != nil || len(b) != 80 {
			t.Fatalf("after %d minutes: %v", m, err)
		}
	}
	if st := h.state(vaultA, h.last); len(st.Sessions) != 1 || st.Sessions[0].Idle > 15*time.Minute {
		t.Fatalf("state %+v", st)
	}
	h.look(after(12*time.Hour - time.Second))
	if len(h.sessions) != 1 {
		t.Fatal("the session ended before its limit")
	}
	if gone := h.look(after(12 * time.Hour)); ids(gone) != "1" || h.state(vaultA, h.last).Ended != Expired {
		t.Errorf("at the limit %q ended", ids(gone))
	}
}

// TestAskingForTheStateIsNoUse holds that status keeps no session alive.
func TestAskingForTheStateIsNoUse(t *testing.T) {
	h := held(t)
	h.state(vaultA, after(14*time.Minute))
	if gone := h.look(after(15 * time.Minute)); len(gone) != 3 {
		t.Errorf("%d sessions ended", len(gone))
	}
}

func TestHolderIsBounded(t *testing.T) {
	h := held(t)
	for i := range maxSessions {
		s := aSession(0, vault.ID{9})
		s.ID, s.Shell = vault.ID{9, byte(i)}, true
		_, err := h.put(s, after(0))
		if want := i >= maxSessions-3; errors.Is(err, ErrFull) != want {
			t.Fatalf("session %d: %v", i, err)
		}
	}
	for i := range maxTokens + 1 {
		k := aToken(t, 0, vaultA)
		k.ID = vault.ID{8, byte(i)}
		if err := h.add(k, after(0)); errors.Is(err, ErrFull) != (i == maxTokens) {
			t.Fatalf("token %d: %v", i, err)
		}
	}
	for i := range 2 * maxEnds {
		h.remember(vault.ID{7, byte(i)}, Unused)
	}
	if len(h.ends) != maxEnds {
		t.Errorf("%d ends are remembered", len(h.ends))
	}
}

func TestHolderRefuses(t *testing.T) {
	for name, change := range map[string]func(*Session){
		"no name":           func(s *Session) { s.Name = "" },
		"a long name":       func(s *Session) { s.Name = strings.Repeat("ä", MaxName+1) },
		"a name that beeps": func(s *Session) { s.Name = "a\ab" },
		"a broken name":     func(s *Session) { s.Name = "a\xff" },
		"no half":           func(s *Session) { s.Half = nil },
		"a huge half":       func(s *Session) { s.Half = make([]byte, maxBlob+1) },
		"no limits":         func(s *Session) { s.Limits = Limits{} },
		"a session twice":   func(s *Session) { s.ID = vault.ID{1} },
		"a long login":      func(s *Session) { s.Login = strings.Repeat("c", MaxName+1) },
	} {
		h := held(t)
		s := aSession(4, vaultA)
		change(&s)
		if gone, err := h.put(s, after(0)); !errors.Is(err, ErrBounds) || len(gone) > 0 || len(h.sessions) != 3 {
			t.Errorf("%s: %v", name, err)
		}
	}
	for name, change := range map[string]func(*Token){
		"no name":       func(k *Token) { k.Name = "" },
		"no time":       func(k *Token) { k.Lasts = 0 },
		"too long":      func(k *Token) { k.Lasts = MaxHard + 1 },
		"no half":       func(k *Token) { k.Half = nil },
		"no spool":      func(k *Token) { k.Spool = Spool{} },
		"spool nowhere": func(k *Token) { k.Spool.Dir = "here" },
		"many boxes":    func(k *Token) { k.Boxes = strings.Repeat("b", MaxBoxes+1) },
	} {
		h := held(t)
		k := aToken(t, 4, vaultA)
		change(&k)
		if err := h.add(k, after(0)); !errors.Is(err, ErrBounds) || len(h.tokens) > 0 {
			t.Errorf("%s: %v", name, err)
		}
	}
}

func TestTokensEnd(t *testing.T) {
	for name, c := range map[string]struct {
		end  func(*holder)
		over bool
	}{
		"a second before its date": {func(h *holder) { h.look(after(8*time.Hour - time.Second)) }, false},
		"at its date":              {func(h *holder) { h.look(after(8 * time.Hour)) }, true},
		"when its session is idle": {func(h *holder) { h.look(after(15 * time.Minute)) }, false},
		"when the vault is locked": {func(h *holder) { h.lock(vaultA, vault.ID{}, ByHand) }, true},
		"when another one is":      {func(h *holder) { h.lock(vaultB, vault.ID{}, ByHand) }, false},
		"when keys are changed":    {func(h *holder) { h.lock(vaultA, vault.ID{1}, NewKeys) }, true},
		"when the machine slept":   {func(h *holder) { h.look(reading(time.Hour, time.Hour, time.Minute)) }, true},
		"when revoked":             {func(h *holder) { h.revoke(vaultA, vault.ID{7}) }, true},
	} {
		h := held(t)
		k := aToken(t, 7, vaultA)
		if err := h.add(k, after(0)); err != nil {
			t.Fatal(err)
		}
		if _, err := h.use(vaultB, vault.ID{7}, ""); !errors.Is(err, ErrNone) {
			t.Errorf("%s: another vault's token: %v", name, err)
		}
		c.end(h)
		_, err := h.use(vaultA, vault.ID{7}, "")
		if errors.Is(err, ErrNone) != c.over {
			t.Errorf("%s: %v", name, err)
		}
		if wiped := bytes.Equal(k.Half, make([]byte, 80)); wiped != c.over {
			t.Errorf("%s: wiped: %v", name, wiped)
		}
	}
}

func TestReasons(t *testing.T) {
	h := held(t)
	k := aToken(t, 7, vaultA)
	k.Reasoned = true
	if err := h.add(k, after(0)); err != nil {
		t.Fatal(err)
	}
	for reason, want := range map[string]error{
		"": ErrReason, "  ": ErrReason, "nightly report": nil, "two\nlines": ErrBounds, strings.Repeat("x", MaxReason+1): ErrBounds, "\xff": ErrBounds,
	} {
		if _, err := h.use(vaultA, vault.ID{7}, reason); !errors.Is(err, want) {
			t.Errorf("%q: %v", reason, err)
		}
	}
}

func TestRenew(t *testing.T) {
	h := held(t)
	old, _ := h.get(vaultA, vault.ID{1}, after(0))
	if err := h.renew(vaultA, vault.ID{1}, bytes.Repeat([]byte{9}, 80)); err != nil {
		t.Fatal(err)
	}
	if !bytes.Equal(old, make([]byte, 80)) {
		t.Error("the former half was not wiped")
	}
	if b, err := h.get(vaultA, vault.ID{1}, after(0)); err != nil || b[0] != 9 {
		t.Errorf("got %v, %v", b, err)
	}
	if err := h.renew(vaultA, vault.ID{1}, bytes.Repeat([]byte{9}, 81)); err != nil { // the 24th generation has a byte more
		t.Errorf("a longer half: %v", err)
	}
	for _, c := range []struct {
		v, id vault.ID
		half  []byte
		want  error
	}{
		{vaultB, vault.ID{1}, []byte{1}, ErrNone}, {vaultA, vault.ID{6}, []byte{1}, ErrNone}, {vaultA, vault.ID{1}, nil, ErrBounds},
		{vaultA, vault.ID{1}, make([]byte, maxBlob+1), ErrBounds},
	} {
		if err := h.renew(c.v, c.id, c.half); !errors.Is(err, c.want) {
			t.Errorf("got %v, want %v", err, c.want)
		}
	}
}
