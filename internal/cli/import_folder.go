package cli

import (
	"context"
	"io"
	"os"

	"coffer/internal/app"
	"coffer/internal/host"
	"coffer/vault/secret"
)

// importFolder brings in a format that is a folder, out of which nothing in it
// leads.
func (c *cli) importFolder(ctx context.Context, format, path string, o importFlags) error {
	if path == "-" {
		return app.Fail(app.Usage, "name the folder", "format %s is a folder and does not come through a pipe", format)
	}
	if info, err := os.Stat(path); err == nil && !info.IsDir() {
		return app.Fail(app.Input, "name the folder", "%s is no folder, and format %s is one", host.Safe(path), format)
	}
	root, err := os.OpenRoot(path)
	if err != nil {
		return err
	}
	defer root.Close()
	defer c.dialogue()()
	keys := app.StoreKeys{Filter: c.filter}
	if o.identity != "" {
		if keys.Opener.Identities, err = c.identities(ctx, o); err != nil {
			return err
		}
	}
	src := app.Store(root.FS(), keys)
	if err := app.WakeStore(ctx, src); err != nil {
		return err
	}
	return c.bringIn(ctx, format, src, o)
}

// filter starts a program that makes one stream of another. It is told which
// terminal its user sits at, as its kind asks there by other programs.
func (c *cli) filter(ctx context.Context, argv []string, in io.Reader) (io.ReadCloser, error) {
	environ := c.Environ
	if c.getenv("GPG_TTY") == "" {
		if name := c.terminalName(); name != "" {
			environ = append(environ[:len(environ):len(environ)], "GPG_TTY="+name)
		}
	}
	return host.Filter(ctx, environ, argv, in)
}

// terminalName is the device of the terminal that this program was started on.
func (c *cli) terminalName() string {
	var files []*os.File
	for _, v := range []any{c.Stdin, c.Stdout, c.Stderr} {
		if f, ok := v.(*os.File); ok {
			files = append(files, f)
		}
	}
	return host.TerminalDevice(files...)
}

// openIdentities opens a file of identities that has a passphrase of its own.
func (c *cli) openIdentities(ctx context.Context, file secret.Text, o importFlags) (secret.Text, error) {
	for left := tries - 1; ; left-- {
		phrase, given, err := c.passwordFrom(ctx, o.passphrase)
		if !given && err == nil {
			phrase, err = c.askPassphrase(ctx, "passphrase of the identities")
		}
		if err != nil {
			return secret.Text{}, err
		}
		ids, err := app.OpenIdentities(file, phrase)
		phrase.Wipe()
		if err == nil || given || left == 0 || app.Explain(err).Kind != app.Password {
			return ids, err
		}
		c.tell("wrong passphrase, %s left", counted(left, "try", "tries"))
	}
}
