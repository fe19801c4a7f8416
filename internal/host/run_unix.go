//go:build unix

package host

import (
	"context"
	"fmt"
	"io"
	"os"
	"os/exec"
	"os/signal"
	"sync"
	"syscall"

	"github.com/creack/pty"
	"golang.org/x/term"
)

// havePTY says that a child can get a terminal of its own.
const havePTY = true

func exitCode(state *os.ProcessState) int {
	if status, ok := state.Sys().(syscall.WaitStatus); ok && status.Signaled() {
		return codeSignalled + int(status.Signal())
	}
	return state.ExitCode()
}

// runOnTerminal runs the child on a terminal of its own, whose output passes a
// masker on its way to out. Where our standard input or error is no terminal,
// the child's is none either.
func runOnTerminal(cmd *exec.Cmd, out *os.File, p *patterns, replacement string) (int, error) {
	master, slave, err := pty.Open()
	if err != nil {
		return CodeFailed, fmt.Errorf("make a terminal for the program: %w", err)
	}
	defer master.Close()
	defer slave.Close()
	defer followSize(out, master)()
	masked, errMasked := newMasker(out, p, replacement), newMasker(cmd.Stderr, p, replacement)
	keyboard := asTerminal(cmd.Stdin)
	cmd.Stdout = slave
	if cmd.Stderr = io.Writer(errMasked); asTerminal(errMasked.w) != nil {
		cmd.Stderr = slave
	}
	if keyboard != nil {
		cmd.Stdin = slave
	}
	cmd.SysProcAttr = &syscall.SysProcAttr{Setsid: true, Setctty: true, Ctty: 1}
	code, err := attended(cmd, slave, master, keyboard, masked)
	return closing(code, err, masked, errMasked)
}

// attended starts the child and moves keys and output until it ends.
func attended(cmd *exec.Cmd, slave, master, keyboard *os.File, out *masker) (int, error) {
	signals := catchSignals()
	defer signals.stop()
	if err := cmd.Start(); err != nil {
		return codeOf(err), fmt.Errorf("start the program: %w", err)
	}
	slave.Close()
	signals.forwardTo(cmd.Process, false)
	defer passKeys(keyboard, master)()
	ended := make(chan struct{})
	var pumping sync.WaitGroup
	pumping.Go(func() { pump(master, out, ended) })
	code, err := wait(cmd)
	close(ended)
	pumping.Wait()
	return code, err
}

// passKeys puts our terminal into raw mode and passes on what is typed; the
// function it returns ends that and puts the terminal back.
func passKeys(keyboard, master *os.File) (stop func()) {
	if keyboard == nil {
		return func() {}
	}
	ctx, cancel := context.WithCancel(context.Background())
	in, err := newInterruptible(ctx, keyboard)
	if err != nil {
		return cancel
	}
	state, stateErr := term.MakeRaw(int(keyboard.Fd()))
	var copying sync.WaitGroup
	copying.Go(func() { _, _ = io.Copy(master, in) })
	return func() {
		if stateErr == nil {
			_ = term.Restore(int(keyboard.Fd()), state)
		}
		cancel()
		master.Close() // ends a write that nobody reads
		copying.Wait()
		in.Close()
	}
}

// followSize gives the child's terminal the size of ours, now and whenever it
// changes, until the function it returns is called.
func followSize(ours, master *os.File) (stop func()) {
	_ = pty.InheritSize(ours, master)
	changed, done := make(chan os.Signal, 1), make(chan struct{})
	signal.Notify(changed, syscall.SIGWINCH)
	var following sync.WaitGroup
	following.Go(func() {
		for {
			select {
			case <-changed:
				_ = pty.InheritSize(ours, master)
			case <-done:
				return
			}
		}
	})
	return func() {
		signal.Stop(changed)
		close(done)
		following.Wait()
	}
}

// asTerminal returns the file behind v if it is a terminal, else nil.
func asTerminal(v any) *os.File {
	if f, ok := v.(*os.File); ok && IsTerminal(f) {
		return f
	}
	return nil
}
