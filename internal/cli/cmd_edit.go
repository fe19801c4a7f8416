package cli

import (
	"context"
	"errors"
	"strings"
	"time"

	"github.com/spf13/cobra"

	"coffer/internal/app"
	"coffer/internal/host"
	"coffer/vault/secret"
)

type editFlags struct {
	valueFlags
	expiryFlags
	halfFlags
	set, unset []string
	tiers      []string
	fields     []string
	tag, untag []string
	favourite  bool
	noExpires  bool
}

func (c *cli) editCommand() *cobra.Command {
	var o editFlags
	cmd := &cobra.Command{
		Use:   "edit PATH",
		Short: "change an item, by flags or in your editor",
		Long: `Change an item. All flags together are one change; the former state goes to the
history. A secret value never stands in an argument: it comes from --stdin,
--from-file, --from-fd or --generate, or, with --field alone, from a prompt.

Without flags the item opens as text in your editor (the setting editor, VISUAL,
EDITOR, or vi). That text lies in memory only. If the item was changed meanwhile,
your text is kept beside it as an item of its own.`,
		Example: `  coffer edit work/mail/acme
  coffer edit work/mail/acme --set username=bob --tag mail
  coffer edit work/mail/acme --generate --length 32
  coffer edit work/vpn --field totp --stdin < seed
  coffer edit home/wifi --add-field guest:password --field guest --generate --words 4
  coffer edit home/card --tier holder=core --expires 2031-05-06`,
		Args:              cobra.ExactArgs(1),
		ValidArgsFunction: c.completePath(1),
		RunE: func(cmd *cobra.Command, args []string) error {
			change, err := c.parseChange(cmd, &o)
			if err != nil {
				return err
			}
			if change.IsZero() && !o.chosen() {
				return c.runEditor(cmd.Context(), args[0])
			}
			return c.runEdit(cmd.Context(), args[0], &o, change)
		},
	}
	o.valueFlags.register(cmd)
	o.expiryFlags.register(cmd)
	o.halfFlags.register(cmd)
	o.register(cmd)
	return cmd
}

func (o *editFlags) register(cmd *cobra.Command) {
	f := cmd.Flags()
	f.StringArrayVar(&o.set, "set", nil, "give a field that is no secret a value, as NAME=VALUE")
	f.StringArrayVar(&o.unset, "unset", nil, "remove a field")
	f.StringArrayVar(&o.fields, "add-field", nil, "add an empty field, as NAME:KIND")
	f.StringArrayVar(&o.tiers, "tier", nil, "put a field into a tier, as FIELD=core or FIELD=companion")
	f.StringArrayVar(&o.tag, "tag", nil, "add a tag; may be given several times")
	f.StringArrayVar(&o.untag, "untag", nil, "remove a tag")
	f.BoolVar(&o.favourite, "favourite", false, "mark it as a favourite, or with =false no longer")
	f.BoolVar(&o.noExpires, "no-expires", false, "it never expires")
	completeFlag(cmd, "tier", completeTier)
}

// chosen tells whether any flag is about a secret value.
func (o *editFlags) chosen() bool {
	return o.given() || o.field != "" && o.half == "" || !o.recipe().IsZero()
}

// check holds the flags against each other, before anything is asked.
func (o *editFlags) check() error {
	if o.noExpires && o.expires != "" {
		return app.Fail(app.Usage, "leave one out", "--expires and --no-expires exclude each other")
	}
	return errors.Join(o.halfFlags.check(), o.expiryFlags.check(), o.valueFlags.check())
}

// parseChange turns the flags into a change, all but the secret value.
func (c *cli) parseChange(cmd *cobra.Command, o *editFlags) (ch app.Change, err error) {
	if err := o.check(); err != nil {
		return ch, err
	}
	ch.Tag, ch.Untag, ch.Unset = o.tag, o.untag, o.unset
	if cmd.Flags().Changed("favourite") {
		ch.Favourite = &o.favourite
	}
	if ch.Expires, err = o.parseExpires(c.Clock.Now()); err != nil {
		return ch, err
	}
	if ch.Half, err = c.parseHalf(o); err != nil {
		return ch, err
	}
	return ch, o.parseFields(&ch)
}

