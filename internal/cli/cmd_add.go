package cli

import (
	"context"
	"errors"
	"strings"
	"time"

	"github.com/spf13/cobra"

	"coffer/internal/app"
	"coffer/internal/host"
)

type addFlags struct {
	valueFlags
	expiryFlags
	halfFlags
	template  string
	set       []string
	fields    []string
	tiers     []string
	tags      []string
	favourite bool
	note      string
	noSecret  bool
	duplicate bool
}

func (c *cli) addCommand() *cobra.Command {
	var o addFlags
	cmd := &cobra.Command{
		Use:   "add PATH",
		Short: "add an item",
		Long: `Add an item at BOX/FOLDER/TITLE; a missing box is made. On a terminal its
secret fields are asked for, but for texts of several lines such as notes, which
coffer edit adds; where such a text is the main secret it ends with Ctrl-D.
Elsewhere the main secret, or the one that --field names, comes from --stdin,
--from-file, --from-fd or --generate: never from an argument, where every program
could see it.

With --complement the vault keeps one half of a secret and tells where the other
half lies; that one is shown once, on the terminal.`,
		Example: `  coffer add work/mail/acme --set username=ann --set url=https://acme.example --generate
  coffer add home/door --template pin --stdin <pin
  coffer add work/vpn --field totp --stdin --tag network --expires 90d
  coffer add bank/card --template card --complement odd --complement-hint "with ann"`,
		Args:              cobra.ExactArgs(1),
		ValidArgsFunction: c.completeItem,
		RunE:              func(cmd *cobra.Command, args []string) error { return c.runAdd(cmd.Context(), args[0], &o) },
	}
	o.valueFlags.register(cmd)
	o.expiryFlags.register(cmd)
	o.halfFlags.register(cmd)
	o.register(c, cmd)
	return cmd
}

func (o *addFlags) register(c *cli, cmd *cobra.Command) {
	f := cmd.Flags()
	f.StringVarP(&o.template, "template", "t", "login", "the form that the item has")
	f.StringArrayVar(&o.set, "set", nil, "give a field that is no secret a value, as NAME=VALUE")
	f.StringArrayVar(&o.fields, "add-field", nil, "add a field that the template does not have, as NAME:KIND")
	f.StringArrayVar(&o.tiers, "tier", nil, "put a field into a tier, as FIELD=core or FIELD=companion")
	f.StringArrayVar(&o.tags, "tag", nil, "a tag; may be given several times")
	f.BoolVar(&o.favourite, "favourite", false, "mark it as a favourite")
	f.StringVar(&o.note, "note", "", "a note that is no secret; a secret one is --field notes --stdin")
	f.BoolVar(&o.noSecret, "no-secret", false, "neither ask for a secret nor want one")
	f.BoolVar(&o.duplicate, "duplicate", false, "add it even if there is an item of that path")
	completeFlag(cmd, "template", c.completeTemplate)
	completeFlag(cmd, "tier", completeTier)
}

type addDoc struct {
	ID     string `json:"id"`
	Path   string `json:"path"`
	NewBox bool   `json:"new_box"`
}

func (c *cli) runAdd(ctx context.Context, path string, o *addFlags) error {
	if err := o.check(); err != nil {
		return err
	}
	defer c.dialogue()()
	return c.with(ctx, func(a *app.App) error {
		d, err := a.Draft(ctx, path, o.template, o.duplicate)
		if err != nil {
			return err
		}
		defer d.Wipe()
		if err := o.fill(d, a.Now()); err != nil {
			return err
		}
		if err := c.fillSecrets(ctx, d, o); err != nil {
			return err
		}
		if !o.generate {
			if err := c.offerLookUp(ctx, c.draftedPasswords(ctx, d, o)...); err != nil {
				return err
			}
		}
		other, err := c.halve(d, o)
		if err != nil {
			return err
		}
		defer other.Wipe()
		done, err := a.Add(ctx, d)
		if err != nil {
			return err
		}
		c.showOther(other, done.Path)
		return c.reportAdded(done)
	})
}

func (c *cli) reportAdded(done app.Added) error {
	if done.NewBox {
		c.note("made the box %s", host.Safe(app.EscapeName(done.Path.Box)))
	}
	if c.json {
		return c.printJSON(addDoc{ID: done.ID.String(), Path: done.Path.String(), NewBox: done.NewBox})
	}
	c.note("added %s", host.Safe(done.Path.String()))
	return nil
}

// check holds the flags against each other, before anything is asked.
func (o *addFlags) check() error {
	switch {
	case o.noSecret && o.given():
		return app.Fail(app.Usage, "leave one out", "--no-secret says that there is no value")
	case o.half != "" && o.noSecret:
		return app.Fail(app.Usage, "leave one out", "--no-secret leaves nothing to split")
	case o.noSecret && o.field != "":
		return app.Fail(app.Usage, "leave one out", "--no-secret leaves --field without a value")
	}
	return errors.Join(o.halfFlags.check(), o.expiryFlags.check(), o.valueFlags.check())
}

// fill sets what arguments say.
func (o *addFlags) fill(d *app.Draft, now time.Time) error {
	for _, s := range o.fields {
		f, err := parseNewField(s)
		if err == nil {
			err = d.AddField(f)
		}
		if err != nil {
			return err
		}
	}
	for _, s := range o.tiers {
		name, tier, err := parseFieldTier(s)
		if err != nil {
			return err
		}
		d.SetTier(name, tier)
	}
	for _, s := range o.set {
		name, value, ok := strings.Cut(s, "=")
		if !ok || name == "" {
			return app.Fail(app.Usage, "write it like --set username=ann", "--set is NAME=VALUE")
		}
		if err := d.Assign(name, value); err != nil {
			return err
		}
	}
	if o.note != "" {
		if err := d.SetNote(o.note); err != nil {
			return err
		}
	}
	d.Tags, d.Favourite = o.tags, o.favourite
	e, err := o.expiryFlags.parse(now)
	if e != nil {
		d.Expires, d.OnExpiry = e.At, e.Action
	}
	return err
}

// parseFieldTier reads FIELD=TIER.
func parseFieldTier(s string) (field string, tier app.Tier, err error) {
	at := strings.LastIndexByte(s, '=')
	if at <= 0 {
		return "", 0, app.Fail(app.Usage, "", "--tier is FIELD=core or FIELD=companion")
	}
	tier, err = app.ParseTier(s[at+1:])
	return s[:at], tier, err
}
