package cli

import (
	"context"
	"errors"
	"fmt"
	"time"

	"github.com/spf13/cobra"

	"coffer/internal/app"
	"coffer/internal/host"
	"coffer/vault/secret"
)

// registerDay adds the flags that say where the password of a former day is.
func registerDay(cmd *cobra.Command, s *passwordSource) {
	s.flags = "--backup-password-file FILE or --backup-password-fd N"
	cmd.Flags().StringVar(&s.file, "backup-password-file", "", "the password that the backup opens with is in this file")
	cmd.Flags().IntVar(&s.fd, "backup-password-fd", -1, "read the password that the backup opens with from this file descriptor")
}

// dayPassword asks for the password of a former day, or takes it from where the flags say.
func (c *cli) dayPassword(s passwordSource) app.DayPassword {
	return func(ctx context.Context, made time.Time, wrong int) (secret.Text, error) {
		p, err := c.otherPassword(ctx, s, wrong, "master password as it was on "+localTime(made))
		return p, otherwise(err, app.ErrDayPassword(made), app.ErrDayLocked(made))
	}
}

// copyPassword is the same of another copy of a vault.
func (c *cli) copyPassword(dir string, s passwordSource) app.DayPassword {
	return func(ctx context.Context, _ time.Time, wrong int) (secret.Text, error) {
		p, err := c.otherPassword(ctx, s, wrong, "master password of the vault in "+dir)
		return p, otherwise(err, app.Fail(app.Password, "it is the one that opens that copy", "wrong password for the vault in %s", host.Safe(dir)),
			app.Fail(app.Locked, "give its password with "+s.flags, "other keys open the vault in %s, and there is no terminal to ask on", host.Safe(dir)))
	}
}

// errWrong says that there is no other password to try.
var errWrong = errors.New("wrong password")

// otherPassword asks for a password that is not the one of this vault today, by name, or takes it from where flags say.
// Whoever types it may be wrong twice.
func (c *cli) otherPassword(ctx context.Context, s passwordSource, wrong int, name string) (secret.Text, error) {
	if wrong == tries || wrong > 0 && s.named() {
		return secret.Text{}, errWrong
	}
	if p, given, err := c.passwordFrom(ctx, s); given {
		return p, err
	}
	t, err := c.hiddenTerminal()
	if err != nil {
		return secret.Text{}, err
	}
	defer t.Close()
	if wrong > 0 {
		fmt.Fprintf(t, "wrong password, %s left\r\n", counted(tries-wrong, "try", "tries"))
	}
	return t.ReadPassword(ctx, host.Safe(name)+": ")
}

// otherwise says in the caller's words that a password was wrong, or that nobody could be asked for it.
func otherwise(err, wrong, nobody error) error {
	switch {
	case errors.Is(err, errWrong):
		return wrong
	case errors.Is(err, host.ErrNoTerminal):
		return nobody
	}
	return err
}

func (c *cli) backupShowCommand() *cobra.Command {
	var o backupFlags
	var day passwordSource
	var full, items bool
	cmd := perhapsOneArg("show [ID]", "show a backup, the newest where none is named", func(ctx context.Context, word string) error {
		return c.runBackupShow(ctx, o, word, full || items || day.named(), items, day)
	})
	cmd.Long = `Show what is known of a backup without a key, and, where the vault is open, from when on it may go. With --full it is opened and its
boxes are listed, with --items what is in them, too: the keys of today do that where they fit; else the master password as it was on
that day is asked for.`
	cmd.Example = "  coffer backup show\n  coffer backup show 3f7k2q9a --items\n  coffer backup show latest --from dir:/media/stick/backups --full"
	o.register(cmd)
	registerDay(cmd, &day)
	cmd.Flags().BoolVar(&full, "full", false, "open the backup and list its boxes")
	cmd.Flags().BoolVar(&items, "items", false, "open the backup and list the paths of all items")
	cmd.ValidArgsFunction = c.completeBackup(&o, 1)
	return cmd
}

type shownBackupDoc struct {
	backupDoc
	Vault string         `json:"vault"`
	Boxes []backupBoxDoc `json:"boxes,omitempty"`
}

type backupBoxDoc struct {
	Name    string   `json:"name"`
	Items   int      `json:"items"`
	Trashed int      `json:"trashed"`
	Paths   []string `json:"paths,omitempty"`
}

// orLatest is the word for the newest backup where none was given.
func orLatest(word string) string {
	if word == "" {
		return app.LatestBackup
	}
	return word
}

func (c *cli) runBackupShow(ctx context.Context, o backupFlags, word string, full, items bool, day passwordSource) error {
	b, err := o.find(ctx, c)
	if err != nil {
		return err
	}
	one, boxes, err := c.lookAtBackup(ctx, b, orLatest(word), full, day)
	if err != nil {
		return err
	}
	for i := range boxes {
		if !items {
			boxes[i].Paths = nil
		}
	}
	if c.json {
		doc := shownBackupDoc{backupDoc: newBackupDoc(&one), Vault: b.Vault().String()}
		for _, box := range boxes {
			doc.Boxes = append(doc.Boxes, backupBoxDoc(box))
		}
		return c.printJSON(doc)
	}
	return c.table(c.backupRows(b, &one, boxes))
}

// lookAtBackup finds a backup, and opens it where full.
func (c *cli) lookAtBackup(ctx context.Context, b *app.Backups, word string, full bool, day passwordSource) (one app.Backup, boxes []app.BackupBox, err error) {
	defer c.dialogue()()
	err = c.withUnasked(ctx, func(a *app.App) error {
		if one, err = b.Get(ctx, word, a); err == nil && full {
			boxes, err = b.Contents(ctx, one, a, c.dayPassword(day))
		}
		return err
	})
	return one, boxes, err
}

func (c *cli) backupRows(b *app.Backups, one *app.Backup, boxes []app.BackupBox) [][]string {
	rows := [][]string{{"backup", one.ID.String()}, {"vault", b.Vault().String()},
		{"made", localTime(one.Made) + ", " + app.AgoText(c.Clock.Now().Sub(one.Made))}}
	if one.Revision > 0 {
		rows = append(rows, []string{"revision", fmt.Sprint(one.Revision)})
	}
	rows = append(rows, []string{"size", app.SizeText(one.Bytes)}, []string{"attachments", fmt.Sprint(one.Files)})
	if text := one.KeysText(); text != "" {
		rows = append(rows, []string{"opens with", text + " since the backup before"})
	}
	if !one.Due.IsZero() {
		rows = append(rows, []string{"may go from", localTime(one.Due)})
	}
	for _, box := range boxes {
		text := box.Name + ", " + counted(box.Items, "item", "items")
		if box.Trashed > 0 {
			text += fmt.Sprintf(" and %d in the trash", box.Trashed)
		}
		rows = append(rows, []string{"box", text})
		for _, path := range box.Paths {
			rows = append(rows, []string{"", path})
		}
	}
	return rows
}
