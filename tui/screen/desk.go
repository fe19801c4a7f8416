package screen

import (
	"context"
	"io"
	"strings"
	"time"

	tea "charm.land/bubbletea/v2"

	"coffer/internal/app"
	"coffer/internal/host"
	"coffer/internal/screens"
	"coffer/vault/secret"
)

// Progress hears how far work is: of so many, or of 0 where nobody knows. Any goroutine
// may call it.
type Progress = func(step string, done, all int)

// Vault opens the vault for one piece of work, and closes it after.
type Vault interface {
	// With runs f on the open vault. An error of kind [app.Locked] says that it is
	// open no more.
	With(ctx context.Context, progress Progress, f func(context.Context, *app.App) error) error
}

// Machine is what this machine says of itself.
type Machine = screens.Machine

// Desk is what every screen works with.
type Desk struct {
	Vault Vault
	Now   func() time.Time
	Rand  io.Reader
	Clip  screens.Clip
	Jobs  *Jobs
	// Clipboard is what was copied last, while it is there; nil: nothing.
	Clipboard *Clipboard
	// Trial is of who types the master password.
	Trial Trial
	// Machine has the settings of this machine.
	Machine Machine
}

// Path is what a path means that a person typed: ~ at its beginning is the home folder, and
// blanks around it are none of it.
func (d *Desk) Path(typed string) string {
	return host.ExpandHome(strings.TrimSpace(typed), d.Machine.Home())
}

// Wiper is what may hold secrets.
type Wiper interface{ Wipe() }

// Call makes a command that works on the vault beside the screen; then is called with
// what came of it, in the goroutine of the model, unless the vault was locked or the
// work given up meanwhile: what came of it is wiped then. What is shown while it
// lasts, where it lasts. An error goes to the frame.
func Call[T any](d *Desk, what string, f func(context.Context, *app.App) (T, error), then func(T) tea.Cmd) tea.Cmd {
	return Try(d, what, f, func(v T, err error) tea.Cmd {
		if err != nil {
			drop(v)
			return Send(Failed{err})
		}
		return then(v)
	})
}

// Try is [Call] for who has something to do about errors.
func Try[T any](d *Desk, what string, f func(context.Context, *app.App) (T, error), then func(T, error) tea.Cmd) tea.Cmd {
	return Run(d.Jobs, what, func(ctx context.Context, progress Progress) (v T, err error) {
		err = d.Vault.With(ctx, progress, func(ctx context.Context, a *app.App) (err error) {
			v, err = f(ctx, a)
			return err
		})
		return v, err
	}, then)
}

// Run is [Try] for work that opens the vault itself, or needs none.
func Run[T any](jobs *Jobs, what string, f func(context.Context, Progress) (T, error), then func(T, error) tea.Cmd) tea.Cmd {
	job := jobs.begin(what)
	return func() tea.Msg {
		v, err := f(job.ctx, job.progress)
		return &Done{job: job, drop: func() { drop(v) }, then: func() tea.Cmd { return then(v, err) }}
	}
}

// Secrets are wiped together.
type Secrets []secret.Text

// Wipe overwrites them.
func (all Secrets) Wipe() {
	for _, s := range all {
		s.Wipe()
	}
}

// Wiping is work that wipes what it was given once it is over, also where it did not come
// to that because the vault was locked.
func Wiping(w Wiper, work tea.Cmd) tea.Cmd {
	return func() tea.Msg {
		defer w.Wipe()
		return work()
	}
}

// Do is [Call] for work that has no result.
func Do(d *Desk, what string, f func(context.Context, *app.App) error, then func() tea.Cmd) tea.Cmd {
	return Call(d, what,
		func(ctx context.Context, a *app.App) (struct{}, error) { return struct{}{}, f(ctx, a) },
		func(struct{}) tea.Cmd { return then() })
}

// Read is [Call] that keeps what was read, and does nothing more.
func Read[T any](d *Desk, into *T, f func(context.Context, *app.App) (T, error)) tea.Cmd {
	return Call(d, "", f, func(v T) tea.Cmd {
		*into = v
		return nil
	})
}

// Stream is [Call] for work that hands out its result in parts; each is called with them
// one by one, and then at the end, with the error that ended it.
func Stream[T any](d *Desk, what string, f func(context.Context, *app.App, func(T) error) error, each func(T), then func(error) tea.Cmd) tea.Cmd {
	job := d.Jobs.begin(what)
	parts, end := make(chan T, 4), make(chan error, 1)
	emit := func(part T) error {
		select {
		case parts <- part:
			return nil
		case <-job.ctx.Done():
			return context.Cause(job.ctx)
		}
	}
	var next tea.Cmd
	next = func() tea.Msg {
		part, more := <-parts
		if more {
			return &Done{job: job, goesOn: true, drop: func() { drop(part) }, then: func() tea.Cmd { each(part); return next }}
		}
		err := <-end
		return &Done{job: job, drop: func() {}, then: func() tea.Cmd { return then(err) }}
	}
	work := func() tea.Msg {
		err := d.Vault.With(job.ctx, job.progress, func(ctx context.Context, a *app.App) error { return f(ctx, a, emit) })
		close(parts)
		end <- err
		return nil
	}
	return tea.Batch(work, next)
}

func drop(v any) {
	if w, ok := v.(Wiper); ok {
		w.Wipe()
	}
}
