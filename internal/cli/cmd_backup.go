package cli

import (
	"context"
	"errors"
	"fmt"

	"github.com/spf13/cobra"

	"coffer/internal/app"
)

func (c *cli) backupCommand() *cobra.Command {
	return noun("backup", "what the vault was on former days", c.backupLsCommand(), c.backupNowCommand(), c.backupShowCommand(),
		c.backupVerifyCommand(), c.backupRmCommand(), c.backupPushCommand(), c.backupPullCommand(), c.backupRestoreCommand())
}

// backupFlags say which backups are meant.
type backupFlags struct{ place app.BackupPlace }

func (o *backupFlags) register(cmd *cobra.Command) {
	cmd.Flags().StringVar(&o.place.Address, "from", "", "those at this address, like dir:/path or s3://bucket/prefix, and not those of this machine")
	o.registerVault(cmd)
	completeFlag(cmd, "from", completeAddress)
}

func (o *backupFlags) registerVault(cmd *cobra.Command) {
	cmd.Flags().StringVar(&o.place.Vault, "vault", "", "those of the vault with this ID")
	completeFlag(cmd, "vault", cobra.NoFileCompletions)
}

// find finds the backups that the flags mean.
func (o *backupFlags) find(ctx context.Context, c *cli) (*app.Backups, error) {
	env, err := c.appEnv()
	if err != nil {
		return nil, err
	}
	return env.FindBackups(ctx, o.place)
}

// openUnasked opens the vault where a session or a flag does, and asks nobody: it may stay locked. The caller
// closes it.
func (c *cli) openUnasked(ctx context.Context) (*app.App, error) {
	a, err := c.openLocked(ctx)
	switch {
	case err != nil:
		return nil, err
	case c.passwordGiven():
		if err := c.enterByPassword(ctx, a); err != nil {
			return nil, errors.Join(err, a.Close())
		}
	default:
		_, _ = c.rejoin(ctx, a) // what keeps it closed, such as a freeze, keeps nobody from backups
	}
	return a, nil
}

// withUnasked runs f on the vault as [cli.openUnasked] gives it, and on nil where there is none, or none that is
// whole: who looks at backups may need one.
func (c *cli) withUnasked(ctx context.Context, f func(*app.App) error) error {
	a, err := c.openUnasked(ctx)
	if app.NoneToRead(err) {
		return f(nil)
	}
	if err != nil {
		return err
	}
	return errors.Join(f(a), a.Close())
}

func (c *cli) backupNowCommand() *cobra.Command {
	cmd := noArgs("now", "make a backup", c.runBackupNow)
	cmd.Long = `Keep the vault as it is now, attachments included, in the folder for backups on this machine. All of it stays ciphertext: no
password is needed to make one, and that of its day opens it. Only what has changed since the backup before takes room. It is read
back before it counts. Where the vault is open, an entry of its log tells of it.

The first command of a day that opens the vault makes one by itself, unless coffer config set backup.daily off; old ones go by and
by: see backup.retention in coffer help settings.`
	cmd.Example = "  coffer backup now\n  coffer backup now --json"
	return cmd
}

type backupDoc struct {
	ID          string `json:"id"`
	Time        string `json:"time"`
	Revision    uint64 `json:"revision,omitempty"`
	Bytes       int64  `json:"bytes"`
	Attachments int    `json:"attachments"`
	Edition     uint32 `json:"edition"`
	NewPassword bool   `json:"new_password"`
	NewKeys     bool   `json:"new_keys"`
	Due         string `json:"goes_from,omitempty"`
}

func newBackupDoc(b *app.Backup) backupDoc {
	return backupDoc{ID: b.ID.String(), Time: jsonTime(b.Made), Revision: b.Revision, Bytes: b.Bytes, Attachments: b.Files, Edition: b.Edition,
		NewPassword: b.NewPassword, NewKeys: b.NewKeys, Due: jsonTime(b.Due)}
}

type madeBackupDoc struct {
	backupDoc
	New   int64 `json:"new_bytes"`
	Whole bool  `json:"shares_nothing"`
}

