package host

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"os/exec"
	"strings"
	"time"

	"coffer/internal/sys"
)

// HookPatience is how long a hook may take.
const HookPatience = 30 * time.Second

// Hook is a command of the owner's that is told of an event.
type Hook struct {
	Argv    []string
	Environ []string // all of its environment, from which COFFER_* is taken out
	Input   []byte   // what it finds on its standard input
	// Patience is how long it may take; then it is ended with what it started.
	Patience time.Duration
}

// RunHook runs a hook to its end, in the root folder and in a session of its own,
// without a shell and without a terminal. What it prints goes nowhere, but for the
// last line on its standard error, which is in the error of one that failed.
func RunHook(ctx context.Context, h Hook) error {
	if err := checkWords(h.Argv); err != nil {
		return err
	}
	environ := ChildEnv(h.Environ)
	path, err := findProgram(environ, h.Argv[0])
	if err != nil {
		return err
	}
	within, cancel := context.WithTimeout(ctx, h.Patience)
	defer cancel()
	said := &tail{most: maxSaid}
	cmd := exec.CommandContext(within, path)
	cmd.Args, cmd.Env, cmd.Dir, cmd.SysProcAttr = h.Argv, environ, rootFolder(), detached()
	cmd.Stdin, cmd.Stderr = bytes.NewReader(h.Input), said
	cmd.Cancel = func() error { killAll(cmd.Process); return nil }
	cmd.WaitDelay = helperDelay
	sys.KeepInherited()
	err = cmd.Run()
	switch {
	case ctx.Err() != nil:
		return ctx.Err()
	case within.Err() != nil:
		return fmt.Errorf("it was ended because it took longer than %s", h.Patience)
	case errors.Is(err, exec.ErrWaitDelay): // it went well, and left somebody behind
		return nil
	case err != nil:
		return hookError(err, said.String())
	}
	return nil
}

// hookError adds to how a hook ended what it said last.
func hookError(err error, said string) error {
	lines := strings.Split(strings.TrimSpace(said), "\n")
	if last := strings.TrimSpace(lines[len(lines)-1]); last != "" {
		return fmt.Errorf("%w: %s", err, Safe(last[:min(len(last), maxHookSaid)]))
	}
	return err
}

// FindHook tells whether there is a program that a hook could run.
func FindHook(environ, argv []string) error {
	_, err := findProgram(ChildEnv(environ), argv[0])
	return err
}
