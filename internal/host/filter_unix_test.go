//go:build unix

package host

import (
	"context"
	"errors"
	"io"
	"io/fs"
	"os"
	"strings"
	"testing"
)

func filtered(t *testing.T, ctx context.Context, script, input string) (string, error) {
	t.Helper()
	rc, err := Filter(ctx, os.Environ(), []string{"sh", "-c", script}, strings.NewReader(input))
	if err != nil {
		t.Fatal(err)
	}
	defer rc.Close()
	out, err := io.ReadAll(rc)
	return string(out), err
}

func TestFilter(t *testing.T) {
	if got, err := filtered(t, t.Context(), "tr a-z A-Z", "some text"); got != "SOME TEXT" || err != nil {
		t.Errorf("got %q, %v", got, err)
	}
	got, err := filtered(t, t.Context(), "cat; echo one >&2; printf 'two\\033[31m' >&2; exit 3", "x")
	if failed := new(FilterError); got != "x" || !errors.As(err, &failed) || !strings.HasPrefix(failed.Error(), "two") || strings.Contains(failed.Error(), "\x1b") {
		t.Errorf("got %q, %v", got, err)
	}
	if _, err := filtered(t, t.Context(), "exit 3", ""); err == nil {
		t.Error("a failure without a word was none")
	}
	if _, err := Filter(t.Context(), os.Environ(), []string{"coffer-no-such-program"}, nil); !errors.Is(err, fs.ErrNotExist) {
		t.Errorf("no program: %v", err)
	}
}

// Whoever stops reading does not wait for a program that goes on for ever, nor
// does one whose context ends.
func TestFilterEnds(t *testing.T) {
	rc, err := Filter(t.Context(), os.Environ(), []string{"sh", "-c", "while :; do echo x; done"}, strings.NewReader(""))
	if err != nil {
		t.Fatal(err)
	}
	if _, err := io.ReadFull(rc, make([]byte, 100)); err != nil {
		t.Error(err)
	}
	if err := rc.Close(); err != nil {
		t.Error(err)
	}
	ctx, cancel := context.WithCancel(t.Context())
	rc, err = Filter(ctx, os.Environ(), []string{"sh", "-c", "while :; do echo x; done"}, strings.NewReader(""))
	if err != nil {
		t.Fatal(err)
	}
	defer rc.Close()
	cancel()
	if _, err := io.Copy(io.Discard, rc); !errors.Is(err, context.Canceled) {
		t.Errorf("got %v", err)
	}
}

// A filter inherits nothing of ours.
func TestFilterEnvironment(t *testing.T) {
	environ := append(os.Environ(), "COFFER_SESSION=planted")
	rc, err := Filter(t.Context(), environ, []string{"sh", "-c", "env"}, strings.NewReader(""))
	if err != nil {
		t.Fatal(err)
	}
	defer rc.Close()
	if out, err := io.ReadAll(rc); err != nil || strings.Contains(string(out), "planted") || !strings.Contains(string(out), "PATH=") {
		t.Errorf("%q, %v", out, err)
	}
}
