//go:build unix

package blob

import (
	"context"
	"io/fs"
	"os"
	"os/signal"
	"path/filepath"
	"slices"
	"strings"
	"syscall"
	"testing"
	"time"
)

// Links in the folder lead nowhere: neither those to an object, nor those to a
// folder, inside or outside.
func TestFolderFollowsNoLink(t *testing.T) {
	dir, outside := t.TempDir(), t.TempDir()
	write(t, filepath.Join(outside, "secret"), "secret")
	write(t, filepath.Join(dir, "real/x"), "x")
	for name, target := range map[string]string{
		"a": outside, "b": filepath.Join(dir, "real"), "real/l": filepath.Join(outside, "secret"),
		"real/i": "x", "real/d": "nowhere", "real/up": "..", "loop": "loop",
	} {
		must(t, os.Symlink(target, filepath.Join(dir, name)))
	}
	s := newFolder(dir, time.Time{})
	for _, name := range []string{"a/secret", "b/x", "real/l", "real/i", "real/d", "loop/x", "real/up/real"} {
		_, err := s.Get(t.Context(), name, 10)
		wantErr(t, err, ErrNotFound)
		must(t, s.Delete(t.Context(), name))
	}
	for _, name := range []string{"a/new", "b/new", "loop/new"} {
		if err := s.Put(t.Context(), name, nil); err == nil {
			t.Errorf("%s was put through a link", name)
		}
	}
	for _, name := range []string{"real/l", "real/d", "real/i"} {
		wantErr(t, s.Put(t.Context(), name, []byte("x")), ErrExists)
	}
	if got := listed(t, s, ""); !slices.Equal(got, []string{"real/x"}) {
		t.Errorf("listed are %q", got)
	}
	if got := listed(t, s, "b"); len(got) > 0 {
		t.Errorf("through a link are listed %q", got)
	}
	if got := files(t, outside); !slices.Equal(got, []string{"secret"}) {
		t.Errorf("outside there are %q", got)
	}
	if _, err := os.Lstat(filepath.Join(dir, "real/l")); err != nil {
		t.Errorf("a foreign link was deleted: %v", err)
	}
}

// The folder itself may be a link: that is the owner's choice.
func TestFolderIsALink(t *testing.T) {
	dir := t.TempDir()
	link := filepath.Join(t.TempDir(), "link")
	must(t, os.Symlink(dir, link))
	s := newFolder(link, time.Time{})
	must(t, s.Put(t.Context(), "a/x", nil))
	if got := files(t, dir); !slices.Equal(got, []string{"a/x"}) {
		t.Errorf("there are %q", got)
	}
}

// A named pipe would hang whoever opens it.
func TestFolderPassesOverPipes(t *testing.T) {
	dir := t.TempDir()
	must(t, os.Mkdir(filepath.Join(dir, "a"), 0o700))
	must(t, syscall.Mkfifo(filepath.Join(dir, "a/pipe"), 0o600))
	s := newFolder(dir, time.Time{})
	_, err := s.Get(t.Context(), "a/pipe", 10)
	wantErr(t, err, ErrNotFound)
	wantErr(t, s.Put(t.Context(), "a/pipe", nil), ErrExists)
	must(t, s.Delete(t.Context(), "a/pipe"))
	if got := listed(t, s, ""); len(got) > 0 {
		t.Errorf("listed are %q", got)
	}
}

func TestFolderModes(t *testing.T) {
	old := syscall.Umask(0)
	defer syscall.Umask(old)
	for _, c := range []struct{ root, dir, file fs.FileMode }{
		{0o700, 0o700, 0o600},
		{0o755, 0o700, 0o600},
		{0o750, 0o700, 0o600},
		{0o770, 0o770, 0o660},
		{0o775, 0o770, 0o660},
		{0o770 | fs.ModeSetgid, 0o770 | fs.ModeSetgid, 0o660},
		{0o777, 0o777, 0o666},
	} {
		for _, mask := range []int{0, 0o077} {
			syscall.Umask(mask)
			dir := t.TempDir()
			must(t, os.Chmod(dir, c.root))
			must(t, newFolder(dir, time.Time{}).Put(t.Context(), "a/b/x", nil))
			for name, want := range map[string]fs.FileMode{"a": c.dir, "a/b": c.dir, "a/b/x": c.file} {
				info, err := os.Stat(filepath.Join(dir, name))
				must(t, err)
				if got := info.Mode() &^ fs.ModeDir; got != want {
					t.Errorf("in a folder of mode %v %s has %v, want %v", c.root, name, got, want)
				}
			}
		}
	}
}

