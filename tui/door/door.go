// Package door opens the vault for the screens: for each piece of work anew, by the
// session that all terminals share, so that between two of them this process holds no
// key and no file. Where there is no agent it keeps the vault open itself, as long as a
// session would last.
package door

import (
	"context"
	"errors"
	"slices"
	"sync"
	"time"

	"coffer/internal/app"
	"coffer/vault/secret"
)

// Door is the way to one vault. Its methods may be called from several goroutines.
type Door struct {
	env     app.Env
	options func() (app.SessionOptions, error)

	turn sync.Mutex // to lock or to unlock: one after the other, as a person asked

	telling  sync.Mutex // of warnings, which come from work that holds any of the others
	warnings []app.Warning

	mu      sync.Mutex
	used    time.Time // when somebody last did something here
	seen    *app.App  // see [Door.outside]
	held    *holding  // nil: there is an agent, or the vault is locked
	judged  string    // the mark of the file as it was when its orders were read
	ordered bool      // it was ordered shut then: see [Door.shut]
}

// New makes a door. Options say how long a session lasts.
func New(env app.Env, options func() (app.SessionOptions, error)) *Door {
	d := &Door{env: env, options: options}
	d.env.Warn = d.warn
	return d
}

func (d *Door) warn(w app.Warning) {
	d.telling.Lock()
	defer d.telling.Unlock()
	if !slices.Contains(d.warnings, w) { // each opening of the file may say it once more
		d.warnings = append(d.warnings, w)
	}
}

// Warnings are what was said since they were asked for last.
func (d *Door) Warnings() []app.Warning {
	d.telling.Lock()
	defer d.telling.Unlock()
	all := d.warnings
	d.warnings = nil
	return all
}

// errLocked is what work meets when the session has ended.
var errLocked = app.Fail(app.Locked, "type the master password", "the vault is locked")

// With is [screen.Vault].
func (d *Door) With(ctx context.Context, progress func(string, int, int), f func(context.Context, *app.App) error) error {
	if h := d.holding(); h != nil {
		return h.with(ctx, f)
	}
	env := d.env
	env.Progress = progress
	a, err := app.Open(ctx, env)
	if err != nil {
		return err
	}
	defer a.Close()
	open, err := a.Resume(ctx)
	if err == nil && !open {
		err = errLocked
	}
	if err != nil {
		return err
	}
	d.touched()
	return f(ctx, a)
}

func (d *Door) holding() *holding {
	d.mu.Lock()
	defer d.mu.Unlock()
	return d.held
}

func (d *Door) touched() {
	d.mu.Lock()
	defer d.mu.Unlock()
	d.used = d.env.Clock.Now()
}

// Welcome is what a person is told who has just opened the vault.
type Welcome struct {
	Before  *app.Login // the session before it; nil when there was none
	Failed  app.Failed
	Upkept  app.Upkept
	Urgent  app.Urgent
	Decided app.Decided   // what the password has decided of the orders of trustees
	Doubts  []app.Warning // the content may not be what it should be
}

// Unlock opens the vault with its password and begins a session: with both tiers, or
// with the companion tier alone.
func (d *Door) Unlock(ctx context.Context, password secret.Text, companion bool) (w Welcome, err error) {
	d.turn.Lock()
	defer d.turn.Unlock()
	a, err := app.Open(ctx, d.env)
	if err != nil {
		return w, err
	}
	defer func() {
		if d.holding() == nil {
			err = errors.Join(err, a.Close())
		}
	}()
	unlock := a.Unlock
	if companion {
		unlock = a.UnlockCompanion
	}
	err = unlock(ctx, password)
	w.Decided = a.Decided()
	if err != nil {
		return w, err
	}
	w.Doubts = d.doubts()
	w.Failed = a.Untold()
	a.Told(ctx)
	if w.Upkept, err = a.Upkeep(ctx); err != nil {
		return w, err
	}
	if err = d.begin(ctx, a, &w, !companion); err != nil {
		return w, errors.Join(err, a.NoteLogin(ctx, ""))
	}
	if !companion {
		w.Urgent, err = a.Urgent(ctx)
	}
	d.touched()
	return w, err
}

// doubts takes from the warnings those that say that the content may not be what it
// should be.
func (d *Door) doubts() (all []app.Warning) {
	d.telling.Lock()
	defer d.telling.Unlock()
	d.warnings = slices.DeleteFunc(d.warnings, func(w app.Warning) bool {
		if app.CastsDoubt(w) {
			all = append(all, w)
		}
		return app.CastsDoubt(w)
	})
	return all
}

