//go:build !coffer_without_guard

package hold

import (
	"os/exec"
	"strings"
	"testing"
)

// TestEveryGuardIsMissed builds the package once more, with a switch that the
// shipped program does not have, and wants the property test to notice each
// guard that is asleep.
func TestEveryGuardIsMissed(t *testing.T) {
	cmd := exec.Command("go", "test", "-count=1", "-v", "-tags", "coffer_without_guard", "-run", "^TestWithoutGuard$", ".")
	out, err := cmd.CombinedOutput()
	if err != nil {
		t.Fatalf("%v\n%s", err, out)
	}
	if n := strings.Count(string(out), "without the guard by which"); n < int(guards) {
		t.Errorf("%d guards were tried, there are %d", n, guards)
	}
	for g := range guards {
		if g.String() == "" || !strings.Contains(string(out), g.String()) {
			t.Errorf("guard %d was not tried: %q", g, g)
		}
	}
}