func TestFolderReadOnly(t *testing.T) {
	top, err := os.MkdirTemp("/tmp", "read-only") // where somebody else than root comes, too
	must(t, err)
	defer os.RemoveAll(top)
	dir := filepath.Join(top, "store")
	must(t, os.Mkdir(dir, 0o700))
	s := newFolder(dir, time.Unix(4_000_000_000, 0))
	must(t, s.Put(t.Context(), "a/x", []byte("x")))
	write(t, filepath.Join(dir, "a/.syncthing.coffer-x.0.tmp"), "left")
	for _, name := range []string{"a", "."} {
		must(t, os.Chmod(filepath.Join(dir, name), 0o500))
		defer os.Chmod(filepath.Join(dir, name), 0o700)
	}
	if os.Geteuid() == 0 {
		withoutRoot(t, dir)
	}
	wantErr(t, s.Put(t.Context(), "a/y", nil), ErrRefused)
	wantErr(t, s.Put(t.Context(), "b/y", nil), ErrRefused)
	wantErr(t, s.Delete(t.Context(), "a/x"), ErrRefused)
	if got := listed(t, s, ""); !slices.Equal(got, []string{"a/x"}) {
		t.Errorf("listed are %q", got)
	}
	data, err := s.Get(t.Context(), "a/x", 1)
	if err != nil || string(data) != "x" {
		t.Errorf("it holds %q, %v", data, err)
	}
}

// A disk that is full in the middle of a file, here a limit that has the same
// effect, leaves nothing behind.
func TestFolderFull(t *testing.T) {
	dir := t.TempDir()
	s := newFolder(dir, time.Time{})
	var old syscall.Rlimit
	must(t, syscall.Getrlimit(syscall.RLIMIT_FSIZE, &old))
	limit := old
	limit.Cur = 16 << 20 // above what go test itself writes meanwhile
	signal.Ignore(syscall.SIGXFSZ)
	defer signal.Reset(syscall.SIGXFSZ)
	must(t, syscall.Setrlimit(syscall.RLIMIT_FSIZE, &limit))
	err := s.Put(t.Context(), "a/large", make([]byte, 24<<20))
	must(t, syscall.Setrlimit(syscall.RLIMIT_FSIZE, &old))
	wantErr(t, err, ErrUnavailable)
	if got := files(t, dir); len(got) > 0 {
		t.Errorf("there are %q", got)
	}
	must(t, s.Put(t.Context(), "a/large", make([]byte, 24<<20)))
}

func TestFolderErrors(t *testing.T) {
	for err, kind := range map[error]error{
		syscall.EROFS: ErrRefused, syscall.EACCES: ErrRefused, syscall.EPERM: ErrRefused,
		syscall.ENOSPC: ErrUnavailable, syscall.EDQUOT: ErrUnavailable, syscall.EFBIG: ErrUnavailable,
		syscall.EIO: ErrUnavailable, syscall.ESTALE: ErrUnavailable, syscall.ENOTCONN: ErrUnavailable,
		syscall.ENOENT: ErrUnavailable, context.Canceled: context.Canceled,
	} {
		got := ofFolder(&fs.PathError{Op: "write", Path: "/secret", Err: err})
		wantErr(t, got, kind)
		wantErr(t, got, err)
	}
	if err := ofFolder(&fs.PathError{Path: "/secret", Err: syscall.EISDIR}); strings.Contains(err.Error(), "secret") {
		t.Errorf("got %v", err)
	}
}
