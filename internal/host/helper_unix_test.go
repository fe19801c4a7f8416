//go:build unix

package host

import (
	"errors"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"strings"
	"testing"
)

// helperScript puts a helper program into a folder.
func helperScript(t *testing.T, dir, name, text string) {
	t.Helper()
	if err := os.WriteFile(filepath.Join(dir, helperPrefix+name), []byte("#!/bin/sh\n"+text+"\n"), 0o700); err != nil {
		t.Fatal(err)
	}
}

func startHelper(t *testing.T, environ []string, beside, name string, args ...string) *Helper {
	t.Helper()
	h, err := StartHelper(environ, beside, name, args...)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(h.Kill)
	return h
}

func TestHelperAnswers(t *testing.T) {
	dir := t.TempDir()
	helperScript(t, dir, "echo", "cat")
	h := startHelper(t, os.Environ(), dir, "echo")
	if _, err := io.WriteString(h, "hello"); err != nil {
		t.Fatal(err)
	}
	answer := make([]byte, 5)
	if _, err := io.ReadFull(h, answer); err != nil || string(answer) != "hello" {
		t.Errorf("got %q, %v", answer, err)
	}
	if err := h.CloseWrite(); err != nil {
		t.Fatal(err)
	}
	if said, err := h.Wait(); said != "" || err != nil {
		t.Errorf("it ended with %q, %v", said, err)
	}
}

// TestHelperGets holds what a helper gets: the environment but for our variables,
// the arguments as they are, no folder of ours.
func TestHelperGets(t *testing.T) {
	dir := t.TempDir()
	helperScript(t, dir, "env", `env; echo "args $# in $(pwd): $*"; cat`)
	environ := append(os.Environ(), "COFFER_SESSION=secret", "Coffer_Dir=secret", "AWS_ACCESS_KEY_ID=theirs")
	h := startHelper(t, environ, dir, "env", "a b", "$HOME")
	h.CloseWrite()
	out, err := io.ReadAll(h)
	if err != nil {
		t.Fatal(err)
	}
	for _, want := range []string{"AWS_ACCESS_KEY_ID=theirs\n", "args 2 in /: a b $HOME\n"} {
		if !strings.Contains(string(out), want) {
			t.Errorf("%q is missing in %q", want, out)
		}
	}
	if strings.Contains(string(out), "secret") || strings.Contains(strings.ToUpper(string(out)), "COFFER_") {
		t.Errorf("a variable of ours in %q", out)
	}
	h.Wait()
}

// What lies beside the program comes first, then the PATH; never the folder that
// we stand in.
func TestHelperIsFound(t *testing.T) {
	beside, path := t.TempDir(), t.TempDir()
	helperScript(t, beside, "one", "echo beside")
	helperScript(t, path, "one", "echo path")
	helperScript(t, path, "two", "echo path")
	t.Chdir(beside)
	helperScript(t, beside, "three", "echo here")
	environ := []string{"PATH=:.:" + path + ":" + os.Getenv("PATH")}
	for name, want := range map[string]string{"one": "beside\n", "two": "path\n"} {
		h := startHelper(t, environ, beside, name)
		if out, err := io.ReadAll(h); string(out) != want || err != nil {
			t.Errorf("%s: %q, %v", name, out, err)
		}
		h.Wait()
	}
	for _, beside := range []string{"", ".", t.TempDir()} {
		if _, err := StartHelper(environ, beside, "three"); !errors.Is(err, fs.ErrNotExist) {
			t.Errorf("beside %q: %v", beside, err)
		}
	}
	for _, name := range []string{"", "none", "../one", "one/x", "ONE", "a b", "a-b", "-one", "one-", "a--b", "\x00"} {
		if _, err := StartHelper(environ, beside, name); !errors.Is(err, fs.ErrNotExist) {
			t.Errorf("%q: %v", name, err)
		}
	}
}

// TestHelperNoise holds that what a helper writes to its standard error is kept in
// part, and cannot move a cursor.
func TestHelperNoise(t *testing.T) {
	dir := t.TempDir()
	helperScript(t, dir, "loud", `i=0; while [ $i -lt 2000 ]; do echo "line $i" >&2; i=$((i+1)); done; printf '\033[2Jlast\n' >&2; exit 3`)
	h := startHelper(t, os.Environ(), dir, "loud")
	io.ReadAll(h)
	said, err := h.Wait()
	if err == nil || !strings.HasSuffix(said, "line 1999\n\\x1b[2Jlast\n") || strings.ContainsRune(said, 0x1b) || len(said) > 2*maxSaid {
		t.Errorf("it said %d bytes, %q, %v", len(said), said[max(0, len(said)-40):], err)
	}
}

// A helper that hangs, and so does what it started, is ended with it.
func TestHelperIsKilled(t *testing.T) {
	dir := t.TempDir()
	helperScript(t, dir, "hangs", "echo ready; cat /dev/zero | cat >/dev/null & wait")
	h := startHelper(t, os.Environ(), dir, "hangs")
	if _, err := io.ReadFull(h, make([]byte, 6)); err != nil {
		t.Fatal(err)
	}
	go h.Kill()
	if _, err := h.Read(make([]byte, 1)); err == nil {
		t.Error("it says more")
	}
	if _, err := h.Wait(); err == nil {
		t.Error("it ended well")
	}
	h.Kill() // once more does no harm
}
