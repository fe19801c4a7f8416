package cli

import (
	"context"
	"fmt"
	"strings"

	"coffer/internal/app"
	"coffer/internal/host"
)

// hooks are those of the settings of this machine.
func (c *cli) hooks() (map[string][]string, error) {
	file, err := c.machineSettings()
	if err != nil {
		return nil, err
	}
	return file.Hooks, nil
}

// runHook runs one with the environment of this command, less what is Coffer's.
func (c *cli) runHook(ctx context.Context, argv []string, input []byte) error {
	return host.RunHook(ctx, host.Hook{Argv: argv, Environ: c.Environ, Input: input, Patience: host.HookPatience})
}

// hookNotes say of a hook what would keep it from running.
func (c *cli) hookNotes(key string, argv []string) (notes []string) {
	event, _ := strings.CutPrefix(key, "hooks.")
	if event != host.AllHooks && !app.IsNotice(event) {
		notes = append(notes, fmt.Sprintf("warning: %s: there is no event of that name, so it never runs; docs/hooks.md lists them", key))
	}
	if err := host.FindHook(c.Environ, argv); err != nil {
		notes = append(notes, fmt.Sprintf("warning: %s: %s", key, host.Safe(err.Error())))
	}
	return notes
}
