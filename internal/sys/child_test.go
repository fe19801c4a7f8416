package sys

import (
	"bufio"
	"context"
	"fmt"
	"io"
	"os"
	"os/exec"
	"strings"
	"testing"
)

// TestMain makes the test binary its own child: the roles are what a test starts
// it again for. Each talks over its standard streams, so that no test sleeps.
func TestMain(m *testing.M) {
	if len(os.Args) > 2 && os.Args[1] == "child" {
		if err := roles[os.Args[2]](os.Args[3:]); err != nil {
			fmt.Println("child:", err)
			os.Exit(1)
		}
		return
	}
	os.Exit(m.Run())
}

func holdShared(args []string) error    { return hold(args[0], Shared) }
func holdExclusive(args []string) error { return hold(args[0], Exclusive) }

// hold takes the lock, says so, and keeps it until its input ends.
func hold(path string, mode Mode) error {
	lock, err := Lock(context.Background(), path, mode, 0, "child at work")
	if err != nil {
		return err
	}
	fmt.Println("held")
	if _, err := io.Copy(io.Discard, os.Stdin); err != nil {
		return err
	}
	return lock.Unlock()
}

// child is a running child process.
type child struct {
	*exec.Cmd
	in  io.Closer
	out *bufio.Reader
}

func start(t *testing.T, role string, args ...string) *child {
	t.Helper()
	cmd := exec.Command(os.Args[0], append([]string{"child", role}, args...)...)
	cmd.Env = append(os.Environ(), "GORACE=atexit_sleep_ms=0") // else each child takes a second under -race
	in, err := cmd.StdinPipe()
	if err != nil {
		t.Fatal(err)
	}
	out, err := cmd.StdoutPipe()
	if err != nil {
		t.Fatal(err)
	}
	if err := cmd.Start(); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		in.Close()
		cmd.Process.Kill()
		cmd.Wait()
	})
	return &child{cmd, in, bufio.NewReader(out)}
}

// says waits for the child's next line.
func (c *child) says(t *testing.T, want string) {
	t.Helper()
	line, err := c.out.ReadString('\n')
	if got := strings.TrimSuffix(line, "\n"); got != want {
		t.Fatalf("the child says %q (%v), want %q", got, err, want)
	}
}

// ends lets the child finish and waits for it.
func (c *child) ends(t *testing.T) {
	t.Helper()
	c.in.Close()
	if err := c.Wait(); err != nil {
		t.Fatal(err)
	}
}
