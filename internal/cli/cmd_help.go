package cli

import (
	"strings"

	"github.com/spf13/cobra"

	"coffer/internal/app"
	"coffer/internal/host"
)

func helpCommand() *cobra.Command {
	return &cobra.Command{
		Use:     "help [COMMAND | TOPIC]",
		Short:   "explain a command or a topic",
		Example: "  coffer help add\n  coffer help references",
		GroupID: "program",
		ValidArgsFunction: func(cmd *cobra.Command, args []string, _ string) ([]cobra.Completion, cobra.ShellCompDirective) {
			return helpWords(cmd.Root(), args), cobra.ShellCompDirectiveNoFileComp
		},
		RunE: func(cmd *cobra.Command, args []string) error {
			found, rest, err := cmd.Root().Find(args)
			if err != nil || len(rest) > 0 {
				return app.Fail(app.NotFound, "coffer help lists what there is", "no help about %q", host.Safe(strings.Join(args, " ")))
			}
			found.InitDefaultHelpFlag()
			return found.Help()
		},
	}
}

// hideGlobals leaves global flags that mean nothing to a command out of its help.
func hideGlobals(cmd *cobra.Command, names ...string) {
	cmd.SetHelpFunc(func(cmd *cobra.Command, args []string) {
		for _, name := range names {
			if f := cmd.InheritedFlags().Lookup(name); f != nil {
				f.Hidden = true // of this run of the program, which prints one help
			}
		}
		cmd.Root().HelpFunc()(cmd, args)
	})
}

// helpWords are the commands and topics below a command.
func helpWords(root *cobra.Command, args []string) (words []cobra.Completion) {
	at, rest, err := root.Find(args)
	if err != nil || len(rest) > 0 {
		return nil
	}
	for _, sub := range at.Commands() {
		if !sub.Hidden {
			words = append(words, cobra.CompletionWithDesc(sub.Name(), sub.Short))
		}
	}
	return words
}
