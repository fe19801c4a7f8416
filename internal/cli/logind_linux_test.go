package cli

import (
	"os"
	"strings"
	"syscall"
	"testing"

	"coffer/internal/fakelogind"
	"coffer/internal/required"
)

// code runs a command as a process and returns its exit code and what it said.
func (v *vaultOf) code(args ...string) (int, string) {
	v.t.Helper()
	cmd := v.process(args...)
	out, err := cmd.CombinedOutput()
	if cmd.ProcessState == nil {
		v.t.Fatal(err)
	}
	return cmd.ProcessState.ExitCode(), string(out)
}

// The agent that coffer unlock starts hears what logind says.
func TestLogindLocks(t *testing.T) {
	address := fakelogind.Bus(t, required.Program(t, "dbus-daemon"))
	logind := fakelogind.Start(t, address)
	v := newVaultOf(t)
	v.env.Environ = append(v.env.Environ, "DBUS_SYSTEM_BUS_ADDRESS="+address, "XDG_SESSION_ID=c7")
	t.Cleanup(func() { _ = endAgent(strings.TrimSuffix(v.runtime(), "/coffer"), syscall.SIGKILL) })
	v.ends("", "unlock", "--password-file", v.path("pw"))
	delay := logind.Inhibitor()
	for _, c := range []struct {
		says func()
		why  string
	}{
		{func() {
			logind.Says("PrepareForSleep", true)
			if !delay.Released() {
				t.Error("the machine waits although the vault is locked")
			}
		}, "the machine slept"},
		{func() { logind.Says("SessionRemoved", "c7", fakelogind.Path) }, "logged out"},
		{func() { logind.Says("UserRemoved", uint32(os.Getuid()), fakelogind.Path) }, "logged out"},
	} {
		v.ends("", "unlock", "--password-file", v.path("pw"))
		if got := v.ends("", "get", v.item); got != v.secret+"\n" {
			t.Fatalf("got %q", got)
		}
		logind.Says("SessionRemoved", "c1", fakelogind.Path) // somebody else's
		v.ends("", "get", v.item)
		c.says()
		err := poll(t.Context(), func() bool { _, out := v.code("status"); return strings.Contains(out, c.why) })
		if err != nil {
			t.Fatalf("%s: %v", c.why, err)
		}
		if code, out := v.code("get", v.item); code != 3 {
			t.Errorf("%s: exit code %d: %s", c.why, code, out)
		}
	}
}
