package main

import (
	"context"
	"errors"
	"io"
	"strconv"
	"strings"
	"sync"
	"time"
)

// place is what a server serves: four calls and what there is to know.
type place interface {
	put(ctx context.Context, name string, data []byte) error
	get(ctx context.Context, name string, most int64) ([]byte, error)
	list(ctx context.Context, prefix string, each func(name string, size int64) error) error
	delete(ctx context.Context, name string) error
	check(ctx context.Context, name string) (facts string)
}

// server answers one request after the other.
type server struct {
	open func(address string) (place, error)

	mu  sync.Mutex // answers come from the request and from the clock
	out io.Writer

	place place // after the greeting
}

// serve ends well where no more requests come.
func (s *server) serve(in io.Reader) error {
	for {
		r, err := readRequest(in)
		if errors.Is(err, io.EOF) {
			return nil
		}
		if err == nil {
			err = s.answer(r)
		}
		if err != nil {
			return err
		}
	}
}

// answer carries a request out, and says that it is still at it as long as that
// takes.
func (s *server) answer(r request) error {
	done := make(chan struct{})
	var waiting sync.WaitGroup
	waiting.Go(func() {
		clock := time.NewTicker(waitEvery)
		defer clock.Stop()
		for {
			select {
			case <-clock.C:
				_ = s.say("wait", nil)
			case <-done:
				return
			}
		}
	})
	body, err := s.carryOut(context.Background(), r)
	close(done)
	waiting.Wait()
	if err != nil {
		f := failureOf(err)
		return s.say("error "+f.word, []byte(f.text))
	}
	return s.say("ok", body)
}

func (s *server) say(head string, body []byte) error {
	s.mu.Lock()
	defer s.mu.Unlock()
	return writeFrame(s.out, head, body)
}

func (s *server) carryOut(ctx context.Context, r request) ([]byte, error) {
	call, rest, _ := strings.Cut(r.head, " ")
	if call == "hello" {
		return s.hello(rest, string(r.body))
	}
	if s.place == nil {
		return nil, &failure{word: "other", text: "a request before the greeting"}
	}
	name, most, _ := strings.Cut(rest, " ")
	if !isName(name, maxParts) && (call != "list" || name != "" && !isName(name, maxParts-1)) {
		return nil, &failure{word: "other", text: "a name that does not fit"}
	}
	switch call {
	case "put":
		return nil, s.place.put(ctx, name, r.body)
	case "get":
		bound, err := strconv.ParseInt(most, 10, 64)
		if err != nil || bound < 0 || bound > maxObject {
			return nil, &failure{word: "other", text: "a bound that does not fit"}
		}
		return s.place.get(ctx, name, bound)
	case "list":
		return nil, s.list(ctx, name)
	case "delete":
		return nil, s.place.delete(ctx, name)
	case "check":
		return []byte(s.place.check(ctx, name)), nil
	}
	return nil, &failure{word: "other", text: "an unknown request"}
}

func (s *server) hello(offered, address string) ([]byte, error) {
	if offered != version {
		return nil, &failure{word: "other", text: "this helper speaks version " + version + " of the protocol alone"}
	}
	p, err := s.open(address)
	if err != nil {
		return nil, err // p may be a nil of some type, which is a place that panics
	}
	s.place = p
	return []byte(version), nil
}

// list says pages as they fill up. Names that are not Coffer's are left out.
func (s *server) list(ctx context.Context, prefix string) error {
	var page []byte
	err := s.place.list(ctx, prefix, func(name string, size int64) error {
		if !isName(name, maxParts) {
			return nil
		}
		page = append(page, name...)
		page = append(page, ' ')
		page = strconv.AppendInt(page, size, 10)
		page = append(page, '\n')
		if len(page) < pageSize {
			return nil
		}
		err := s.say("objects", page)
		page = page[:0]
		return err
	})
	if err != nil || len(page) == 0 {
		return err
	}
	return s.say("objects", page)
}

// isName knows the names of the protocol.
func isName(name string, most int) bool {
	parts := strings.Split(name, "/")
	for _, part := range parts {
		if part == "" || len(part) > maxPart || strings.Trim(part, "abcdefghijklmnopqrstuvwxyz0123456789") != "" {
			return false
		}
	}
	return len(parts) <= most
}
