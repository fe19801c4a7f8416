package tui_test

import (
	"context"
	"os"
	"testing"
	"time"

	tea "charm.land/bubbletea/v2"

	"coffer/internal/app"
	"coffer/internal/host"
	"coffer/tui/tuitest"
)

// does runs a command with all that comes of it, beside the test.
func does(p *tuitest.Person, cmd tea.Cmd) {
	if cmd == nil {
		return
	}
	go func() {
		msg := cmd()
		if batch, ok := msg.(tea.BatchMsg); ok {
			for _, c := range batch {
				does(p, c)
			}
		}
	}()
}

// TestWorkThatHangsDoesNotHoldTheVaultOpen: nobody sits here, and a sync never ends.
func TestWorkThatHangsDoesNotHoldTheVaultOpen(t *testing.T) {
	p := alice(t)
	release, hangs := make(chan struct{}), make(chan struct{}, 10)
	defer close(release)
	p.Env.StartHelper = func(string, ...string) (*host.Helper, error) {
		hangs <- struct{}{}
		<-release
		return nil, os.ErrClosed
	}
	p.Does(func(ctx context.Context, a *app.App) error {
		if _, err := a.OwnCard(ctx); err != nil {
			return err
		}
		return a.SetPost(ctx, "s3://bucket/post?endpoint=https://s3.example.org", false)
	})
	p.Unlocks()
	_, cmd := p.Model().Update(tea.KeyPressMsg{Code: tea.KeyF5})
	does(p, cmd)
	select {
	case <-hangs:
	case <-time.After(5 * time.Second):
		t.Fatal("no sync began")
	}
	locked := make(chan struct{})
	go func() { p.Waits(16 * time.Minute); close(locked) }()
	select {
	case <-locked:
		p.Sees("master password", "nobody used").SeesNot("door")
	case <-time.After(5 * time.Second):
		t.Error("the vault is open, and in sight, 16 minutes after somebody used it:\n" + p.Frame())
	}
}
