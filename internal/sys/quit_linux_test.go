package sys

import (
	"fmt"
	"io"
	"os"
	"os/signal"
	"syscall"
	"testing"

	"golang.org/x/sys/unix"
)

// quits waits to be ended by SIGQUIT.
func quits([]string) error {
	PlainQuit()
	fmt.Println("ready")
	_, err := io.Copy(io.Discard, os.Stdin)
	return err
}

// TestPlainQuit: SIGQUIT ends a process at once, and nothing is printed.
func TestPlainQuit(t *testing.T) {
	c := start(t, "quits")
	c.says(t, "ready")
	if err := c.Process.Signal(unix.SIGQUIT); err != nil {
		t.Fatal(err)
	}
	said, _ := io.ReadAll(c.out)
	_ = c.Wait()
	status, ok := c.ProcessState.Sys().(syscall.WaitStatus)
	if !ok || !status.Signaled() || status.Signal() != unix.SIGQUIT || len(said) > 0 {
		t.Errorf("%v, and it said %q", c.ProcessState, said)
	}
}

// TestCatchQuit: it can be caught all the same.
func TestCatchQuit(t *testing.T) {
	PlainQuit()
	PlainQuit()
	CatchQuit()
	caught := make(chan os.Signal, 1)
	signal.Notify(caught, unix.SIGQUIT)
	defer signal.Stop(caught)
	if err := unix.Kill(os.Getpid(), unix.SIGQUIT); err != nil {
		t.Fatal(err)
	}
	<-caught
	CatchQuit()
}
