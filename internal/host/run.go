package host

import (
	"context"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"os/exec"

	"coffer/vault/secret"
)

// Exit codes of [Run] that are not the child's, as shells give them.
const (
	CodeFailed    = 125 // it ran, or would have run, but its output could not be masked or passed on
	CodeNotRun    = 126 // it is there, but cannot be run
	CodeNotFound  = 127 // it is not there
	codeSignalled = 128 // the child ended by signal n: 128 + n
)

// Command is a program to run with secrets in its environment.
type Command struct {
	Argv    []string
	Environ []string // all of the child's environment, from which COFFER_* is taken out

	// What the child is connected to. If Stdout is a terminal, the child gets a
	// terminal of its own, so that it behaves as it would without us.
	Stdin          io.Reader
	Stdout, Stderr io.Writer

	// Secrets are masked in what the child prints, see masker; if there
	// are none, the child gets our own files.
	Secrets     []secret.Text
	Replacement string
}

// Run runs the command, and returns its exit code, or one of our own and an
// error. Signals to this process go to the child.
//
// Once the child runs, ctx is not looked at, since the child decides what ^C
// means. What the child leaves behind is not waited for: it prints into a closed
// pipe from then on (not on Windows). While masked text may go on as a secret, up to three bytes of it are
// shown when the child pauses, the rest when it turns out to be none.
func Run(ctx context.Context, c Command) (int, error) {
	if err := errors.Join(ctx.Err(), checkWords(c.Argv)); err != nil {
		return CodeFailed, err
	}
	environ := ChildEnv(c.Environ)
	path, err := findProgram(environ, c.Argv[0])
	if err != nil {
		return codeOf(err), err
	}
	cmd := &exec.Cmd{Path: path, Args: c.Argv, Env: environ, Stdin: c.Stdin, Stdout: c.Stdout, Stderr: c.Stderr}
	if len(c.Secrets) == 0 {
		return runPlain(cmd)
	}
	p, _ := compile(c.Secrets)
	defer p.wipe()
	if out, ok := c.Stdout.(*os.File); ok && havePTY && IsTerminal(out) {
		return runOnTerminal(cmd, out, p, c.Replacement)
	}
	out, errOut := newMasker(c.Stdout, p, c.Replacement), newMasker(c.Stderr, p, c.Replacement)
	code, err := runMasked(cmd, out, errOut)
	return closing(code, err, out, errOut)
}

// runPlain runs a child that needs no help with its files.
func runPlain(cmd *exec.Cmd) (int, error) {
	signals := catchSignals()
	defer signals.stop()
	if err := cmd.Start(); err != nil {
		return codeOf(err), fmt.Errorf("start the program: %w", err)
	}
	signals.forwardTo(cmd.Process, inForeground())
	return wait(cmd)
}

// wait returns the child's code.
func wait(cmd *exec.Cmd) (int, error) {
	err := cmd.Wait()
	if exit := new(exec.ExitError); err == nil || errors.As(err, &exit) {
		return exitCode(cmd.ProcessState), nil
	}
	return CodeFailed, fmt.Errorf("pass the program's output on: %w", err)
}

// closing ends the maskers; what they cannot pass on turns success into failure.
func closing(code int, err error, maskers ...*masker) (int, error) {
	for _, m := range maskers {
		if closeErr := m.Close(); closeErr != nil && err == nil {
			code, err = CodeFailed, fmt.Errorf("pass the program's output on: %w", closeErr)
		}
	}
	return code, err
}

func codeOf(err error) int {
	if errors.Is(err, fs.ErrNotExist) {
		return CodeNotFound
	}
	return CodeNotRun
}
