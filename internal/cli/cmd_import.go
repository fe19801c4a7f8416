package cli

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"
	"os"

	"github.com/spf13/cobra"

	"coffer/internal/app"
	"coffer/internal/host"
)

type importFlags struct {
	into             string
	keepBoxes        bool
	columns          []string // COLUMN=FIELD
	dryRun           bool
	identity         string
	passphrase       passwordSource
	all, withDeleted bool // of another copy of a vault
}

type importDoc struct {
	Format      string     `json:"format,omitempty"`
	Place       string     `json:"place"`
	DryRun      bool       `json:"dry_run"`
	Items       int        `json:"items"`
	Trashed     int        `json:"trashed"`
	Revisions   int        `json:"revisions"`
	Attachments int        `json:"attachments"`
	Duplicates  int        `json:"duplicates"`
	BoxesMade   []string   `json:"boxes_made"`
	Notes       []noteJSON `json:"notes"`
}

type noteJSON struct {
	Where string `json:"where"`
	What  string `json:"what"`
}

// maxPiped is how much of an input that is not a file is read into memory.
const maxPiped = 256 << 20

// shownNotes is how many notes of an import a person is shown.
const shownNotes = 20

func (c *cli) importCommand() *cobra.Command {
	var o importFlags
	cmd := &cobra.Command{
		Use:   "import FORMAT FILE",
		Short: "bring items from another tool",
		Long: `Bring in what another tool, or coffer, has exported. It arrives in a folder
of its own in the box "import" and overwrites nothing; what has no place is
listed. An item that says what another one says, of the vault or of the file,
comes in as well, with the tag "duplicate", by which coffer ls lists them and
coffer rm --recursive removes them; one of the same title and user name that
differs is listed.

Formats:
` + formatList(imported) + `  vault        the folder of another copy of a vault
  auto         any of these, as is seen from what is in it
A file that is encrypted with age is opened on the way, and so is one that has
a passphrase in the way of its format. A store of pass or passage is a folder,
and every file in it is.

A copy of this vault that went its own way is brought in by coffer import vault
DIR: what is here unchanged is left out, unless --all, and so is what was deleted
here for good or lies in the trash there, unless --with-deleted. Its password is
asked for where it has other keys.`,
		Example: `  coffer import auto export.json
  coffer import keepass-xml export.xml
  coffer import csv chrome.csv --into web/chrome
  coffer import zip all.zip.age --keep-boxes
  coffer import csv chrome.csv --dry-run
  coffer import bitwarden bitwarden_export.json
  coffer import csv table.csv --map Account=title --map Code=password
  coffer import pass ~/.password-store
  coffer import passage ~/.passage/store --identity ~/.passage/identities
  coffer import vault ~/copy-of-the-laptop`,
		Args:              importArgs,
		ValidArgsFunction: completeImport,
		RunE: func(cmd *cobra.Command, args []string) error {
			return namingInput(c.runImport(cmd.Context(), args[0], args[1], o), args[1])
		},
	}
	f := cmd.Flags()
	f.StringVar(&o.into, "into", "", "put the items into this BOX or BOX/FOLDER, with the folders that they have")
	f.BoolVar(&o.keepBoxes, "keep-boxes", false, "put every item into the box that the file names")
	f.BoolVar(&o.dryRun, "dry-run", false, "read everything, say what would come, keep nothing")
	f.StringArrayVar(&o.columns, "map", nil, "in a table, COLUMN=FIELD: title, username, password, url, notes, totp, folder, tags, ignore, or a field's name; may be repeated; other columns become secret fields")
	f.StringVar(&o.identity, "identity", "", "a file with age identities that open the input")
	f.StringVar(&o.passphrase.file, "passphrase-file", "", "the passphrase of the input is in this file")
	f.IntVar(&o.passphrase.fd, "passphrase-fd", -1, "read the passphrase of the input from this file descriptor")
	registerFormer(cmd, &o.all, &o.withDeleted)
	completeFlag(cmd, "into", c.completePlace)
	return cmd
}

