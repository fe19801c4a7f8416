package cli

import (
	"bufio"
	"net"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"coffer/hibp/apart"
)

// withHelpers gives a person the helper programs: the test binary under their names.
func (p *person) withHelpers() {
	p.t.Helper()
	path, err := exec.LookPath(apart.Program)
	if err != nil {
		p.t.Fatal(err)
	}
	p.env.Environ = append(p.env.Environ, "PATH="+filepath.Dir(path), "GORACE=atexit_sleep_ms=0")
}

// hibpScript gives a person a helper program that is a shell script.
func (p *person) hibpScript(text string) {
	p.t.Helper()
	dir := p.path("bin")
	if err := os.MkdirAll(dir, 0o700); err != nil {
		p.t.Fatal(err)
	}
	if err := os.WriteFile(filepath.Join(dir, apart.Program), []byte("#!/bin/sh\n"+text+"\n"), 0o700); err != nil {
		p.t.Fatal(err)
	}
	p.env.Environ = append(p.env.Environ, "PATH="+dir+":/bin:/usr/bin")
}

const noHIBP = "the helper program coffer-hibp is not there; install it beside coffer, or into a folder on the PATH"

// TestWithoutHelper: without coffer-hibp everything that needs it says so in one line, and
// everything else goes on.
func TestWithoutHelper(t *testing.T) {
	p := newPerson(t)
	p.env.Environ = append(p.env.Environ, "PATH="+p.home)
	p.must("hunter2\n", "add", "web/one", "--template", "login", "--stdin")
	p.write("pwned.txt", tourPwned)
	for _, args := range [][]string{
		{"hibp", "check", "--stdin"}, {"hibp", "check", "--lines", p.path("pw")}, {"hibp", "check"}, {"check", "--hibp"},
		{"hibp", "download", p.path("ranges")}, {"hibp", "serve", p.path("pwned.txt")},
	} {
		code, stdout, stderr := p.coffer("hunter2\n", args...)
		if code != 12 || stdout != "" || stderr != "coffer: "+noHIBP+"\n" {
			t.Errorf("%q: code %d, %q, %q", args, code, stdout, stderr)
		}
	}
	p.write("pw", "wrong\n")
	if code, _, stderr := p.coffer("", "check", "--hibp"); code != 12 || stderr != "coffer: "+noHIBP+"\n" {
		t.Errorf("before the password: code %d, %q", code, stderr)
	}
	if code, _, stderr := p.coffer("", "check", "--hibp", "--hibp-url", "http://pwned.example"); code != 2 || !strings.Contains(stderr, "use https") {
		t.Errorf("a wrong address, before the password: code %d, %q", code, stderr)
	}
	p.write("pw", "correct horse\n")
	for _, dir := range []string{p.path("ranges"), p.path(".cache/coffer/ranges")} {
		if _, err := os.Stat(dir); err == nil {
			t.Errorf("%s was made for nothing", dir)
		}
	}
	p.must("", "config", "set", "hibp.offer", "online")
	code, _, stderr := p.coffer("hunter3\n", "add", "web/two", "--template", "login", "--stdin")
	if code != 0 || strings.Count(stderr, "the password was not looked up: "+noHIBP+"\n") != 1 {
		t.Errorf("offered: code %d, %s", code, stderr)
	}
	if code, stdout, _ := p.coffer("", "check", "--hibp-offline", p.path("pwned.txt")); code != 10 || strings.Contains(stdout, "unanswered") {
		t.Errorf("in a file: code %d, %s", code, stdout)
	}
}

