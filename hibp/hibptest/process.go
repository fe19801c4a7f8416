package hibptest

import (
	"errors"
	"io"
	"sync"
)

// Process is a program that runs in this process: for whoever takes one that reads its
// standard input and writes its standard output.
type Process struct {
	in, out       *io.PipeWriter
	inEnd, outEnd *io.PipeReader

	once sync.Once
	done chan struct{}
	said string
	err  error
}

// Start runs a program.
func Start(program func(in io.Reader, out io.Writer) error) *Process {
	p := &Process{done: make(chan struct{})}
	p.inEnd, p.in = io.Pipe()
	p.outEnd, p.out = io.Pipe()
	go func() {
		defer close(p.done)
		if p.err = program(p.inEnd, p.out); p.err != nil {
			p.said = p.err.Error()
		}
		p.inEnd.Close()
		p.out.Close()
	}()
	return p
}

var errKilled = errors.New("killed")

// Read reads what the program says.
func (p *Process) Read(b []byte) (int, error) { return p.outEnd.Read(b) }

// Write tells the program something.
func (p *Process) Write(b []byte) (int, error) { return p.in.Write(b) }

// CloseWrite tells the program that nothing more comes.
func (p *Process) CloseWrite() error { return p.in.Close() }

// Kill ends what it reads and writes.
func (p *Process) Kill() {
	p.once.Do(func() {
		p.inEnd.CloseWithError(errKilled)
		p.in.CloseWithError(errKilled)
		p.outEnd.CloseWithError(errKilled)
		p.out.CloseWithError(errKilled)
	})
}

// Wait waits until the program has ended, and returns its error, also as text.
func (p *Process) Wait() (string, error) {
	<-p.done
	return p.said, p.err
}
