package coffer_test

import (
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"

	"coffer/internal/required"
)

// TestUnits has systemd read the units that the README says to copy. The program
// need not be installed for that, so that another one stands in its place.
func TestUnits(t *testing.T) {
	verifyUnits(t, "%h/go/bin/coffer", "--user", "coffer-agent.service", "coffer-agent.socket")
	verifyUnits(t, "/usr/local/bin/coffer", "--system", "coffer-custodian.service")
}

func verifyUnits(t *testing.T, program, manager string, names ...string) {
	t.Helper()
	analyze := required.Program(t, "systemd-analyze")
	dir := t.TempDir()
	var units []string
	for _, name := range names {
		text, err := os.ReadFile(filepath.Join("docs", "systemd", name))
		if err != nil {
			t.Fatal(err)
		}
		unit := filepath.Join(dir, name)
		whole := strings.Replace(string(text), program, "/bin/true", 1)
		if whole == string(text) && strings.HasSuffix(name, ".service") {
			t.Errorf("%s does not start %s", name, program)
		}
		if err := os.WriteFile(unit, []byte(whole), 0o600); err != nil {
			t.Fatal(err)
		}
		units = append(units, unit)
	}
	cmd := exec.Command(analyze, append([]string{"verify", manager, "--man=no"}, units...)...)
	cmd.Env = append(os.Environ(), "HOME="+dir, "XDG_RUNTIME_DIR="+dir)
	if out, err := cmd.CombinedOutput(); err != nil || len(out) > 0 {
		t.Errorf("%v: %s", err, out)
	}
}
