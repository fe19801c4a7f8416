package host

import (
	"bufio"
	"context"
	"errors"
	"fmt"
	"os"
	"os/exec"
	"strings"
	"time"

	"coffer/internal/sys"
)

// readyWord is what a process in the background says when it is ready.
const readyWord = "ready"

// startPatience is how long a process may take until it is ready.
const startPatience = 10 * time.Second

// StartBackground starts a process that outlives this one, without a terminal
// and without our variables and descriptors, and waits until it says that it is ready: see
// [SayReady]. What it says instead is the error, and it is ended.
func StartBackground(ctx context.Context, argv, environ []string) error {
	cmd := exec.Command(argv[0], argv[1:]...)
	cmd.Env, cmd.Dir, cmd.SysProcAttr = ChildEnv(environ), rootFolder(), detached()
	out, err := cmd.StdoutPipe()
	if err != nil {
		return err
	}
	cmd.Stderr = cmd.Stdout // one pipe
	sys.KeepInherited()
	if err := cmd.Start(); err != nil {
		return fmt.Errorf("start the agent: %w", err)
	}
	ctx, cancel := context.WithTimeout(ctx, startPatience)
	defer cancel()
	stop := context.AfterFunc(ctx, func() { out.Close() })
	defer stop()
	defer out.Close()
	line, err := bufio.NewReaderSize(out, maxLine).ReadString('\n')
	line = strings.TrimSuffix(line, "\n")
	if line == readyWord {
		return cmd.Process.Release()
	}
	late := ctx.Err()
	_ = cmd.Process.Kill() // it may live on, whatever it said
	ended := cmd.Wait()
	switch {
	case late != nil:
		return fmt.Errorf("the agent is not ready in time: %w", late)
	case line == "":
		return errors.Join(fmt.Errorf("the agent ended at once: %w", err), ended)
	}
	return errors.New("the agent did not start: " + Safe(strings.TrimPrefix(line, "coffer: ")))
}

// SayReady is for the process that [StartBackground] starts. It gives up what it
// was started with: nobody reads that any more.
func SayReady(out *os.File) error {
	if _, err := out.WriteString(readyWord + "\n"); err != nil {
		return err
	}
	return leaveStreams()
}
