package host

import (
	"fmt"
	"io"
	"io/fs"
	"os/exec"
	"path/filepath"
	"strings"
	"sync"
	"sync/atomic"
	"time"

	"coffer/internal/sys"
)

// helperPrefix begins the names of helper programs.
const helperPrefix = "coffer-"

// Helper is a program that answers on its standard output what it is asked on its
// standard input, as long as this process runs.
type Helper struct {
	cmd  *exec.Cmd
	in   io.WriteCloser
	out  io.ReadCloser
	said *tail

	ended atomic.Bool
}

// StartHelper starts the helper program coffer-NAME: the one in the folder
// beside, where this program lies, or else the first on the PATH of environ. It
// gets environ without Coffer's own variables, the arguments, which hold nothing
// secret, and a session of its own, so that ^C does not end it before us. What it
// writes to its standard error is kept for [Helper.Wait] and shown to nobody.
// Errors wrap [fs.ErrNotExist] where there is no such program.
func StartHelper(environ []string, beside, name string, args ...string) (*Helper, error) {
	path, err := FindHelper(environ, beside, name)
	if err != nil {
		return nil, err
	}
	h := &Helper{said: &tail{most: maxSaid}}
	h.cmd = &exec.Cmd{Path: path, Args: append([]string{path}, args...), Env: ChildEnv(environ), Dir: rootFolder(), SysProcAttr: detached()}
	h.cmd.Stderr = h.said
	h.cmd.WaitDelay = helperDelay
	if h.in, err = h.cmd.StdinPipe(); err != nil {
		return nil, err
	}
	if h.out, err = h.cmd.StdoutPipe(); err != nil {
		return nil, err
	}
	sys.KeepInherited()
	if err := h.cmd.Start(); err != nil {
		return nil, fmt.Errorf("start %s%s: %w", helperPrefix, name, err)
	}
	return h, nil
}

// FindHelper finds the helper program that [StartHelper] would start.
func FindHelper(environ []string, beside, name string) (string, error) {
	if !isHelperName(name) {
		return "", fmt.Errorf("a helper's name is words of a-z and 0-9 with - between: %w", fs.ErrNotExist)
	}
	if filepath.IsAbs(beside) {
		if path, err := asProgram(filepath.Join(beside, helperPrefix+name)); err == nil {
			return path, nil
		}
	}
	return findProgram(environ, helperPrefix+name)
}

func isHelperName(name string) bool {
	for word := range strings.SplitSeq(name, "-") {
		if word == "" || strings.ContainsFunc(word, func(r rune) bool { return (r < 'a' || r > 'z') && (r < '0' || r > '9') }) {
			return false
		}
	}
	return true
}

// Read reads what the program says.
func (h *Helper) Read(p []byte) (int, error) { return h.out.Read(p) }

// Write tells the program something.
func (h *Helper) Write(p []byte) (int, error) { return h.in.Write(p) }

// CloseWrite tells the program that nothing more comes.
func (h *Helper) CloseWrite() error { return h.in.Close() }

// Kill ends the program at once, and what it has started with it, where the system
// can. Reads and writes that wait come back with an error.
func (h *Helper) Kill() {
	if !h.ended.Load() { // its number may be somebody else's by now
		killAll(h.cmd.Process)
	}
	h.in.Close()
	h.out.Close()
}

// Wait waits until the program has ended, and returns the last of what it wrote to
// its standard error, fit for a terminal.
func (h *Helper) Wait() (said string, err error) {
	err = h.cmd.Wait()
	h.ended.Store(true)
	return SafeLines(h.said.String()), err
}

// helperDelay is how long a helper that has ended may keep its standard error
// open through somebody else.
const helperDelay = time.Second

// tail keeps the last bytes that were written to it.
type tail struct {
	most int
	mu   sync.Mutex
	kept []byte
}

func (t *tail) Write(p []byte) (int, error) {
	t.mu.Lock()
	defer t.mu.Unlock()
	t.kept = append(t.kept, p[max(0, len(p)-t.most):]...)
	t.kept = append(t.kept[:0], t.kept[max(0, len(t.kept)-t.most):]...)
	return len(p), nil
}

func (t *tail) String() string {
	t.mu.Lock()
	defer t.mu.Unlock()
	return string(t.kept)
}
