package cli

import (
	"context"
	"encoding/json"
	"fmt"
	"os"
	"path/filepath"
	"strings"

	"github.com/spf13/cobra"

	"coffer/internal/app"
	"coffer/internal/host"
	"coffer/vault/secret"
)

type exportFlags struct {
	output     string
	boxes      []string
	items      app.Chosen
	encryptTo  []string
	passphrase bool
	from       passwordSource // of the passphrase
	force      bool
}

type exportDoc struct {
	Output      string     `json:"output"`
	Format      string     `json:"format"`
	Encrypted   bool       `json:"encrypted"`
	Boxes       int        `json:"boxes"`
	Items       int        `json:"items"`
	Attachments int        `json:"attachments"`
	Recorded    bool       `json:"recorded"`
	Losses      []lossJSON `json:"losses"`
}

// lossJSON is what the format has no place for.
type lossJSON struct {
	What  string `json:"what"`
	Items int    `json:"items"`
	First string `json:"first,omitempty"`
}

func (c *cli) exportCommand() *cobra.Command {
	var o exportFlags
	cmd := &cobra.Command{
		Use:   "export FORMAT -o FILE",
		Short: "write boxes to a file",
		Long: `Write one box or all of them to a file: items with their former revisions,
attachments, the trash and your own templates. With --tag or --query only the
items go that coffer find finds by them, and nothing of the trash. Where not all
goes, your templates go as far as an item uses them, and notes of boxes with --box
alone.

Formats:
` + formatList(exported) + `
What a format has no place for is listed on standard error before anything is
written. With --json a report goes to standard output, or where the export itself
goes there with -o -, to standard error as its last line. With --passphrase the
file is an age file; bitwarden has a protection of its own, which Bitwarden opens,
and gets that instead. Without --encrypt-to or --passphrase the file holds every
secret in clear.`,
		Example: `  coffer export zip -o all.zip
  coffer export xml --box work -o work.xml
  coffer export csv --tag bank --query acme -o acme.csv
  coffer export zip -o - --encrypt-to age1… | ssh host "cat >all.zip.age"
  coffer export zip -o all.zip.age --passphrase
  coffer export zip -o all.zip.age --encrypt-to age1…
  coffer export bitwarden -o all.json --passphrase
  coffer export passage -o store --encrypt-to age1…`,
		Args:              cobra.ExactArgs(1),
		ValidArgsFunction: completeFormats(exported),
		RunE: func(cmd *cobra.Command, args []string) error {
			if cmd.Flags().Changed("query") && o.items.Text == "" { // all items hold it, which nobody meant
				return app.Fail(app.Usage, "leave --query out to write all items", "the text of --query is empty")
			}
			return c.runExport(cmd.Context(), args[0], o)
		},
	}
	f := cmd.Flags()
	f.StringVarP(&o.output, "output", "o", "", "the file to write; - is standard output")
	f.StringArrayVar(&o.boxes, "box", nil, "write this box alone; may be repeated")
	f.StringArrayVar(&o.items.Tags, "tag", nil, "write only items with this tag; several must all fit")
	f.StringVar(&o.items.Text, "query", "", "write only items that hold this text, as coffer find looks for it")
	f.StringArrayVar(&o.encryptTo, "encrypt-to", nil, "encrypt to this age recipient; may be repeated")
	f.BoolVar(&o.passphrase, "passphrase", false, "encrypt with a passphrase, which is asked for")
	o.from.flags = "--passphrase-file FILE or --passphrase-fd N"
	f.StringVar(&o.from.file, "passphrase-file", "", "encrypt with the passphrase in this file")
	f.IntVar(&o.from.fd, "passphrase-fd", -1, "encrypt with the passphrase from this file descriptor")
	f.BoolVar(&o.force, "force", false, "replace the file if it exists")
	completeFlag(cmd, "box", c.completeBox)
	completeFlag(cmd, "tag", c.completeTag)
	return cmd
}

