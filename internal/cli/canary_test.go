package cli

import (
	"bytes"
	"context"
	"crypto/rand"
	"encoding/base64"
	"encoding/hex"
	"io/fs"
	"os"
	"path/filepath"
	"strings"
	"testing"
)

// person is somebody with a home folder, who runs the program in this process.
type person struct {
	t    testing.TB
	home string
	env  Env
}

func newPerson(t testing.TB) *person {
	t.Helper()
	return personIn(t, t.TempDir())
}

// personIn makes a person whose home folder is there already.
func personIn(t testing.TB, home string) *person {
	t.Helper()
	p := &person{t: t, home: home}
	p.write("pw", "correct horse\n")
	p.env = Env{
		Environ: []string{"HOME=" + home, "TMPDIR=" + home, "XDG_RUNTIME_DIR=" + filepath.Join(home, "run")}, Rand: rand.Reader,
		Clock: fileClock{filepath.Join(home, "clock")}, Stretch: cheapStretch,
	}
	p.must("", "init", "--kdf", "64MiB,3,4")
	return p
}

func (p *person) path(name string) string { return filepath.Join(p.home, name) }

func (p *person) write(name, text string) {
	p.t.Helper()
	if err := os.WriteFile(p.path(name), []byte(text), 0o600); err != nil {
		p.t.Fatal(err)
	}
}

// coffer runs a command and returns its code and everything that it printed.
func (p *person) coffer(stdin string, args ...string) (code int, stdout, stderr string) {
	var out, errs bytes.Buffer
	env := p.env
	env.Stdin, env.Stdout, env.Stderr = strings.NewReader(stdin), &out, &errs
	code = run(context.Background(), append([]string{"--password-file", p.path("pw")}, args...), env)
	return code, out.String(), errs.String()
}

func (p *person) must(stdin string, args ...string) string {
	p.t.Helper()
	code, stdout, stderr := p.coffer(stdin, args...)
	if code != 0 {
		p.t.Fatalf("coffer %s: code %d: %s", strings.Join(args, " "), code, stderr)
	}
	return stdout
}

// forms are the ways in which a text might lie in a file.
func forms(s string) [][]byte {
	wide := make([]byte, 0, 2*len(s))
	for i := range len(s) {
		wide = append(wide, s[i], 0)
	}
	all := [][]byte{[]byte(s), []byte(strings.ToLower(s)), wide, []byte(hex.EncodeToString([]byte(s)))}
	for shift := range 3 { // base64 at each alignment, without the ends that depend on neighbours
		padded := append(make([]byte, shift), s...)
		b := []byte(base64.StdEncoding.EncodeToString(padded))
		all = append(all, b[4:len(b)-4])
	}
	return all
}

// leaks lists the files below a folder that hold a text in any form.
func leaks(t testing.TB, dir, text string) (found []string) {
	t.Helper()
	err := filepath.WalkDir(dir, func(path string, d fs.DirEntry, err error) error {
		if err != nil {
			return err
		}
		data := []byte(path)
		if d.Type().IsRegular() {
			content, err := os.ReadFile(path)
			if err != nil {
				return err
			}
			data = append(data, content...)
		}
		for _, f := range forms(text) {
			if bytes.Contains(data, f) {
				found = append(found, path)
				break
			}
		}
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
	return found
}

// TestNothingOfAnItemLiesInClear puts a canary into every place that an item
// has, and searches all files for it; each search first finds a planted one.
func TestNothingOfAnItemLiesInClear(t *testing.T) {
	p := newPerson(t)
	canary := func(what string) string { return "canary-" + what + "-7f3a9c51e2" }
	p.write("plan", canary("content")+"\n")
	if err := os.Rename(p.path("plan"), p.path(canary("file"))); err != nil {
		t.Fatal(err)
	}
	path := canary("box") + "/" + canary("folder") + "/" + canary("title")
	p.must(canary("password"), "add", path, "--template", "login", "--set", "username="+canary("user"),
		"--set", "url=https://"+canary("host")+".example", "--tag", canary("tag"), "--stdin")
	p.must("", "attach", path, p.path(canary("file")))
	if err := os.Remove(p.path(canary("file"))); err != nil {
		t.Fatal(err)
	}
	p.must(canary("second"), "edit", path, "--stdin")
	p.must("", "find", "--core", canary("second"))
	p.must("", "rm", path)
	p.must("", "trash", "restore", path)
	p.must("", "compact")
	if got := p.must("", "get", path); got != canary("second")+"\n" {
		t.Fatalf("the canary is not in the vault: %q", got)
	}
	for _, what := range []string{"box", "folder", "title", "user", "host", "tag", "password", "second", "file", "content"} {
		p.write("planted", "xx"+canary(what)+"yy")
		if found := leaks(t, p.home, canary(what)); len(found) != 1 || filepath.Base(found[0]) != "planted" {
			t.Errorf("%s: found in %q, want the planted file alone", what, found)
		}
		p.write("planted", base64.StdEncoding.EncodeToString([]byte("xx"+canary(what)+"yy")))
		if found := leaks(t, p.home, canary(what)); len(found) != 1 {
			t.Errorf("%s: the planted base64 was not found alone: %q", what, found)
		}
		os.Remove(p.path("planted"))
	}
	p.write("planted", "correct horse")
	if found := leaks(t, p.home, "correct horse"); len(found) != 2 { // the password file is the other
		t.Errorf("master password: found in %q", found)
	}
}

// holds tells whether output shows a text in any form.
func holds(output, text string) bool {
	for _, f := range forms(text) {
		if bytes.Contains([]byte(output), f) {
			return true
		}
	}
	return false
}

// TestErrorsQuoteNoSecret makes commands fail that were given a secret, and
// searches what they print; the same search first finds what was planted.
func TestErrorsQuoteNoSecret(t *testing.T) {
	p := newPerson(t)
	const text = "canary-7f3a9c51e2"
	p.must("", "add", "work/a", "--template", "login", "--generate")
	p.must(text, "add", "work/planted", "--template", "login", "--stdin")
	if _, stdout, stderr := p.coffer("", "get", "work/planted"); !holds(stdout, text) || holds(stderr, text) {
		t.Fatal("the search does not find what get prints")
	}
	if code, stdout, stderr := p.coffer("", "show", "work/"+text); code == 0 || holds(stdout, text) || !holds(stderr, text) {
		t.Fatal("the search does not find what an error quotes")
	}
	for _, args := range [][]string{
		{"add", "work/b", "--template", "login", "--stdin"},
		{"edit", "work/a", "--stdin"},
		{"add", "work/c", "--template", "login", "--field", "totp", "--stdin"},
		{"import", "csv", "-"},
		{"import", "xml", "-"},
		{"import", "keepass-xml", "-"},
		{"import", "zip", "-"},
		{"import", "bitwarden", "-"},
		{"import", "cxf", "-"},
		{"inject"},
	} {
		code, stdout, stderr := p.coffer("{{"+text+"\x00", args...)
		if code == 0 {
			t.Errorf("coffer %s: a NUL was taken", strings.Join(args, " "))
		}
		if holds(stdout+stderr, text) || strings.Contains(stdout+stderr, "canary") {
			t.Errorf("coffer %s: prints what it was given: %q", strings.Join(args, " "), stdout+stderr)
		}
		if strings.Count(stderr, "\n") != 1 {
			t.Errorf("coffer %s: not one line: %q", strings.Join(args, " "), stderr)
		}
	}
}