// completeImport completes a format, and then what is imported.
func completeImport(cmd *cobra.Command, args []string, start string) ([]cobra.Completion, cobra.ShellCompDirective) {
	if len(args) == 1 && (app.IsVaultFormat(args[0]) || app.IsFolder(args[0])) {
		return completeFolders(cmd, args, start)
	}
	found, directive := completeFormats(imported)(cmd, args, start)
	if len(args) == 0 {
		found = append(found, cobra.CompletionWithDesc("vault", "the folder of another copy of a vault"),
			cobra.CompletionWithDesc("auto", "any of these, as is seen from what is in it"))
	}
	return found, directive
}

func (c *cli) runImport(ctx context.Context, format, path string, o importFlags) error {
	if o.into != "" && o.keepBoxes {
		return app.Fail(app.Usage, "", "items go --into one place, or to their own with --keep-boxes, not both")
	}
	format, err := c.knownFormat(ctx, format, path, o)
	if err != nil {
		return err
	}
	if app.IsVaultFormat(format) {
		return c.importVault(ctx, path, o)
	}
	if o.all || o.withDeleted {
		return app.Fail(app.Usage, "", "--all and --with-deleted are about copies of a vault: coffer import vault DIR")
	}
	if err := checkImport(format, path); err != nil {
		return err
	}
	if app.IsFolder(format) {
		return c.importFolder(ctx, format, path, o)
	}
	src, closeSource, err := c.importSource(ctx, path)
	if err != nil {
		return err
	}
	defer closeSource()
	defer c.dialogue()()
	auto := app.IsAutoFormat(format)
	if auto {
		format = ""
	}
	if src, format, err = app.OpenInput(ctx, src, format, c.opens(o)); err != nil {
		return err
	}
	if auto {
		c.note("%s is read as %s", host.Safe(path), format)
	}
	return c.bringIn(ctx, format, src, o)
}

func (c *cli) bringIn(ctx context.Context, format string, src app.Source, o importFlags) error {
	columns, err := columnsSaid(o.columns)
	if err != nil {
		return err
	}
	return c.with(ctx, func(a *app.App) error {
		done, err := a.Import(ctx, app.ImportOptions{
			Format: format, Source: src, Into: o.into, Boxes: o.keepBoxes, DryRun: o.dryRun, Columns: columns,
		})
		if err != nil {
			return err
		}
		return c.imported(done, o.dryRun)
	})
}

// importVault brings in another copy of a vault.
func (c *cli) importVault(ctx context.Context, dir string, o importFlags) error {
	defer c.dialogue()()
	o.passphrase.flags = "--passphrase-file FILE or --passphrase-fd N"
	return c.with(ctx, func(a *app.App) error {
		done, err := a.ImportVault(ctx, dir, app.ImportOptions{Into: o.into, Boxes: o.keepBoxes, DryRun: o.dryRun},
			app.RestoreOptions{All: o.all, WithDeleted: o.withDeleted, Ask: c.copyPassword(dir, o.passphrase)})
		if err != nil {
			return err
		}
		return c.restored(done, "the vault in "+host.Safe(dir), o.dryRun,
			"look at them there with coffer --dir "+host.ShellWord(host.Safe(dir))+" show, and confirm them with verify --accept")
	})
}

// checkImport refuses an unknown format, and tells when it stands in the wrong
// place.
func checkImport(format, path string) error {
	if app.IsAutoFormat(format) {
		return nil
	}
	err := app.CheckFormat(format)
	if err != nil && (app.CheckFormat(path) == nil || isFile(format)) {
		return app.Fail(app.Usage, "coffer import FORMAT FILE; did you swap them?", "there is no format %q", host.Safe(format))
	}
	return err
}

func isFile(path string) bool {
	info, err := os.Stat(path)
	return err == nil && !info.IsDir()
}

