package main

import (
	"context"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/minio/minio-go/v7"
	"github.com/minio/minio-go/v7/pkg/credentials"

	"coffer/internal/gateway"
	"coffer/vault/blob"
	"coffer/vault/blob/blobtest"
)

// makeBucket makes a bucket as its owner would.
func makeBucket(t *testing.T, g *gateway.Gateway, name string, versioned, locked bool) {
	t.Helper()
	client, err := minio.New(g.URL, &minio.Options{Creds: credentials.NewStaticV4(testAccess, testSecret, ""), Region: defaultRegion})
	must(t, err)
	must(t, client.MakeBucket(t.Context(), name, minio.MakeBucketOptions{ObjectLocking: locked}))
	if versioned {
		must(t, client.EnableVersioning(t.Context(), name))
	}
}

// TestGateway puts the program, as a process against a real service, through
// everything.
func TestGateway(t *testing.T) {
	g := gateway.Start(t)
	beside := asProcess(t)
	makeBucket(t, g, "bucket", false, false)
	prefixes := 0
	blobtest.Run(t, func(t *testing.T) blob.Store {
		prefixes++
		return openAs(t, beside, g.Address("bucket", fmt.Sprintf("post/%d", prefixes)), withKeys())
	})
	t.Run("without a prefix", func(t *testing.T) {
		makeBucket(t, g, "whole", false, false)
		s := openAs(t, beside, g.Address("whole", ""), withKeys())
		must(t, s.Put(t.Context(), "m/a", []byte("x")))
		if got := blobtest.Names(t, s, ""); !slices.Equal(got, []string{"m/a"}) {
			t.Errorf("there are %q", got)
		}
	})
	t.Run("two programs", func(t *testing.T) { gatewayRace(t, g, beside) })
	t.Run("pages", func(t *testing.T) { gatewayPages(t, g, beside) })
	t.Run("facts", func(t *testing.T) { gatewayFacts(t, g, beside) })
	t.Run("refused", func(t *testing.T) { gatewayRefused(t, g, beside) })
}

// gatewayRace lets two programs write one name at the same moment: the service
// decides.
func gatewayRace(t *testing.T, g *gateway.Gateway, beside string) {
	var all [4]blob.Opened
	for i := range all {
		all[i] = openAs(t, beside, g.Address("bucket", "race"), withKeys())
		if _, err := all[i].Check(t.Context(), fmt.Sprint("c/", i)); err != nil { // from here on nobody looks first
			t.Fatal(err)
		}
	}
	for round := range 20 {
		name := fmt.Sprint("m/", round)
		errs := make(chan error, len(all))
		for i, s := range all {
			go func() { errs <- s.Put(t.Context(), name, []byte{byte(i)}) }()
		}
		won := 0
		for range all {
			if err := <-errs; err == nil {
				won++
			} else if !errors.Is(err, blob.ErrExists) {
				t.Error(err)
			}
		}
		if won != 1 {
			t.Errorf("%s: %d won", name, won)
		}
	}
}

// gatewayPages lists more than the service says at once. The objects come in from
// behind, and among them are some that are not Coffer's.
func gatewayPages(t *testing.T, g *gateway.Gateway, beside string) {
	const objects = 2500
	dir := g.Folder("bucket", "pages/m")
	must(t, os.MkdirAll(dir, 0o700))
	for i := range objects {
		must(t, os.WriteFile(filepath.Join(dir, fmt.Sprintf("%04d", i)), make([]byte, i%7), 0o600))
	}
	must(t, os.WriteFile(filepath.Join(dir, "Foreign name.txt"), nil, 0o600))
	s := openAs(t, beside, g.Address("bucket", "pages"), withKeys())
	if got := blobtest.Names(t, s, "m"); len(got) != objects || len(slices.Compact(got)) != objects {
		t.Errorf("listed are %d", len(got))
	}
}

func gatewayFacts(t *testing.T, g *gateway.Gateway, beside string) {
	for name, c := range map[string]struct {
		versioned, locked bool
		want              blob.Facts
	}{
		"plain":     {false, false, blob.Facts{Conditional: blob.Yes, Versioning: blob.No, Lock: blob.No}},
		"versioned": {true, false, blob.Facts{Conditional: blob.Yes, Versioning: blob.Yes, Lock: blob.No}},
		"locked":    {true, true, blob.Facts{Conditional: blob.Yes, Versioning: blob.Yes, Lock: blob.Yes}},
	} {
		makeBucket(t, g, name, c.versioned, c.locked)
		s := openAs(t, beside, g.Address(name, ""), withKeys())
		if got, err := s.Check(t.Context(), "c/x"); err != nil || got != c.want {
			t.Errorf("%s: %+v, %v", name, got, err)
		}
		if got := blobtest.Names(t, s, ""); len(got) > 0 {
			t.Errorf("%s: left are %q", name, got)
		}
		must(t, s.Put(t.Context(), "m/a", []byte("x")))
		must(t, s.Delete(t.Context(), "m/a"))
		_, err := s.Get(t.Context(), "m/a", 1)
		if !errors.Is(err, blob.ErrNotFound) {
			t.Errorf("%s: after deleting: %v", name, err)
		}
	}
}

// gatewayRefused holds what a person sees, and that it tells no secret.
func gatewayRefused(t *testing.T, g *gateway.Gateway, beside string) {
	file := filepath.Join(t.TempDir(), "credentials")
	must(t, os.WriteFile(file, []byte("[mine]\naws_access_key_id = "+testAccess+"\naws_secret_access_key = "+testSecret+"\n"), 0o600))
	wrongKey := environ("AWS_ACCESS_KEY_ID="+testAccess, "AWS_SECRET_ACCESS_KEY=wrong-secret")
	unknownKey := environ("AWS_ACCESS_KEY_ID=unknown-access", "AWS_SECRET_ACCESS_KEY=wrong-secret")
	for name, c := range map[string]struct {
		address string
		env     []string
		kind    error
	}{
		"from a file":       {g.Address("bucket", "r"), environ("AWS_SHARED_CREDENTIALS_FILE="+file, "AWS_PROFILE=mine"), nil},
		"no credentials":    {g.Address("bucket", "r"), environ(), blob.ErrRefused},
		"wrong key":         {g.Address("bucket", "r"), wrongKey, blob.ErrRefused},
		"unknown key":       {g.Address("bucket", "r"), unknownKey, blob.ErrRefused},
		"no bucket":         {g.Address("missing", "r"), withKeys(), blob.ErrAddress},
		"secret in address": {"s3://" + testAccess + ":wrong-secret@bucket", withKeys(), blob.ErrAddress},
	} {
		s := openAs(t, beside, c.address, c.env)
		ctx, cancel := context.WithCancel(t.Context())
		err := s.List(ctx, "m", func(blob.Object) error { return nil })
		cancel()
		if c.kind != nil && !errors.Is(err, c.kind) || name == "from a file" && err != nil {
			t.Errorf("%s: got %v", name, err)
		}
		if err == nil {
			continue
		}
		for _, secret := range []string{testAccess, testSecret, "wrong-secret", "unknown-access"} {
			if strings.Contains(err.Error(), secret) {
				t.Errorf("%s: %q in %v", name, secret, err)
			}
		}
	}
}
