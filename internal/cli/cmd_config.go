package cli

import (
	"context"
	"errors"
	"fmt"
	"maps"
	"slices"
	"strings"

	"github.com/spf13/cobra"

	"coffer/internal/app"
	"coffer/internal/host"
)

func (c *cli) configCommand() *cobra.Command {
	get := oneArg("get KEY", "print one setting", c.runConfigGet)
	get.Example = "  coffer config get clipboard.clear"
	set := &cobra.Command{
		Use: "set KEY VALUE", Short: "change a setting",
		Long: `Change a setting. Those of the machine need no vault. Setting how long something is
kept deletes nothing by itself: what it makes due goes once that was seen at two
openings a day apart, and until then coffer config unset takes it back.`,
		Example: `  coffer config set trash.retention 60d
  coffer config set clipboard.clear 20s
  coffer config set editor "vim -n"
  coffer config set hooks.asks "notify-send coffer 'somebody asks to connect'"`,
		Args: cobra.ExactArgs(2),
		RunE: func(cmd *cobra.Command, args []string) error { return c.runConfigSet(cmd.Context(), args[0], args[1]) },
	}
	unset := oneArg("unset KEY", "bring the default of a setting back", c.runConfigUnset)
	unset.Example = "  coffer config unset clipboard.clear"
	for _, cmd := range []*cobra.Command{get, set, unset} {
		cmd.ValidArgsFunction = c.completeSetting
	}
	set.ValidArgsFunction = c.completeSettingValue
	return noun("config", "settings of the person and of the machine", c.configLsCommand(), get, set, unset)
}

func (c *cli) configLsCommand() *cobra.Command {
	var machine bool
	cmd := noArgs("ls", "list the settings and where they come from", func(ctx context.Context) error {
		return c.runConfigLs(ctx, machine)
	})
	cmd.Long = `List all settings. Those of the person lie in the vault and travel with backups;
those of the machine lie in config.toml. A command to run is never read from a
vault. coffer help settings says what each does.`
	cmd.Example = "  coffer config ls\n  coffer config ls --machine"
	cmd.Flags().BoolVar(&machine, "machine", false, "those of the machine alone; that needs no password")
	return cmd
}

type settingDoc struct {
	Key    string `json:"key"`
	Value  string `json:"value"`
	Origin string `json:"origin"`
}

func (c *cli) runConfigLs(ctx context.Context, machine bool) error {
	file, err := c.machineSettings()
	if err != nil {
		return err
	}
	var all []host.Setting
	if !machine {
		if all, err = c.personalSettings(ctx); err != nil {
			return err
		}
	}
	all = append(all, file.Settings()...)
	for _, event := range slices.Sorted(maps.Keys(file.Hooks)) {
		c.noteAll(c.hookNotes("hooks."+event, file.Hooks[event]))
	}
	if c.json {
		docs := []settingDoc{}
		for _, s := range all {
			docs = append(docs, settingDoc(s))
		}
		return c.printJSON(docs)
	}
	rows := [][]string{}
	for _, s := range all {
		rows = append(rows, []string{s.Key, s.Value, s.Origin})
	}
	return c.table(rows)
}

// machineSettings reads config.toml; what is wrong with it names the line.
func (c *cli) machineSettings() (*host.ConfigFile, error) {
	file, err := c.settings()
	if err != nil && app.Explain(err).Kind == app.Other {
		err = app.Fail(app.Input, "mend the file with an editor", "%s", host.Safe(err.Error()))
	}
	return file, err
}

// personalSettings are none when there is no vault, or nobody to unlock it.
func (c *cli) personalSettings(ctx context.Context) (all []host.Setting, err error) {
	env, err := c.appEnv()
	if err != nil || app.MayInit(env) == nil {
		return nil, err
	}
	err = c.with(ctx, func(a *app.App) (err error) {
		all, err = a.Settings(ctx)
		return err
	})
	var e *app.Error
	if errors.As(err, &e) && e.Kind == app.Locked {
		c.note("the settings in the vault are not shown: %s", e)
		return nil, nil
	}
	return all, err
}