// importSource opens the input; what is not a file is read into memory first,
// so that nobody waits for a lock while a pipe is slow.
func (c *cli) importSource(ctx context.Context, path string) (src app.Source, done func(), err error) {
	if path == "-" {
		in, err := c.input("import -")
		if err != nil {
			return src, nil, err
		}
		src, err = piped(ctx, in)
		return src, func() {}, err
	}
	f, err := host.OpenFile(ctx, path)
	if err != nil {
		return src, nil, err
	}
	info, err := f.Stat()
	if err != nil {
		return src, nil, errors.Join(err, f.Close())
	}
	if info.IsDir() {
		return src, nil, errors.Join(app.Fail(app.Input, "", "%s is a folder", host.Safe(path)), f.Close())
	}
	if !info.Mode().IsRegular() {
		src, err = piped(ctx, f)
		return src, func() { f.Close() }, err
	}
	return app.Source{R: f, At: f, Size: info.Size()}, func() { f.Close() }, nil
}

func piped(ctx context.Context, r io.Reader) (app.Source, error) {
	b, err := host.ReadAll(ctx, r, maxPiped+1)
	if err != nil {
		return app.Source{}, err
	}
	if len(b) > maxPiped {
		return app.Source{}, app.Fail(app.Input, "save it to a file first", "more than %d MiB came through the pipe", maxPiped>>20)
	}
	at := bytes.NewReader(b)
	return app.Source{R: bytes.NewReader(b), At: at, Size: int64(len(b))}, nil
}

func newImportDoc(done app.Imported, dryRun bool) importDoc {
	doc := importDoc{Format: done.Format, Place: done.Place, DryRun: dryRun, Items: done.Items, Trashed: done.Trashed, Revisions: done.Revisions,
		Attachments: done.Attachments, Duplicates: done.Duplicates, BoxesMade: append([]string{}, done.Boxes...), Notes: []noteJSON{}}
	for _, n := range done.Notes {
		doc.Notes = append(doc.Notes, noteJSON{n.Where, n.What})
	}
	return doc
}

func (c *cli) imported(done app.Imported, dryRun bool) error {
	if c.json {
		return c.printJSON(newImportDoc(done, dryRun))
	}
	for i, n := range done.Notes {
		if i == shownNotes {
			c.note("and %d more; --json lists them", len(done.Notes)-shownNotes)
			break
		}
		c.note("%s: %s", host.Safe(n.Where), host.Safe(n.What))
	}
	did, where := "imported", ""
	if dryRun {
		did = "would import"
	}
	if done.Place != "" && done.Items > 0 {
		where = " into " + host.Safe(done.Place)
	}
	trash := ""
	if done.Trashed > 0 {
		trash = fmt.Sprintf(" (%d of them into the trash)", done.Trashed)
	}
	c.note("%s %s%s, %s and %s%s", did, counted(done.Items, "item", "items"), trash, counted(done.Revisions, "former revision", "former revisions"),
		counted(done.Attachments, "attachment", "attachments"), where)
	if done.Place == "" && len(done.Boxes) > 0 {
		made := "made"
		if dryRun {
			made = "would make"
		}
		c.note("%s the boxes %s", made, quotedList(done.Boxes))
	}
	c.duplicates(&done, dryRun)
	return nil
}

// duplicates says how many items say what others say, and what to do about them.
func (c *cli) duplicates(done *app.Imported, dryRun bool) {
	if done.Duplicates == 0 {
		return
	}
	said := counted(done.Duplicates, "of them is a duplicate", "of them are duplicates")
	if dryRun {
		c.note("%s, and would get the tag %s", said, app.DuplicateTag)
		return
	}
	where := ""
	if done.Place != "" {
		where = " " + host.ShellWord(host.Safe(done.Place))
	}
	c.note("%s, with the tag %s; coffer ls%s --tag %s lists them", said, app.DuplicateTag, where, app.DuplicateTag)
}
