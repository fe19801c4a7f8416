package cli

import (
	"context"
	"slices"

	"github.com/spf13/cobra"

	"coffer/internal/app"
	"coffer/internal/host"
	"coffer/vault/secret"
)

func (c *cli) trusteeCommand() *cobra.Command {
	ls := noArgs("ls", "list your trustees, and how far each is", c.runTrusteeLs)
	ls.Example = "  coffer trustee ls\n  coffer trustee ls --json"
	renew := noArgs("renew", "give the same trustees new shares, and the vault new keys", c.runTrusteeRenew)
	renew.Long = `Give the same people new shares of new recovery keys, and the vault new keys: what they had before, sheets of paper
too, opens no copy of the vault that is made from now on. Copies made before stay open to it: the items in them are listed, so
that you can change what matters. The master password is asked for. Who is no contact any more is left out first: coffer trustee
drop NAME.`
	renew.Example = "  coffer trustee renew\n  coffer sync"
	drill := noArgs("drill", "ask your trustees to prove that their shares are there", c.runTrusteeDrill)
	drill.Long = `Ask every trustee who accepted to prove that both shares are still there, and are genuine. Their clients answer at their
next sync, and nothing is given away by it; coffer trustee ls shows who did, and when. A sheet of paper proves nothing: ask whoever has it.`
	drill.Example = "  coffer trustee drill\n  coffer sync\n  coffer trustee ls"
	cmd := noun("trustee", "who can bring the vault back", ls, c.trusteeSetCommand(), c.trusteeDropCommand(), renew, drill,
		c.trusteePaperCommand(), c.trusteePackCommand())
	cmd.Long = `Trustees are contacts, or people with a sheet of paper, of whom several together bring the vault back when the master
password is lost or you cannot act: each holds one share of a recovery key, and nobody among them ever sees the password or
that key. Somebody asks them with coffer ticket open; they wait, and you can veto.`
	return cmd
}

type trusteeDropFlags struct{ all bool }

func (c *cli) trusteeDropCommand() *cobra.Command {
	var o trusteeDropFlags
	cmd := &cobra.Command{
		Use: "drop [NAME]...", Short: "take trustees or veto holders out, and give the others new shares",
		Long: `Take trustees or veto holders out: the others get new shares of new recovery keys, and the vault new keys, as with coffer
trustee renew. With --all there are no trustees any more. What those who were dropped have opens no copy that is made from now
on; the items that copies made before still hold are listed. The master password is asked for.`,
		Example: "  coffer trustee drop carol\n  coffer trustee drop --all",
		RunE: func(cmd *cobra.Command, args []string) error {
			return c.runTrusteeDrop(cmd.Context(), args, o)
		},
		ValidArgsFunction: c.completeTrustee,
	}
	cmd.Flags().BoolVar(&o.all, "all", false, "have no trustees any more")
	return cmd
}

func (c *cli) trusteePaperCommand() *cobra.Command {
	var output string
	cmd := oneArg("paper NAME", "write the sheet of somebody whose share is on paper", func(ctx context.Context, name string) error {
		return c.runTrusteePaper(ctx, name, output)
	})
	cmd.Long = `Write the sheet to be printed of somebody whose share is on paper: with the words and QR codes of the share, what to do with
it, and whom else to call. FILE.html is a page for a browser, FILE.txt has the words alone. Whoever reads the file or the sheet has that
share, and paper obeys no wait and no veto: print it, delete the file, and use a printer that keeps no copies. Coffer never
replaces a file by it. The master password is asked for, also with a session.`
	cmd.Example = "  coffer trustee paper dave -o dave.html"
	cmd.Flags().StringVarP(&output, "output", "o", "", "the file: FILE.html or FILE.txt")
	cmd.ValidArgsFunction = c.completePaper
	return cmd
}

func (c *cli) trusteePackCommand() *cobra.Command {
	var output string
	cmd := oneArg("pack NAME", "write all that somebody without Coffer needs", func(ctx context.Context, name string) error {
		return c.runTrusteePack(ctx, name, output)
	})
	cmd.Long = `Write a folder, new or empty, or a ZIP file for somebody without Coffer whose share is on paper: the sheet as a page and as text,
an explanation with those whom they can call, the file by which coffer ticket open knows whom to ask, version, source and
SHA-256 checksum of this program, so that they can check what they download, and checksums of all files. The sheets are as secret as the share: print them and delete them there. The master password
is asked for, also with a session.`
	cmd.Example = "  coffer trustee pack dave -o dave-pack\n  coffer trustee pack dave -o dave.zip"
	cmd.Flags().StringVarP(&output, "output", "o", "", "the folder, or FILE.zip")
	cmd.ValidArgsFunction = c.completePaper
	return cmd
}

