package cli

import (
	"context"

	"github.com/spf13/cobra"

	"coffer/internal/app"
	"coffer/internal/host"
)

type restoreFlags struct {
	backupFlags
	to          string
	all         bool
	withDeleted bool
	dryRun      bool
	day         passwordSource
}

func (c *cli) backupRestoreCommand() *cobra.Command {
	var o restoreFlags
	cmd := &cobra.Command{
		Use: "restore [ID] [PATH]...", Short: "bring back what the vault was on a former day",
		Long: `Bring items of a backup back, the newest where none is named: all of them, or the boxes, folders and items that are named by their
paths of that day or their @ID. They arrive in a folder of their own in the box "import" and overwrite nothing. What is here unchanged
is left out, unless --all; what was deleted for good since, or lay in the trash, too, unless --with-deleted.

The keys of today open a backup as long as there are no others; else the master password as it was on that day is asked for.

With --to DIR a new vault is made there instead, with all that the backup holds. That needs no vault and no password here; the new one
opens with the password of its day. It is a copy of that day: where this machine has seen a newer state of the vault, the copy is
read and not written to.`,
		Example: `  coffer backup restore latest work/mail/acme
  coffer backup restore 3f7k2q9a work --dry-run
  coffer backup restore 3f7k2q9a --with-deleted
  coffer backup restore --from dir:/media/stick/backups --to ~/vault-of-then`,
		RunE: func(cmd *cobra.Command, args []string) error {
			word := append(args, "")[0]
			if o.to != "" {
				return c.runBackupRestoreTo(cmd.Context(), o, word, args)
			}
			return c.runBackupRestore(cmd.Context(), o, word, args[min(1, len(args)):])
		},
	}
	o.register(cmd)
	registerDay(cmd, &o.day)
	f := cmd.Flags()
	f.StringVar(&o.to, "to", "", "make a new vault in this folder, which has none")
	registerFormer(cmd, &o.all, &o.withDeleted)
	f.BoolVar(&o.dryRun, "dry-run", false, "say what would come, keep nothing")
	completeFlag(cmd, "to", completeFolders)
	cmd.ValidArgsFunction = c.completeBackup(&o.backupFlags, 1)
	return cmd
}

// registerFormer adds the flags that say what of a former state comes back besides what is missing.
func registerFormer(cmd *cobra.Command, all, withDeleted *bool) {
	cmd.Flags().BoolVar(all, "all", false, "bring items, too, that are here unchanged")
	cmd.Flags().BoolVar(withDeleted, "with-deleted", false, "bring items, too, that were deleted for good here, or lay in the trash there")
}

type restoredDoc struct {
	importDoc
	Backup    *backupDoc `json:"backup,omitempty"`
	Unchanged int        `json:"unchanged"`
	Deleted   int        `json:"deleted"`
	LeftOut   []string   `json:"left_out"` // the first hundred that were changed without the core key
}

func (c *cli) runBackupRestore(ctx context.Context, o restoreFlags, word string, paths []string) error {
	b, err := o.find(ctx, c)
	if err != nil {
		return err
	}
	defer c.dialogue()()
	return c.with(ctx, func(a *app.App) error {
		done, err := a.Restore(ctx, b, app.RestoreOptions{Backup: word, Paths: paths, All: o.all, WithDeleted: o.withDeleted,
			DryRun: o.dryRun, Ask: c.dayPassword(o.day)})
		if err != nil {
			return err
		}
		return c.restored(done, "the backup of "+localTime(done.From.Made), o.dryRun,
			"an earlier backup may have them as they were: coffer backup ls")
	})
}

// restored says what came from a former state. Where items of it were left out that nobody vouches for that is the
// error, with what to do next.
func (c *cli) restored(done app.Restored, from string, dryRun bool, next string) error {
	if err := c.printRestored(done, from, dryRun); err != nil || done.Moved == 0 {
		return err
	}
	if !c.json {
		for _, name := range done.Names {
			c.tell("left out: %s", name)
		}
	}
	return app.Fail(app.Damaged, next, "left out, since title, folder, address, dates or fields were changed without the core key: %s",
		counted(done.Moved, "item", "items"))
}

func (c *cli) printRestored(done app.Restored, from string, dryRun bool) error {
	if c.json {
		doc := restoredDoc{importDoc: newImportDoc(done.Imported, dryRun), Unchanged: done.Unchanged, Deleted: done.Deleted, LeftOut: orNone(done.Names)}
		if !done.From.ID.IsZero() {
			one := newBackupDoc(&done.From)
			doc.Backup = &one
		}
		return c.printJSON(doc)
	}
	if done.Place == "" && done.Items == 0 {
		c.note("nothing comes from %s", from)
	} else if err := c.imported(done.Imported, dryRun); err != nil {
		return err
	}
	if done.Unchanged > 0 {
		c.note("left out, since they are here unchanged: %s; --all brings them", counted(done.Unchanged, "item", "items"))
	}
	if done.Deleted > 0 {
		c.note("left out, since they were deleted: %s; --with-deleted brings them", counted(done.Deleted, "item", "items"))
	}
	if done.Items > 0 && done.Place != "" && !dryRun {
		c.note("look at them with coffer ls %s, and bring them to their place with coffer mv", host.ShellWord(host.Safe(done.Place)))
	}
	return nil
}

type restoredToDoc struct {
	Dir    string    `json:"dir"`
	Vault  string    `json:"vault"`
	Backup backupDoc `json:"backup"`
}

func (c *cli) runBackupRestoreTo(ctx context.Context, o restoreFlags, word string, args []string) error {
	if len(args) > 1 {
		return app.Fail(app.Usage, "restore paths into the vault, without --to", "a new vault takes all of a backup")
	}
	b, err := o.find(ctx, c)
	if err != nil {
		return err
	}
	from, err := b.RestoreTo(ctx, orLatest(word), o.to)
	if err != nil {
		return err
	}
	if c.json {
		return c.printJSON(restoredToDoc{o.to, b.Vault().String(), newBackupDoc(&from)})
	}
	c.tell("made a vault in %s out of the backup of %s: it opens with the password of that day", host.Safe(o.to), localTime(from.Made))
	at := "coffer --dir " + host.ShellWord(host.Safe(o.to))
	c.tell("it is a copy of its day: where this machine has seen a newer state of that vault, coffer says that the copy is older, and only reads it; "+
		"if the newer file is lost, %s verify --accept goes on with this one", at)
	c.tell("what to do next: %s unlock", at)
	return nil
}
