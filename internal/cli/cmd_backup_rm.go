package cli

import (
	"context"
	"strings"

	"github.com/spf13/cobra"

	"coffer/internal/app"
)

func (c *cli) backupRmCommand() *cobra.Command {
	var o backupFlags
	var unreadable bool
	cmd := &cobra.Command{
		Use: "rm ID...", Short: "delete backups",
		Long: `Delete backups for good, and what no other one is made of. Copies in other places stay until coffer backup rm --from deletes them
there, or their time is over. Where the vault is open, an entry of its log tells of it; no password is asked for.

What lies there as a backup and cannot be read keeps the bytes of all that is deleted on the disk, since they may be part of it. It has no
ID that could be named: --unreadable deletes it. A backup that a newer coffer wrote is such, too.`,
		Example: "  coffer backup rm 3f7k2q9a\n  coffer backup rm 3f7k2q9a --from dir:/media/stick/backups\n  coffer backup rm --unreadable",
		Args: func(cmd *cobra.Command, args []string) error {
			if unreadable {
				return cobra.NoArgs(cmd, args)
			}
			return cobra.MinimumNArgs(1)(cmd, args)
		},
		RunE: func(cmd *cobra.Command, args []string) error {
			b, err := o.find(cmd.Context(), c)
			if err != nil {
				return err
			}
			if unreadable {
				return c.runBackupRmUnreadable(cmd.Context(), b)
			}
			return c.runBackupRm(cmd.Context(), b, args)
		},
	}
	o.register(cmd)
	cmd.Flags().BoolVar(&unreadable, "unreadable", false, "delete what lies there as a backup and cannot be read")
	cmd.ValidArgsFunction = c.completeBackup(&o, 0)
	return cmd
}

func (c *cli) runBackupRm(ctx context.Context, b *app.Backups, words []string) error {
	l, err := b.List(ctx, nil)
	if err != nil {
		return err
	}
	chosen, err := l.Choose(words)
	if err != nil {
		return err
	}
	var named []string
	for i := range chosen {
		named = append(named, chosen[i].Short()+" of "+localTime(chosen[i].Made))
	}
	return c.removeBackups(ctx, "delete "+strings.Join(named, ", ")+" for good?", func(a *app.App) (app.RemovedBackups, error) {
		return b.Remove(ctx, chosen, a)
	})
}

func (c *cli) runBackupRmUnreadable(ctx context.Context, b *app.Backups) error {
	l, err := b.List(ctx, nil)
	if err != nil {
		return err
	}
	if l.Strange == 0 {
		return c.done(removedBackupsDoc{Backups: []string{}}, "there is no backup that cannot be read")
	}
	question := "delete " + counted(l.Strange, "backup", "backups") + " for good that cannot be read, or that a newer coffer wrote?"
	return c.removeBackups(ctx, question, func(a *app.App) (app.RemovedBackups, error) { return b.RemoveUnreadable(ctx, a) })
}

// removeBackups asks, and deletes. What has gone is told also where tidying up after it failed.
func (c *cli) removeBackups(ctx context.Context, question string, remove func(*app.App) (app.RemovedBackups, error)) error {
	if err := c.confirm(ctx, question); err != nil {
		return err
	}
	var gone app.RemovedBackups
	err := c.withUnasked(ctx, func(a *app.App) (err error) {
		gone, err = remove(a)
		return err
	})
	if len(gone.Backups)+gone.Unreadable == 0 {
		return err
	}
	if shown := c.removedBackups(&gone); err == nil {
		err = shown
	}
	return err
}

type removedBackupsDoc struct {
	Deleted    int      `json:"deleted"`
	Backups    []string `json:"backups"`
	Unreadable int      `json:"unreadable"` // that lie there still
}

func (c *cli) removedBackups(gone *app.RemovedBackups) error {
	doc := removedBackupsDoc{Deleted: len(gone.Backups) + gone.Unreadable, Backups: []string{}, Unreadable: gone.Strange}
	for i := range gone.Backups {
		doc.Backups = append(doc.Backups, gone.Backups[i].ID.String())
	}
	if text := app.StrangeText(gone.Strange); text != "" {
		c.tell("warning: %s", text)
	}
	return c.done(doc, "deleted %s", counted(doc.Deleted, "backup", "backups"))
}
