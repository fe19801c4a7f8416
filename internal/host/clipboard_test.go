//go:build unix

package host

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"os"
	"os/signal"
	"path/filepath"
	"runtime"
	"strings"
	"syscall"
	"testing"
	"time"

	"coffer/vault/secret"
)

// fakeTool stands for every clipboard program: what it got as arguments and in
// its environment goes into a log, the clipboard is a file. Clearing it tells
// a pipe, if the test made one.
const fakeTool = `cd "$FAKE" || exit 1
echo "ARGS $0 $*" >>log; env >>log
case "$0 $*" in
*paste*|*-out*|*--output*) test -e clip || exit 1; exec cat clip ;;
*--clear*) : >clip ;;
*) cat >clip ;;
esac
test -s clip || { test -p cleared && echo cleared >cleared; }
exit 0`

// fakeClipboard makes the programs of all tools, or of those named, and an
// environment that leads to them.
func fakeClipboard(t *testing.T, names ...string) (dir string, environ []string) {
	t.Helper()
	dir = t.TempDir()
	for _, tool := range clipboardTools(runtime.GOOS) {
		if tool.utf16 || len(names) > 0 && !strings.Contains(strings.Join(names, " "), tool.name) {
			continue
		}
		for _, argv := range [][]string{tool.write, tool.read, tool.clear} {
			script(t, dir, argv[0], fakeTool)
		}
	}
	return dir, []string{"PATH=" + dir + ":/usr/bin:/bin", "FAKE=" + dir, "WAYLAND_DISPLAY=w", "DISPLAY=:9", "COFFER_SESSION=session-key"}
}

func findClipboard(t *testing.T, environ []string) *Clipboard {
	t.Helper()
	c, err := FindClipboard(environ)
	if err != nil {
		t.Fatal(err)
	}
	return c
}

func TestClipboard(t *testing.T) {
	for _, tool := range clipboardTools(runtime.GOOS) {
		if tool.utf16 {
			continue
		}
		t.Run(tool.name, func(t *testing.T) {
			dir, environ := fakeClipboard(t)
			c, err := namedClipboard(tool.name, environ)
			if err != nil {
				t.Fatal(err)
			}
			const canary = "canary-\x1b-hunter2\n"
			if err := c.Copy(t.Context(), secret.New(canary)); err != nil {
				t.Fatal(err)
			}
			holds(t, filepath.Join(dir, "clip"), canary)
			if got, err := c.read(t.Context()); err != nil || got.Reveal() != canary {
				t.Errorf("read back %q, %v", got.Reveal(), err)
			}
			if err := c.Clear(t.Context()); err != nil {
				t.Fatal(err)
			}
			holds(t, filepath.Join(dir, "clip"), "")
			log, _ := os.ReadFile(filepath.Join(dir, "log"))
			if !bytes.Contains(log, []byte("ARGS")) || !bytes.Contains(log, []byte("FAKE=")) {
				t.Fatalf("the log shows nothing: %q", log)
			}
			for _, leak := range []string{"hunter2", "COFFER_", "session-key"} {
				if bytes.Contains(log, []byte(leak)) {
					t.Errorf("%q reached the program's arguments or environment", leak)
				}
			}
		})
	}
}

func TestClipboardBounds(t *testing.T) {
	dir, environ := fakeClipboard(t)
	c := findClipboard(t, environ)
	if err := c.Copy(t.Context(), secret.Take(make([]byte, maxClipboard+1))); err == nil {
		t.Error("more than a MiB was copied")
	}
	if err := os.WriteFile(filepath.Join(dir, "clip"), make([]byte, 3*maxClipboard), 0o600); err != nil {
		t.Fatal(err)
	}
	if got, err := c.read(t.Context()); err != nil || got.Len() != maxClipboard+1 {
		t.Errorf("read %d bytes, %v", got.Len(), err)
	}
}

func TestClipboardErrorHoldsNoSecret(t *testing.T) {
	dir, environ := fakeClipboard(t)
	c := findClipboard(t, environ)
	script(t, dir, c.tool.write[0], "cat; cat >&2; exit 3")
	err := c.Copy(t.Context(), secret.New("hunter2"))
	if err == nil || strings.Contains(err.Error(), "hunter2") || !strings.Contains(err.Error(), c.Name()) {
		t.Errorf("got %v", err)
	}
}

// clearer plays the process that clears: it gets the note that ClearLater would
// send.
func clearer(t *testing.T, environ []string, copied string, wait func(context.Context, time.Duration) error) error {
	t.Helper()
	c := findClipboard(t, environ)
	note := clearNote{key: [32]byte{1}, after: 45 * time.Second, tool: c.Name()}
	copy(note.sum[:], keyedSum(note.key, secret.New(copied)))
	if bytes.Contains(note.encode(), []byte(copied)) {
		t.Error("the note holds the secret")
	}
	return RunClearer(t.Context(), bytes.NewReader(note.encode()), environ, wait)
}

