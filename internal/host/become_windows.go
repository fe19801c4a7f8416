package host

import (
	"context"
	"errors"
	"os"
	"os/exec"
)

// Become runs another program of ours in the place of this one, with all of its
// environment, and returns its exit code.
func Become(ctx context.Context, path string, args, environ []string) (code int, err error) {
	cmd := exec.CommandContext(ctx, path, args...)
	cmd.Env, cmd.Stdin, cmd.Stdout, cmd.Stderr = environ, os.Stdin, os.Stdout, os.Stderr
	err = cmd.Run()
	var exit *exec.ExitError
	if errors.As(err, &exit) {
		return exit.ExitCode(), nil
	}
	return 0, err
}