func (c *cli) runBackupNow(ctx context.Context) error {
	a, err := c.openUnasked(ctx)
	if err != nil {
		return err
	}
	made, err := a.MakeBackup(ctx)
	if err := errors.Join(err, a.Close()); err != nil {
		return err
	}
	if c.json {
		return c.printJSON(madeBackupDoc{newBackupDoc(&made.Backup), made.New, made.Whole})
	}
	if made.Whole {
		c.note("warning: the backup before is damaged, so this one shares nothing with it; coffer backup verify --all shows which are whole")
	}
	c.say("%s  %s, of which %s are new", made.Short(), app.SizeText(made.Bytes), app.SizeText(made.New))
	return nil
}

func (c *cli) backupLsCommand() *cobra.Command {
	var o backupFlags
	cmd := noArgs("ls", "list the backups", func(ctx context.Context) error { return c.runBackupLs(ctx, o) })
	cmd.Long = `List the backups of this vault, the oldest first: ID, when it was made and how long ago, the revision of the vault, the size of what
comes back, and whether other keys or another password open it than the one before. It needs no password, and with --from no vault.
Where the vault is open, --json also tells from when on each may go.`
	cmd.Example = "  coffer backup ls\n  coffer backup ls --from dir:/media/stick/backups\n  coffer backup ls --json"
	o.register(cmd)
	return cmd
}

type backupsDoc struct {
	Vault   string      `json:"vault"`
	Backups []backupDoc `json:"backups"`
	Strange int         `json:"unreadable"`
	Stored  int64       `json:"stored_bytes"`
}

func (c *cli) runBackupLs(ctx context.Context, o backupFlags) error {
	b, err := o.find(ctx, c)
	if err != nil {
		return err
	}
	var l app.BackupList
	err = c.withUnasked(ctx, func(a *app.App) error {
		l, err = b.List(ctx, a)
		return err
	})
	if err != nil {
		return err
	}
	if c.json {
		doc := backupsDoc{Vault: b.Vault().String(), Backups: []backupDoc{}, Strange: l.Strange, Stored: l.Stored}
		for i := range l.All {
			doc.Backups = append(doc.Backups, newBackupDoc(&l.All[i]))
		}
		return c.printJSON(doc)
	}
	return c.printBackups(b, l)
}

func (c *cli) printBackups(b *app.Backups, l app.BackupList) error {
	if l.Strange > 0 {
		c.tell("warning: %s cannot be read: changed, or written by a newer coffer; coffer backup verify --all says more",
			counted(l.Strange, "backup", "backups"))
	}
	if len(l.All) == 0 {
		c.note("there is no backup yet; coffer backup now makes one")
		return nil
	}
	var rows [][]string
	for i := range l.All {
		rows = append(rows, c.backupRow(&l.All[i]))
	}
	if err := c.table(rows); err != nil {
		return err
	}
	c.note("%s, which take %s together", counted(len(l.All), "backup", "backups"), app.SizeText(l.Stored))
	return nil
}

func (c *cli) backupRow(b *app.Backup) []string {
	revision := "locked"
	if b.Revision > 0 {
		revision = fmt.Sprintf("revision %d", b.Revision)
	}
	return []string{b.Short(), localTime(b.Made), app.AgeText(c.Clock.Now().Sub(b.Made)), revision, app.SizeText(b.Bytes), b.KeysText()}
}

// completeBackup completes so many IDs; 0 is any number. It asks nobody, and reads no place but this machine's.
func (c *cli) completeBackup(o *backupFlags, most int) completion {
	return func(cmd *cobra.Command, args []string, _ string) ([]cobra.Completion, cobra.ShellCompDirective) {
		if most > 0 && len(args) >= most || o.place.Address != "" {
			return nil, cobra.ShellCompDirectiveNoFileComp
		}
		return c.backupIDs(cmd.Context(), o), cobra.ShellCompDirectiveNoFileComp
	}
}

func (c *cli) backupIDs(ctx context.Context, o *backupFlags) (words []cobra.Completion) {
	b, err := o.find(ctx, c)
	if err != nil {
		return nil
	}
	l, err := b.List(ctx, nil)
	if err != nil {
		return nil
	}
	for i := range l.All {
		words = append(words, cobra.CompletionWithDesc(l.All[i].Short(), localTime(l.All[i].Made)))
	}
	return words
}