func TestRunClearer(t *testing.T) {
	for name, test := range map[string]struct {
		now  string // on the clipboard after the wait
		err  error  // of the wait
		left string
	}{
		"still ours":           {"hunter2", nil, ""},
		"something else":       {"hunter3", nil, "hunter3"},
		"ours and more":        {"hunter2\n", nil, "hunter2\n"},
		"nothing":              {"", nil, ""},
		"interrupted, ours":    {"hunter2", context.Canceled, ""},
		"interrupted, another": {"other", context.Canceled, "other"},
	} {
		t.Run(name, func(t *testing.T) {
			dir, environ := fakeClipboard(t)
			clip := filepath.Join(dir, "clip")
			waited := time.Duration(0)
			err := clearer(t, environ, "hunter2", func(_ context.Context, d time.Duration) error {
				waited = d
				return errors.Join(test.err, os.WriteFile(clip, []byte(test.now), 0o600))
			})
			if err != nil || waited != 45*time.Second {
				t.Errorf("waited %v, %v", waited, err)
			}
			holds(t, clip, test.left)
		})
	}
}

func TestRunClearerCannotRead(t *testing.T) {
	_, environ := fakeClipboard(t) // no clipboard file: reading fails
	if err := clearer(t, environ, "hunter2", func(context.Context, time.Duration) error { return nil }); err == nil {
		t.Error("no error")
	}
}

func FuzzClearNote(f *testing.F) {
	f.Add(clearNote{after: time.Second, tool: "xclip"}.encode())
	f.Add([]byte("short"))
	f.Fuzz(func(t *testing.T, b []byte) {
		n, err := decodeNote(b)
		if err != nil {
			return
		}
		if !bytes.Equal(n.encode(), b) {
			t.Fatalf("%x became %x", b, n.encode())
		}
		if n.after > maxClear || n.after < 0 {
			t.Fatalf("time %v", n.after)
		}
	})
}

// TestMain lets the test binary be the process that ClearLater starts.
func TestMain(m *testing.M) {
	if len(os.Args) > 1 && os.Args[1] == "clear-the-clipboard" {
		noWait := func(context.Context, time.Duration) error { return nil }
		if err := RunClearer(context.Background(), os.Stdin, os.Environ(), noWait); err != nil {
			fmt.Fprintln(os.Stderr, err)
			os.Exit(1)
		}
		return
	}
	hearSignals()
	os.Exit(m.Run())
}

// hearSignals undoes the ignoring of a signal that the tests were started with,
// as under nohup: what is ignored is not caught, and no child can trap it.
func hearSignals() {
	for _, s := range []os.Signal{syscall.SIGHUP, syscall.SIGINT, syscall.SIGQUIT, syscall.SIGTERM} {
		if signal.Ignored(s) {
			signal.Notify(make(chan os.Signal, 1), s) // still without effect here
		}
	}
}

func TestClearLater(t *testing.T) {
	dir, environ := fakeClipboard(t)
	if err := syscall.Mkfifo(filepath.Join(dir, "cleared"), 0o600); err != nil {
		t.Fatal(err)
	}
	c := findClipboard(t, environ)
	value := secret.New("hunter2")
	if err := c.Copy(t.Context(), value); err != nil {
		t.Fatal(err)
	}
	argv := []string{os.Args[0], "clear-the-clipboard"}
	if err := c.ClearLater(argv, value, time.Minute, strings.NewReader(strings.Repeat("r", 32))); err != nil {
		t.Fatal(err)
	}
	holds(t, filepath.Join(dir, "cleared"), "cleared\n") // waits for the other process
	holds(t, filepath.Join(dir, "clip"), "")
}

func TestClearLaterRefuses(t *testing.T) {
	_, environ := fakeClipboard(t)
	c := findClipboard(t, environ)
	argv := []string{"/none/at/all"}
	for name, err := range map[string]error{
		"no randomness": c.ClearLater(argv, secret.Text{}, time.Second, strings.NewReader("")),
		"too long":      c.ClearLater(argv, secret.Text{}, time.Hour, strings.NewReader(strings.Repeat("r", 32))),
		"no program":    c.ClearLater(argv, secret.Text{}, time.Second, strings.NewReader(strings.Repeat("r", 32))),
	} {
		if err == nil {
			t.Errorf("%s: no error", name)
		}
	}
}

func TestOSC52(t *testing.T) {
	var out bytes.Buffer
	if err := CopyOSC52(&out, secret.New("pass\x1b\\word")); err != nil || out.String() != "\x1b]52;c;cGFzcxtcd29yZA==\a" {
		t.Errorf("copy: %q, %v", out.String(), err)
	}
	out.Reset()
	if err := ClearOSC52(&out); err != nil || out.String() != "\x1b]52;c;IA==\a\x1b]52;c;!\a" {
		t.Errorf("clear: %q, %v", out.String(), err)
	}
	out.Reset()
	if err := CopyOSC52(&out, secret.Take(make([]byte, maxOSC52))); err == nil || out.Len() > 0 {
		t.Errorf("too long: %v", err)
	}
}

func TestUTF16(t *testing.T) {
	if got := asUTF16([]byte("abc")); string(got) != "abc" {
		t.Errorf("ASCII became %q", got)
	}
	if got := asUTF16([]byte("aü😀")); !bytes.Equal(got, []byte{'a', 0, 0xfc, 0, 0x3d, 0xd8, 0, 0xde}) {
		t.Errorf("got % x", got)
	}
}