func (c *cli) runExport(ctx context.Context, format string, o exportFlags) error {
	opts := app.ExportOptions{Format: format, Boxes: o.boxes, Items: o.items, Recipients: o.encryptTo}
	if err := app.CheckExport(opts, o.withPassphrase()); err != nil {
		return err
	}
	if o.output == "" {
		return app.Fail(app.Usage, "", "say where to with -o FILE")
	}
	if o.output == "-" && isTerminal(c.Stdout) {
		return app.Fail(app.Refused, "name a file with -o, or send it through a pipe", "a terminal is no place for an export")
	}
	if err := checkOutput(format, o); err != nil {
		return err
	}
	sealed := o.withPassphrase() || len(o.encryptTo) > 0
	defer c.dialogue()()
	return c.with(ctx, func(a *app.App) error {
		phrase, err := c.exportPassphrase(ctx, o)
		if err != nil {
			return err
		}
		defer phrase.Wipe()
		opts.Passphrase = phrase
		var losses []app.Loss
		opts.Losing = func(all []app.Loss) error { losses = all; c.tellLosses(format, all); return nil }
		done, err := c.send(ctx, a, o, opts)
		if err != nil {
			return err
		}
		return c.exported(format, o.output, sealed, done, losses)
	})
}

// send writes to where the flags say.
func (c *cli) send(ctx context.Context, a *app.App, o exportFlags, opts app.ExportOptions) (app.Exported, error) {
	if o.output == "-" {
		return a.Export(ctx, app.ExportTo{W: c.out}, opts)
	}
	return a.ExportFile(ctx, o.output, o.force, opts)
}

// checkOutput refuses a place that the format does not fit.
func checkOutput(format string, o exportFlags) error {
	if app.IsFolder(format) {
		return checkFolder(format, o)
	}
	if strings.HasSuffix(o.output, "/") || isFolder(o.output) {
		return app.Fail(app.Refused, "name a file in it, as -o "+host.ShellWord(host.Safe(filepath.Join(o.output, "coffer."+format))),
			"%s is a folder, and format %s is a file", host.Safe(o.output), format)
	}
	return nil
}

func isFolder(path string) bool {
	info, err := os.Stat(path)
	return err == nil && info.IsDir()
}

// checkFolder refuses what goes with files alone.
func checkFolder(format string, o exportFlags) error {
	switch {
	case o.output == "-":
		return app.Fail(app.Usage, "", "format %s is a folder and does not go through a pipe", format)
	case o.force:
		return app.Fail(app.Usage, "", "format %s is a folder, and a folder is never replaced; choose a new name", format)
	}
	return nil
}

// tellLosses lists what the format has no place for.
func (c *cli) tellLosses(format string, all []app.Loss) {
	for _, l := range all {
		of := ""
		if l.First != "" {
			of = fmt.Sprintf(" (%s, the first is %s)", counted(l.Items, "item", "items"), host.Safe(l.First))
		}
		c.note("%s has no place for: %s%s", format, l.What, of)
	}
}

func (o *exportFlags) withPassphrase() bool {
	return o.passphrase || o.from.named()
}

// exportPassphrase reads the passphrase if one is wanted.
func (c *cli) exportPassphrase(ctx context.Context, o exportFlags) (secret.Text, error) {
	if !o.withPassphrase() {
		return secret.Text{}, nil
	}
	return c.newPassword(ctx, "passphrase of the file", o.from, app.CheckNewPassphrase)
}

func (c *cli) exported(format, output string, sealed bool, done app.Exported, losses []app.Loss) error {
	if done.Unrecorded != nil {
		c.note("warning: the export is not recorded in the vault: %s", app.Explain(done.Unrecorded).What)
	}
	if c.json {
		doc := exportDoc{Output: output, Format: format, Encrypted: sealed,
			Boxes: done.Boxes, Items: done.Items, Attachments: done.Attachments, Recorded: done.Unrecorded == nil, Losses: []lossJSON{}}
		for _, l := range losses {
			doc.Losses = append(doc.Losses, lossJSON{l.What, l.Items, l.First})
		}
		return c.reportJSON(doc, output == "-")
	}
	c.note("wrote %s and %s of %s", counted(done.Items, "item", "items"), counted(done.Attachments, "attachment", "attachments"), counted(done.Boxes, "box", "boxes"))
	if !sealed {
		c.note("the file is not encrypted: every secret stands in it in clear; delete it after use")
	}
	return nil
}

// reportJSON prints a report as one document, or where standard output is taken, as
// one line on standard error.
func (c *cli) reportJSON(doc any, taken bool) error {
	if !taken {
		return c.printJSON(doc)
	}
	line, err := json.Marshal(doc)
	if err != nil {
		return err
	}
	c.endProgress()
	_, err = c.Stderr.Write(append(host.SafeJSON(line), '\n'))
	return err
}
