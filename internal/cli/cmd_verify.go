package cli

import (
	"context"
	"fmt"
	"slices"

	"github.com/spf13/cobra"

	"coffer/internal/app"
	"coffer/internal/host"
)

func (c *cli) verifyCommand() *cobra.Command {
	var accept bool
	cmd := &cobra.Command{
		Use:   "verify [--accept [PATH]]",
		Short: "check that the vault is what was written",
		Long: `Check the structure of the file, its keyslots, every record, that none is
missing, the log, the names and the attachments. Each problem is one
line, and the exit code is 9.

With --accept a file is taken for the newest one although this machine saw a
newer one or another; until then nothing is written to it. Where two copies went
separate ways, export what this one holds before you choose: an import into the
other one brings both together. With --accept PATH an
item and its former revisions are taken as they are although title, folder,
address, dates or fields were changed without the core key: an item whose dates
were comes out of the trash, and a former revision whose secrets cannot be told
apart any more is deleted.`,
		Example: `  coffer verify
  coffer verify --accept
  coffer verify --accept work/mail/acme`,
		Args: cobra.MaximumNArgs(1),
		RunE: func(cmd *cobra.Command, args []string) error {
			switch {
			case accept && len(args) == 1:
				return c.runAcceptItem(cmd.Context(), args[0])
			case accept:
				return c.runAcceptOlder(cmd.Context())
			case len(args) == 1:
				return app.Fail(app.Usage, "coffer verify checks the whole vault", "a path goes with --accept")
			}
			return sparedHint(c.runVerify(cmd.Context()))
		},
	}
	cmd.Flags().BoolVar(&accept, "accept", false, "take an older file, or a changed item, as it is")
	return cmd
}

// sparedHint leaves out of a damage that ends the check the hint to check.
func sparedHint(err error) error {
	if err == nil || !app.IsDamage(err) {
		return err
	}
	e := *app.Explain(err)
	e.Hint = "keep the file; a backup may be whole"
	return &e
}

type verifyDoc struct {
	Revision uint64   `json:"revision"`
	Tier     string   `json:"tier"`
	Boxes    int      `json:"boxes"`
	Records  int      `json:"records"`
	Entries  uint64   `json:"entries"`
	Older    bool     `json:"older"`
	Forked   bool     `json:"forked"`
	Problems []string `json:"problems"`
}

func (c *cli) runVerify(ctx context.Context) error {
	return c.withAsIs(ctx, func(a *app.App) error {
		r, err := a.Verify(ctx)
		if err != nil {
			return err
		}
		if err := c.printReport(r, a.Forked()); err != nil {
			return err
		}
		if a.Forked() {
			c.note("another branch of the vault: %s", app.ForkHint())
		}
		if n := len(r.Problems); n > 0 {
			return app.Fail(app.Damaged, "a backup may be whole", "the vault is not what was written: %s",
				counted(n, "problem", "problems"))
		}
		return nil
	})
}

func (c *cli) printReport(r app.VerifyFound, forked bool) error {
	if c.json {
		problems := append([]string{}, r.Problems...)
		return c.printJSON(verifyDoc{r.Revision, openTier(r.Core).String(), r.Boxes, r.Records, r.Entries, r.Older, forked, problems})
	}
	for _, p := range r.Problems {
		c.say("%s", p)
	}
	if len(r.Problems) > 0 {
		return nil
	}
	also := ""
	if !r.Core {
		also = "; the core tier was locked and not checked"
	}
	c.say("%s", fmt.Sprintf("all is well: revision %d, %s, %s, %s%s", r.Revision, counted(r.Boxes, "box", "boxes"),
		counted(r.Records, "record", "records"), counted(int(r.Entries), "log entry", "log entries"), also))
	return nil
}

func (c *cli) runAcceptOlder(ctx context.Context) error {
	return c.withAsIs(ctx, func(a *app.App) error {
		if !a.Older() {
			c.note("this is the newest file that this machine saw; there is nothing to accept")
			return nil
		}
		if dir := a.Elsewhere(ctx); dir != "" {
			c.tell("warning: another file of this vault is in %s: once this one is accepted, this machine takes that for another branch and writes nothing to it",
				host.Safe(dir))
		}
		if err := c.confirm(ctx, "go on with this file? changes made in the newer one are lost to it"); err != nil {
			return err
		}
		if err := a.AcceptOlder(ctx); err != nil {
			return err
		}
		c.note("this file is the newest one from now on")
		return nil
	})
}

func (c *cli) runAcceptItem(ctx context.Context, ref string) error {
	return c.withAsIs(ctx, func(a *app.App) error {
		m, err := a.MovedItem(ctx, ref)
		if err != nil {
			return err
		}
		if !m.Any() {
			c.note("nothing of %s was changed without the core key; there is nothing to accept", quoted(ref))
			return nil
		}
		if err := c.confirm(ctx, acceptQuestion(ref, &m)); err != nil {
			return err
		}
		if m, err = a.AcceptItem(ctx, ref); err != nil {
			return err
		}
		return c.sayAccepted(ref, &m)
	})
}

// acceptQuestion asks for all that is about to be confirmed or deleted.
func acceptQuestion(ref string, m *app.Unconfirmed) string {
	question := "is " + quoted(ref) + " right as coffer show displays it"
	switch {
	case !m.Current:
		question = "is " + quoted(ref) + " right as coffer history --revision displays " + app.RevisionNames(m.Former)
	case len(m.Former) > 0:
		question += ", and " + app.RevisionNames(m.Former) + " as coffer history --revision does"
	}
	if len(m.Lost) > 0 {
		question += "? the secrets of " + app.RevisionNames(m.Lost) + " cannot be told apart any more and will be deleted; go on"
	}
	return question + "?"
}

func (c *cli) sayAccepted(ref string, m *app.Unconfirmed) error {
	kept := slices.DeleteFunc(slices.Clone(m.Former), func(r uint32) bool { return slices.Contains(m.Lost, r) })
	if m.Current && !m.Cut {
		c.note("%s is confirmed as it is", quoted(ref))
	}
	if len(kept) > 0 {
		c.note("confirmed of %s: %s", quoted(ref), app.RevisionNames(kept))
	}
	if len(m.Lost) > 0 {
		c.note("deleted of %s: %s, whose secrets could not be told apart any more", quoted(ref), app.RevisionNames(m.Lost))
	}
	if m.Cut {
		return app.Fail(app.Damaged, "coffer revert takes it back to a former revision, coffer rm removes it",
			"the secrets of %s cannot be told apart any more", quoted(ref))
	}
	return nil
}

func (c *cli) compactCommand() *cobra.Command {
	cmd := noArgs("compact", "write the vault file anew without what was deleted", c.runCompact)
	cmd.Long = `Write the vault file anew. What was deleted or replaced lies in old pages until
then. The content stays as it is; an interrupt leaves the old file.`
	cmd.Example = "  coffer compact"
	return cmd
}

type compactDoc struct {
	Before int64 `json:"bytes_before"`
	After  int64 `json:"bytes_after"`
}

func (c *cli) runCompact(ctx context.Context) error {
	return c.with(ctx, func(a *app.App) error {
		before, after, err := a.Compact(ctx)
		if err != nil {
			return err
		}
		if c.json {
			return c.printJSON(compactDoc{before, after})
		}
		c.say("%d bytes before, %d bytes after", before, after)
		return nil
	})
}
