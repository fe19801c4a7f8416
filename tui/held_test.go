package tui_test

import (
	"context"
	"testing"
	"time"

	tea "charm.land/bubbletea/v2"

	"coffer/internal/app"
	"coffer/tui/tuitest"
	"coffer/vault"
)

// TestPasteIsNoKey: what is pasted where nothing is typed does nothing, in any place and
// over any question; and neither does a click beside the question.
func TestPasteIsNoKey(t *testing.T) {
	p := alice(t).Unlocks()
	for _, way := range [][]string{{"1"}, {"1", "enter"}, {"1", "T"}, {"1", "B"}, {"1", "P"}, {"2"}, {"3"}, {"4"}, {"4", "m"}, {"4", "o"}, {"4", "p"}, {"5"}, {"6"}, {"7"}, {"7", "down", "down", "down", "enter"}, {"?"}} {
		p.Presses(way...)
		before := p.Frame()
		for _, text := range []string{"d", "y", "\r", "V", "A", "\x1b[201~y", "dy\r\x0c", "q"} {
			p.Sends(tea.PasteMsg{Content: text})
		}
		if p.Frame() != before {
			t.Errorf("%v: a paste was heard:\n%s", way, p.Frame())
		}
		p.Presses("esc", "esc", "esc")
	}
	p.Presses("1", "B", "d").Sees("goes with 1 item")
	p.Sends(tea.PasteMsg{Content: "y"})
	p.Sees("goes with 1 item").Sends(tea.MouseClickMsg{X: 20, Y: 6, Button: tea.MouseLeft})
	p.Sees("goes with 1 item").Presses("n")
}

// TestTitlesTellTheTerminalNothing: a title has the codes that write the clipboard, a link,
// the title of the window, and turn the writing around.
func TestTitlesTellTheTerminalNothing(t *testing.T) {
	p := alice(t)
	p.Does(func(ctx context.Context, a *app.App) error {
		d, err := a.Draft(ctx, "home/gate", "login", false)
		if err == nil {
			err = d.Assign("username", "\x1b]52;c;eA==\a\x1b]8;;http://x\a\x1b]0;t\a\r\n\t\u202e\u2066\u200b\u2061 open  locks in 15:00")
		}
		if err != nil {
			return err
		}
		d.Tags = []string{"z"}
		_, err = a.Add(ctx, d)
		return err
	})
	p.Unlocks().Fits().Presses("down", "enter").Fits().Presses("enter").Fits()
}

// TestGivenUpOpensNothing: a right password whose try was given up leaves no session, with
// an agent and without.
func TestGivenUpOpensNothing(t *testing.T) {
	for _, agent := range []bool{false, true} {
		p := alice(t)
		if agent {
			p.WithAgent()
		}
		begun, goOn := make(chan struct{}), make(chan struct{})
		stretch := p.Env.Stretch
		p.Env.Stretch = func(password, salt []byte, params vault.Params) []byte {
			close(begun)
			<-goOn
			return stretch(password, salt, params)
		}
		p.Starts().Types(tuitest.Password)
		_, cmd := p.Model().Update(tea.KeyPressMsg{Code: tea.KeyEnter})
		done := make(chan tea.Msg, 1)
		go func() { done <- cmd() }()
		<-begun
		p.Presses("ctrl+x").Sees("given up")
		close(goOn)
		p.Sends(<-done)
		p.Waits(time.Second).Sees("master password").SeesNot("another terminal")
	}
}

// TestRepeatsDoNothingTwice: a key that is held does its deed once.
func TestRepeatsDoNothingTwice(t *testing.T) {
	p := alice(t)
	p.Adds("home/window", "login", "x", nil)
	p.Unlocks().Presses("d")
	for range 5 {
		p.Sends(tea.KeyPressMsg{Code: 'd', Text: "d", IsRepeat: true})
	}
	p.Sees("window")
}
