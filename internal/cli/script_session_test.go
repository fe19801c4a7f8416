//go:build unix

package cli

import (
	"context"
	"errors"
	"fmt"
	"io/fs"
	"net"
	"os"
	"path/filepath"
	"strconv"
	"strings"
	"syscall"
	"time"

	"github.com/rogpeppe/go-internal/testscript"
)

// setupRuntime gives a script a runtime folder with a path that is short enough
// for a socket, and ends the agent that it leaves behind.
func setupRuntime(e *testscript.Env) error {
	dir, err := os.MkdirTemp("", "run")
	if err != nil {
		return err
	}
	e.Setenv("XDG_RUNTIME_DIR", dir)
	e.Setenv("RUN", filepath.Join(dir, "coffer"))
	e.Defer(func() {
		_ = endAgent(dir, syscall.SIGKILL)
		os.RemoveAll(dir)
	})
	return nil
}

// agentPID is the process that holds the lock of the agent; zero for none.
func agentPID(runtimeDir string) int {
	b, err := os.ReadFile(filepath.Join(runtimeDir, "coffer", "agent.lock"))
	if err != nil {
		return 0
	}
	first, _, _ := strings.Cut(string(b), "\n")
	pid, _ := strconv.Atoi(first)
	return pid
}

func endAgent(runtimeDir string, s syscall.Signal) error {
	pid := agentPID(runtimeDir)
	if pid == 0 {
		return errors.New("no agent is running")
	}
	return syscall.Kill(pid, s)
}

// killAgent is the script command `killagent SIGNAL`. It waits for the end of the
// agent.
func killAgent(ts *testscript.TestScript, neg bool, args []string) {
	if neg || len(args) != 1 {
		ts.Fatalf("usage: killagent KILL | TERM")
	}
	sig := map[string]syscall.Signal{"KILL": syscall.SIGKILL, "TERM": syscall.SIGTERM}[args[0]]
	dir := ts.Getenv("XDG_RUNTIME_DIR")
	pid := agentPID(dir)
	ts.Check(endAgent(dir, sig))
	ts.Check(poll(context.Background(), func() bool { return ended(pid) }))
}

// waitListen is the script command `waitlisten`: there is an agent then.
func waitListen(ts *testscript.TestScript, neg bool, args []string) {
	if neg || len(args) != 0 {
		ts.Fatalf("usage: waitlisten")
	}
	socket := filepath.Join(ts.Getenv("XDG_RUNTIME_DIR"), "coffer", "agent.sock")
	ts.Check(poll(context.Background(), func() bool {
		c, err := net.Dial("unix", socket)
		if err == nil {
			c.Close()
		}
		return err == nil
	}))
}

// waitRest is the script command `waitrest`: the agent has ended, which it does
// after it answered, and its socket is gone.
func waitRest(ts *testscript.TestScript, neg bool, args []string) {
	if neg || len(args) != 0 {
		ts.Fatalf("usage: waitrest")
	}
	socket := filepath.Join(ts.Getenv("XDG_RUNTIME_DIR"), "coffer", "agent.sock")
	ts.Check(poll(context.Background(), func() bool {
		_, err := os.Lstat(socket)
		return errors.Is(err, fs.ErrNotExist)
	}))
}

// ended tells whether a process is gone, or waits for nothing but to be reaped.
func ended(pid int) bool {
	if errors.Is(syscall.Kill(pid, 0), syscall.ESRCH) {
		return true
	}
	b, err := os.ReadFile(fmt.Sprintf("/proc/%d/stat", pid))
	_, state, ok := strings.Cut(string(b), ") ")
	return err == nil && ok && strings.HasPrefix(state, "Z")
}

// sleepMachine is the script command `sleep 3h`: the machine is suspended for
// that long.
func sleepMachine(ts *testscript.TestScript, neg bool, args []string) {
	if neg || len(args) != 1 {
		ts.Fatalf("usage: sleep DURATION")
	}
	d, err := time.ParseDuration(args[0])
	ts.Check(err)
	ts.Check(fileClock{ts.MkAbs("clock")}.moves(d, "slept", d))
}

// setBack is the script command `setback 1h`: the wall clock is set back by so
// much, and the other clocks go on.
func setBack(ts *testscript.TestScript, neg bool, args []string) {
	if neg || len(args) != 1 {
		ts.Fatalf("usage: setback DURATION")
	}
	d, err := time.ParseDuration(args[0])
	ts.Check(err)
	ts.Check(fileClock{ts.MkAbs("clock")}.moves(-d, "setback", d))
}

// waitSync is the script command `waitsync VAULT TIME`: it waits until a sync of that
// vault by the agent ended at that time.
func waitSync(ts *testscript.TestScript, neg bool, args []string) {
	if neg || len(args) != 2 {
		ts.Fatalf("usage: waitsync VAULT TIME")
	}
	ts.Check(poll(context.Background(), func() bool {
		ts.Check(ts.Exec("coffer", "--dir", args[0], "status", "--json"))
		return strings.Contains(ts.ReadFile("stdout"), `"ended": "`+args[1]+`"`)
	}))
}
