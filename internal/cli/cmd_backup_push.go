package cli

import (
	"context"

	"github.com/spf13/cobra"

	"coffer/internal/app"
)

func (c *cli) backupPushCommand() *cobra.Command {
	cmd := perhapsOneArg("push [ADDRESS]", "bring the backups of this machine to another place", c.runBackupPush)
	cmd.Long = `Bring the backups of this machine to a folder (dir:/path) or a bucket (s3://bucket/prefix?endpoint=…), or to where they went the last
time. What lies there already is not sent again. Those whose time is over go there as they do here, and what was deleted from a backup
here goes there, too; backups that are there alone stay.

Whoever runs the place sees how much changes on which day, can delete all of it, and can read nothing. With so many shares of your
trustees as open the vault they could: there is no wait and no veto for a copy.`
	cmd.Example = `  coffer backup push dir:/media/stick/backups
  coffer backup push "s3://our-bucket/backups?endpoint=https://s3.example.org"
  coffer backup push`
	cmd.ValidArgsFunction = completeAddress
	return cmd
}

type copiedBackupsDoc struct {
	Address  string `json:"address"`
	Copied   int    `json:"copied"`
	Replaced int    `json:"replaced"`
	There    int    `json:"there_already"`
	Damaged  int    `json:"damaged"`
	Bytes    int64  `json:"bytes"`
	Gone     int    `json:"gone"`
	Freed    int64  `json:"freed_bytes"`
}

func (c *cli) runBackupPush(ctx context.Context, address string) error {
	return c.with(ctx, func(a *app.App) error {
		done, err := a.PushBackups(ctx, address)
		if err != nil {
			return err
		}
		return c.printCopied("to", done)
	})
}

func (c *cli) backupPullCommand() *cobra.Command {
	var o backupFlags
	cmd := oneArg("pull ADDRESS", "bring backups from another place to this machine", func(ctx context.Context, address string) error {
		o.place.Address = address
		return c.runBackupPull(ctx, o)
	})
	cmd.Long = `Bring the backups of this vault from a folder or a bucket to this machine. Where there is no vault, and the place has backups of one
alone, those are meant; coffer backup restore --to DIR then makes the vault.`
	cmd.Example = "  coffer backup pull dir:/media/stick/backups\n  coffer backup pull s3://our-bucket/backups --vault 4kq3m9z7xw2v5t8y1n6r0c3b7d"
	o.registerVault(cmd)
	cmd.ValidArgsFunction = completeAddress
	return cmd
}

func (c *cli) runBackupPull(ctx context.Context, o backupFlags) error {
	b, err := o.find(ctx, c)
	if err != nil {
		return err
	}
	var done app.CopiedBackups
	err = c.withUnasked(ctx, func(a *app.App) error {
		done, err = b.Pull(ctx, a)
		return err
	})
	if err != nil {
		return err
	}
	return c.printCopied("from", done)
}

func (c *cli) printCopied(way string, done app.CopiedBackups) error {
	if c.json {
		return c.printJSON(copiedBackupsDoc{done.Address, done.Snapshots, done.Former, done.There, done.Left, done.Bytes, done.Gone, done.Freed})
	}
	c.note("copied %s %s %s, %s; there already: %d", counted(done.Snapshots, "backup", "backups"), way, done.Address,
		app.SizeText(done.Bytes), done.There)
	if done.Gone > 0 {
		c.note("deleted there, since their time was over: %s", counted(done.Gone, "backup", "backups"))
	}
	if done.Left > 0 {
		return app.Fail(app.Damaged, "coffer backup verify --all, for another place with --from ADDRESS, shows which; coffer backup rm deletes them",
			"left out, since they are damaged where they come from: %s", counted(done.Left, "backup", "backups"))
	}
	return nil
}
