package host

import (
	"context"
	"net"
	"os"
	"path/filepath"
	"testing"
	"time"

	"coffer/internal/fakelogind"
	"coffer/internal/required"
)

// newLogind starts a bus that WatchMachine takes for the system's, with a logind.
func newLogind(t *testing.T) (l *fakelogind.Logind, address string) {
	t.Helper()
	address = newBus(t)
	return fakelogind.Start(t, address), address
}

func newBus(t *testing.T) string {
	t.Helper()
	address := fakelogind.Bus(t, required.Program(t, "dbus-daemon"))
	t.Setenv("DBUS_SYSTEM_BUS_ADDRESS", address)
	return address
}

func watched(t *testing.T) MachineEvents {
	t.Helper()
	watching, stop := context.WithCancel(context.Background())
	t.Cleanup(stop)
	return WatchMachine(watching)
}

// next waits for what a channel tells.
func next[T any](t *testing.T, c <-chan T) (v T) {
	t.Helper()
	select {
	case v = <-c:
	case <-time.After(20 * time.Second):
		t.Fatal("nothing is told")
	}
	return v
}

func TestTheMachineWaitsForTheLock(t *testing.T) {
	logind, _ := newLogind(t)
	m := watched(t)
	for _, member := range []string{"PrepareForSleep", "PrepareForShutdown"} {
		i := logind.Inhibitor()
		if i.What != "sleep:shutdown" || i.Mode != "delay" {
			t.Errorf("inhibits %q, %q", i.What, i.Mode)
		}
		logind.Says(member, true)
		goOn := next(t, m.Sleep)
		if !i.Held() {
			t.Errorf("%s: the machine goes on before the vault is locked", member)
		}
		goOn()
		goOn() // once more is nothing
		if !i.Released() {
			t.Errorf("%s: the machine waits although the vault is locked", member)
		}
		logind.Says(member, false) // awake: the next inhibitor is taken
	}
	logind.Inhibitor()
}

func TestAwakeAgainWithoutSleepTakesNoOther(t *testing.T) {
	logind, _ := newLogind(t)
	m := watched(t)
	first := logind.Inhibitor()
	logind.Says("PrepareForSleep", false)
	logind.Says("PrepareForSleep", true)
	next(t, m.Sleep)()
	if !first.Released() {
		t.Error("the inhibitor is still held")
	}
}

func TestLogoutIsTold(t *testing.T) {
	logind, _ := newLogind(t)
	m := watched(t)
	uid := uint32(os.Getuid())
	logind.Says("UserRemoved", uid+1, fakelogind.Path) // somebody else
	logind.Says("SessionRemoved", "c1", fakelogind.Path)
	if got := next(t, m.Logout); got != "c1" {
		t.Errorf("logout of %q", got)
	}
	logind.Says("UserRemoved", uid, fakelogind.Path)
	if got := next(t, m.Logout); got != "" {
		t.Errorf("logout of %q, wanted the user's last one", got)
	}
}

// What is not as logind says it is not heard; a logout that follows is.
func TestOtherSignalsSayNothing(t *testing.T) {
	logind, address := newLogind(t)
	m := watched(t)
	client := logind.Inhibitor().Client
	foreign := fakelogind.Connect(t, address)
	for name, says := range map[string]func(){
		"other types": func() {
			logind.Says("PrepareForSleep", "true")
			logind.Says("PrepareForShutdown", uint32(1))
			logind.Says("SessionRemoved", uint32(7))
			logind.Says("UserRemoved", "0")
		},
		"no body":       func() { logind.Says("PrepareForSleep"); logind.Says("SessionRemoved") },
		"no session":    func() { logind.Says("SessionRemoved", "", fakelogind.Path) },
		"other member":  func() { logind.SaysTo(client, "SeatRemoved", "seat0", fakelogind.Path) },
		"somebody else": func() { foreign.Says("PrepareForSleep", true); foreign.Says("SessionRemoved", "c9", fakelogind.Path) },
		"somebody else, to us alone": func() {
			foreign.SaysTo(client, "PrepareForSleep", true)
			foreign.SaysTo(client, "SessionRemoved", "c9", fakelogind.Path)
			foreign.SaysTo(client, "UserRemoved", uint32(os.Getuid()), fakelogind.Path)
		},
	} {
		says()
		logind.Says("SessionRemoved", name, fakelogind.Path)
		if got := next(t, m.Logout); got != name {
			t.Errorf("%s: logout of %q", name, got)
		}
		select {
		case <-m.Sleep:
			t.Errorf("%s: the machine sleeps", name)
		default:
		}
	}
}

func TestLogindThatStartsAnewIsHeard(t *testing.T) {
	logind, address := newLogind(t)
	m := watched(t)
	logind.Says("SessionRemoved", "c1", fakelogind.Path)
	next(t, m.Logout)
	logind.Stop()
	again := fakelogind.Start(t, address)
	again.Says("SessionRemoved", "c2", fakelogind.Path)
	if got := next(t, m.Logout); got != "c2" {
		t.Errorf("logout of %q", got)
	}
}

func TestNoBus(t *testing.T) {
	t.Setenv("DBUS_SYSTEM_BUS_ADDRESS", "unix:path="+filepath.Join(t.TempDir(), "none"))
	if m := watched(t); m.Sleep != nil || m.Logout != nil {
		t.Error("there is nothing to hear")
	}
}

func TestBusWithoutLogind(t *testing.T) {
	address := newBus(t)
	m := watched(t)
	late := fakelogind.Start(t, address) // and then there is one
	late.Says("SessionRemoved", "c1", fakelogind.Path)
	if got := next(t, m.Logout); got != "c1" {
		t.Errorf("logout of %q", got)
	}
}

// When nobody listens any more the machine does not wait.
func TestEndOfTheWatchReleases(t *testing.T) {
	logind, _ := newLogind(t)
	watching, stop := context.WithCancel(context.Background())
	WatchMachine(watching)
	i := logind.Inhibitor()
	stop()
	if !i.Released() {
		t.Error("the inhibitor is still held")
	}
}

// A bus that accepts and says nothing holds nobody up.
func TestSilentBus(t *testing.T) {
	path := filepath.Join(t.TempDir(), "bus")
	l, err := net.Listen("unix", path)
	if err != nil {
		t.Fatal(err)
	}
	defer l.Close()
	t.Setenv("DBUS_SYSTEM_BUS_ADDRESS", "unix:path="+path)
	done := make(chan struct{})
	go func() { watched(t); close(done) }()
	select {
	case <-done:
	case <-time.After(10 * time.Second):
		t.Fatal("it waits for the bus")
	}
}
