package apart

import (
	"bufio"
	"context"
	"errors"
	"fmt"
	"io"
	"sync"

	"coffer/hibp/online"
)

// Serve answers a parent until it says no more, over ways that open makes. An error
// means that the parent says what it may not say, or cannot be told anything.
func Serve(in io.Reader, out io.Writer, open func(online.Server) (online.Way, error)) error {
	r := bufio.NewReaderSize(in, buffer)
	first, err := readAsk(r)
	switch {
	case errors.Is(err, io.EOF):
		return nil
	case err != nil:
		return err
	case first.word != wordOpen:
		return fmt.Errorf("the parent %w: it asks before it opens", errNonsense)
	}
	way, err := open(first.server)
	if err != nil {
		_, err = out.Write(answer{word: wordRefused, why: fit(err.Error())}.append(nil))
		return err
	}
	defer way.Close()
	ctx, cancel := context.WithCancel(context.Background())
	s := &serving{ctx: ctx, end: cancel, way: way, out: bufio.NewWriterSize(out, buffer), running: map[uint64]context.CancelFunc{}}
	s.say(answer{word: wordReady})
	err = s.hear(r)
	cancel()
	s.all.Wait()
	if errors.Is(err, io.EOF) {
		err = nil
	}
	return errors.Join(err, s.fault)
}

// serving is the child's side.
type serving struct {
	ctx context.Context
	end context.CancelFunc
	way online.Way
	all sync.WaitGroup

	mu      sync.Mutex
	last    uint64
	running map[uint64]context.CancelFunc

	writing sync.Mutex
	out     *bufio.Writer
	fault   error // of the first answer that could not be written
}

// hear takes what the parent asks. Numbers rise.
func (s *serving) hear(r *bufio.Reader) error {
	for {
		a, err := readAsk(r)
		if err == nil {
			err = s.take(a)
		}
		if err != nil {
			return err
		}
	}
}

func (s *serving) take(a ask) error {
	s.mu.Lock()
	defer s.mu.Unlock()
	switch {
	case a.word == wordOpen:
		return fmt.Errorf("the parent %w: it opens twice", errNonsense)
	case a.word == wordCancel && a.n > s.last, a.word == wordGet && a.n <= s.last:
		return fmt.Errorf("the parent %w: a number out of turn", errNonsense)
	case a.word == wordCancel:
		if cancel := s.running[a.n]; cancel != nil { // else it is answered already
			cancel()
		}
		return nil
	case len(s.running) == maxOpen:
		return fmt.Errorf("the parent %w: more than %d requests at the same time", errNonsense, maxOpen)
	}
	ctx, cancel := context.WithCancel(s.ctx)
	s.last, s.running[a.n] = a.n, cancel
	s.all.Go(func() { s.one(ctx, a) })
	return nil
}

// one answers one request. Its number is free before the answer is on its way: whoever
// reads that may ask again.
func (s *serving) one(ctx context.Context, a ask) {
	got, err := s.way.Fetch(ctx, a.query)
	out := answerTo(ctx, a, got, err)
	s.mu.Lock()
	s.running[a.n]()
	delete(s.running, a.n)
	s.mu.Unlock()
	s.say(out)
}

func answerTo(ctx context.Context, a ask, got online.Fetched, err error) answer {
	out := answer{word: wordRange, n: a.n, got: got}
	var e *online.Error
	switch {
	case errors.As(err, &e):
		out.word, out.failed = wordFailed, sayable(e)
	case err != nil && ctx.Err() != nil:
		out.word = wordCancelled
	case err != nil:
		out.word, out.failed = wordFailed, sayable(&online.Error{Kind: online.ErrUnreachable, Why: err.Error()})
	case got.Unchanged:
		out.word = wordSame
	case len(got.Body) > maxBody:
		out.word, out.failed = wordFailed, sayable(&online.Error{Kind: online.ErrAnswer, Why: "its answer is too long"})
	}
	return out
}

// say writes one answer; once that fails there is nobody to work for.
func (s *serving) say(a answer) {
	s.writing.Lock()
	defer s.writing.Unlock()
	if s.fault != nil {
		return
	}
	_, err := s.out.Write(a.appendHead(nil))
	if err == nil && a.word == wordRange {
		_, err = s.out.Write(a.got.Body)
	}
	if err == nil {
		err = s.out.Flush()
	}
	if s.fault = err; err != nil {
		s.end()
	}
}
