package cli

import (
	"context"
	"errors"
	"io"
	"io/fs"

	"github.com/spf13/cobra"

	"coffer/internal/app"
	"coffer/internal/host"
)

type attachFlags struct {
	name  string
	force bool
}

func (c *cli) attachCommand() *cobra.Command {
	var o attachFlags
	cmd := &cobra.Command{
		Use:   "attach PATH FILE...",
		Short: "attach files to an item",
		Long: `Encrypt files and attach them to an item, all of them or none; each has at most
64 MiB. Your copies stay where they are. The file - is standard input and needs
--name.`,
		Example: `  coffer attach home/passport scan.pdf
  coffer attach home/passport - --name scan.pdf <scan.pdf`,
		Args:              cobra.MinimumNArgs(2),
		ValidArgsFunction: c.completePathThenFiles,
		RunE: func(cmd *cobra.Command, args []string) error {
			return c.runAttach(cmd.Context(), args[0], args[1:], o)
		},
	}
	f := cmd.Flags()
	f.StringVar(&o.name, "name", "", "the name that the attachment gets; the file's own when left out")
	f.BoolVar(&o.force, "force", false, "replace attachments of the same name")
	return cmd
}

func (c *cli) runAttach(ctx context.Context, ref string, paths []string, o attachFlags) error {
	files, err := c.uploads(ctx, paths, o.name)
	if errors.Is(err, fs.ErrNotExist) && isFile(ref) {
		return app.Fail(app.Usage, "coffer attach PATH FILE...; did you swap them?", "%s", host.Safe(err.Error()))
	}
	if err != nil {
		return err
	}
	return c.with(ctx, func(a *app.App) error {
		s, err := a.Attach(ctx, ref, files, o.force)
		if err != nil {
			return err
		}
		defer s.Wipe()
		if c.json {
			return c.printJSON(itemDoc(&s, false))
		}
		for _, f := range files {
			c.note("attached %s to %s", host.Safe(f.Name), host.Safe(s.Path().String()))
		}
		return nil
	})
}

// uploads looks at the files before anything is asked.
func (c *cli) uploads(ctx context.Context, paths []string, name string) ([]app.Upload, error) {
	if name != "" && len(paths) > 1 {
		return nil, app.Fail(app.Usage, "attach them one by one", "--name is for one file")
	}
	var files []app.Upload
	for _, path := range paths {
		f, err := c.upload(ctx, path)
		if err != nil {
			return nil, err
		}
		if name != "" {
			f.Name = name
		}
		if f.Name == "" {
			return nil, app.Fail(app.Usage, "say --name NAME", "standard input has no name")
		}
		files = append(files, f)
	}
	return files, nil
}

func (c *cli) upload(ctx context.Context, path string) (f app.Upload, err error) {
	if path == "-" {
		in, err := c.input("attach -")
		f.Open = func() (io.ReadCloser, error) { return host.Reading(ctx, in) }
		return f, err
	}
	return app.FileUpload(ctx, path)
}
