package tui

import (
	"context"
	"errors"
	"os"
	"time"

	tea "charm.land/bubbletea/v2"

	"coffer/internal/screens"
	"coffer/tui/door"
	"coffer/tui/screen"
)

// Options are what the screens need from outside.
type Options = screens.Options

// New makes the model of the screens. Tick asks for the next [Second]; nil: after one by
// the machine's clock.
func New(o Options, tick func() tea.Cmd) tea.Model {
	if tick == nil {
		tick = everySecond
	}
	desk := &screen.Desk{Now: o.Env.Clock.Now, Rand: o.Env.Rand, Clip: o.Clip, Jobs: &screen.Jobs{}, Machine: o.Machine}
	d := door.New(o.Env, o.Session)
	desk.Vault = d
	return newFrame(desk, d, o, tick)
}

// Run shows the screens until somebody leaves them or ctx ends. The terminal is given
// back as it was. With [Options].Ask they are lines alone, which end with the lines, too.
func Run(ctx context.Context, o Options) error {
	if o.Ask != nil {
		clock := time.NewTicker(time.Second)
		defer clock.Stop()
		return RunPlain(ctx, o, clock.C)
	}
	for _, name := range []string{"TEA_TRACE", "TEA_DEBUG"} { // they write what is typed and drawn to a file
		os.Unsetenv(name)
	}
	m := New(o, nil)
	defer func() { m.(*frame).locked("") }() // whatever ended it: nothing of the vault stays, and no work goes on
	p := tea.NewProgram(m, tea.WithContext(ctx), tea.WithInput(o.In), tea.WithOutput(o.Out),
		tea.WithEnvironment(o.Environ), tea.WithoutSignalHandler())
	_, err := p.Run()
	m.(*frame).desk.EndClipboard(o.Out) // a signal or a fault may have ended it
	if errors.Is(err, tea.ErrProgramKilled) && ctx.Err() != nil {
		return context.Cause(ctx)
	}
	return err
}
