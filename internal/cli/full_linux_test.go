package cli

import (
	"bytes"
	"errors"
	"io/fs"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"syscall"
	"testing"
)

// tinyDisk mounts a file system of a megabyte, where this process may.
func tinyDisk(t *testing.T) (dir string, real bool) {
	t.Helper()
	dir = t.TempDir()
	if syscall.Mount("tmpfs", dir, "tmpfs", 0, "size=1m") != nil {
		return dir, false
	}
	t.Cleanup(func() {
		if err := syscall.Unmount(dir, syscall.MNT_DETACH); err != nil {
			t.Error(err)
		}
	})
	return dir, true
}

// fill writes until nothing more fits.
func (p *person) fill(name string) {
	p.t.Helper()
	f, err := os.Create(p.path(name))
	if err != nil {
		p.t.Fatal(err)
	}
	defer f.Close()
	for size := 64 << 10; size > 0; size /= 2 {
		for err = nil; err == nil; {
			_, err = f.Write(make([]byte, size))
		}
		if !errors.Is(err, syscall.ENOSPC) {
			p.t.Fatal(err)
		}
	}
}

// limited runs the program as a process of its own that can make no file
// longer than a kilobyte: what a full disk is without the right to mount one.
func (p *person) limited(stdin string, args ...string) (code int, stdout, stderr string) {
	p.t.Helper()
	link := filepath.Join(p.t.TempDir(), "coffer") // the test binary is the program under this name
	self, err := os.Executable()
	if err == nil {
		err = os.Symlink(self, link)
	}
	if err != nil {
		p.t.Fatal(err)
	}
	line := []string{"-c", `ulimit -f 1 && exec "$0" "$@"`, link, "--password-file", p.path("pw")}
	cmd := exec.Command("sh", append(line, args...)...)
	cmd.Env = append([]string{"TEST_CLOCK=" + p.path("clock"), "GORACE=atexit_sleep_ms=0"}, p.env.Environ...)
	var out, errs bytes.Buffer
	cmd.Stdin, cmd.Stdout, cmd.Stderr = strings.NewReader(stdin), &out, &errs
	var exit *exec.ExitError
	if err := cmd.Run(); err != nil && !errors.As(err, &exit) {
		p.t.Fatal(err)
	}
	return cmd.ProcessState.ExitCode(), out.String(), errs.String()
}

// tree lists all files below the home folder.
func (p *person) tree() (names []string) {
	p.t.Helper()
	err := filepath.WalkDir(p.home, func(path string, _ fs.DirEntry, err error) error {
		if filepath.Base(path) != "spool" { // a login may be recorded, or not
			names = append(names, path)
		}
		return err
	})
	if err != nil {
		p.t.Fatal(err)
	}
	return names
}

// TestFullDisk holds that whatever finds the disk full says so in one line, and
// leaves everything as it was: on a disk of its own where that can be made, and
// everywhere with a limit on files.
func TestFullDisk(t *testing.T) {
	t.Run("limit", func(t *testing.T) {
		p := personIn(t, t.TempDir())
		p.meetsFullDisk(p.limited, func() {})
	})
	home, real := tinyDisk(t)
	if t.Logf("a disk of its own: %v", real); !real {
		return
	}
	t.Run("disk", func(t *testing.T) {
		p := personIn(t, home)
		p.meetsFullDisk(p.coffer, func() { p.fill("filler") })
	})
}

// meetsFullDisk runs all that writes, by full, once the disk is full.
func (p *person) meetsFullDisk(full func(string, ...string) (int, string, string), fill func()) {
	t := p.t
	p.must("swordfish", "add", "work/a", "--template", "login", "--stdin")
	p.write("plan", strings.Repeat("plan", 5000))
	p.must("", "attach", "work/a", p.path("plan"))
	p.write("pw2", "another horse\n")
	p.must("", "verify")
	p.must("", "backup", "now")
	p.must("", "backup", "show", "--full") // makes the folder for what is opened
	p.must("swordfish", "add", "work/c", "--template", "login", "--stdin")
	csv, plan := filepath.Join(t.TempDir(), "in.csv"), filepath.Join(t.TempDir(), "plan.bin")
	rows := "name,url,username,password,note\n" + strings.Repeat("a,https://b.example,ann,secret,\n", 2000)
	err := errors.Join(os.WriteFile(csv, []byte(rows), 0o600), os.WriteFile(plan, make([]byte, 300<<10), 0o600))
	if err != nil {
		t.Fatal(err)
	}
	before, backups := p.must("", "export", "xml", "-o", "-"), p.must("", "backup", "ls", "--json")
	fill()
	files := p.tree()
	for _, args := range [][]string{
		{"add", "work/b", "--template", "note", "--stdin"},
		{"import", "csv", csv},
		{"attach", "work/a", plan},
		{"export", "xml", "-o", p.path("out.xml")},
		{"export", "zip", "-o", p.path("out.zip"), "--passphrase-file", p.path("pw2")},
		{"compact"},
		{"passwd", "--new-password-file", p.path("pw2")},
		{"rekey"},
		{"backup", "now"},
		{"backup", "restore", "latest", "--all"},
	} {
		code, stdout, stderr := full(strings.Repeat("a long note\n", 30_000), args...)
		if code != 1 || stdout != "" || !saysFull(stderr) {
			t.Errorf("%s: code %d: %q%q", args[0], code, stdout, stderr)
		}
		if now := p.tree(); !slices.Equal(now, files) {
			t.Errorf("%s: there are %q now, and not %q", args[0], now, files)
		}
		if p.must("", "export", "xml", "-o", "-") != before {
			t.Errorf("%s: the content changed", args[0])
		}
		p.must("", "verify")
		if p.must("", "backup", "ls", "--json") != backups {
			t.Errorf("%s: the backups changed", args[0])
		}
	}
	os.Remove(p.path("filler"))
	if out := p.must("", "backup", "now", "--json"); !strings.Contains(out, `"shares_nothing": false`) {
		t.Errorf("the next backup: %s", out)
	}
	p.must("", "backup", "verify", "--all")
	p.must("", "backup", "restore", "latest", "--all")
	p.must("", "passwd", "--new-password-file", p.path("pw2"))
	if code, _, _ := p.coffer("", "ls"); code != 4 {
		t.Errorf("the password was not changed with room enough: code %d", code)
	}
}

// saysFull allows for nothing but warnings beside the one line. The state
// folder lies on the same disk.
func saysFull(stderr string) bool {
	var lines []string
	for line := range strings.Lines(stderr) {
		if !strings.HasPrefix(line, "coffer: warning: ") {
			lines = append(lines, line)
		}
	}
	return len(lines) == 1 && strings.HasPrefix(lines[0], "coffer: ") && strings.Contains(lines[0], "the disk is full")
}
