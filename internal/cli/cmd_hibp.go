package cli

import (
	"context"
	"fmt"
	"path/filepath"

	"github.com/spf13/cobra"

	"coffer/internal/app"
	"coffer/internal/host"
)

func (c *cli) hibpCommand() *cobra.Command {
	cmd := &cobra.Command{
		Use: "hibp", Short: "passwords from breaches: look one up, keep the data on this machine", Args: cobra.NoArgs,
		RunE: func(cmd *cobra.Command, _ []string) error { return cmd.Help() },
	}
	check := c.hibpCheckCommand()
	cmd.Example = check.Example
	cmd.AddCommand(check, c.hibpBuildCommand(), c.hibpVerifyCommand(), c.hibpDownloadCommand(), c.hibpServeCommand())
	return cmd
}

func (c *cli) hibpBuildCommand() *cobra.Command {
	var shape string
	var force bool
	cmd := &cobra.Command{
		Use:   "build FROM FILE",
		Short: "make a small, fast file from breach data",
		Long: `Make a compact file from the text file HASH:COUNT or from a folder of ranges:
a table, 12 bytes for each hash, which knows the counts; or a filter, 2.4 bytes
for each, or 1.2, which says "possibly" also of one in 65,536 others, or of one
in 256. The data are read once, in order, with little memory. Use the file with
--hibp-offline, or put it into the setting hibp.data.`,
		Example: `  coffer hibp build pwned pwned.table
  coffer hibp build pwned.txt pwned.filter --shape filter
  coffer config set hibp.data ~/pwned.table`,
		Args: cobra.ExactArgs(2),
		RunE: func(cmd *cobra.Command, args []string) error {
			return c.runHIBPBuild(cmd.Context(), args[0], args[1], shape, force)
		},
	}
	f := cmd.Flags()
	f.StringVar(&shape, "shape", "table", "table, filter (16 bits) or filter8 (8 bits)")
	f.BoolVar(&force, "force", false, "replace a file that is there already")
	completeFlag(cmd, "shape", cobra.FixedCompletions(app.BreachShapes(), cobra.ShellCompDirectiveNoFileComp))
	return cmd
}

// dataWord is how a setting names breach data: it holds in every folder.
func dataWord(path string) string {
	if abs, err := filepath.Abs(path); err == nil {
		path = abs
	}
	return host.ShellWord(path)
}

type breachFileDoc struct {
	File   string `json:"file"`
	Form   string `json:"form"`
	Hashes string `json:"hash"`
	Count  uint64 `json:"hashes,omitempty"`
	Bytes  int64  `json:"bytes,omitempty"`
}

func (c *cli) runHIBPBuild(ctx context.Context, from, to, shape string, force bool) error {
	s, err := app.ParseBreachShape(shape)
	if err != nil {
		return err
	}
	env, err := c.appEnv()
	if err != nil {
		return err
	}
	built, err := env.BuildBreaches(ctx, from, to, s, force)
	if err != nil {
		return err
	}
	if c.json {
		return c.printJSON(breachFileDoc{to, built.Form, built.Kind, built.Hashes, built.Bytes})
	}
	c.say("%s: %d %s hashes in %s", host.Safe(to), built.Hashes, built.Kind, app.SizeText(built.Bytes))
	c.note("next: coffer config set hibp.data %s", dataWord(to))
	return nil
}

func (c *cli) hibpVerifyCommand() *cobra.Command {
	cmd := oneArg("verify FILE", "read all of breach data and say whether they are whole", func(ctx context.Context, path string) error {
		env, err := c.appEnv()
		if err != nil {
			return err
		}
		d, err := env.VerifyBreaches(ctx, path)
		if err != nil {
			return err
		}
		if c.json {
			return c.printJSON(breachFileDoc{File: path, Form: d.Form, Hashes: d.Kind})
		}
		c.say("%s: a %s of %s hashes, and whole", host.Safe(path), d.Form, d.Kind)
		return nil
	})
	cmd.Example = "  coffer hibp verify pwned.table"
	return cmd
}