func (c *cli) completeTrustee(cmd *cobra.Command, args []string, start string) ([]cobra.Completion, cobra.ShellCompDirective) {
	return c.completeCore(func(ctx context.Context, a *app.App) (names []string, err error) {
		info, err := a.Trustees(ctx)
		for _, t := range info.Trustees {
			names = append(names, t.Name)
		}
		for _, v := range info.Veto {
			names = append(names, v.Name)
		}
		return slices.DeleteFunc(names, func(name string) bool { return slices.Contains(args, name) }), err
	})(cmd, nil, start)
}

// completePaper completes those whose share is on paper.
func (c *cli) completePaper(cmd *cobra.Command, args []string, start string) ([]cobra.Completion, cobra.ShellCompDirective) {
	return c.completeCore(func(ctx context.Context, a *app.App) (names []string, err error) {
		info, err := a.Trustees(ctx)
		for _, t := range info.Trustees {
			if t.Paper {
				names = append(names, t.Name)
			}
		}
		return names, err
	})(cmd, args, start)
}

// withTrustees runs f on the unlocked vault, and with the master password, which is
// asked for even where a session goes on: what trustees have opens the vault for longer.
func (c *cli) withTrustees(ctx context.Context, f func(*app.App, secret.Text) error) error {
	return c.withPassword(ctx, masterPassword, f)
}

func (c *cli) runTrusteeRenew(ctx context.Context) error {
	return c.withTrustees(ctx, func(a *app.App, password secret.Text) error {
		if err := a.CheckRenewal(ctx, nil); err != nil {
			return err
		}
		if err := c.confirm(ctx, "give your trustees new shares, and the vault new keys?"); err != nil {
			return err
		}
		info, exposed, err := a.RenewTrustees(ctx, nil, password)
		if err != nil {
			return err
		}
		return c.trusteesChanged(ctx, a, info, exposed, true)
	})
}

func (c *cli) runTrusteeDrop(ctx context.Context, names []string, o trusteeDropFlags) error {
	if o.all == (len(names) > 0) {
		return app.Fail(app.Usage, "coffer trustee drop NAME, or coffer trustee drop --all", "whom to take out?")
	}
	return c.withTrustees(ctx, func(a *app.App, password secret.Text) error {
		question := "take " + quotedList(names) + " out, and give the vault new keys?"
		if o.all {
			question = "have no trustees any more, and give the vault new keys?"
			if _, err := a.Trustees(ctx); err != nil {
				return err
			}
		} else if err := a.CheckRenewal(ctx, names); err != nil {
			return err
		}
		if err := c.confirm(ctx, question); err != nil {
			return err
		}
		if !o.all {
			info, exposed, err := a.RenewTrustees(ctx, names, password)
			if err != nil {
				return err
			}
			return c.trusteesChanged(ctx, a, info, exposed, true)
		}
		exposed, err := a.EndTrustees(ctx, password)
		if err != nil {
			return err
		}
		c.note("this vault has no trustees any more; coffer sync tells them to destroy their shares")
		return c.rekeyed(exposed)
	})
}

func (c *cli) runTrusteeDrill(ctx context.Context) error {
	return c.with(ctx, func(a *app.App) error {
		asked, err := a.Drill(ctx)
		if err != nil {
			return err
		}
		if c.json {
			return c.printJSON(drillDoc{asked})
		}
		c.note("asked %s to prove that the shares are there; coffer sync sends it, coffer trustee ls shows who did",
			counted(asked, "trustee", "trustees"))
		return nil
	})
}

func (c *cli) runTrusteePaper(ctx context.Context, name, output string) error {
	return c.withTrustees(ctx, func(a *app.App, _ secret.Text) error {
		if err := a.TrusteePaper(ctx, name, output, buildVersion()); err != nil {
			return err
		}
		if c.json {
			return c.printJSON(writtenDoc{Output: output})
		}
		c.note("wrote the sheet of %s to %s", quoted(name), host.Safe(output))
		c.tell("warning: whoever reads this file or the sheet has that share, and it obeys no wait and no veto; print it, and delete the file")
		return nil
	})
}

func (c *cli) runTrusteePack(ctx context.Context, name, output string) error {
	if output == "" {
		return app.Fail(app.Usage, "say -o DIR, or -o FILE.zip", "where is it to be written?")
	}
	return c.withTrustees(ctx, func(a *app.App, _ secret.Text) error {
		by, err := app.ThisProgram()
		if err != nil {
			return err
		}
		files, err := a.TrusteePack(ctx, name, output, by)
		if err != nil {
			return err
		}
		if c.json {
			return c.printJSON(writtenDoc{Output: output, Files: files})
		}
		c.note("wrote %s for %s to %s", counted(len(files), "file", "files"), quoted(name), host.Safe(output))
		c.tell("warning: whoever reads the sheet in it has that share, and it obeys no wait and no veto; print it, and delete both files of the sheet")
		return nil
	})
}

type drillDoc struct {
	Asked int `json:"asked"`
}

type writtenDoc struct {
	Output string   `json:"output"`
	Files  []string `json:"files,omitempty"`
}
