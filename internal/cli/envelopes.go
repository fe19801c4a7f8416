package cli

import (
	"context"
	"os"
	"path/filepath"

	"coffer/internal/app"
	"coffer/internal/host"
)

// Envelopes that travel by hand are files: those of a vault, and those of a ticket.

// readEnvelopes reads files that somebody handed over; of one that is too large a byte
// more than it may have.
func readEnvelopes(ctx context.Context, paths []string) (files []app.EnvelopeFile, err error) {
	for _, path := range paths {
		data, err := readEnvelope(ctx, path)
		if err != nil {
			return nil, err
		}
		files = append(files, app.EnvelopeFile{Name: filepath.Base(path), Data: data})
	}
	return files, nil
}

func readEnvelope(ctx context.Context, path string) ([]byte, error) {
	r, err := host.OpenReading(ctx, path)
	if err != nil {
		return nil, err
	}
	defer r.Close()
	return host.ReadAll(ctx, r, app.MaxEnvelopeFile+1)
}

// reportEnvelopes says what was taken in from files, and fails where some were not.
func (c *cli) reportEnvelopes(r app.SyncReport) error {
	if err := c.reportSync(r); err != nil {
		return err
	}
	if n := len(r.Aside); n > 0 {
		return app.Fail(app.Input, "keep what is meant for you", "%s not taken in", counted(n, "file was", "files were"))
	}
	return nil
}

// writeEnvelopes writes what is to be handed over into a folder; to says to whom.
func (c *cli) writeEnvelopes(dir, to string, hand func(write func(app.EnvelopeFile) error) error) error {
	if err := os.MkdirAll(dir, 0o700); err != nil {
		return err
	}
	names := []string{}
	err := hand(func(f app.EnvelopeFile) error {
		path := filepath.Join(dir, f.Name)
		names = append(names, path)
		return host.WriteBytes(path, false, f.Data)
	})
	if err != nil {
		return err
	}
	if c.json {
		return c.printJSON(names)
	}
	c.note("wrote %s; whom they are for does not show, hand them to %s", counted(len(names), "envelope", "envelopes"), to)
	return nil
}
