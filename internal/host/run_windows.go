package host

import (
	"errors"
	"os"
	"os/exec"
)

// havePTY says that a child cannot get a terminal of its own here: its output
// comes through pipes.
const havePTY = false

func exitCode(state *os.ProcessState) int { return state.ExitCode() }

func runOnTerminal(*exec.Cmd, *os.File, *patterns, string) (int, error) {
	return CodeFailed, errors.ErrUnsupported
}

// runMasked runs a child whose output passes maskers, and waits until nobody
// can print any more, also those that the child leaves behind.
func runMasked(cmd *exec.Cmd, out, errOut *masker) (int, error) {
	cmd.Stdout, cmd.Stderr = out, errOut
	return runPlain(cmd)
}
