package cli

import (
	"context"

	"github.com/spf13/cobra"

	"coffer/internal/app"
)

func (c *cli) postCommand() *cobra.Command {
	show := noArgs("show", "show where envelopes travel", c.runPostShow)
	show.Example = "  coffer post show\n  coffer post show --json"
	check := noArgs("check", "try what the post can do", c.runPostCheck)
	check.Long = `Write, read, list and delete an object in each post, and see that a second write of the same name is refused. What
the place says of itself is shown as well: whether it keeps what is deleted (versioning), and whether what was put cannot be
deleted for a time (object lock).`
	check.Example = "  coffer post check\n  coffer post check --json"
	return noun("post", "the place through which envelopes travel", show, c.postSetCommand(), check)
}

func (c *cli) postSetCommand() *cobra.Command {
	var second, none bool
	cmd := &cobra.Command{
		Use: "set ADDRESS", Short: "set the place through which envelopes travel",
		Long: `Set the place through which envelopes travel to your contacts: a folder that both reach (dir:/path: a stick,
Syncthing, NFS) or a bucket (s3://bucket/prefix?endpoint=…). Your contacts must set the same place. A second one is used beside
the first. The folder must be there already; coffer post check tries it.

Any other address is that of a helper program, coffer-blob-NAME for NAME:…, which runs only if the setting post.helpers of this
machine names it.`,
		Example: `  coffer post set dir:/home/ann/Sync/coffer-post
  coffer post set "s3://our-bucket/post?endpoint=https://s3.example.org"
  coffer post set --second dir:/media/stick/post
  coffer post set --none`,
		Args: cobra.MaximumNArgs(1),
		RunE: func(cmd *cobra.Command, args []string) error {
			if (len(args) == 1) == none {
				return app.Fail(app.Usage, "coffer post set dir:/path", "give an address, or --none")
			}
			if none {
				return c.runPostUnset(cmd.Context(), second)
			}
			return c.runPostSet(cmd.Context(), args[0], second)
		},
		ValidArgsFunction: completeAddress,
	}
	cmd.Flags().BoolVar(&second, "second", false, "the second post")
	cmd.Flags().BoolVar(&none, "none", false, "use no such post any more; what lies there stays")
	return cmd
}

// completeAddress completes how an address begins.
func completeAddress(_ *cobra.Command, args []string, _ string) ([]cobra.Completion, cobra.ShellCompDirective) {
	if len(args) > 0 {
		return nil, cobra.ShellCompDirectiveNoFileComp
	}
	return []string{"dir:/", "s3://"}, cobra.ShellCompDirectiveNoFileComp | cobra.ShellCompDirectiveNoSpace
}

// helpers are those that the settings of this machine allow.
func (c *cli) helpers() ([]string, error) {
	file, err := c.machineSettings()
	if err != nil {
		return nil, err
	}
	return file.PostHelpers, nil
}

func (c *cli) runPostSet(ctx context.Context, address string, second bool) error {
	return c.with(ctx, func(a *app.App) error {
		if err := a.SetPost(ctx, address, second); err != nil {
			return err
		}
		c.note("the post is set; coffer post check tries it")
		if text := app.PostFolderText(address); text != "" {
			c.note("warning: %s", text)
		}
		c.note("%s", app.WhoRunsThePost)
		return nil
	})
}

func (c *cli) runPostUnset(ctx context.Context, second bool) error {
	return c.with(ctx, func(a *app.App) error {
		if err := a.UnsetPost(ctx, second); err != nil {
			return err
		}
		c.note("this post is not used any more; what lies there stays")
		return nil
	})
}

type postDoc struct {
	Address string `json:"address"`
	Second  bool   `json:"second"`
}

func (c *cli) runPostShow(ctx context.Context) error {
	var addresses []string
	err := c.reading(ctx, func(a *app.App) (err error) {
		addresses, err = a.Posts(ctx)
		return err
	})
	if err != nil {
		return err
	}
	if c.json {
		docs := []postDoc{}
		for i, address := range addresses {
			docs = append(docs, postDoc{address, i > 0})
		}
		return c.printJSON(docs)
	}
	for _, address := range addresses {
		c.say("%s", address)
	}
	if len(addresses) == 0 {
		c.note("no post is set; coffer post set dir:/path sets one")
		return nil
	}
	c.note("%s", app.WhoRunsThePost)
	return nil
}

type postCheckDoc struct {
	Address string        `json:"address"`
	Steps   []postStepDoc `json:"steps"`
}

type postStepDoc struct {
	Name   string `json:"name"`
	Result string `json:"result"`
	Note   string `json:"note,omitempty"`
}

func (c *cli) runPostCheck(ctx context.Context) error {
	return c.with(ctx, func(a *app.App) error {
		checks, err := a.CheckPost(ctx)
		if err != nil {
			return err
		}
		if err := c.printChecks(checks); err != nil {
			return err
		}
		for i := range checks {
			if checks[i].Failed() {
				return app.Fail(app.Network, "mend that, then run coffer post check again", "the post %s does not work", checks[i].Address)
			}
		}
		c.note("%s", app.WhoRunsThePost)
		return nil
	})
}

func (c *cli) printChecks(checks []app.PostCheck) error {
	docs, rows := []postCheckDoc{}, [][]string{}
	for _, check := range checks {
		doc := postCheckDoc{Address: check.Address, Steps: []postStepDoc{}}
		for _, s := range check.Steps {
			doc.Steps = append(doc.Steps, postStepDoc(s))
			rows = append(rows, []string{check.Address, s.Name, s.Result, s.Note})
		}
		docs = append(docs, doc)
	}
	if c.json {
		return c.printJSON(docs)
	}
	return c.table(rows)
}
