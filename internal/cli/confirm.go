package cli

import (
	"context"

	"coffer/internal/app"
)

// confirm asks before something that is hard to take back. Without a terminal
// the answer must be given by --yes.
func (c *cli) confirm(ctx context.Context, question string) error {
	if c.yes {
		return nil
	}
	t, err := c.terminal()
	if err != nil {
		return app.Fail(app.Usage, "say --yes", "this needs a confirmation and there is no terminal to ask on")
	}
	defer t.Close()
	yes, err := t.Confirm(ctx, question)
	if err == nil && !yes {
		err = app.Fail(app.Interrupted, "", "not confirmed; nothing was changed")
	}
	return err
}
