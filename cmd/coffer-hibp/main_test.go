package main

import (
	"bytes"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
)

// TestProgram: the program as it is shipped says what it is for, ends with its parent, and
// holds nothing of Coffer's but hibp.
func TestProgram(t *testing.T) {
	t.Parallel() // a compiler
	program := filepath.Join(t.TempDir(), "coffer-hibp")
	if said, err := exec.Command("go", "build", "-o", program, ".").CombinedOutput(); err != nil {
		t.Fatalf("%v\n%s", err, said)
	}
	cmd := exec.Command(program)
	var out, errs bytes.Buffer
	cmd.Stdout, cmd.Stderr = &out, &errs
	if err := cmd.Run(); err == nil || cmd.ProcessState.ExitCode() != 2 || out.Len() > 0 || strings.Count(errs.String(), "\n") != 1 {
		t.Errorf("%v: %q, %q", err, &out, &errs)
	}
	if said, err := exec.Command(program, "ask").CombinedOutput(); err != nil || len(said) > 0 {
		t.Errorf("with nobody to ask for: %v, %q", err, said)
	}
	deps, err := exec.Command("go", "list", "-deps", ".").Output()
	if err != nil {
		t.Fatal(err)
	}
	seen := 0
	for path := range strings.Lines(string(deps)) {
		path = strings.TrimSpace(path)
		switch {
		case path == "coffer/cmd/coffer-hibp":
		case strings.HasPrefix(path, "coffer/hibp"):
			seen++
		case strings.HasPrefix(path, "coffer"):
			t.Errorf("it links %s", path)
		}
	}
	if seen == 0 {
		t.Error("it links nothing of hibp: the list is broken")
	}
}