func (c *cli) hibpDownloadCommand() *cobra.Command {
	var place rangeFlags
	var o app.DownloadOptions
	cmd := oneArg("download FOLDER", "fetch all breach data into a folder", func(ctx context.Context, dir string) error {
		return c.runHIBPDownload(ctx, dir, place, o)
	})
	cmd.Long = `Fetch every range into a folder: 1,048,576 files, some 60 GB, for hours. When it
is interrupted, start it again: what is there is not fetched again. With
--refresh the server is asked for each whether it changed, and sends only what
did. That you fetch everything says nothing about your passwords.`
	cmd.Example = "  coffer hibp download pwned\n  coffer hibp download pwned --refresh --parallel 32"
	f := cmd.Flags()
	f.BoolVar(&o.Refresh, "refresh", false, "ask also for those that are there")
	f.IntVar(&o.Parallel, "parallel", 16, "requests at the same time, 1 to 64")
	f.StringVar(&o.Until, "until", "", "fetch no further than this prefix, to try it")
	place.register(cmd)
	return cmd
}

type downloadDoc struct {
	Folder    string `json:"folder"`
	Ranges    int    `json:"ranges"`
	Fetched   int    `json:"fetched"`
	Unchanged int    `json:"unchanged"`
	Bytes     int64  `json:"bytes"`
}

func (c *cli) runHIBPDownload(ctx context.Context, dir string, r rangeFlags, o app.DownloadOptions) error {
	p, err := c.rangePlace(r)
	if err != nil {
		return err
	}
	env, err := c.appEnv()
	if err != nil {
		return err
	}
	c.catchSignals()
	n, err := env.DownloadBreaches(ctx, p, dir, o)
	c.endProgress()
	if err != nil {
		if n.Done > 0 {
			c.note("%d of %d ranges are there; the same command goes on", n.Done, n.All)
		}
		return err
	}
	if c.json {
		return c.printJSON(downloadDoc{dir, n.Done, n.Fetched, n.Unchanged, n.Bytes})
	}
	c.say("%s: %d ranges, of which %d were fetched now", host.Safe(dir), n.Done, n.Fetched)
	if o.Until != "" { // a part is no data to look into
		return nil
	}
	c.note("next: coffer hibp build %s FILE, or coffer config set hibp.data %s", host.ShellWord(dir), dataWord(dir))
	return nil
}

func (c *cli) hibpServeCommand() *cobra.Command {
	var listen string
	cmd := &cobra.Command{
		Use:   "serve FILE…",
		Short: "answer from breach data as the range service does",
		Long: `Serve /range/ and five hex digits from the text file or the folder of ranges; a
second one for the other kind of hashes (?mode=ntlm). A file that is not sorted
is refused; single lines that stand elsewhere only coffer hibp verify finds. It
answers until it is interrupted, and keeps no log. There is no TLS: for others than this machine
put a server with a certificate in front; coffer asks over http only itself.`,
		Example: `  coffer hibp serve pwned
  COFFER_HIBP_URL=http://127.0.0.1:8642 coffer hibp check`,
		Args: cobra.RangeArgs(1, 2),
		RunE: func(cmd *cobra.Command, args []string) error { return c.runHIBPServe(cmd.Context(), args, listen) },
	}
	cmd.Flags().StringVar(&listen, "listen", "127.0.0.1:8642", "HOST:PORT; port 0 takes a free one")
	return cmd
}

func (c *cli) runHIBPServe(ctx context.Context, files []string, listen string) error {
	env, err := c.appEnv()
	if err != nil {
		return err
	}
	c.catchSignals()
	return env.ServeBreaches(ctx, files, listen, func(address string) {
		if c.json {
			_ = c.printJSON(map[string]string{"url": "http://" + address})
			return
		}
		fmt.Fprintln(c.out, "http://"+address)
		c.note("answering until it is interrupted; ask it with COFFER_HIBP_URL=http://%s", address)
	})
}
