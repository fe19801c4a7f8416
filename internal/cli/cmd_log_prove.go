package cli

import (
	"context"
	"encoding/hex"
	"io"

	"github.com/spf13/cobra"

	"coffer/internal/app"
	"coffer/internal/host"
)

func (c *cli) logHeadCommand() *cobra.Command {
	var output string
	var force, key bool
	cmd := noArgs("head", "sign the head of the log, for somebody to keep", func(ctx context.Context) error {
		if key && output != "" {
			return app.Fail(app.Usage, "leave one out", "--key prints the key, and -o writes a head")
		}
		return c.runLogHead(ctx, output, force, key)
	})
	cmd.Long = `Sign the head of the log as it stands, and record that. It is a few lines of text that name the number of entries and the root of
the tree over them, and nothing else: whoever keeps it learns nothing, and can prove later that the log was changed before it, or that
an older file was put in its place (coffer log verify --head FILE). It is a signed note, as checksum databases use them; --key prints
the key that verifies it.`
	cmd.Example = "  coffer log head -o alice.head\n  coffer log head --key"
	f := cmd.Flags()
	f.StringVarP(&output, "output", "o", "", "the file to write; without it, or with -, the head is printed")
	f.BoolVar(&force, "force", false, "replace the file if it exists")
	f.BoolVar(&key, "key", false, "print the key that verifies heads, and sign none")
	return cmd
}

type logHeadDoc struct {
	Head string `json:"head,omitempty"`
	Key  string `json:"key"`
}

func (c *cli) runLogHead(ctx context.Context, output string, force, keyAlone bool) error {
	return c.with(ctx, func(a *app.App) error {
		if keyAlone {
			key, err := a.LogKey(ctx)
			if err != nil {
				return err
			}
			if c.json {
				return c.printJSON(logHeadDoc{Key: key})
			}
			c.say("%s", key)
			return nil
		}
		if output != "" && output != "-" {
			return c.writeLogHead(ctx, a, output, force)
		}
		signed, key, err := a.LogHead(ctx)
		if err != nil {
			return err
		}
		if c.json {
			return c.printJSON(logHeadDoc{Head: string(signed), Key: key})
		}
		_, err = c.out.Write(signed)
		return err
	})
}

func (c *cli) writeLogHead(ctx context.Context, a *app.App, output string, force bool) error {
	if err := a.WriteLogHead(ctx, output, force); err != nil {
		return err
	}
	if c.json {
		return c.printJSON(writtenDoc{Output: output})
	}
	c.note("wrote %s; give it to somebody who keeps it; coffer log verify --head %s compares the log with it", output, host.ShellWord(output))
	return nil
}

func (c *cli) logVerifyCommand() *cobra.Command {
	var head, file string
	cmd := noArgs("verify", "verify the whole log, a kept head, or an exported log", func(ctx context.Context) error {
		switch {
		case head != "" && file != "":
			return app.Fail(app.Usage, "leave one out", "a kept head and an exported log are verified one by one")
		case file != "":
			return c.runLogRead(ctx, file)
		}
		return c.runLogVerify(ctx, head)
	})
	cmd.Long = `Make the whole tree of the log anew, and compare it with what is kept of it and with what the vault is bound to. With --head it proves,
too, that the log has grown out of a head that somebody kept, which this vault has signed (coffer log head). With --file it verifies
an exported log, and needs no vault: whose key that is, you must know from them.`
	cmd.Example = "  coffer log verify\n  coffer log verify --head alice.head\n  coffer log verify --file alice.log"
	cmd.Flags().StringVar(&head, "head", "", "a file with a signed head; - is standard input")
	cmd.Flags().StringVar(&file, "file", "", "a file with an exported log; - is standard input")
	return cmd
}

type logVerifyDoc struct {
	Entries uint64      `json:"entries"`
	Gone    uint64      `json:"gone"`
	Root    string      `json:"root"`
	Tier    string      `json:"tier"`
	Kept    *logKeptDoc `json:"kept,omitempty"`
}

type logKeptDoc struct {
	Entries uint64 `json:"entries"`
	Time    string `json:"time"`
}

