package main

import (
	"bytes"
	"crypto/sha256"
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
	if said, err := exec.Command("go", "build", "-o", program, ".").CombinedOutput(); err != nil {
		t.Fatalf("%v\n%s", err, said)
	}
	data, err := os.ReadFile(program)
	if err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(filepath.Join(dir, "pw"), []byte("correct horse battery\n"), 0o600); err != nil {
		t.Fatal(err)
	}
	coffer := func(args ...string) string {
		t.Helper()
		c := exec.Command(program, append([]string{"--dir", "vault", "--password-file", "pw"}, args...)...)
		c.Dir, c.Env = dir, []string{"HOME=" + dir, "PATH=" + os.Getenv("PATH"), "XDG_RUNTIME_DIR=" + filepath.Join(dir, "none")}
		out, err := c.Output()
		if err != nil {
			t.Fatalf("coffer %s: %v", strings.Join(args, " "), err)
		}
		return string(out)
	}
	coffer("init", "--name", "alice", "--kdf", "64MiB,3,4")
	coffer("trustee", "set", "--paper-only", "--threshold", "2", "--paper", "dave", "--paper", "erin")
	coffer("trustee", "pack", "dave", "-o", "pack")
	coffer("deposit", "pack", "-o", "alice.pack")
	version := strings.TrimSpace(strings.TrimPrefix(coffer("version"), "coffer "))
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