func (c *cli) runConfigGet(ctx context.Context, key string) error {
	s, err := c.setting(ctx, key)
	if err != nil {
		return err
	}
	if c.json {
		return c.printJSON(settingDoc(s))
	}
	c.say("%s", s.Value)
	return nil
}

func (c *cli) setting(ctx context.Context, key string) (found host.Setting, err error) {
	if !app.IsPersonal(key) {
		file, err := c.machineSettings()
		if err != nil {
			return found, err
		}
		found, err = file.Get(key)
		return found, noSetting(err)
	}
	return found, c.with(ctx, func(a *app.App) error {
		all, err := a.Settings(ctx)
		for _, s := range all {
			if s.Key == key {
				found = s
			}
		}
		return err
	})
}

func noSetting(err error) error {
	if err == nil {
		return nil
	}
	return app.Fail(app.NotFound, "", "%s", host.Safe(err.Error()))
}

func (c *cli) runConfigSet(ctx context.Context, key, value string) error {
	if app.IsPersonal(key) {
		return c.with(ctx, func(a *app.App) error {
			if err := a.SetSetting(ctx, key, value); err != nil {
				return err
			}
			c.noteAll(app.PersonalNotes(key, value))
			return nil
		})
	}
	notes, err := machine{c}.Set(key, value)
	c.noteAll(notes)
	return err
}

func (c *cli) noteAll(notes []string) {
	for _, n := range notes {
		c.note("%s", n)
	}
}

// timesNotes say what a changed time of sessions means.
func timesNotes(key string, file *host.ConfigFile) (notes []string) {
	if !strings.HasPrefix(key, "session.") {
		return nil
	}
	notes = append(notes, "this is for the next coffer unlock; sessions that are open keep their times")
	if file.SessionIdle > file.SessionLimit {
		limit := app.FormatSpan(file.SessionLimit)
		notes = append(notes, fmt.Sprintf("session.idle, %s, is longer than session.limit, %s: a session ends after %s in any case",
			app.FormatSpan(file.SessionIdle), limit, limit))
	}
	return notes
}

// breachDataNotes say that a file is not there, which may lie on a stick, or is none.
func breachDataNotes(key, value string) []string {
	if key != "hibp.data" || value == "" {
		return nil
	}
	p := app.BreachPlace{File: value}
	if !p.IsThere() {
		return []string{fmt.Sprintf("warning: there is nothing at %s now; until there is, coffer check asks nobody about breaches", host.Safe(value))}
	}
	if err := p.Usable(); err != nil {
		return []string{fmt.Sprintf("warning: %s; until then coffer check asks nobody about breaches", app.Explain(err))}
	}
	return nil
}

// usageUnlessKnown takes what is wrong with a value for wrong use.
func usageUnlessKnown(err error) error {
	if err == nil || app.Explain(err).Kind != app.Other {
		return err
	}
	return app.Fail(app.Usage, "", "%s", host.Safe(err.Error()))
}

func (c *cli) runConfigUnset(ctx context.Context, key string) error {
	if app.IsPersonal(key) {
		return c.with(ctx, func(a *app.App) error { return a.UnsetSetting(ctx, key) })
	}
	notes, err := machine{c}.Unset(key)
	c.noteAll(notes)
	return err
}

// completeSetting completes the key of a setting.
func (c *cli) completeSetting(_ *cobra.Command, args []string, _ string) ([]cobra.Completion, cobra.ShellCompDirective) {
	var keys []string
	if file, err := c.settings(); err == nil && len(args) == 0 {
		keys = app.PersonalKeys()
		for _, s := range file.Settings() {
			keys = append(keys, s.Key)
		}
	}
	return keys, cobra.ShellCompDirectiveNoFileComp
}

// completeSettingValue completes the key, and then the value where there are few.
func (c *cli) completeSettingValue(cmd *cobra.Command, args []string, start string) ([]cobra.Completion, cobra.ShellCompDirective) {
	switch {
	case len(args) == 0:
		return c.completeSetting(cmd, args, start)
	case len(args) > 1:
		return nil, cobra.ShellCompDirectiveNoFileComp
	case args[0] == "hibp.data":
		return nil, cobra.ShellCompDirectiveDefault
	}
	return append(app.SettingWords(args[0]), host.SettingWords(args[0])...), cobra.ShellCompDirectiveNoFileComp
}
