package cli

import (
	"context"
	"io"

	"coffer/internal/app"
)

// completeFrom offers what f finds in the vault. Nobody is asked for a password
// while they type: there must be a session, or a flag that says where it is.
func (c *cli) completeFrom(ctx context.Context, f func(*app.App) ([]string, error)) []string {
	c.Terminal = false
	c.Stderr = io.Discard // nothing may stand in the line that they type
	var found []string
	err := c.withAsIs(ctx, func(a *app.App) (err error) {
		found, err = f(a)
		return err
	})
	if err != nil {
		return nil
	}
	return found
}
