package blob

import (
	"context"
	"errors"
	"fmt"
	"io/fs"
	"strconv"
	"strings"
	"time"
)

// protocolVersion is what this client speaks.
const protocolVersion = 1

// helper is a store behind a helper program, which the first call starts. One call
// runs at a time. Once the program has broken off, been silent, been cut short
// by a context, or said what it may not say, it is ended, and every later call has
// the same error: the program is not started again before the next [Open].
type helper struct {
	name, address string
	start         Start
	wait, longest time.Duration

	turn   chan struct{} // holds one token: whoever has it may use the rest
	proc   Process
	broken error
}

func newHelper(name, address string, start Start) *helper {
	h := &helper{name: name, address: address, start: start, wait: patience, longest: longest, turn: make(chan struct{}, 1)}
	h.turn <- struct{}{}
	return h
}

// Put sends the object.
func (h *helper) Put(ctx context.Context, name string, data []byte) error {
	if err := checkPut(ctx, name, data); err != nil {
		return err
	}
	_, err := h.call(ctx, frame{"put " + name, data}, expect{})
	return about(name, err)
}

// Get takes no memory for more than was asked for.
func (h *helper) Get(ctx context.Context, name string, most int64) ([]byte, error) {
	if err := checkGet(ctx, name); err != nil {
		return nil, err
	}
	most = max(0, min(most, MaxObject))
	data, err := h.call(ctx, frame{head: "get " + name + " " + strconv.FormatInt(most, 10)}, expect{body: most})
	return data, about(name, err)
}

// List holds one page at a time.
func (h *helper) List(ctx context.Context, prefix string, each func(Object) error) error {
	if err := checkPrefix(prefix); err != nil {
		return err
	}
	if err := ctx.Err(); err != nil {
		return err
	}
	l := &listing{prefix: prefix, each: each}
	_, err := h.call(ctx, frame{head: strings.TrimSuffix("list "+prefix, " ")}, expect{page: l.page})
	if l.stopped != nil {
		return l.stopped
	}
	return err
}

// Delete asks for the object to go.
func (h *helper) Delete(ctx context.Context, name string) error {
	if err := checkGet(ctx, name); err != nil {
		return err
	}
	_, err := h.call(ctx, frame{head: "delete " + name}, expect{})
	return about(name, err)
}

// Check passes on what the helper finds out.
func (h *helper) Check(ctx context.Context, name string) (Facts, error) {
	if err := checkGet(ctx, name); err != nil {
		return Facts{}, err
	}
	body, err := h.call(ctx, frame{head: "check " + name}, expect{body: maxMessage})
	if err != nil {
		return Facts{}, err
	}
	return readFacts(body), nil
}

// Close lets the program end by itself, within its patience.
func (h *helper) Close() error {
	<-h.turn
	defer func() { h.turn <- struct{}{} }()
	if h.proc == nil || h.broken != nil {
		return nil
	}
	w := newWatch(context.Background(), h.wait, h.proc.Kill)
	defer w.end()
	_ = h.proc.CloseWrite()
	_, err := h.proc.Wait()
	h.broken = errors.New("the store is closed")
	if err != nil {
		return fmt.Errorf("%w %s ended with an error: %w", ErrHelper, h.program(), err)
	}
	return nil
}

func (h *helper) program() string { return "coffer-blob-" + h.name }

// expect says what may come as an answer: a body of so many bytes, and pages.
type expect struct {
	body int64
	page func(body []byte) error
}

// call sends one request and returns the body of the answer. Errors that the
// helper reports come as they are; others are the end of it.
func (h *helper) call(ctx context.Context, request frame, e expect) ([]byte, error) {
	select {
	case <-h.turn:
		defer func() { h.turn <- struct{}{} }()
	case <-ctx.Done():
		return nil, ctx.Err()
	}
	if h.broken != nil {
		return nil, h.broken
	}
	if err := h.greet(ctx); err != nil {
		return nil, err
	}
	return h.exchange(ctx, request, e)
}

