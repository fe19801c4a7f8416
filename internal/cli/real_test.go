package cli

import (
	"bytes"
	"crypto/sha256"
	"errors"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
)

// TestPackNamesTheProgram has the program as it is shipped write both kinds of packs: a
// stranger finds in them its version, and the checksum of its file as other programs compute it.
func TestPackNamesTheProgram(t *testing.T) {
	t.Parallel() // a compiler, and a real key derivation
	dir := t.TempDir()
	program := filepath.Join(dir, "coffer")
	if said, err := exec.Command("go", "build", "-o", program, "../../cmd/coffer").CombinedOutput(); err != nil {
		t.Fatalf("%v\n%s", err, said)
	}
	data, err := os.ReadFile(program)
	if err != nil {
		t.Fatal(err)
	}
	if err := os.Mkdir(filepath.Join(dir, "post"), 0o700); err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(filepath.Join(dir, "pw"), []byte("correct horse battery\n"), 0o600); err != nil {
		t.Fatal(err)
	}
	as := func(who string, args ...string) string {
		t.Helper()
		c := exec.Command(program, append([]string{"--dir", who, "--password-file", "pw"}, args...)...)
		c.Dir, c.Env = dir, []string{"HOME=" + dir, "PATH=" + os.Getenv("PATH"), "XDG_RUNTIME_DIR=" + filepath.Join(dir, "none")}
		out, err := c.Output()
		if err != nil {
			t.Fatalf("coffer %s: %v%s", strings.Join(args, " "), err, errorOf(err))
		}
		return string(out)
	}
	for _, who := range []string{"alice", "bob"} {
		as(who, "init", "--name", who, "--kdf", "64MiB,3,4")
		as(who, "post", "set", "dir:"+dir+"/post")
		as(who, "contact", "card", "-o", who+".card")
	}
	as("alice", "contact", "request", "bob.card", "--as", "bob")
	as("bob", "contact", "request", "alice.card", "--as", "alice")
	as("alice", "sync")
	as("bob", "sync")
	as("alice", "sync")
	as("alice", "trustee", "set", "--unverified", "--threshold", "2", "bob", "--paper", "dave")
	as("alice", "trustee", "pack", "dave", "-o", "pack")
	as("alice", "deposit", "pack", "-o", "alice.pack")
	version := strings.TrimSpace(strings.TrimPrefix(as("alice", "version"), "coffer "))
	for _, name := range []string{"pack/README.txt", "alice.pack"} {
		text, err := os.ReadFile(filepath.Join(dir, name))
		if err != nil {
			t.Fatal(err)
		}
		for _, want := range []string{fmt.Sprintf("%x\n", sha256.Sum256(data)), "Written by Coffer " + version + "\n", "SHA-256 of that program:"} {
			if !bytes.Contains(text, []byte(want)) {
				t.Errorf("%s does not say %q", name, want)
			}
		}
	}
}

// errorOf is what a program wrote to its standard error.
func errorOf(err error) string {
	var exit *exec.ExitError
	if errors.As(err, &exit) {
		return "\n" + string(exit.Stderr)
	}
	return ""
}
