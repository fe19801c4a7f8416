package cli

import (
	"context"

	"github.com/spf13/cobra"

	"coffer/internal/app"
)

func (c *cli) backupVerifyCommand() *cobra.Command {
	var o backupFlags
	var all bool
	cmd := &cobra.Command{
		Use: "verify [ID]...", Short: "check that backups are what was written",
		Long: `Read all of a backup and compare it with what was written: the newest one, those that are named, or with --all every one. Where
the vault is open and its keys still open the backup, what is in it is verified as well, as by coffer verify. Each problem is one line,
and the exit code is 9.`,
		Example: "  coffer backup verify\n  coffer backup verify --all\n  coffer backup verify --all --from s3://our-bucket/backups",
		RunE: func(cmd *cobra.Command, args []string) error {
			switch {
			case all && len(args) > 0:
				return app.Fail(app.Usage, "", "name backups, or say --all")
			case !all && len(args) == 0:
				args = []string{app.LatestBackup}
			}
			return c.runBackupVerify(cmd.Context(), o, args)
		},
	}
	o.register(cmd)
	cmd.Flags().BoolVar(&all, "all", false, "every backup")
	cmd.ValidArgsFunction = c.completeBackup(&o, 0)
	return cmd
}

type verifiedBackupDoc struct {
	ID       string   `json:"id"`
	Time     string   `json:"time"`
	Opened   bool     `json:"opened"`
	Problems []string `json:"problems"`
}

func (c *cli) runBackupVerify(ctx context.Context, o backupFlags, words []string) error {
	b, err := o.find(ctx, c)
	if err != nil {
		return err
	}
	var all []app.VerifiedBackup
	var strange int
	err = c.withUnasked(ctx, func(a *app.App) error {
		all, strange, err = b.Verify(ctx, words, a)
		return err
	})
	if err != nil {
		return err
	}
	if err := c.printVerified(all); err != nil {
		return err
	}
	if strange > 0 {
		c.tell("warning: besides, %s cannot be read at all; coffer backup rm --unreadable deletes such", counted(strange, "backup", "backups"))
	}
	return c.judgeVerified(all, strange)
}

func (c *cli) printVerified(all []app.VerifiedBackup) error {
	if c.json {
		docs := []verifiedBackupDoc{}
		for i := range all {
			docs = append(docs, verifiedBackupDoc{all[i].ID.String(), jsonTime(all[i].Made), all[i].Opened, orNone(all[i].Problems)})
		}
		return c.printJSON(docs)
	}
	var rows [][]string
	for i := range all {
		v := &all[i]
		said := []string{"whole"}
		switch {
		case len(v.Problems) > 0:
			said = v.Problems
		case v.Opened:
			said = []string{"whole, and what is in it is verified"}
		}
		for _, text := range said {
			rows = append(rows, []string{v.Short(), localTime(v.Made), text})
		}
	}
	return c.table(rows)
}

// judgeVerified is the error where something is not whole.
func (c *cli) judgeVerified(all []app.VerifiedBackup, strange int) error {
	bad := strange
	for i := range all {
		if len(all[i].Problems) > 0 {
			bad++
		}
	}
	if bad == 0 {
		return nil
	}
	return app.Fail(app.Damaged, "coffer backup now makes a whole one; coffer backup rm deletes those that are not",
		"not what was written: %s", counted(bad, "backup", "backups"))
}