// begin begins a session, or holds the vault open where nothing else could.
func (d *Door) begin(ctx context.Context, a *app.App, w *Welcome, core bool) error {
	o, err := d.options()
	if err != nil {
		return err
	}
	if !d.env.HasSessions() {
		if err := a.NoteLogin(ctx, ""); err != nil {
			return err
		}
		d.mu.Lock()
		defer d.mu.Unlock()
		d.held = hold(a, o, d.env.Clock, core)
		return nil
	}
	s, err := a.StartSession(ctx, o)
	w.Before = s.Before
	return err
}

// Lock ends all sessions of the vault, as coffer lock does.
func (d *Door) Lock(ctx context.Context) error {
	d.turn.Lock()
	defer d.turn.Unlock()
	d.mu.Lock()
	held := d.held
	d.held = nil
	d.mu.Unlock()
	if held != nil {
		return held.end()
	}
	a, err := app.Open(ctx, d.env)
	if err != nil {
		return err
	}
	defer a.Close()
	_, err = a.Lock(ctx)
	return err
}

// State is how it stands with the vault now.
type State struct {
	Open    bool
	Core    bool
	Session string
	Idle    time.Duration // until it locks if nobody uses it
	Hard    time.Duration // until it locks anyway
	Sync    app.SyncState // of the agent's own syncs
	Mark    string        // another one after each change of the file
}

// Look finds out how it stands; that is no use of the session. It says [app.NotFound]
// where there is no vault.
func (d *Door) Look(ctx context.Context) (s State, err error) {
	a, err := d.outside(ctx)
	if err != nil {
		return s, err
	}
	s.Mark = a.Mark()
	shut, err := d.shut(ctx, a, s.Mark)
	if err != nil {
		return s, err
	}
	if h := d.holding(); h != nil {
		return d.lookAt(h, s, shut)
	}
	sessions, err := a.SessionState(ctx)
	if err != nil {
		return s, err
	}
	s.Sync = sessions.Sync
	if own := sessions.OwnSession(); own != nil && !shut {
		s.Open, s.Core, s.Session, s.Idle, s.Hard = true, own.Core, own.Name, own.Idle, own.Hard
	}
	return s, nil
}

// outside is the vault as it looks from outside: locked, with no file open. It is kept as
// long as the file is there, since it is looked at every second.
func (d *Door) outside(ctx context.Context) (*app.App, error) {
	d.mu.Lock()
	defer d.mu.Unlock()
	if d.seen != nil && d.seen.Mark() != "" {
		return d.seen, nil
	}
	a, err := app.Open(ctx, d.env)
	if err != nil {
		return nil, err
	}
	d.seen = a
	return a, nil
}

// lookAt looks at a vault that is held open, and locks it when it is time, or when
// trustees ordered it shut.
func (d *Door) lookAt(h *holding, s State, shut bool) (State, error) {
	s.Idle, s.Hard = h.left()
	s.Core, s.Open = h.core, s.Idle > 0 && s.Hard > 0 && !shut
	if !s.Open {
		// Beside this look: work that goes on ends when whoever waits for it hears of this.
		go d.Lock(context.Background())
	}
	return s, nil
}

// touchEvery is how often at most somebody who only looks around counts as using the
// session.
const touchEvery = 30 * time.Second

// Touch says that somebody does something here: the session goes on.
func (d *Door) Touch(ctx context.Context) error {
	d.mu.Lock()
	soon := d.env.Clock.Now().Sub(d.used) < touchEvery
	d.mu.Unlock()
	if soon {
		return nil
	}
	if h := d.holding(); h != nil { // not behind work that goes on
		return h.touch()
	}
	return d.With(ctx, nil, func(context.Context, *app.App) error { return nil })
}

// Before is what is known of a vault that is locked.
type Before struct {
	Greeting string      // what the owner wants to see before they type their password
	Frozen   *app.Frozen // what trustees ordered of it; nil: nothing
	Tried    int         // passwords that failed on this machine since the last success
}

// Before looks at the locked vault.
func (d *Door) Before(ctx context.Context) (b Before, err error) {
	a, err := app.Open(ctx, d.env)
	if err != nil {
		return b, err
	}
	defer a.Close()
	b.Greeting, b.Tried = a.Greeting(), a.Tried()
	b.Frozen, err = a.Frozen(ctx)
	return b, err
}

// Init makes the vault and begins a session.
func (d *Door) Init(ctx context.Context, o app.InitOptions, progress func(string, int, int)) (w Welcome, err error) {
	d.turn.Lock()
	defer d.turn.Unlock()
	env := d.env
	env.Progress = progress
	a, err := app.Init(ctx, env, o)
	if err != nil {
		return w, err
	}
	if err = d.begin(ctx, a, &w, true); err != nil || d.holding() == nil {
		err = errors.Join(err, a.Close())
	}
	d.touched()
	return w, err
}
