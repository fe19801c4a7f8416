package cli

import (
	"strconv"
	"strings"

	"github.com/spf13/cobra"

	"coffer/internal/app"
	"coffer/internal/host"
)

// Completion needs the companion tier, and the core tier for what lies there alone. It asks nobody: without a flag that says
// where the password is, and after any error, it is silent.

// completeItem completes one path.
func (c *cli) completeItem(cmd *cobra.Command, args []string, start string) ([]cobra.Completion, cobra.ShellCompDirective) {
	return c.completePath(1)(cmd, args, start)
}

// completePath completes paths of items, step by step, for so many arguments;
// 0 is any number.
func (c *cli) completePath(most int) completion {
	return func(cmd *cobra.Command, args []string, start string) ([]cobra.Completion, cobra.ShellCompDirective) {
		if most > 0 && len(args) >= most {
			return nil, cobra.ShellCompDirectiveNoFileComp
		}
		return c.paths(cmd, start)
	}
}

// completePathThenFiles completes a path, and then files of this machine.
func (c *cli) completePathThenFiles(cmd *cobra.Command, args []string, start string) ([]cobra.Completion, cobra.ShellCompDirective) {
	if len(args) > 0 {
		return nil, cobra.ShellCompDirectiveDefault
	}
	return c.paths(cmd, start)
}

func (c *cli) paths(cmd *cobra.Command, start string) ([]cobra.Completion, cobra.ShellCompDirective) {
	found := c.completeCompanion(cmd, func(a *app.App) ([]string, error) { return a.Complete(cmd.Context(), start) })
	for _, path := range found {
		if strings.HasSuffix(path, "/") {
			return found, cobra.ShellCompDirectiveNoFileComp | cobra.ShellCompDirectiveNoSpace
		}
	}
	return found, cobra.ShellCompDirectiveNoFileComp
}

// completeCompanion offers what f finds in the companion tier, but for what a
// shell or a terminal would not show as it is.
func (c *cli) completeCompanion(cmd *cobra.Command, f func(*app.App) ([]string, error)) []string {
	c.companion = true
	return plainOnes(c.completeFrom(cmd.Context(), f))
}

// plainOnes leaves out what a shell would not show as it is; what follows a tab is shown
// beside it.
func plainOnes(found []string) (plain []string) {
	for _, s := range found {
		if shown := strings.Replace(s, "\t", "", 1); host.Safe(shown) == shown {
			plain = append(plain, s)
		}
	}
	return plain
}

// completeName completes a path, and then the names of its fields and
// attachments.
func (c *cli) completeName(cmd *cobra.Command, args []string, start string) ([]cobra.Completion, cobra.ShellCompDirective) {
	switch len(args) {
	case 0:
		return c.paths(cmd, start)
	case 1:
		return c.completeCompanion(cmd, func(a *app.App) (names []string, err error) {
			s, err := a.Show(cmd.Context(), args[0])
			for _, f := range s.Fields {
				names = append(names, f.Name)
			}
			for _, at := range s.Attachments {
				names = append(names, at.Name)
			}
			return names, err
		}), cobra.ShellCompDirectiveNoFileComp
	}
	return nil, cobra.ShellCompDirectiveNoFileComp
}

// completeRevision completes a path, and then the numbers of its revisions.
func (c *cli) completeRevision(cmd *cobra.Command, args []string, start string) ([]cobra.Completion, cobra.ShellCompDirective) {
	switch len(args) {
	case 0:
		return c.paths(cmd, start)
	case 1:
		return c.completeCompanion(cmd, func(a *app.App) (numbers []string, err error) {
			_, all, err := a.History(cmd.Context(), args[0])
			for _, r := range all {
				if !r.Current {
					numbers = append(numbers, strconv.FormatUint(uint64(r.Revision), 10))
				}
			}
			return numbers, err
		}), cobra.ShellCompDirectiveNoFileComp
	}
	return nil, cobra.ShellCompDirectiveNoFileComp
}

// completeTemplate completes the name of a template.
func (c *cli) completeTemplate(cmd *cobra.Command, _ []string, _ string) ([]cobra.Completion, cobra.ShellCompDirective) {
	found := c.completeCompanion(cmd, func(a *app.App) ([]string, error) { return templateNames(cmd.Context(), a) })
	return found, cobra.ShellCompDirectiveNoFileComp
}

// completeBox completes the name of a box in use.
func (c *cli) completeBox(cmd *cobra.Command, _ []string, _ string) ([]cobra.Completion, cobra.ShellCompDirective) {
	found := c.completeCompanion(cmd, func(a *app.App) ([]string, error) { return boxesInUse(cmd.Context(), a) })
	return found, cobra.ShellCompDirectiveNoFileComp
}

// completeTag completes a tag that items have.
func (c *cli) completeTag(cmd *cobra.Command, _ []string, _ string) ([]cobra.Completion, cobra.ShellCompDirective) {
	found := c.completeCompanion(cmd, func(a *app.App) ([]string, error) { return a.CompleteTags(cmd.Context()) })
	return found, cobra.ShellCompDirectiveNoFileComp
}

// completePlace completes the path of a box in use, with room for a folder.
func (c *cli) completePlace(cmd *cobra.Command, _ []string, start string) ([]cobra.Completion, cobra.ShellCompDirective) {
	found := c.completeCompanion(cmd, func(a *app.App) (places []string, err error) {
		paths, err := a.Complete(cmd.Context(), start)
		for _, path := range paths {
			if place, isFolder := strings.CutSuffix(path, "/"); isFolder {
				places = append(places, place)
			}
		}
		return places, err
	})
	return found, cobra.ShellCompDirectiveNoFileComp | cobra.ShellCompDirectiveNoSpace
}

// completeTier completes what follows the name of a field.
func completeTier(_ *cobra.Command, _ []string, start string) ([]cobra.Completion, cobra.ShellCompDirective) {
	field, _, ok := strings.Cut(start, "=")
	if !ok {
		return nil, cobra.ShellCompDirectiveNoFileComp | cobra.ShellCompDirectiveNoSpace
	}
	return []cobra.Completion{field + "=core", field + "=companion"}, cobra.ShellCompDirectiveNoFileComp
}

// completeWords completes one of a few words.
func completeWords(all ...string) completion {
	return func(*cobra.Command, []string, string) ([]cobra.Completion, cobra.ShellCompDirective) {
		return all, cobra.ShellCompDirectiveNoFileComp
	}
}

// completeFolders completes folders of this machine.
func completeFolders(*cobra.Command, []string, string) ([]cobra.Completion, cobra.ShellCompDirective) {
	return nil, cobra.ShellCompDirectiveFilterDirs
}

// completeFlag tells how a flag of the command is completed.
func completeFlag(cmd *cobra.Command, flag string, f completion) {
	if err := cmd.RegisterFlagCompletionFunc(flag, f); err != nil {
		panic(err) // a flag that the command does not have
	}
}
