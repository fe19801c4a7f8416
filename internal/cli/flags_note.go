package cli

import (
	"context"
	"strings"

	"github.com/spf13/cobra"

	"coffer/internal/app"
	"coffer/internal/host"
)

// noteFlags say what a recipient reads with something.
type noteFlags struct{ note, file string }

func (o *noteFlags) register(cmd *cobra.Command) {
	f := cmd.Flags()
	f.StringVar(&o.note, "note", "", "a note to it, which everybody on this machine may see; --note-file is for others")
	f.StringVar(&o.file, "note-file", "", "read the note from this file")
}

// read returns the note from where the flags say.
func (o *noteFlags) read(ctx context.Context) (string, error) {
	switch {
	case o.note != "" && o.file != "":
		return "", app.Fail(app.Usage, "leave one of them out", "a note comes from --note or from --note-file")
	case o.file == "":
		return o.note, nil
	}
	r, err := host.OpenReading(ctx, o.file)
	if err != nil {
		return "", err
	}
	defer r.Close()
	text, err := host.ReadAll(ctx, r, app.MaxNote+2)
	return strings.TrimSuffix(strings.TrimSuffix(string(text), "\n"), "\r"), err
}
