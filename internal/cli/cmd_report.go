package cli

import (
	"context"
	"fmt"
	"io"

	"github.com/spf13/cobra"

	"coffer/internal/app"
	"coffer/internal/host"
)

type reportFlags struct {
	about, html string
	force       bool
}

func (c *cli) reportCommand() *cobra.Command {
	var o reportFlags
	cmd := noArgs("report", "tell what is stored about whom, and where it was sent", func(ctx context.Context) error { return c.runReport(ctx, o) })
	cmd.Long = `Tell what the vault stores: about you and about every contact, which kinds of
items there are, since when and until when, what is held for others, from where
the vault was unlocked, and where something was sent. With --about it is a
report on one contact, such as they may ask for. No secret is part of it.`
	cmd.Example = `  coffer report
  coffer report --about bob --html bob.html
  coffer report --json`
	f := cmd.Flags()
	f.StringVar(&o.about, "about", "", "about this contact alone")
	f.StringVar(&o.html, "html", "", "write it as one page to this file; - is standard output")
	f.BoolVarP(&o.force, "force", "f", false, "replace the file")
	completeFlag(cmd, "about", c.completeContact())
	return cmd
}

func (c *cli) runReport(ctx context.Context, o reportFlags) error {
	if o.html == "-" && c.json {
		return app.Fail(app.Usage, "leave one out", "--html - and --json both print to standard output")
	}
	return c.with(ctx, func(a *app.App) error {
		r, err := a.Report(ctx, o.about)
		switch {
		case err != nil:
			return err
		case o.html == "-":
			_, err = io.WriteString(c.Stdout, r.HTML())
			return err
		case o.html != "":
			return c.writeReport(&r, o)
		case c.json:
			return c.printJSON(r.Doc())
		}
		return c.showReport(&r)
	})
}

func (c *cli) writeReport(r *app.Report, o reportFlags) error {
	if err := r.WriteHTML(o.html, o.force); err != nil {
		return err
	}
	if c.json {
		return c.printJSON(writtenDoc{Output: o.html})
	}
	c.note("wrote %s; it names people, so keep it like a letter", host.Safe(o.html))
	return nil
}

func (c *cli) showReport(r *app.Report) error {
	fmt.Fprintf(c.Stdout, "%s\nmade %s, vault %s\n\n", host.Safe(r.Title()), app.LocalTime(r.Made), r.Vault)
	for i := range r.Sections {
		s := &r.Sections[i]
		if i > 0 {
			fmt.Fprintln(c.Stdout)
		}
		fmt.Fprintf(c.Stdout, "%s:\n", s.Title)
		rows := [][]string{}
		for j := range s.Rows {
			rows = append(rows, []string{"  " + s.Rows[j].Name, s.Rows[j].Text()})
		}
		if len(rows) == 0 {
			rows = append(rows, []string{"  nothing"})
		}
		if err := c.table(rows); err != nil {
			return err
		}
	}
	return nil
}
