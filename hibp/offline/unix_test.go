//go:build unix

package offline

import (
	"errors"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"golang.org/x/sys/unix"

	"coffer/hibp"
	"coffer/hibp/hibptest"
)

// TestPipes: what would wait for a writer is refused.
func TestPipes(t *testing.T) {
	dir := t.TempDir()
	pipe := filepath.Join(dir, "00000.txt")
	if err := unix.Mkfifo(pipe, 0o600); err != nil {
		t.Fatal(err)
	}
	if _, err := Open(pipe); !errors.Is(err, ErrFormat) {
		t.Errorf("a pipe: %v", err)
	}
	if err := os.WriteFile(filepath.Join(dir, "00001.txt"), []byte("\r\n"), 0o600); err != nil {
		t.Fatal(err)
	}
	d := open(t, dir)
	h, err := hibp.MakeHash(hibp.SHA1, make([]byte, 20))
	if err != nil {
		t.Fatal(err)
	}
	if a, err := d.Look(t.Context(), h); !errors.Is(err, ErrFormat) {
		t.Errorf("a pipe as a range: %+v, %v", a, err)
	}
	if err := os.WriteFile(filepath.Join(dir, "00002.txt"), nil, 0o600); err != nil {
		t.Fatal(err)
	}
	sum := make([]byte, 20)
	for sum[2] = 0x10; sum[2] <= 0x20; sum[2] += 0x10 {
		h, _ := hibp.MakeHash(hibp.SHA1, sum)
		a, err := d.Look(t.Context(), h)
		if cut := sum[2] == 0x20; a.Found() || cut != errors.Is(err, hibp.ErrRange) {
			t.Errorf("%v: %+v, %v", h.Prefix(), a, err)
		}
	}
}

// TestCutWhileOpen: the file is cut off under a lookup, which fails, and does not end
// the process.
func TestCutWhileOpen(t *testing.T) {
	path := filepath.Join(t.TempDir(), "table")
	if err := os.WriteFile(path, compactFile(t, Shape{Form: FormTable}, 20_000), 0o600); err != nil {
		t.Fatal(err)
	}
	d := open(t, path)
	if err := os.Truncate(path, headSize); err != nil {
		t.Fatal(err)
	}
	for i := range 10 {
		if a, err := d.Look(t.Context(), hibp.Of(d.Kind(), hibptest.Member(i))); !errors.Is(err, ErrDamaged) {
			t.Fatalf("member %d: %+v, %v", i, a, err)
		}
	}
}

// TestBuildReplacesFilesAlone: a pipe, a link and a folder stay what they are.
func TestBuildReplacesFilesAlone(t *testing.T) {
	dir := t.TempDir()
	pipe, link, folder, file := filepath.Join(dir, "pipe"), filepath.Join(dir, "link"), filepath.Join(dir, "folder"), filepath.Join(dir, "file")
	if err := errors.Join(unix.Mkfifo(pipe, 0o600), os.Symlink(file, link), os.Mkdir(folder, 0o700), os.WriteFile(file, nil, 0o600)); err != nil {
		t.Fatal(err)
	}
	from := open(t, textFile(t, lines(t, 1)[0])).(Scanner)
	for _, path := range []string{pipe, link, folder} {
		before, err := os.Lstat(path)
		if err != nil {
			t.Fatal(err)
		}
		if _, err := Build(t.Context(), from, path, Shape{Form: FormTable}, nil); !errors.Is(err, ErrTarget) {
			t.Errorf("%s: %v", path, err)
		}
		if after, err := os.Lstat(path); err != nil || after.Mode() != before.Mode() {
			t.Errorf("%s is another thing now: %v", path, err)
		}
	}
	if _, err := Build(t.Context(), from, file, Shape{Form: FormTable}, nil); err != nil {
		t.Error(err)
	}
	if _, err := Build(t.Context(), from, filepath.Join(file, "x"), Shape{Form: FormTable}, nil); !errors.Is(err, ErrTarget) {
		t.Error(err)
	}
}

// TestExchangedForAPipe: what becomes a pipe after it was looked at, and before it is
// opened, is refused and not waited for.
func TestExchangedForAPipe(t *testing.T) {
	pipe := filepath.Join(t.TempDir(), "pipe")
	if err := unix.Mkfifo(pipe, 0o600); err != nil {
		t.Fatal(err)
	}
	f, err := os.OpenFile(pipe, os.O_RDONLY|noWait, 0)
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	if d, err := openFile(f); !errors.Is(err, ErrFormat) {
		t.Errorf("%v, %v", d, err)
	}
}

// TestExchangedForALink: what was opened stays what is read, and a range that leads out
// of its folder is none.
func TestExchangedForALink(t *testing.T) {
	dir := t.TempDir()
	l := lines(t, 1000)
	path, other := textFile(t, strings.Join(l, "\n")), textFile(t, l[0])
	d := open(t, path)
	if err := errors.Join(os.Remove(path), os.Symlink(other, path)); err != nil {
		t.Fatal(err)
	}
	if err := d.Check(t.Context(), nil); err != nil {
		t.Error(err)
	}
	if a := look(t, d, hibptest.Member(7)); !a.Found() {
		t.Error("it reads the other file")
	}
	outside := filepath.Join(t.TempDir(), "outside.txt")
	if err := errors.Join(
		os.WriteFile(filepath.Join(dir, "00001.txt"), []byte("\r\n"), 0o600),
		os.WriteFile(outside, []byte("\r\n"), 0o600),
		os.Symlink(outside, filepath.Join(dir, "00000.txt")),
	); err != nil {
		t.Fatal(err)
	}
	h, err := hibp.MakeHash(hibp.SHA1, make([]byte, 20))
	if err != nil {
		t.Fatal(err)
	}
	if a, err := open(t, dir).Look(t.Context(), h); err == nil {
		t.Errorf("it reads outside of the folder: %+v", a)
	}
}
