package cli

import (
	"fmt"
	"strings"

	"github.com/spf13/cobra"

	"coffer/internal/app"
	"coffer/internal/host"
)

// imported says of a format what comes in; empty: nothing does.
func imported(f app.Format) string {
	if f.Import == nil {
		return ""
	}
	return f.What
}

// exported says of a format what goes out; empty: nothing does.
func exported(f app.Format) string {
	if f.Export == nil {
		return ""
	}
	return f.Outward()
}

// formatList describes the formats of a command, one a line.
func formatList(what func(app.Format) string) string {
	var b strings.Builder
	for _, f := range app.Formats() {
		if text := what(f); text != "" {
			fmt.Fprintf(&b, "  %-12s %s\n", f.Name, text)
		}
	}
	return b.String()
}

// completeFormats completes the first argument, and leaves the next to the shell.
func completeFormats(what func(app.Format) string) cobra.CompletionFunc {
	return func(_ *cobra.Command, args []string, _ string) ([]cobra.Completion, cobra.ShellCompDirective) {
		if len(args) > 0 {
			return nil, cobra.ShellCompDirectiveDefault
		}
		var names []cobra.Completion
		for _, f := range app.Formats() {
			if text := what(f); text != "" {
				names = append(names, cobra.CompletionWithDesc(f.Name, text))
			}
		}
		return names, cobra.ShellCompDirectiveNoFileComp
	}
}

// importArgs wants a format and an input. Where only the input stands, it suggests to leave the
// format open.
func importArgs(cmd *cobra.Command, args []string) error {
	if len(args) == 1 && !app.IsAutoFormat(args[0]) && !app.IsVaultFormat(args[0]) && app.CheckFormat(args[0]) != nil {
		return app.Fail(app.Usage, "coffer import auto "+host.ShellWord(host.Safe(args[0])), "say what format it is, or let it be seen from what is in it")
	}
	return cobra.ExactArgs(2)(cmd, args)
}