// TestBadHelper: a helper that says nonsense, or ends, gets no password called safe: each
// item is named as unknown. It gets what says how to reach a network, and nothing of ours.
func TestBadHelper(t *testing.T) {
	for name, c := range map[string]struct{ script, says string }{
		"nonsense":  {"echo '<html>'; cat >/dev/null", "says what it may not say"},
		"ends":      {"exit 1", "broke off"},
		"last word": {"echo no memory >&2; exit 1", "broke off; it wrote: no memory"},
	} {
		t.Run(name, func(t *testing.T) {
			p := newPerson(t)
			p.hibpScript("env >" + p.path("environment") + "; " + c.script)
			p.env.Environ = append(p.env.Environ, "COFFER_REASON=mine", "HTTPS_PROXY=http://127.0.0.1:1", "SSL_CERT_FILE=/their/own.pem")
			items := []string{"web/one", "web/two"}
			for _, path := range items {
				p.must("vHk3nQ rattle "+path, "add", path, "--template", "login", "--stdin")
			}
			code, stdout, stderr := p.coffer("", "check", "--hibp")
			if code != 12 {
				t.Fatalf("code %d\n%s%s", code, stdout, stderr)
			}
			for _, path := range items {
				if !slices.ContainsFunc(strings.Split(stdout, "\n"), func(line string) bool {
					return strings.Contains(line, "unanswered") && strings.Contains(line, path+"#password") && strings.Contains(line, c.says)
				}) {
					t.Errorf("no line about %s that says %q:\n%s", path, c.says, stdout)
				}
			}
			if code, stdout, stderr := p.coffer("x\n", "hibp", "check", "--stdin"); code != 12 || stdout != "" || !strings.Contains(stderr, c.says) {
				t.Errorf("hibp check: code %d, %q, %q", code, stdout, stderr)
			}
			if code, _, stderr := p.coffer("", "hibp", "download", p.path("ranges")); code != 12 || !strings.Contains(stderr, c.says) {
				t.Errorf("hibp download: code %d, %q", code, stderr)
			}
			p.write("pwned.txt", tourPwned)
			if code, stdout, stderr := p.coffer("", "hibp", "serve", p.path("pwned.txt")); code != 12 || stdout != "" || !strings.Contains(stderr, "coffer-hibp") {
				t.Errorf("hibp serve: code %d, %q, %q", code, stdout, stderr)
			}
			if _, _, stderr := p.coffer("", "hibp", "serve", p.path("pwned.txt")); name == "last word" && stderr != "coffer: the helper program coffer-hibp broke off; it wrote: no memory\n" {
				t.Errorf("hibp serve: %q", stderr)
			}
			environment, err := os.ReadFile(p.path("environment"))
			if err != nil {
				t.Fatal(err)
			}
			for _, want := range []string{"HTTPS_PROXY=http://127.0.0.1:1\n", "SSL_CERT_FILE=/their/own.pem\n"} {
				if !strings.Contains(string(environment), want) {
					t.Errorf("it does not get %s", want)
				}
			}
			if strings.Contains(string(environment), "COFFER_") {
				t.Errorf("it gets %s", environment)
			}
		})
	}
}

// TestHelperThatCannotRun: a helper that is no program is not the fault of the folder that
// is written to.
func TestHelperThatCannotRun(t *testing.T) {
	p := newPerson(t)
	p.hibpScript("")
	p.write("bin/"+apart.Program, "no program")
	code, _, stderr := p.coffer("", "hibp", "download", p.path("ranges"))
	if code != 12 || !strings.Contains(stderr, "the helper program coffer-hibp cannot be started") || strings.Contains(stderr, "cannot be written to") {
		t.Errorf("code %d, %q", code, stderr)
	}
}

// TestHelperAlone: a person who starts the helper is told what it is for.
func TestHelperAlone(t *testing.T) {
	for _, args := range [][]string{nil, {"--help"}, {"serve"}, {"ask", "x"}} {
		cmd := exec.Command(apart.Program, args...)
		said, err := cmd.CombinedOutput()
		if err == nil || cmd.ProcessState.ExitCode() != 2 || strings.Count(string(said), "\n") != 1 || !strings.Contains(string(said), "coffer starts this program") {
			t.Errorf("%q: %v, %s", args, err, said)
		}
	}
}

// TestHelperGoesWithUs: a parent that was killed leaves no program behind.
func TestHelperGoesWithUs(t *testing.T) {
	p := newPerson(t)
	p.write("pwned.txt", tourPwned)
	parent := exec.Command("coffer", "hibp", "serve", p.path("pwned.txt"), "--listen", "127.0.0.1:0")
	parent.Env = append(p.env.Environ, "TEST_CLOCK="+p.path("clock"), "GORACE=atexit_sleep_ms=0")
	out, err := parent.StdoutPipe()
	if err == nil {
		err = parent.Start()
	}
	if err != nil {
		t.Fatal(err)
	}
	address, err := bufio.NewReader(out).ReadString('\n')
	if err != nil {
		t.Fatal(err)
	}
	parent.Process.Kill()
	_ = parent.Wait() // that it was killed is no news
	address = strings.TrimPrefix(strings.TrimSpace(address), "http://")
	if err := poll(t.Context(), func() bool {
		c, err := net.Dial("tcp", address)
		if err == nil {
			c.Close()
		}
		return err != nil
	}); err != nil {
		t.Errorf("somebody still listens at %s: %v", address, err)
	}
	for _, args := range [][]string{{"ask"}, {"serve", "127.0.0.1:0", p.path("pwned.txt")}} {
		cmd := exec.Command(apart.Program, args...)
		in, err := cmd.StdinPipe()
		if err == nil {
			err = cmd.Start()
		}
		if err != nil {
			t.Fatal(err)
		}
		in.Close() // as the kernel does it
		if err := cmd.Wait(); err != nil {
			t.Errorf("%q: %v", args, err)
		}
	}
}
