package cli

import (
	"context"
	"os"
	"strings"

	"coffer/internal/app"
	"coffer/internal/host"
)

// knownFormat is the format that somebody named. Where they left it open, it is said here what a
// folder is, and that columns are those of a table; what a file is, its content says later.
func (c *cli) knownFormat(ctx context.Context, format, path string, o importFlags) (string, error) {
	switch {
	case !app.IsAutoFormat(format):
		return format, nil
	case len(o.columns) > 0:
		return "csv", nil
	}
	if info, err := os.Stat(path); path == "-" || err != nil || !info.IsDir() {
		return format, nil
	}
	root, err := os.OpenRoot(path)
	if err != nil {
		return "", err
	}
	defer root.Close()
	if format, err = app.FolderFormatOf(ctx, root.FS()); err == nil {
		c.note("%s is read as %s", host.Safe(path), format)
	}
	return format, err
}

// namingInput writes the input into the commands that a failure suggests, which are ready to
// be typed then.
func namingInput(err error, path string) error {
	if err == nil || path == "-" {
		return err
	}
	e := *app.Explain(err)
	if e.Kind != app.Input || !strings.Contains(e.Hint, " FILE") {
		return err
	}
	e.Hint = strings.Replace(e.Hint, " FILE", " "+host.ShellWord(host.Safe(path)), 1)
	return &e
}
