//go:build unix

package account_test

import (
	"strings"
	"testing"
	"time"

	"coffer/internal/app"
	"coffer/tui/tuitest"
)

// agentful is alice where an agent runs, before the list of her sessions and tokens.
func agentful(t *testing.T) *tuitest.Person {
	p := tuitest.NewPerson(t, "alice", tuitest.NewClock()).WithVault("Alice").WithAgent()
	p.Adds("home/door", "login", "1234-canary", nil)
	p.Adds("work/mail", "login", "another-canary", nil)
	return chooses(p.Unlocks(), "sessions, tokens").Sees("sessions and tokens", "yours here")
}

// reads tells whether whoever has a token reads a secret with it.
func reads(t *testing.T, p *tuitest.Person, token, path string) error {
	t.Helper()
	env := p.Env
	env.Token, env.Reason = token, "the release"
	a, err := app.Open(t.Context(), env)
	if err != nil {
		t.Fatal(err)
	}
	defer a.Close()
	if err := a.UseToken(t.Context()); err != nil {
		return err
	}
	_, err = a.Get(t.Context(), path, "")
	return err
}

func TestToken(t *testing.T) {
	p := agentful(t)
	p.Presses("a").Sees("a new token", "[ ] home", "[ ] work").Presses("enter").Sees("mark a box").Presses("space")
	p.Presses("down", "down", "down", "ctrl+u").Types("soon").Presses("enter").Sees("soon").Presses("ctrl+u").Types("30m").Presses("down").Types("release").Golden("token-new")
	p.Presses("enter").Sees("The token is made", "home", "30m").SeesNot("CT1").Golden("token-made").Presses("enter").Sees("neither copied nor shown").Presses("n").Presses("c").Sees("copied the token")
	token := p.Clipboard
	p.Presses("space").Sees(token[:20]).Waits(10 * time.Second).SeesNot(token[:20])
	if err := reads(t, p, token, "home/door"); err != nil {
		t.Error(err)
	}
	if err := reads(t, p, token, "work/mail"); err == nil {
		t.Error("the token reads another box")
	}
	p.Presses("enter").Sees("token    release").Presses("end").Sees("used", "2 times")
	p.Presses("u").Sees("uses of tokens", "opened home", "the release").Presses("esc")
	p.Presses("d").Sees("Scripts that have it").Presses("y").Sees("the token has ended").SeesNot("token    release")
	if err := reads(t, p, token, "home/door"); app.Explain(err).Kind != app.Locked {
		t.Errorf("a token that ended: %v", err)
	}
}

// TestTokenIsForgotten: nothing shows a token once its screen was left or the vault locked.
func TestTokenIsForgotten(t *testing.T) {
	p := agentful(t).Presses("a", "space", "enter", "c", "space")
	token := p.Clipboard
	if !strings.Contains(p.Frame(), token[:20]) {
		t.Fatal("the token is not shown")
	}
	p.Presses("ctrl+l").SeesNot(token[:20])
	if err := reads(t, p, token, "home/door"); err == nil {
		t.Error("a token outlives the lock")
	}
}

func TestNoTokenWithoutAgent(t *testing.T) {
	chooses(alice(t), "sessions, tokens").Presses("a").Sees("not now: there is no agent that would hold it").Presses("u").Sees("nothing was done with a token yet")
}
