package host

import (
	"context"
	"errors"
	"fmt"
	"net"
	"os"
	"os/exec"
	"strings"
	"time"

	"coffer/internal/sys"
)

// GivenFD is the descriptor at which [RunOwn] gives its child a file.
const GivenFD = 3

// partingDelay is how long such a child may take to end once it is told to.
const partingDelay = time.Second

// RunOwn runs this program once more, in the background and to its end, and gives
// it a file as descriptor [GivenFD]. It gets no variable of ours. With ctx it is
// told to end, and ended where it does not. What it prints goes nowhere, but for
// the last line on its standard error, which is the error of one that failed.
func RunOwn(ctx context.Context, argv, environ []string, given *os.File) error {
	said := &tail{most: maxSaid}
	cmd := exec.CommandContext(ctx, argv[0], argv[1:]...)
	cmd.Env, cmd.Dir, cmd.SysProcAttr = ChildEnv(environ), rootFolder(), detached()
	cmd.Stderr, cmd.ExtraFiles = said, []*os.File{given}
	cmd.Cancel = func() error { return tellToEnd(cmd.Process) }
	cmd.WaitDelay = partingDelay
	sys.KeepInherited()
	err := cmd.Run()
	switch {
	case ctx.Err() != nil:
		return ctx.Err()
	case err == nil, errors.Is(err, exec.ErrWaitDelay):
		return nil
	}
	lines := strings.Split(strings.TrimSpace(said.String()), "\n")
	if last := strings.TrimPrefix(lines[len(lines)-1], "coffer: "); last != "" {
		return errors.New(Safe(last))
	}
	return err
}

// GivenConn is the connection that [RunOwn] gave to this process.
func GivenConn(fd int) (net.Conn, error) {
	if !Inherited(fd) {
		return nil, fmt.Errorf("descriptor %d was not given to this process", fd)
	}
	f := os.NewFile(uintptr(fd), "agent")
	defer f.Close()
	return net.FileConn(f)
}
