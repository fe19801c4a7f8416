package cli

import (
	"context"
	"strings"

	"github.com/spf13/cobra"

	"coffer/internal/app"
	"coffer/internal/host"
	"coffer/vault/secret"
)

func (c *cli) kitCommand() *cobra.Command {
	cmd := &cobra.Command{
		Use: "kit", Short: "an emergency kit for somebody without Coffer", Args: cobra.NoArgs,
		RunE: func(cmd *cobra.Command, _ []string) error { return cmd.Help() },
	}
	made := c.kitNewCommand()
	cmd.Example = made.Example
	cmd.AddCommand(made)
	return cmd
}

type kitFlags struct {
	app.KitOrder
	noteFlags
	grace string
	given map[string]bool // the flags that were
}

func (c *cli) kitNewCommand() *cobra.Command {
	var o kitFlags
	cmd := &cobra.Command{
		Use:   "new [NAME]",
		Short: "make a kit, with a sheet to be printed",
		Long: `Make a small vault of its own for a relative, whose password is drawn and stands on a sheet to be printed, with
instructions for somebody who never saw Coffer. It holds one sealed secret of yours. Whoever has folder and sheet can ask
for it; you hear of that and can say no, and custodians of yours withhold the key until the wait is over.

At a terminal you are asked for what you leave out, with an explanation. Custodians are verified contacts; so many must be
somebody else than you that it opens without you. Changes of the item follow by themselves, at each sync. The master
password can be taken from nowhere: the guide stores it as an item first, or you do.

In DIR, which is new or empty, lie the folder "vault", README.txt, and the sheet as text and as a page with a QR code.
Print the sheet and delete it; hand it over apart from the folder.`,
		Example: `  coffer kit new
  coffer kit new bob --item private/main --grace 30d --custodian carol --custodian dave --threshold 2 -o bob-kit`,
		Args: cobra.MaximumNArgs(1),
		RunE: func(cmd *cobra.Command, args []string) error {
			o.given = map[string]bool{"threshold": cmd.Flags().Changed("threshold"), "grace": cmd.Flags().Changed("grace")}
			o.For = strings.Join(args, "")
			return c.runKitNew(cmd.Context(), o)
		},
	}
	f := cmd.Flags()
	f.StringVar(&o.Item, "item", "", "what is sealed")
	f.StringArrayVar(&o.Custodians, "custodian", nil, "who withholds the key: a contact; may be repeated")
	f.IntVar(&o.Threshold, "threshold", 0, "how many custodians must release it; more than half of them when left out")
	f.StringVar(&o.grace, "grace", "30d", "how long they wait after a request, 1d to 366d")
	f.BoolVar(&o.ExtraWait, "extra-wait", true, "wait once more where you were not reached, or mail is missing")
	f.BoolVar(&o.Unverified, "unverified", false, "take custodians whose safety number was not compared")
	f.StringVarP(&o.Dir, "output", "o", "", "the folder of the kit, new or empty")
	o.register(cmd)
	cmd.ValidArgsFunction = func(*cobra.Command, []string, string) ([]cobra.Completion, cobra.ShellCompDirective) {
		return nil, cobra.ShellCompDirectiveNoFileComp // a name that there is not yet
	}
	completeFlag(cmd, "item", func(cmd *cobra.Command, _ []string, start string) ([]cobra.Completion, cobra.ShellCompDirective) {
		return c.paths(cmd, start)
	})
	completeFlag(cmd, "custodian", c.completeContact())
	completeFlag(cmd, "output", completeFolders)
	return cmd
}

type kitDoc struct {
	Folder string   `json:"folder"`
	Posts  []string `json:"posts"`
	Seal   sealDoc  `json:"seal"`
}

func (c *cli) runKitNew(ctx context.Context, o kitFlags) (err error) {
	if o.Grace, err = app.ParseSpan(o.grace); err != nil {
		return err
	}
	if o.Note, err = o.read(ctx); err != nil {
		return err
	}
	o.Version = buildVersion()
	return c.with(ctx, func(a *app.App) error {
		if err := c.completeKit(ctx, a, &o); err != nil {
			return err
		}
		if o.New != nil {
			defer o.New.Wipe()
		}
		if o.Threshold == 0 {
			o.Threshold = len(o.Custodians)/2 + 1
		}
		k, err := a.NewKit(ctx, o.KitOrder)
		if err != nil {
			return err
		}
		if c.json {
			return c.printJSON(kitDoc{Folder: k.Dir, Posts: k.Posts, Seal: newSealDoc(k.Seal)})
		}
		c.tellKit(&k)
		return nil
	})
}

// tellKit says what there is now, and what is still to be done.
func (c *cli) tellKit(k *app.Kit) {
	if k.Added.Path.Title != "" {
		c.note("stored %s", quoted(k.Added.Path.String()))
	}
	c.note("made a kit for %s in %s, with a seal of %s: @%s", k.Seal.Recipient, host.Safe(k.Dir), quoted(k.Seal.Title), k.Seal.ID.Short())
	c.note("%s", k.Seal.Protection)
	c.note("next: coffer sync gives the custodians their shares; coffer seal show %s tells when they have them, and before that nobody can ever open it",
		app.NameWord(k.Seal.Recipient))
	c.note("print sheet.html or sheet.txt, delete both, and hand the sheet over apart from the folder: the password stands on it in clear")
	for _, p := range k.Posts {
		if strings.HasPrefix(p, "dir:") {
			c.note("the kit looks for your post at %s; where that folder has another name, coffer --dir vault post set tells the kit", host.Safe(p))
		}
	}
}

// tellStale names what is sealed for others, such as an emergency kit, and holds the
// former master password.
func (c *cli) tellStale(ctx context.Context, a *app.App, old secret.Text) error {
	found, err := a.SealedWith(ctx, old)
	for _, i := range found {
		path := host.ShellWord(host.Safe(i.Path))
		if i.Auto {
			c.tell("warning: what is sealed for %s holds the former master password; coffer edit %s, then coffer sync", quoted(i.Recipient), path)
			continue
		}
		c.tell("warning: what is sealed for %s holds the former master password; coffer edit %s, then coffer seal update %s and coffer sync",
			quoted(i.Recipient), path, path)
	}
	return err
}
