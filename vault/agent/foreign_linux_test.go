package agent

import (
	"errors"
	"fmt"
	"net"
	"os"
	"os/exec"
	"runtime"
	"strings"
	"syscall"
	"testing"

	"coffer/internal/required"
	"coffer/vault"
)

// TestMain lets the test binary be a client of another user.
func TestMain(m *testing.M) {
	if len(os.Args) == 3 && os.Args[1] == "stranger" {
		fmt.Println(strangers(os.Args[2]))
		return
	}
	os.Exit(m.Run())
}

// strangers asks the agent on a socket that it reaches, past what the client
// checks, and says what it got.
func strangers(socket string) string {
	c, err := net.Dial("unix", socket)
	if err != nil {
		return "no connection: " + err.Error()
	}
	defer c.Close()
	_ = writeFrame(c, request{Version: protocol, Op: opEnd, Body: []byte{0x80}}) // it may have been refused already
	var r reply
	if err := readFrame(c, &r); err != nil {
		return err.Error()
	}
	return fmt.Sprintf("code %d, %d bytes", r.Code, len(r.Body))
}

// asNobody runs this binary as the user nobody.
func asNobody(t *testing.T, socket string) string {
	t.Helper()
	cmd := exec.Command("/proc/self/exe", "stranger", socket)
	cmd.Env = append(os.Environ(), "GORACE=atexit_sleep_ms=0")
	cmd.SysProcAttr = &syscall.SysProcAttr{Credential: &syscall.Credential{Uid: 65534, Gid: 65534}}
	out, err := cmd.CombinedOutput()
	if err != nil {
		t.Fatalf("%v: %s", err, out)
	}
	return strings.TrimSpace(string(out))
}

// TestAnotherUser holds that the agent answers its own user only: even where the
// folder and the socket let somebody else pass.
func TestAnotherUser(t *testing.T) {
	required.Root(t)
	t.Setenv("TMPDIR", "/tmp") // nobody can pass that one
	r := serve(t, true)
	a := aSession(1, vaultA)
	r.put(a)
	if got := asNobody(t, r.Folder.socket()); !strings.Contains(got, "no connection") {
		t.Errorf("a private folder: %s", got)
	}
	for path, mode := range map[string]os.FileMode{string(r.Folder): 0o755, r.Folder.socket(): 0o666} {
		if err := os.Chmod(path, mode); err != nil {
			t.Fatal(err)
		}
	}
	if got := asNobody(t, r.Folder.socket()); got != fmt.Sprintf("code %d, 0 bytes", codeForeign) {
		t.Errorf("an open folder: %s", got)
	}
	r.wants(a, nil) // it was told to end, and did not obey
}

// TestForeignSocket holds that a client gives nothing to an agent of another
// user.
func TestForeignSocket(t *testing.T) {
	required.Root(t)
	t.Setenv("TMPDIR", "/tmp")
	dir := shortDir(t)
	if err := os.Chmod(string(dir), 0o777); err != nil {
		t.Fatal(err)
	}
	l, err := listenAs(65534, dir.socket())
	if err != nil {
		t.Fatal(err)
	}
	defer l.Close()
	err = Client{Folder: dir}.Put(t.Context(), aSession(1, vault.ID{3}))
	if !errors.Is(err, ErrForeign) {
		t.Errorf("got %v", err)
	}
}

// listenAs listens as another user: a socket knows who began to listen.
func listenAs(uid int, path string) (net.Listener, error) {
	type result struct {
		l   net.Listener
		err error
	}
	done := make(chan result)
	go func() {
		runtime.LockOSThread() // never unlocked: the thread ends with its identity
		_, _, no := syscall.RawSyscall(syscall.SYS_SETRESUID, ^uintptr(0), uintptr(uid), ^uintptr(0))
		if no != 0 {
			done <- result{nil, no}
			return
		}
		l, err := net.Listen("unix", path)
		done <- result{l, err}
	}()
	r := <-done
	return r.l, r.err
}