func (c *cli) parseHalf(o *editFlags) (*app.Half, error) {
	if o.half == "" {
		return nil, nil
	}
	side, err := o.side(c, o.generate)
	if err != nil {
		return nil, err
	}
	return &app.Half{Field: o.field, Kept: side, Hint: o.hint}, nil
}

func (o *editFlags) parseExpires(now time.Time) (*app.Expires, error) {
	if o.noExpires {
		return &app.Expires{}, nil
	}
	return o.expiryFlags.parse(now)
}

func (o *editFlags) parseFields(ch *app.Change) error {
	for _, s := range o.set {
		name, value, ok := strings.Cut(s, "=")
		if !ok || name == "" {
			return app.Fail(app.Usage, "write it like --set username=ann", "--set is NAME=VALUE")
		}
		ch.Set = append(ch.Set, app.OpenValue{Field: name, Value: value})
	}
	for _, s := range o.tiers {
		name, tier, err := parseFieldTier(s)
		if err != nil {
			return err
		}
		ch.Tiers = append(ch.Tiers, app.FieldTier{Field: name, Tier: tier})
	}
	for _, s := range o.fields {
		f, err := parseNewField(s)
		if err != nil {
			return err
		}
		ch.Add = append(ch.Add, f)
	}
	return nil
}

// parseNewField reads NAME:KIND.
func parseNewField(s string) (app.NewField, error) {
	at := strings.LastIndexByte(s, ':')
	if at <= 0 {
		return app.NewField{}, app.Fail(app.Usage, "write it like --add-field guest:password", "--add-field is NAME:KIND")
	}
	kind, err := app.ParseKind(s[at+1:])
	return app.NewField{Name: s[:at], Kind: kind}, err
}

func (c *cli) runEdit(ctx context.Context, ref string, o *editFlags, change app.Change) error {
	defer c.dialogue()()
	return c.with(ctx, func(a *app.App) error {
		if o.chosen() {
			value, err := c.newValue(ctx, a, ref, o, change)
			if err != nil {
				return err
			}
			defer value.Value.Wipe()
			change.Secret = &value
		}
		done, err := a.Edit(ctx, ref, change)
		if err != nil {
			return err
		}
		defer done.Other.Wipe()
		c.showOther(done.Other, done.Path)
		c.edited(done)
		return nil
	})
}

// edited tells what an edit changed, by names alone.
func (c *cli) edited(done app.Edited) {
	path := host.Safe(done.Path.String())
	if len(done.Changed) == 0 {
		c.note("%s is so already: nothing to change", path)
		return
	}
	c.note("changed %s: %s", path, strings.Join(done.Changed, ", "))
}

// newValue takes the secret value from where the flags say, or asks for it.
func (c *cli) newValue(ctx context.Context, a *app.App, ref string, o *editFlags, change app.Change) (app.SecretValue, error) {
	s := app.SecretValue{Field: o.field}
	target, err := a.Target(ctx, ref, o.field, change)
	if err != nil {
		return s, err
	}
	if o.given() {
		s.Value, err = c.fieldValue(ctx, &o.valueFlags, target.Kind, target.PasswordLength)
	} else {
		s.Value, err = c.askValue(ctx, "new "+target.Name, target.Kind)
	}
	if err != nil || target.Kind != app.KindPassword || o.generate {
		return s, err
	}
	p := candidateIn(&s.Value, target.Name)
	if !o.given() {
		p.ask = func() (secret.Text, error) { return c.askValue(ctx, "new "+target.Name, target.Kind) }
		p.generate = func() (secret.Text, error) { return c.generate(app.Recipe{}, target.PasswordLength) }
	}
	err = c.offerLookUp(ctx, p)
	return s, err
}
