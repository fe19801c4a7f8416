// Package required says what a test may expect of its machine. At home a test
// that needs another program, or root, may be skipped. Where COFFER_REQUIRE_TOOLS
// is 1, as in CI, everything is there: such a skip is a failure, and what is tried
// in samples elsewhere is tried whole. No program of ours contains it.
package required

import (
	"os"
	"os/exec"
	"testing"
)

// Everything tells whether all that tests need must be there.
func Everything() bool { return os.Getenv("COFFER_REQUIRE_TOOLS") == "1" }

// Program finds a program that a test needs.
func Program(t testing.TB, name string) (path string) {
	t.Helper()
	path, err := exec.LookPath(name)
	if err != nil {
		missing(t, name+" is not installed")
	}
	return path
}

// Working is for a program that is there and may yet not work, such as strace in
// a sandbox: err says that it did not.
func Working(t testing.TB, err error) {
	t.Helper()
	if err != nil {
		missing(t, err.Error())
	}
}

// Root is for a test that becomes somebody else, or looks into other processes.
func Root(t testing.TB) {
	t.Helper()
	if os.Geteuid() != 0 {
		missing(t, "this test needs root")
	}
}

func missing(t testing.TB, what string) {
	t.Helper()
	if Everything() {
		t.Fatal(what)
	}
	t.Skip(what)
}
