package cli

import (
	"context"

	"github.com/spf13/cobra"

	"coffer/internal/app"
)

// noun makes the command of a noun: bare, it lists.
func noun(use, short string, ls *cobra.Command, verbs ...*cobra.Command) *cobra.Command {
	cmd := &cobra.Command{Use: use, Short: short, Example: ls.Example, Args: cobra.NoArgs, RunE: ls.RunE}
	cmd.AddCommand(ls)
	cmd.AddCommand(verbs...)
	return cmd
}

// oneArg is a command with exactly one argument.
func oneArg(use, short string, run func(ctx context.Context, arg string) error) *cobra.Command {
	return &cobra.Command{
		Use: use, Short: short, Args: cobra.ExactArgs(1),
		RunE: func(cmd *cobra.Command, args []string) error { return run(cmd.Context(), args[0]) },
	}
}

// perhapsOneArg is a command with one argument, which may be left out.
func perhapsOneArg(use, short string, run func(ctx context.Context, arg string) error) *cobra.Command {
	return &cobra.Command{
		Use: use, Short: short, Args: cobra.MaximumNArgs(1),
		RunE: func(cmd *cobra.Command, args []string) error { return run(cmd.Context(), append(args, "")[0]) },
	}
}

// noArgs is a command without arguments.
func noArgs(use, short string, run func(ctx context.Context) error) *cobra.Command {
	return &cobra.Command{
		Use: use, Short: short, Args: cobra.NoArgs,
		RunE: func(cmd *cobra.Command, _ []string) error { return run(cmd.Context()) },
	}
}

type completion = func(*cobra.Command, []string, string) ([]cobra.Completion, cobra.ShellCompDirective)

// completeFirst completes the first argument from what is in the vault.
func (c *cli) completeFirst(names func(context.Context, *app.App) ([]string, error)) completion {
	return func(cmd *cobra.Command, args []string, _ string) ([]cobra.Completion, cobra.ShellCompDirective) {
		if len(args) > 0 {
			return nil, cobra.ShellCompDirectiveNoFileComp
		}
		found := c.completeCompanion(cmd, func(a *app.App) ([]string, error) { return names(cmd.Context(), a) })
		return found, cobra.ShellCompDirectiveNoFileComp
	}
}

// completeCore completes the first argument from what lies in the core tier, such as
// seals and who has part in them: nothing less tells their names.
func (c *cli) completeCore(names func(context.Context, *app.App) ([]string, error)) completion {
	return func(cmd *cobra.Command, args []string, _ string) ([]cobra.Completion, cobra.ShellCompDirective) {
		if len(args) > 0 {
			return nil, cobra.ShellCompDirectiveNoFileComp
		}
		found := c.completeFrom(cmd.Context(), func(a *app.App) ([]string, error) { return names(cmd.Context(), a) })
		return plainOnes(found), cobra.ShellCompDirectiveNoFileComp
	}
}

// counted writes a number with its noun.
func counted(n int, one, many string) string { return app.Counted(n, one, many) }

// quoted writes a name for a message, safe for a terminal.
func quoted(name string) string { return app.Quoted(name) }

// quotedList writes names for a message, safe for a terminal.
func quotedList(names []string) string { return app.QuotedList(names) }

// changed returns where a flag's value is, if it was given.
func changed(cmd *cobra.Command, flag string, value *string) *string {
	if cmd.Flags().Changed(flag) {
		return value
	}
	return nil
}
