package vault

import (
	"bufio"
	"context"
	"crypto/rand"
	"fmt"
	"io"
	"os"
	"os/exec"
	"strconv"
	"testing"
	"time"

	"coffer/vault/secret"
)

// roles are what a test starts the test binary again for.
func roles() map[string]func(args []string) error {
	return map[string]func(args []string) error{"work": work, "hold": hold, "full": full, "nobody": nobody}
}

// TestMain makes the test binary its own child.
func TestMain(m *testing.M) {
	if len(os.Args) > 2 && os.Args[1] == "child" {
		if err := roles()[os.Args[2]](os.Args[3:]); err != nil {
			fmt.Println("child:", err)
			os.Exit(1)
		}
		return
	}
	code := m.Run()
	dropBenches()
	os.Exit(code)
}

// child is the command for a role of the test binary.
func child(role string, args ...string) *exec.Cmd {
	cmd := exec.Command(os.Args[0], append([]string{"child", role}, args...)...)
	cmd.Env = append(os.Environ(), "GORACE=atexit_sleep_ms=0")
	return cmd
}

// childOptions are what parent and child agree on.
func childOptions(dir, state string) Options {
	return Options{
		Dir: dir, StateDir: state, Rand: rand.Reader, Stretch: cheap, Command: "child at work", Wait: 10 * time.Second,
		Clock: &fakeClock{now: time.Date(2030, 1, 2, 3, 4, 5, 0, time.UTC)},
	}
}

// hold waits within an update, and says so, until its input ends.
func hold(args []string) error {
	ctx := context.Background()
	v, err := openChild(args[0], args[1], "swordfish")
	if err != nil {
		return err
	}
	err = v.Update(ctx, Event{Action: "test"}, func(tx *Tx) error {
		fmt.Println("held")
		_, err := io.Copy(io.Discard, os.Stdin)
		return err
	})
	if err == nil && len(args) > 2 {
		err = v.Compact(ctx, nil)
	}
	return err
}

func openChild(dir, state, password string) (*Vault, error) {
	ctx := context.Background()
	v, err := Open(ctx, childOptions(dir, state))
	if err == nil {
		err = v.Unlock(ctx, secret.New(password))
	}
	tracable()
	return v, err
}

// work does one step after the other, and prints the number of each that was
// confirmed: from a number on, and not beyond another.
func work(args []string) error {
	from, err1 := strconv.Atoi(args[2])
	upTo, err2 := strconv.Atoi(args[3])
	if err1 != nil || err2 != nil {
		return fmt.Errorf("%v %v", err1, err2)
	}
	v, err := openChild(args[0], args[1], plan(from-1).password)
	if err != nil {
		v, err = openChild(args[0], args[1], plan(from).password)
	}
	if err != nil {
		return err
	}
	for n := from; n <= upTo; n++ {
		if err := step(v, n); err != nil {
			return fmt.Errorf("step %d: %w", n, err)
		}
		fmt.Println(n)
	}
	return nil
}

// started is a child whose output is read line by line.
type started struct {
	*exec.Cmd
	in  io.WriteCloser
	out *bufio.Scanner
}

func start(t testing.TB, role string, args ...string) *started {
	t.Helper()
	cmd := child(role, args...)
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
	return &started{cmd, in, bufio.NewScanner(out)}
}
