//go:build unix

package host

import (
	"errors"
	"io"
	"os"
	"os/exec"
	"syscall"
	"time"
)

// runMasked runs a child whose output passes maskers. It waits for the child,
// and passes on all that was printed until then; those that the child leaves
// behind keep nobody waiting, as on a terminal.
func runMasked(cmd *exec.Cmd, out, errOut *masker) (int, error) {
	o, err := openOutlet(out)
	if err != nil {
		return CodeFailed, err
	}
	defer o.finish()
	e, err := openOutlet(errOut)
	if err != nil {
		return CodeFailed, err
	}
	defer e.finish()
	cmd.Stdout, cmd.Stderr = o.w, e.w
	return runPlain(cmd)
}

// outlet is a pipe from a child to a masker.
type outlet struct {
	r, w   *os.File
	to     *masker
	copied chan struct{} // closed when nobody reads r any more
}

func openOutlet(to *masker) (*outlet, error) {
	r, w, err := os.Pipe()
	if err != nil {
		return nil, err
	}
	o := &outlet{r, w, to, make(chan struct{})}
	go o.copy()
	return o, nil
}

// copy passes on what comes until finish ends it. Where that cannot be passed
// on, the child's next write fails; the masker keeps the error.
func (o *outlet) copy() {
	defer close(o.copied)
	if _, err := io.Copy(o.to, o.r); !errors.Is(err, os.ErrDeadlineExceeded) {
		o.r.Close()
	}
}

// finish passes on what is in the pipe, and closes it: for the time after the
// child.
func (o *outlet) finish() {
	o.w.Close()
	_ = o.r.SetReadDeadline(time.Unix(1, 0)) // long ago: ends a read that waits
	<-o.copied
	_ = o.r.SetReadDeadline(time.Time{})
	o.drain()
	o.r.Close()
}

// drain reads without waiting, and no more than a pipe holds: somebody may
// still write.
func (o *outlet) drain() {
	pipe, err := o.r.SyscallConn()
	if err != nil {
		return
	}
	chunk := make([]byte, 64<<10)
	defer clear(chunk)
	for left := maxInPipe; left > 0; {
		n, err := readAtOnce(pipe, chunk)
		if err != nil || n == 0 {
			return
		}
		if _, err := o.to.Write(chunk[:n]); err != nil {
			return
		}
		left -= n
	}
}

// readAtOnce reads what is there; when nothing is, the error says so.
func readAtOnce(pipe syscall.RawConn, b []byte) (n int, err error) {
	outer := pipe.Read(func(fd uintptr) bool {
		for {
			if n, err = syscall.Read(int(fd), b); !errors.Is(err, syscall.EINTR) {
				return true
			}
		}
	})
	return max(n, 0), errors.Join(outer, err)
}
