package cli

import (
	"context"

	"github.com/spf13/cobra"

	"coffer/internal/app"
)

func (c *cli) templateCommand() *cobra.Command {
	ls := noArgs("ls", "list the templates", c.runTemplateLs)
	ls.Example = "  coffer template ls"
	show := oneArg("show NAME", "show the fields of a template", c.runTemplateShow)
	show.Example = "  coffer template show login"
	show.ValidArgsFunction = c.completeFirst(templateNames)
	rm := oneArg("rm NAME", "put a template into the trash", c.runTemplateRm)
	rm.Long = `Put one of your own templates into the trash; coffer trash restore --template
brings it back. Items made from it stay as they are.`
	rm.Example = "  coffer template rm server"
	rm.ValidArgsFunction = c.completeFirst(ownTemplateNames)
	return noun("template", "forms that items are made from", ls, c.templateNewCommand(), show, c.templateEditCommand(), rm)
}

func templateNames(ctx context.Context, a *app.App) (names []string, err error) {
	all, err := a.Templates(ctx)
	for _, t := range all {
		names = append(names, t.Name)
	}
	return names, err
}

func ownTemplateNames(ctx context.Context, a *app.App) (names []string, err error) {
	all, err := a.Templates(ctx)
	for _, t := range all {
		if !t.ID.IsZero() {
			names = append(names, t.Name)
		}
	}
	return names, err
}

type templateDoc struct {
	Name    string             `json:"name"`
	Note    string             `json:"note"`
	BuiltIn bool               `json:"built_in"`
	Main    string             `json:"main"`
	Fields  []templateFieldDoc `json:"fields"`
}

type templateFieldDoc struct {
	Name string `json:"name"`
	Kind string `json:"kind"`
	Tier string `json:"tier"`
}

func newTemplateDoc(t app.Template) templateDoc {
	doc := templateDoc{Name: t.Name, Note: t.Note, BuiltIn: t.ID.IsZero(), Main: t.Main, Fields: []templateFieldDoc{}}
	for _, f := range t.Fields {
		doc.Fields = append(doc.Fields, templateFieldDoc{f.Name, string(f.Kind), f.Tier.String()})
	}
	return doc
}

func (c *cli) runTemplateLs(ctx context.Context) error {
	return c.with(ctx, func(a *app.App) error {
		all, err := a.Templates(ctx)
		if err != nil {
			return err
		}
		docs, rows := []templateDoc{}, [][]string{}
		for _, t := range all {
			docs = append(docs, newTemplateDoc(t))
			origin := "your own"
			if t.ID.IsZero() {
				origin = "built in"
			}
			rows = append(rows, []string{t.Name, origin, t.Note})
		}
		if c.json {
			return c.printJSON(docs)
		}
		return c.table(rows)
	})
}

func (c *cli) runTemplateShow(ctx context.Context, name string) error {
	return c.with(ctx, func(a *app.App) error {
		t, err := a.Template(ctx, name)
		if err != nil {
			return err
		}
		if c.json {
			return c.printJSON(newTemplateDoc(t))
		}
		c.say("%s", t.Name)
		if t.Note != "" {
			c.say("%s", t.Note)
		}
		rows := [][]string{}
		for _, f := range t.Fields {
			main := ""
			if f.Name == t.Main {
				main = "the main one"
			}
			rows = append(rows, []string{f.Name, string(f.Kind), f.Tier.String(), main})
		}
		return c.table(rows)
	})
}

type templateFlags struct {
	name, note, main, from string
	fields, drop           []string
}

// change turns the flags that were given into what is to change.
func (o *templateFlags) change(cmd *cobra.Command) (ch app.TemplateChange, err error) {
	ch = app.TemplateChange{
		Name: changed(cmd, "name", &o.name), Note: changed(cmd, "note", &o.note),
		Main: changed(cmd, "main", &o.main), Drop: o.drop,
	}
	for _, s := range o.fields {
		f, err := app.ParseTemplateField(s)
		if err != nil {
			return ch, err
		}
		ch.Fields = append(ch.Fields, f)
	}
	return ch, nil
}

func (o *templateFlags) register(cmd *cobra.Command) {
	f := cmd.Flags()
	f.StringVar(&o.note, "note", "", "what the template is for")
	f.StringVar(&o.main, "main", "", "the field that is meant when none is named")
	f.StringArrayVar(&o.fields, "field", nil, "a field as NAME:KIND:TIER; may be given more than once")
}

const templateFieldHelp = `A field is NAME, NAME:KIND or NAME:KIND:TIER. Kinds are text, username, password,
pin, totp, url, email, phone, number, date, multiline, file and hint; tiers are
core, for what is secret itself, and companion, for what surrounds it.`

func (c *cli) templateNewCommand() *cobra.Command {
	var o templateFlags
	cmd := &cobra.Command{
		Use: "new NAME", Short: "make a template of your own",
		Long: "Make a template of your own.\n\n" + templateFieldHelp,
		Example: `  coffer template new server --field host --field user:username --field key:multiline:core
  coffer template new shop --from login --field customer:number`,
		Args: cobra.ExactArgs(1),
		RunE: func(cmd *cobra.Command, args []string) error { return c.runTemplateNew(cmd, args[0], o) },
	}
	o.register(cmd)
	cmd.Flags().StringVar(&o.from, "from", "", "start with the fields of this template")
	return cmd
}

func (c *cli) runTemplateNew(cmd *cobra.Command, name string, o templateFlags) error {
	ch, err := o.change(cmd)
	if err != nil {
		return err
	}
	if len(ch.Fields) == 0 && o.from == "" {
		return app.Fail(app.Usage, "name them with --field, or another template with --from", "a template needs fields")
	}
	return c.with(cmd.Context(), func(a *app.App) error {
		if err := a.NewTemplate(cmd.Context(), name, o.from, ch); err != nil {
			return err
		}
		c.note("made template %s; coffer add PATH --template %s uses it", quoted(name), quoted(name))
		return nil
	})
}

func (c *cli) templateEditCommand() *cobra.Command {
	var o templateFlags
	cmd := &cobra.Command{
		Use: "edit NAME", Short: "change a template of your own",
		Long: "Change a template of your own. Items made from it stay as they are.\n\n" + templateFieldHelp,
		Example: `  coffer template edit server --field port:number --drop-field user
  coffer template edit server --name machine --main key`,
		Args:              cobra.ExactArgs(1),
		RunE:              func(cmd *cobra.Command, args []string) error { return c.runTemplateEdit(cmd, args[0], o) },
		ValidArgsFunction: c.completeFirst(ownTemplateNames),
	}
	o.register(cmd)
	cmd.Flags().StringVar(&o.name, "name", "", "the new name")
	cmd.Flags().StringArrayVar(&o.drop, "drop-field", nil, "a field to take out; may be given more than once")
	return cmd
}

func (c *cli) runTemplateEdit(cmd *cobra.Command, name string, o templateFlags) error {
	ch, err := o.change(cmd)
	if err != nil {
		return err
	}
	if ch.IsZero() {
		return app.Fail(app.Usage, cmd.CommandPath()+" --help shows the flags", "nothing to change is named")
	}
	return c.with(cmd.Context(), func(a *app.App) error { return a.EditTemplate(cmd.Context(), name, ch) })
}

func (c *cli) runTemplateRm(ctx context.Context, name string) error {
	return c.with(ctx, func(a *app.App) error {
		if err := a.RemoveTemplate(ctx, name); err != nil {
			return err
		}
		c.note("template %s is in the trash; coffer trash restore --template brings it back", quoted(name))
		return nil
	})
}
