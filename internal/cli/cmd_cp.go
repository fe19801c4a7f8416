package cli

import (
	"github.com/spf13/cobra"

	"coffer/internal/app"
)

func (c *cli) cpCommand() *cobra.Command {
	var o app.MoveOptions
	cmd := &cobra.Command{
		Use:   "cp PATH NEWPATH",
		Short: "copy an item",
		Long: `Make a second item of the same content, without the history; NEWPATH with a / at
its end is a folder.`,
		Example: `  coffer cp work/mail/acme work/mail/acme-test
  coffer cp work/mail/acme home/`,
		Args:              cobra.ExactArgs(2),
		ValidArgsFunction: c.completePath(2),
		RunE: func(cmd *cobra.Command, args []string) error {
			o.To = args[1]
			return c.runMove(cmd.Context(), args[0], o, "copied", (*app.App).Copy)
		},
	}
	cmd.Flags().BoolVar(&o.Duplicate, "duplicate", false, "copy it even if there is an item of that path")
	return cmd
}
