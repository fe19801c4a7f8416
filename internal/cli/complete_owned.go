package cli

import (
	"context"
	"strings"

	"github.com/spf13/cobra"

	"coffer/internal/app"
)

// ofSomebody is a deposit or a ticket: it is called by its @ID, or by whose vault it is about
// where that means one alone.
type ofSomebody struct {
	id          app.ID
	owner, what string
	standing    bool // one that is over is meant by the owner's name only where there is no other
	fits        bool // to the command
}

// completeOwned offers the names of owners, and an @ID where the name means several, or where
// somebody begins to type one.
func (c *cli) completeOwned(list func(context.Context, *app.App) ([]ofSomebody, error)) completion {
	return func(cmd *cobra.Command, args []string, start string) ([]cobra.Completion, cobra.ShellCompDirective) {
		return c.completeCore(func(ctx context.Context, a *app.App) (words []string, err error) {
			all, err := list(ctx, a)
			for _, one := range all {
				if one.fits {
					words = append(words, one.word(all, strings.HasPrefix(start, "@")))
				}
			}
			return words, err
		})(cmd, args, start)
	}
}

// word is what to type for one of all, with what it is.
func (o ofSomebody) word(all []ofSomebody, byID bool) string {
	same := 0
	for _, other := range all {
		if other.owner == o.owner && other.standing {
			same++
		}
	}
	if byID || !o.standing || same > 1 || strings.HasPrefix(o.owner, "@") {
		return "@" + o.id.String() + "\t" + o.owner + ", " + o.what
	}
	return o.owner + "\t" + o.what
}
