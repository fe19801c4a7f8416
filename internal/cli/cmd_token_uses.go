package cli

import (
	"context"
	"strings"

	"github.com/spf13/cobra"

	"coffer/internal/app"
)

func (c *cli) tokenUsesCommand() *cobra.Command {
	cmd := &cobra.Command{
		Use:   "uses [TOKEN]",
		Short: "show what was done with tokens",
		Long: `Show what was done with the tokens of the vault, or with one that is named by its
name, its ID or the beginning of that: also with those that ended. The newest
stands last. That the boxes were opened, by which process and for what reason,
the agent recorded before it let anybody in; what was read is what the command
said of itself.`,
		Example: "  coffer token uses\n  coffer token uses release --json",
		Args:    cobra.MaximumNArgs(1),
		ValidArgsFunction: func(cmd *cobra.Command, args []string, _ string) ([]cobra.Completion, cobra.ShellCompDirective) {
			return c.completeToken(cmd.Context(), args), cobra.ShellCompDirectiveNoFileComp
		},
		RunE: func(cmd *cobra.Command, args []string) error {
			return c.runTokenUses(cmd.Context(), strings.Join(args, ""))
		},
	}
	return cmd
}

type tokenUseDoc struct {
	Time    string   `json:"time"`
	ID      string   `json:"id"`
	Name    string   `json:"name"`
	Boxes   []string `json:"boxes"`
	Process int      `json:"process,omitempty"`
	Reason  string   `json:"reason,omitempty"`
	Command string   `json:"command,omitempty"`
	Read    string   `json:"read,omitempty"`
}

func (c *cli) runTokenUses(ctx context.Context, ref string) error {
	return c.with(ctx, func(a *app.App) error {
		uses, err := a.TokenUses(ctx, ref)
		if err != nil {
			return err
		}
		docs, rows := []tokenUseDoc{}, [][]string{}
		for _, u := range uses {
			docs = append(docs, tokenUseDoc{Time: jsonTime(u.Time), ID: u.ID.String(), Name: u.Name,
				Boxes: append([]string{}, u.Boxes...), Process: u.Process, Reason: u.Reason, Command: u.Command, Read: u.Read})
			rows = append(rows, []string{localTime(u.Time), "@" + u.ID.String(), u.Name, u.Text(), u.Reason})
		}
		if c.json {
			return c.printJSON(docs)
		}
		if len(rows) == 0 {
			c.note("nothing was done with a token yet")
		}
		return c.table(rows)
	})
}
