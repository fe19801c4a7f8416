package main

import (
	"context"
	"fmt"

	"coffer/internal/app"
	"coffer/internal/host"
	"coffer/vault/secret"
)

// askForSheet is the word for a share that a person types.
const askForSheet = "ask"

// readsSheets knows which shares are wanted.
type readsSheets interface {
	Sheet(typed secret.Text, have []app.Share) (app.Share, error)
}

// sheets reads shares that are on paper, from where the flags say.
func (c *cli) sheets(ctx context.Context, q readsSheets, from []string) (all []app.Share, err error) {
	defer func() {
		if err != nil {
			app.WipeShares(all)
		}
	}()
	for i, source := range from {
		s, err := c.sheet(ctx, q, source, all, fmt.Sprintf("sheet %d of %d", i+1, len(from)))
		if err != nil {
			return all, err
		}
		all = append(all, s)
	}
	return all, nil
}

func (c *cli) sheet(ctx context.Context, q readsSheets, source string, have []app.Share, which string) (app.Share, error) {
	if source == askForSheet {
		return c.typedSheet(ctx, q, have, which)
	}
	typed, err := c.sheetText(ctx, source)
	if err != nil {
		return app.Share{}, err
	}
	return q.Sheet(typed, have)
}

func (c *cli) sheetText(ctx context.Context, source string) (secret.Text, error) {
	if source == "-" {
		in, err := c.input("--share -")
		if err != nil {
			return secret.Text{}, err
		}
		return readSecret(ctx, in, app.MaxTyped)
	}
	f, err := host.OpenFile(ctx, source)
	if err != nil {
		return secret.Text{}, err
	}
	defer f.Close()
	return readSecret(ctx, f, app.MaxTyped)
}

// typedSheet lets a person type the words, again until they are right.
func (c *cli) typedSheet(ctx context.Context, q readsSheets, have []app.Share, which string) (app.Share, error) {
	t, err := c.hiddenTerminal()
	if err != nil {
		return app.Share{}, app.Fail(app.Usage, "--share FILE takes them from a file", "there is no terminal to type the words of a sheet on")
	}
	defer t.Close()
	for left := tries - 1; ; left-- {
		typed, err := t.ReadPassword(ctx, which+": words of the sheet, in one line, or the text of its QR code: ")
		if err != nil {
			return app.Share{}, err
		}
		s, err := q.Sheet(typed, have)
		if err == nil || left == 0 {
			return s, err
		}
		fmt.Fprintf(t, "%s; %s left\r\n", app.Explain(err).What, counted(left, "try", "tries"))
	}
}