// greet starts the program and agrees on a version.
func (h *helper) greet(ctx context.Context) error {
	if h.proc != nil {
		return nil
	}
	proc, err := h.start(h.name)
	if err != nil {
		h.broken = h.notStarted(err)
		return h.broken
	}
	h.proc = proc
	version := strconv.Itoa(protocolVersion)
	body, err := h.exchange(ctx, frame{"hello " + version, []byte(h.address)}, expect{body: maxHead})
	switch {
	case h.broken != nil:
		return err
	case err != nil: // a wrong address, no credentials: it would be the same again
		h.end()
		h.broken = err
	case string(body) != version:
		return h.breakOff(fmt.Errorf("%w: version %s where %s was asked for", errNonsense, plain(string(body)), version))
	}
	return err
}

func (h *helper) notStarted(err error) error {
	if errors.Is(err, fs.ErrNotExist) {
		return missingError{h.program()}
	}
	return fmt.Errorf("%w %s cannot be started: %w", ErrHelper, h.program(), err)
}

// exchange sends a request and reads until the answer is there.
func (h *helper) exchange(ctx context.Context, request frame, e expect) ([]byte, error) {
	bounded, cancel := context.WithTimeout(ctx, h.longest)
	defer cancel()
	w := newWatch(bounded, h.wait, h.proc.Kill)
	defer w.end()
	answer, err := h.talk(w, request, e)
	var told *reportedError
	switch {
	case err == nil:
		return answer, nil
	case errors.As(err, &told):
		return nil, told.error
	case ctx.Err() != nil:
		h.end()
		h.broken = fmt.Errorf("%w: %s was ended in the middle of a call", ErrUnavailable, h.program())
		return nil, ctx.Err()
	case bounded.Err() != nil:
		return nil, h.breakOff(fmt.Errorf("%w: one call took longer than %v", ErrUnavailable, h.longest))
	case w.silent.Load():
		return nil, h.breakOff(fmt.Errorf("%w: nothing moved for %v", ErrUnavailable, h.wait))
	}
	return nil, h.breakOff(err)
}

func (h *helper) talk(w *watch, request frame, e expect) ([]byte, error) {
	if err := writeFrame(h.proc, request, w.moved); err != nil {
		return nil, err
	}
	for {
		answer, err := readFrame(h.proc, e.room, w.moved)
		if err != nil {
			return nil, err
		}
		word, rest, _ := strings.Cut(answer.head, " ")
		switch {
		case answer.head == "ok":
			return answer.body, nil
		case answer.head == "wait":
		case answer.head == "objects" && e.page != nil:
			if err := e.page(answer.body); err != nil {
				return nil, err
			}
		case word == "error":
			return nil, reported(rest, answer.body)
		default:
			return nil, fmt.Errorf("%w: %q", errNonsense, plain(answer.head))
		}
	}
}

// room is how long the body after a head may be.
func (e expect) room(head string) int64 {
	switch {
	case head == "ok":
		return e.body
	case head == "objects":
		return maxPage
	case strings.HasPrefix(head, "error "):
		return maxMessage
	}
	return 0
}

// breakOff ends a program that cannot be gone on with, and remembers why.
func (h *helper) breakOff(err error) error {
	said := h.end()
	if !errors.Is(err, errNonsense) && !errors.Is(err, ErrUnavailable) {
		err = errors.New("broke off")
	}
	h.broken = fmt.Errorf("%w %s: %w", ErrHelper, h.program(), err)
	if said = plain(said); said != "" {
		h.broken = fmt.Errorf("%w; it wrote: %s", h.broken, said)
	}
	return h.broken
}

// end ends the program and returns what it wrote at last.
func (h *helper) end() string {
	h.proc.Kill()
	said, _ := h.proc.Wait() // that it was killed is no news
	return said
}
