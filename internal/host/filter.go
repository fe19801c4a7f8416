package host

import (
	"context"
	"errors"
	"fmt"
	"io"
	"os/exec"
	"strings"

	"coffer/internal/sys"
)

// FilterError says that a filter ended in failure.
type FilterError struct {
	Said []string // the last lines that it wrote to its standard error; where it wrote none, how it ended
}

// Error is what it said last.
func (e *FilterError) Error() string { return e.Said[len(e.Said)-1] }

// Filter runs a program that makes one stream of another, in a session of its own,
// and returns what it writes. It gets environ without Coffer's own variables, input
// on its standard input, and words that hold nothing secret. Reading ends with a
// [FilterError] where the program fails; what came before that is worth nothing then.
// Close ends the program and waits for it. Errors of one that is not there wrap
// [fs.ErrNotExist].
func Filter(ctx context.Context, environ, argv []string, input io.Reader) (io.ReadCloser, error) {
	if err := checkWords(argv); err != nil {
		return nil, err
	}
	environ = ChildEnv(environ)
	path, err := findProgram(environ, argv[0])
	if err != nil {
		return nil, err
	}
	ctx, cancel := context.WithCancel(ctx)
	f := &filter{cancel: cancel, ctx: ctx, said: &tail{most: maxSaid}}
	f.cmd = exec.CommandContext(ctx, path)
	f.cmd.Args, f.cmd.Env, f.cmd.Dir, f.cmd.SysProcAttr = argv, environ, rootFolder(), detached()
	f.cmd.Stdin, f.cmd.Stderr = input, f.said
	f.cmd.Cancel = func() error { killAll(f.cmd.Process); return nil }
	f.cmd.WaitDelay = helperDelay
	if f.out, err = f.cmd.StdoutPipe(); err != nil {
		cancel()
		return nil, err
	}
	sys.KeepInherited()
	if err := f.cmd.Start(); err != nil {
		cancel()
		return nil, fmt.Errorf("start %s: %w", argv[0], err)
	}
	return f, nil
}

type filter struct {
	cmd    *exec.Cmd
	out    io.ReadCloser
	said   *tail
	ctx    context.Context
	cancel context.CancelFunc
	ended  error // what reading ends with; nil as long as it runs
}

func (f *filter) Read(p []byte) (n int, err error) {
	if f.ended != nil {
		return 0, f.ended
	}
	n, err = f.out.Read(p)
	if errors.Is(err, io.EOF) {
		f.ended = f.end()
		return n, f.ended
	}
	return n, err
}

// end waits for the program and says how it went.
func (f *filter) end() error {
	defer f.cancel()
	err := f.cmd.Wait()
	switch {
	case f.ctx.Err() != nil:
		return f.ctx.Err()
	case err == nil, errors.Is(err, exec.ErrWaitDelay): // it went well, and left somebody behind
		return io.EOF
	}
	failed := new(FilterError)
	for line := range strings.Lines(f.said.String()) {
		if line = strings.TrimSpace(line); line != "" {
			failed.Said = append(failed.Said, Safe(line[:min(len(line), maxHookSaid)]))
		}
	}
	if len(failed.Said) == 0 {
		failed.Said = []string{err.Error()}
	}
	return failed
}

// Close ends the program if it has not ended.
func (f *filter) Close() error {
	f.cancel()
	if f.ended == nil {
		f.ended = errors.Join(errors.New("it was closed"), f.cmd.Wait())
	}
	return nil
}
