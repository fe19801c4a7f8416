package cli

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
	Typed(typing *app.SheetTyping, have []app.Share) (app.Share, error)
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
	if err != nil && app.Explain(err).Kind == app.Input {
		err = app.Fail(app.Input, "take the sheet that ends in .txt, a file with its words, or --share ask", "this is no share on paper: %s", app.Explain(err).What)
	}
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
		return readSecret(ctx, in, app.MaxSheetText)
	}
	f, err := host.OpenFile(ctx, source)
	if err != nil {
		return secret.Text{}, err
	}
	defer f.Close()
	return readSecret(ctx, f, app.MaxSheetText)
}

// typedSheet lets a person type the words, again until they are right.
func (c *cli) typedSheet(ctx context.Context, q readsSheets, have []app.Share, which string) (app.Share, error) {
	t, err := c.hiddenTerminal()
	if err != nil {
		return app.Share{}, app.Fail(app.Usage, "--share FILE takes them from a file", "there is no terminal to type the words of a sheet on")
	}
	defer t.Close()
	var typing app.SheetTyping
	defer typing.Wipe()
	fmt.Fprintf(t, "%s: type its words, a column at a time; nothing is shown. All of them in one line will do, too, or the text of the QR code\r\n", which)
	for left := tries - 1; ; left-- {
		if err := c.typeWords(ctx, t, &typing, which); err != nil {
			return app.Share{}, err
		}
		s, err := q.Typed(&typing, have)
		if err == nil || left == 0 {
			return s, err
		}
		fmt.Fprintf(t, "%s; %s left\r\n", app.Explain(err).What, counted(left, "try", "tries"))
		if typing.Whole() { // it is a share, and another one is wanted
			typing.Wipe()
		}
	}
}

// typeWords asks for the words that are missing, line by line. Whoever types an empty
// line has typed all that there is.
func (c *cli) typeWords(ctx context.Context, t *host.Terminal, typing *app.SheetTyping, which string) error {
	for left := tries - 1; !typing.Whole(); {
		from, to := typing.Next()
		prompt := fmt.Sprintf("%s, words %d to %d: ", which, from, to)
		if from == to {
			prompt = fmt.Sprintf("%s, word %d: ", which, from)
		}
		line, err := t.ReadPassword(ctx, prompt)
		if err != nil || line.IsZero() && typing.Begun() {
			return err
		}
		if err = typing.Add(line); err == nil {
			left = tries - 1
			continue
		}
		what := host.Safe(err.Error())
		if left == 0 {
			return app.Fail(app.Input, "look at the sheet again", "this is no share on paper: %s", what)
		}
		fmt.Fprintf(t, "%s; type that line again, %s left\r\n", what, counted(left, "try", "tries"))
		left--
	}
	return nil
}