func (c *cli) runLogVerify(ctx context.Context, path string) error {
	var kept []byte
	if path != "" {
		var err error
		if kept, err = c.readSmall(ctx, path, app.MaxLogHead); err != nil {
			return err
		}
	}
	return c.with(ctx, func(a *app.App) error {
		v, err := a.VerifyLog(ctx, kept)
		if err != nil {
			return err
		}
		if c.json {
			d := logVerifyDoc{Entries: v.Entries, Gone: v.Gone, Root: hex.EncodeToString(v.Root[:]), Tier: openTier(v.Core).String()}
			if v.Kept != nil {
				d.Kept = &logKeptDoc{v.Kept.Head.Size, jsonTime(v.Kept.Time)}
			}
			return c.printJSON(d)
		}
		c.say("%s", app.LogVerifiedText(v))
		if v.Kept != nil {
			c.say("the log has grown out of that head: %s, signed on %s", counted(int(v.Kept.Head.Size), "entry", "entries"), localTime(v.Kept.Time))
		}
		return nil
	})
}

// readSmall reads a file of which too much is as good as all.
func (c *cli) readSmall(ctx context.Context, path string, most int64) ([]byte, error) {
	r, err := c.openInput(ctx, path)
	if err != nil {
		return nil, err
	}
	defer r.Close()
	return host.ReadAll(ctx, r, most+1)
}

// openInput opens a file, or standard input for -.
func (c *cli) openInput(ctx context.Context, path string) (io.ReadCloser, error) {
	if path == "-" {
		return host.Reading(ctx, c.Stdin)
	}
	return host.OpenReading(ctx, path)
}

func (c *cli) logExportCommand() *cobra.Command {
	var o logFlags
	var output string
	var force bool
	cmd := noArgs("export", "write entries of the log, with their proofs", func(ctx context.Context) error {
		return c.runLogExport(ctx, o, output, force)
	})
	cmd.Long = `Write entries of the log into a file, each with what proves where it stands, and with a head that is signed for it. The file proves
itself to whoever knows your key (coffer log head --key), without your vault: coffer log verify --file FILE. Of what is left out, such
as other people than --contact, it holds nothing, not even hashes that anything could be guessed from. An entry that is in it keeps its path,
as the item is called in your vault, and what you did about the contact, such as a block; coffer log ls with the same choice shows that.
It is not encrypted.`
	cmd.Example = "  coffer log export --contact bob -o bob.log\n  coffer log export --since 365d -o - | gzip > year.log.gz"
	o.register(c, cmd)
	cmd.Flags().StringVarP(&output, "output", "o", "", "the file to write; - is standard output")
	cmd.Flags().BoolVar(&force, "force", false, "replace the file if it exists")
	return cmd
}

type logExportDoc struct {
	Output  string `json:"output"`
	Entries int    `json:"entries"`
}

func (c *cli) runLogExport(ctx context.Context, o logFlags, output string, force bool) error {
	switch {
	case output == "":
		return app.Fail(app.Usage, "", "say where to with -o FILE")
	case output == "-" && isTerminal(c.Stdout):
		return app.Fail(app.Refused, "name a file with -o, or send it through a pipe", "a terminal is no place for an export")
	}
	f, err := o.filter(c)
	if err != nil {
		return err
	}
	return c.with(ctx, func(a *app.App) error {
		n := 0
		write := func(w io.Writer) (err error) {
			n, err = a.ExportLog(ctx, w, f)
			return err
		}
		if output == "-" {
			err = write(c.out)
		} else {
			err = host.WriteAtomic(output, force, write)
		}
		switch {
		case err != nil:
			return err
		case c.json && output != "-":
			return c.printJSON(logExportDoc{output, n})
		}
		c.note("wrote %s; the file is not encrypted", counted(n, "entry", "entries"))
		return nil
	})
}

type logReadDoc struct {
	Vault   string   `json:"vault"`
	Key     string   `json:"key"`
	Size    uint64   `json:"size"`
	Signed  string   `json:"signed"`
	Entries []logDoc `json:"entries"`
}

// runLogRead verifies an exported log line by line, and shows it once all of it holds.
func (c *cli) runLogRead(ctx context.Context, path string) error {
	r, err := c.openInput(ctx, path)
	if err != nil {
		return err
	}
	defer r.Close()
	list := c.newLogList()
	got, err := app.ReadLog(ctx, r, func(e app.LogEntry) error { list.add(&e); return nil })
	if err != nil {
		return err
	}
	if c.json {
		return c.printJSON(logReadDoc{got.Vault, got.Key, got.Head.Head.Size, jsonTime(got.Head.Time), list.docs})
	}
	if err := c.table(list.rows); err != nil {
		return err
	}
	c.note("every entry stands in the log of %s that the vault signed on %s; what was left out does not show",
		counted(int(got.Head.Head.Size), "entry", "entries"), localTime(got.Head.Time))
	c.note("it is proved by this key, which coffer log head --key shows its owner: %s", got.Key)
	return nil
}
