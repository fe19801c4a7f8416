// Package app holds the use cases of Coffer: what a person does with a vault,
// wired from the packages below. Commands and screens call it alike; it asks
// nobody, prints nothing and knows no flag. A use case that crosses nouns has a
// file of its own.
//
// Every error that leaves this package can be given to [Explain], which names
// its [Kind] and what to do next.
package app

import (
	"context"
	"errors"
	"io"
	"io/fs"
	"net"
	"os"
	"path/filepath"
	"time"

	"coffer/box"
	"coffer/internal/host"
	"coffer/vault"
	"coffer/vault/secret"
)

// Env is everything that a use case needs from outside.
type Env struct {
	Folders host.Folders
	Usual   []string // folders where a vault is looked for when nobody names one
	Clock   Clock
	Rand    io.Reader
	Stretch vault.Stretch // nil: Argon2id
	// TicketWork is log2 of scrypt's work for ticket files; 0: about a second.
	TicketWork int
	OpenFile   func(name string, flag int, mode os.FileMode) (*os.File, error)
	Command    string        // the command's words, for whoever waits for the lock
	Wait       time.Duration // for the lock; zero: ten seconds
	// Keep is [vault.Options].Keep: for whoever calls [App.Release].
	Keep bool
	// Warn is told what a person should know; it may be nil.
	Warn func(vault.Warning)
	// Progress is told how far long work has come; it may be nil. What names
	// the work in a word or two.
	Progress func(what string, done, total int)
	// Sleep waits before a server is asked again; it ends early with an error when ctx
	// ends. Nil: nothing is asked again.
	Sleep func(ctx context.Context, d time.Duration) error
	// Session is the key of a session, and Token that of a token, as the
	// environment gave it; Reason is why the token is used.
	Session, Token, Reason string
	Where                  Where
	// StartAgent starts the agent and returns when it listens; nil: there is
	// none to start.
	StartAgent func(ctx context.Context) error
	// StartHelper starts the helper program coffer-NAME, and FindHelper says whether it
	// is there; nil: there are none. Helpers are the names of those that a post may start
	// besides s3.
	StartHelper func(name string, args ...string) (*host.Helper, error)
	FindHelper  func(name string) error
	Helpers     func() ([]string, error)
	// Agent is the connection that the agent gave to this process, for whose work
	// its session is not used; nil for whoever was started otherwise.
	Agent net.Conn
	// Reached hears what seals have come to: see [seal.Keeper].Reached.
	Reached func(word string)
	// Hooks runs commands of the owner's; the zero value runs none.
	Hooks Hooks
}

func (e Env) progress(what string) vault.Progress {
	if e.Progress == nil {
		return nil
	}
	return func(done, total int) { e.Progress(what, done, total) }
}

// options are those of the vault in the data folder.
func (e Env) options() vault.Options {
	return vault.Options{
		Dir: e.Folders.Data, StateDir: e.Folders.State, Clock: e.Clock, Rand: e.Rand,
		Stretch: e.Stretch, Keep: e.Keep, Command: e.Command, Wait: e.Wait, OpenFile: e.OpenFile, Warn: e.Warn,
		Names: box.IndexNames, Backlog: backlog{e},
	}
}

// App is one vault in use. It holds no file open between two calls.
type App struct {
	env    Env
	v      *vault.Vault
	failed Failed // tries before the password that opened it
	ended  int    // see [App.EndedOthers]
	noted  bool   // the login of this command is recorded
	// What the unlock has decided of what trustees ordered; and for [App.Thaw]
	// that a frozen vault stays open, and by what it is frozen.
	decided Decided
	thawing bool
	frozen  *orders
	sparing bool // see [App.Spare]
	inside  bool // a use case runs that a frozen vault still has
	// say records what a command that was opened by a token hands out; nil for any
	// other.
	say func(ctx context.Context, command, what string) error
}

// Open finds the vault of the data folder; it stays locked.
func Open(ctx context.Context, env Env) (*App, error) {
	if _, err := os.Lstat(filepath.Join(env.Folders.Data, vault.FileName)); err != nil {
		return nil, noVault(env.Folders.Data, err)
	}
	if err := host.CheckPrivate(env.Folders.Data); err != nil {
		return nil, elsewhere(err, dataHint)
	}
	v, err := vault.Open(ctx, env.options())
	if err != nil {
		return nil, err
	}
	return &App{env: env, v: v}, nil
}

// noVault tells a missing vault from one that cannot be looked at.
func noVault(dir string, err error) error {
	if errors.Is(err, fs.ErrPermission) {
		return err
	}
	return &Error{Kind: NotFound, Err: vault.ErrNoVault,
		What: "there is no vault here: " + host.Safe(dir), Hint: "coffer init makes one, --dir names another folder"}
}

// WithoutVault has another hint say what to do where a failure is that there is no vault:
// not everybody is to make one.
func WithoutVault(err error, hint string) error {
	if !errors.Is(err, vault.ErrNoVault) {
		return err
	}
	e := *Explain(err)
	e.Hint = hint
	return &e
}

// Unlock opens both tiers with the master password. A wrong one is kept, so that
// its owner learns of it at the next success: see [App.Failed]. A vault that its
// trustees froze stays closed, with an error of kind [Refused]: see [App.Decided].
func (a *App) Unlock(ctx context.Context, password secret.Text) error {
	err := a.v.Unlock(ctx, password)
	switch {
	case errors.Is(err, vault.ErrPassword):
		a.keepTry(ctx, password)
	case err == nil:
		a.judgeTries(ctx, password)
		err = a.admit(ctx, true)
	}
	return err
}

// Failed is what remains of the tries before the password that opened the vault.
func (a *App) Failed() Failed { return a.failed }

// UnlockCompanion opens the companion tier alone: enough to list and search.
func (a *App) UnlockCompanion(ctx context.Context, password secret.Text) error {
	if err := a.Unlock(ctx, password); err != nil {
		return err
	}
	a.v.Narrow()
	return nil
}

// Narrow gives up the core tier.
func (a *App) Narrow() { a.v.Narrow() }

// CheckPassword tells whether it is the master password.
func (a *App) CheckPassword(ctx context.Context, password secret.Text) error {
	return a.v.CheckPassword(ctx, password)
}

// Release lets others write again, where Env.Keep has kept the file open: before
// waiting for a person, and once what was to be read is read.
func (a *App) Release() error { return a.v.Release() }

// Close wipes the keys.
func (a *App) Close() error { return a.v.Close() }

// Now is the wall clock.
func (a *App) Now() time.Time { return a.env.Clock.Now().UTC() }

// view and update are how every use case reads and writes.
func (a *App) view(ctx context.Context, f func(*vault.Tx) error) error {
	if err := a.barred(); err != nil {
		return err
	}
	err := a.v.View(ctx, f)
	if a.v.Scoped() && errors.Is(err, vault.ErrLocked) {
		return errTokenReads(err)
	}
	return err
}

func (a *App) update(ctx context.Context, action, text string, f func(*vault.Tx) error) error {
	if a.v.Scoped() {
		return errTokenReads(nil)
	}
	if err := a.barred(); err != nil {
		return err
	}
	return a.olderCopy(ctx, a.v.Update(ctx, vault.Event{Action: action, Text: text}, f))
}
