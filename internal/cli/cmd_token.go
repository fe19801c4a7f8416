package cli

import (
	"context"
	"errors"
	"fmt"
	"strings"
	"time"

	"github.com/spf13/cobra"

	"coffer/internal/app"
	"coffer/internal/host"
	"coffer/vault/secret"
)

type tokenFlags struct {
	boxes    []string
	tier     string
	expires  string
	name     string
	reasoned bool
}

func (c *cli) tokenCommand() *cobra.Command {
	revoke := oneArg("revoke TOKEN", "end a token now", c.runTokenRevoke)
	revoke.Long = "End a token, named by its ID, the beginning of it, its name, or the token itself."
	revoke.Example = "  coffer token revoke @1f4c\n  coffer token revoke release"
	revoke.ValidArgsFunction = func(cmd *cobra.Command, args []string, _ string) ([]cobra.Completion, cobra.ShellCompDirective) {
		return c.completeToken(cmd.Context(), args), cobra.ShellCompDirectiveNoFileComp
	}
	return noun("token", "let scripts read some boxes for a while", c.tokenLsCommand(), c.tokenNewCommand(), c.tokenUsesCommand(), revoke)
}

func (c *cli) tokenNewCommand() *cobra.Command {
	var o tokenFlags
	cmd := noArgs("new", "make a token for a script", func(ctx context.Context) error { return c.runTokenNew(ctx, o) })
	cmd.Long = `Make a token and print it. Whoever has it in COFFER_TOKEN reads the named boxes on
this machine without the password, and nothing else, until its time ends, it is
revoked, or coffer lock ends all sessions and tokens. A session that ends by
itself leaves it; it ends at suspend, and when password or keys change. Each
use is recorded, with the reason that --reason gives. A token cannot write. For
less than a box, make a box. See coffer help sessions.`
	cmd.Example = `  coffer token new --box deploy --expires 8h
  COFFER_TOKEN=$(coffer token new --box deploy --reason-required) make deploy`
	f := cmd.Flags()
	f.StringArrayVar(&o.boxes, "box", nil, "a box that it opens; several times for several")
	f.StringVar(&o.tier, "tier", "core", "companion, or core for secrets, too")
	f.StringVar(&o.expires, "expires", "8h", "how long it lasts, at most 7d")
	f.StringVar(&o.name, "name", "", "what lists call it; no other token has the name, and the boxes give one when left out")
	f.BoolVar(&o.reasoned, "reason-required", false, "each command must say --reason")
	completeFlag(cmd, "box", c.completeBox)
	completeFlag(cmd, "tier", completeWords("companion", "core"))
	return cmd
}

type tokenDoc struct {
	ID       string   `json:"id"`
	Token    string   `json:"token,omitempty"`
	Name     string   `json:"name,omitempty"`
	Boxes    []string `json:"boxes"`
	Tier     string   `json:"tier"`
	Left     string   `json:"left"`
	Expires  string   `json:"expires"`
	Reasoned bool     `json:"reason_required"`
	Uses     int      `json:"uses"`
}

func (c *cli) runTokenNew(ctx context.Context, o tokenFlags) error {
	if len(o.boxes) == 0 {
		return app.Fail(app.Usage, "name one with --box", "a token opens at least one box")
	}
	lasts, err := app.ParseSpan(o.expires)
	if err != nil {
		return err
	}
	tier, err := app.ParseTier(o.tier)
	if err != nil {
		return err
	}
	return c.with(ctx, func(a *app.App) error {
		t := app.TokenOptions{Name: o.name, Boxes: o.boxes, Core: tier == app.Core, Lasts: lasts, Reasoned: o.reasoned}
		id, text, err := a.NewToken(ctx, t)
		if err != nil {
			return err
		}
		defer text.Wipe()
		if err := c.printToken(a, t, id, text); err != nil { // nobody has its secret
			_, gone := a.RevokeToken(context.WithoutCancel(ctx), id.String())
			return errors.Join(err, gone)
		}
		return nil
	})
}

// printToken hands a token to whoever asked for it.
func (c *cli) printToken(a *app.App, t app.TokenOptions, id app.ID, text secret.Text) error {
	if c.json {
		doc := tokenDoc{ID: id.String(), Token: text.Reveal(), Name: t.Name, Boxes: []string{}, Tier: openTier(t.Core).String(),
			Left: leftText(t.Lasts), Expires: jsonTime(a.Now().Add(t.Lasts)), Reasoned: t.Reasoned}
		for _, name := range t.Boxes {
			doc.Boxes = append(doc.Boxes, app.BoxPath(name))
		}
		return c.printJSON(doc)
	}
	c.note("token @%s lasts %s; coffer token revoke ends it", id, app.FormatSpan(t.Lasts))
	_, err := fmt.Fprintln(c.Stdout, text.Reveal())
	return err
}

func (c *cli) tokenLsCommand() *cobra.Command {
	cmd := noArgs("ls", "list the tokens of the vault", func(ctx context.Context) error {
		tokens, err := c.tokens(ctx)
		if err != nil {
			return err
		}
		docs, rows := []tokenDoc{}, [][]string{}
		for _, t := range tokens {
			doc := c.newTokenDoc(&t)
			docs = append(docs, doc)
			rows = append(rows, []string{"@" + doc.ID, doc.Name, strings.Join(doc.Boxes, ", "), doc.Tier, doc.Left + " left",
				counted(t.Uses, "use", "uses")})
		}
		if c.json {
			return c.printJSON(docs)
		}
		if len(rows) == 0 {
			c.note("there are no tokens; coffer token new makes one, coffer token uses shows what was done with those that are over")
		}
		return c.table(rows)
	})
	cmd.Example = "  coffer token ls\n  coffer token ls --json"
	return cmd
}

func (c *cli) newTokenDoc(t *app.TokenState) tokenDoc {
	return tokenDoc{ID: t.ID.String(), Name: t.Name, Boxes: app.BoxList(t.Boxes), Tier: openTier(t.Core).String(),
		Left: leftText(t.Left), Expires: jsonTime(c.Clock.Now().Add(t.Left)), Reasoned: t.Reasoned, Uses: t.Uses}
}

// leftText writes how long something lasts so that a person reads it at a glance.
func leftText(d time.Duration) string {
	unit := time.Second
	if d >= 10*time.Minute {
		unit = time.Minute
	}
	return app.FormatSpan(max(d.Round(unit), time.Second))
}

// tokens asks the agent; that takes no password.
func (c *cli) tokens(ctx context.Context) ([]app.TokenState, error) {
	a, err := c.openLocked(ctx)
	if err != nil {
		return nil, err
	}
	defer a.Close()
	s, err := a.SessionState(ctx)
	return s.Tokens, err
}

func (c *cli) completeToken(ctx context.Context, args []string) (ids []string) {
	if len(args) > 0 {
		return nil
	}
	c.quiet = true
	tokens, _ := c.tokens(ctx)
	for _, t := range tokens {
		ids = append(ids, "@"+t.ID.String(), t.Name)
	}
	return ids
}

func (c *cli) runTokenRevoke(ctx context.Context, ref string) error {
	a, err := c.openLocked(ctx)
	if err != nil {
		return err
	}
	defer a.Close()
	t, err := a.RevokeToken(ctx, ref)
	if err != nil {
		return err
	}
	if t.Name == "" { // it was named by its ID, and nobody was asked for more
		c.note("ended token @%s", t.ID)
		return nil
	}
	c.note("ended token @%s, %s", t.ID, host.Safe(t.Name))
	return nil
}
