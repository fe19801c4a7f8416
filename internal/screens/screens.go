// Package screens is what the program gives to the terminal interface, so that neither
// knows the other: the program that has no screens links none.
package screens

import (
	"context"
	"io"
	"time"

	"coffer/internal/app"
	"coffer/vault/secret"
)

// Show shows the screens until somebody leaves them.
type Show func(ctx context.Context, o Options) error

// Options are what the screens need from outside.
type Options struct {
	Env     app.Env
	Name    string                             // of the vault, where it is not the usual one
	Session func() (app.SessionOptions, error) // how long a session lasts
	Clip    Clip
	Machine Machine
	In      io.Reader // the terminal
	Out     io.Writer
	Environ []string
	// Ask reads lines in place of In: then the screens are lines alone, without a
	// style, a picture or a move of the cursor. It is nil for the whole terminal.
	Ask Ask
}

// Ask asks for a line; a hidden one is not shown while it is typed. It ends early when ctx
// ends, and with [io.EOF] when there is no more.
type Ask func(ctx context.Context, prompt string, hidden bool) (secret.Text, error)

// Clip puts a secret onto the clipboard and tells for how long it stays. Its error is
// [coffer/internal/host.ErrNoClipboard] where only the terminal has one: then the
// screens see to it.
type Clip func(ctx context.Context, s secret.Text) (time.Duration, error)

// Machine is what this machine says of itself: its settings, which lie in a file beside
// the vault and are read anew each time.
type Machine interface {
	Settings() ([]app.Setting, error)
	// May says what a setting may be.
	May(key string) string
	// Set and Unset return what a person should know of the change; it may be nothing.
	// An error says what the setting may be.
	Set(key, value string) (notes []string, err error)
	Unset(key string) (notes []string, err error)
	// Breaches is where passwords from breaches are looked up: online, or in the file
	// of the settings, which may name none.
	Breaches(online bool) (app.BreachPlace, error)
	// Offered is where new passwords are looked up, as the setting hibp.offer says; nil
	// where it is switched off.
	Offered() (*app.BreachPlace, error)
	// Home is the home folder, or nothing where none is known.
	Home() string
	// Command is a command line of coffer, about the vault that is open: with --dir where it lies in another place
	// than usual.
	Command(line string) string
	// Version is that of this program.
	Version() string
}
