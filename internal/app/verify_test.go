package app

import (
	"context"
	"errors"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"coffer/box"
	"coffer/vault"
)

// TestVerifyGoesOn: one item that cannot be read hides no other problem.
func TestVerifyGoesOn(t *testing.T) {
	a := testApp(t)
	s := newSink(t.Context(), a, ImportOptions{Into: "work"})
	for _, f := range []func() error{func() error { return nil }, func() error { return nil }} {
		if err := s.bring(oneFile{f}); err != nil {
			t.Fatal(err)
		}
		s = newSink(t.Context(), a, ImportOptions{Into: "zoo"})
	}
	files, err := filepath.Glob(filepath.Join(a.env.Folders.Data, vault.BlobsName, "*"))
	if err != nil || len(files) != 2 {
		t.Fatalf("%d files: %v", len(files), err)
	}
	var broken vault.ID
	a.mustUpdate(t, func(tx *vault.Tx) error {
		found, err := box.Resolve(tx, "work/acme")
		if err != nil {
			return err
		}
		broken = found[0].ID
		_, err = tx.Put(found[0].Box, vault.Items, vault.Key{ID: broken}, vault.Core, []byte("no item"))
		return err
	})
	for _, f := range files {
		if err := os.WriteFile(f, []byte("no attachment"), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	r, err := a.Verify(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	for _, want := range []string{"@" + broken.String() + " in box work and its attachments were not looked at", "zoo/acme: damaged: attachment"} {
		if !strings.Contains(strings.Join(r.Problems, "\n"), want) {
			t.Errorf("nothing says %q in %q", want, r.Problems)
		}
	}
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	if _, err := a.Verify(ctx); !errors.Is(err, context.Canceled) {
		t.Errorf("an interrupt ends nothing: %v", err)
	}
}
