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
