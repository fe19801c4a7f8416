package blob

import (
	"context"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"slices"
	"strings"
	"sync"
	"testing"
	"testing/synctest"
	"time"
)

// fake is a helper program within the test: serve is all of it.
type fake struct {
	in       *io.PipeWriter
	out      *io.PipeReader
	inR      *io.PipeReader
	outW     *io.PipeWriter
	said     string
	ended    chan struct{}
	killed   sync.Once
	wasEnded bool
}

// talk is what a fake knows of the other side.
type talk struct {
	t   *testing.T
	in  io.Reader
	out io.Writer
}

func (f *fake) Read(p []byte) (int, error)  { return f.out.Read(p) }
func (f *fake) Write(p []byte) (int, error) { return f.in.Write(p) }
func (f *fake) CloseWrite() error           { return f.in.Close() }

func (f *fake) Kill() {
	f.killed.Do(func() {
		for _, end := range []io.Closer{f.in, f.out, f.inR, f.outW} {
			end.Close()
		}
	})
}

func (f *fake) Wait() (string, error) {
	<-f.ended
	f.wasEnded = true
	return f.said, nil
}

// starting gives a start function for a fake, and counts the starts.
func starting(t *testing.T, said string, serve func(k talk)) (start Start, all *[]*fake) {
	all = new([]*fake)
	return func(name string) (Process, error) {
		if name != "x" {
			t.Errorf("started as %q", name)
		}
		f := &fake{said: said, ended: make(chan struct{})}
		f.inR, f.in = io.Pipe()
		f.out, f.outW = io.Pipe()
		*all = append(*all, f)
		go func() {
			defer close(f.ended)
			defer f.outW.Close()
			defer f.inR.Close()
			serve(talk{t, f.inR, f.outW})
		}()
		t.Cleanup(f.Kill)
		return f, nil
	}, all
}

func opened(t *testing.T, start Start) Opened {
	t.Helper()
	s, err := Open("x:somewhere", Options{Start: start, Helpers: []string{"x"}})
	must(t, err)
	return s
}

// next reads a request; at the end of them ok is false.
func (k talk) next() (f frame, ok bool) {
	f, err := readFrame(k.in, func(string) int64 { return MaxObject }, func() {})
	return f, err == nil
}

func (k talk) say(head string, body string) {
	_ = writeFrame(k.out, frame{head, []byte(body)}, func() {})
}

// greet answers the greeting.
func (k talk) greet() {
	if f, ok := k.next(); !ok || f.head != "hello 1" || string(f.body) != "x:somewhere" {
		k.t.Errorf("greeted with %q %q", f.head, f.body)
	}
	k.say("ok", "1")
}

// answering greets and gives one answer after the other.
func answering(frames ...frame) func(talk) {
	return func(k talk) {
		k.greet()
		for range frames {
			if _, ok := k.next(); !ok {
				return
			}
			k.say(frames[0].head, string(frames[0].body))
			frames = frames[1:]
		}
		io.Copy(io.Discard, k.in)
	}
}

// raw reads requests until one is not the greeting, then says bytes as they are.
func raw(bytes string) func(talk) {
	return func(k talk) {
		k.greet()
		k.next()
		io.WriteString(k.out, bytes)
	}
}

func TestHelperRequests(t *testing.T) {
	var got []string
	start, all := starting(t, "", func(k talk) {
		k.greet()
		for f, ok := k.next(); ok; f, ok = k.next() {
			got = append(got, f.head+"|"+string(f.body))
			k.say("ok", map[string]string{"get a/x 5": "12345", "check c/x": "conditional yes\nversioning no\nlock\nnew yes\nodd\n"}[f.head])
		}
	})
	s := opened(t, start)
	if len(*all) > 0 {
		t.Error("started before the first call")
	}
	must(t, s.Put(t.Context(), "a/x", []byte("data")))
	data, err := s.Get(t.Context(), "a/x", 5)
	if err != nil || string(data) != "12345" {
		t.Errorf("got %q, %v", data, err)
	}
	must(t, s.List(t.Context(), "", nil))
	must(t, s.List(t.Context(), "a", nil))
	must(t, s.Delete(t.Context(), "a/x"))
	facts, err := s.Check(t.Context(), "c/x")
	if want := (Facts{Conditional: Yes, Versioning: No}); err != nil || facts != want {
		t.Errorf("facts %v, %v", facts, err)
	}
	_, err = s.Get(t.Context(), "a/y", -1)
	must(t, err)
	_, err = s.Get(t.Context(), "a/y", 1<<40)
	must(t, err)
	must(t, s.Close())
	want := []string{"put a/x|data", "get a/x 5|", "list|", "list a|", "delete a/x|", "check c/x|", "get a/y 0|", "get a/y 67108864|"}
	if !slices.Equal(got, want) {
		t.Errorf("asked for %q", got)
	}
	if f := (*all)[0]; len(*all) != 1 || !f.wasEnded {
		t.Error("it was not ended once")
	}
	if err := s.Put(t.Context(), "a/x", nil); err == nil {
		t.Error("a call after the end")
	}
	must(t, s.Close())
}

// No name that does not fit reaches a helper, and nothing starts for it.
func TestHelperChecksFirst(t *testing.T) {
	start, all := starting(t, "", func(talk) {})
	s := opened(t, start)
	cancelled, cancel := context.WithCancel(t.Context())
	cancel()
	_, err := s.Get(t.Context(), "../x", 1)
	wantErr(t, err, ErrName)
	_, err = s.Check(t.Context(), "a b")
	wantErr(t, err, ErrName)
	wantErr(t, s.Put(t.Context(), "a\nb", nil), ErrName)
	wantErr(t, s.Delete(t.Context(), ""), ErrName)
	wantErr(t, s.List(t.Context(), "a/", nil), ErrName)
	wantErr(t, s.Put(cancelled, "a", nil), context.Canceled)
	wantErr(t, s.Put(t.Context(), "a", make([]byte, MaxObject+1)), ErrTooLarge)
	must(t, s.Close())
	if len(*all) > 0 {
		t.Error("it was started")
	}
}

func TestHelperIsAllowed(t *testing.T) {
	start := func(string) (Process, error) { return nil, errors.New("started") }
	for name, c := range map[string]struct {
		address string
		o       Options
		ok      bool
	}{
		"s3":         {"s3://b", Options{Start: start}, true},
		"listed":     {"x:y", Options{Start: start, Helpers: []string{"a", "x"}}, true},
		"not listed": {"x:y", Options{Start: start, Helpers: []string{"a"}}, false},
		"no start":   {"s3://b", Options{}, false},
	} {
		if _, err := Open(c.address, c.o); (err == nil) != c.ok || err != nil && !errors.Is(err, ErrHelper) {
			t.Errorf("%s: %v", name, err)
		}
	}
}

func TestHelperIsMissing(t *testing.T) {
	starts := 0
	s := opened(t, func(string) (Process, error) {
		starts++
		return nil, fmt.Errorf("look: %w", fs.ErrNotExist)
	})
	for range 2 {
		err := s.Put(t.Context(), "a", nil)
		wantErr(t, err, ErrHelper)
		if !strings.Contains(err.Error(), "coffer-blob-x is not there; put it beside coffer") {
			t.Errorf("got %v", err)
		}
	}
	must(t, s.Close())
	if starts != 1 {
		t.Errorf("looked for %d times", starts)
	}
}

// What breaks off, or says what it may not, is ended; later calls have the same
// error and start nothing.
func TestHelperBreaks(t *testing.T) {
	nothing := func(talk) {}
	for name, serve := range map[string]func(talk){
		"dies at once":            nothing,
		"dies while greeting":     func(k talk) { k.next() },
		"dies after the greeting": func(k talk) { k.greet() },
		"dies with a request":     raw(""),
		"dies in a header":        raw("\x00\x00"),
		"dies in a head":          raw("\x00\x00\x00\x02\x00\x00\x00\x00o"),
		"dies in a body":          raw("\x00\x00\x00\x02\x00\x00\x00\x05okab"),
		"web page":                raw("HTTP/1.1 200 OK\r\n\r\n<html>"),
		"empty head":              raw("\x00\x00\x00\x00\x00\x00\x00\x00"),
		"long head":               raw("\x00\x00\x02\x01\x00\x00\x00\x00" + strings.Repeat("o", maxHead+1)),
		"endless head":            raw("\xff\xff\xff\xff\x00\x00\x00\x00"),
		"endless body":            raw("\x00\x00\x00\x02\xff\xff\xff\xffok"),
		"one byte too many":       answering(frame{"ok", make([]byte, 11)}),
		"unknown word":            answering(frame{"yes", nil}),
		"ok and more":             answering(frame{"ok then", nil}),
		"upper case":              answering(frame{"OK", nil}),
		"a page for a get":        answering(frame{"objects", []byte("a 1\n")}),
		"wait with a body":        answering(frame{"wait", []byte("x")}),
		"long error":              answering(frame{"error other", make([]byte, maxMessage+1)}),
		"escape":                  answering(frame{"\x1b[2J", nil}),
		"other version":           func(k talk) { k.next(); k.say("ok", "2"); io.Copy(io.Discard, k.in) },
		"no version":              func(k talk) { k.next(); k.say("ok", ""); io.Copy(io.Discard, k.in) },
	} {
		t.Run(name, func(t *testing.T) {
			start, all := starting(t, "last \x1b[31mwords\nof it", serve)
			s := opened(t, start)
			_, first := s.Get(t.Context(), "a", 10)
			wantErr(t, first, ErrHelper)
			if !strings.Contains(first.Error(), "coffer-blob-x") || !strings.Contains(first.Error(), "it wrote: last ?[31mwords of it") || strings.ContainsRune(first.Error(), 0x1b) {
				t.Errorf("got %q", first)
			}
			wantErr(t, s.Put(t.Context(), "a", nil), ErrHelper)
			must(t, s.Close())
			if len(*all) != 1 || !(*all)[0].wasEnded {
				t.Error("it was not ended once")
			}
		})
	}
}

func TestHelperBreaksInAList(t *testing.T) {
	for name, serve := range map[string]func(talk){
		"dies":           func(k talk) { k.greet(); k.next(); k.say("objects", "a 1\n") },
		"long page":      answering(frame{"objects", make([]byte, maxPage+1)}),
		"no size":        answering(frame{"objects", []byte("a\n")}),
		"negative size":  answering(frame{"objects", []byte("a -1\n")}),
		"odd size":       answering(frame{"objects", []byte("a 1x\n")}),
		"blank":          answering(frame{"objects", []byte("a 1 \n")}),
		"empty line":     answering(frame{"objects", []byte("a 1\n\nb 2\n")}),
		"size too large": answering(frame{"objects", []byte("a 99999999999999999999\n")}),
	} {
		t.Run(name, func(t *testing.T) {
			start, _ := starting(t, "", serve)
			wantErr(t, opened(t, start).List(t.Context(), "", func(Object) error { return nil }), ErrHelper)
		})
	}
}

// What is not ours in a list is passed over.
func TestHelperListsWhatIsForeign(t *testing.T) {
	page := "m/a 1\nm/../b 1\nM/a 1\nother/a 1\n/m/a 1\nm/\x1b 1\nm/b 2\nm 1\nm/a/b/c 1\nmm/a 1\n"
	start, _ := starting(t, "", func(k talk) {
		k.greet()
		k.next()
		k.say("objects", page)
		k.say("objects", "")
		k.say("objects", "m/c 3")
		k.say("ok", "")
		io.Copy(io.Discard, k.in)
	})
	if got := listed(t, opened(t, start), "m"); !slices.Equal(got, []string{"m/a", "m/b", "m/c"}) {
		t.Errorf("listed are %q", got)
	}
}

// A caller that has enough of a list can go on with the same helper.
func TestHelperListIsStopped(t *testing.T) {
	start, _ := starting(t, "", func(k talk) {
		k.greet()
		for _, ok := k.next(); ok; _, ok = k.next() {
			for i := range 100 {
				k.say("objects", fmt.Sprintf("a%d 1\nb%d 1\n", i, i))
			}
			k.say("ok", "")
		}
	})
	s := opened(t, start)
	stop, calls := errors.New("stop"), 0
	err := s.List(t.Context(), "", func(Object) error { calls++; return stop })
	if err != stop || calls != 1 {
		t.Errorf("got %v after %d calls", err, calls)
	}
	if got := listed(t, s, ""); len(got) != 200 {
		t.Errorf("listed are %d", len(got))
	}
}

// An error that is reported is no end, has its kind from its word alone, and shows
// its text bounded.
func TestHelperReports(t *testing.T) {
	for _, c := range []struct {
		head, body string
		kind       error
		text       string
	}{
		{"error exists", "", ErrExists, "object a: exists already"},
		{"error not-found", "no such key", ErrNotFound, "object a: not found: no such key"},
		{"error too-large", "", ErrTooLarge, "object a: too large"},
		{"error refused", "403", ErrRefused, "object a: access refused: 403"},
		{"error unavailable", "", ErrUnavailable, "object a: not reachable now"},
		{"error other", "not found", nil, "object a: not found"},
		{"error new-word", "\x1b[2Jred\r\nnext\u202e\xff", nil, "object a: ?[2Jred? next??"},
		{"error", "", nil, "object a: the helper program reports an error and says nothing about it"},
		{"error other", strings.Repeat("ä", 2000), nil, "object a: " + strings.Repeat("ä", maxShown) + "…"},
	} {
		start, _ := starting(t, "", answering(frame{c.head, []byte(c.body)}, frame{"ok", []byte("x")}))
		s := opened(t, start)
		_, err := s.Get(t.Context(), "a", 1)
		if err == nil || err.Error() != c.text || errors.Is(err, ErrHelper) {
			t.Errorf("%q: got %q", c.head, err)
		}
		for _, kind := range []error{ErrExists, ErrNotFound, ErrTooLarge, ErrRefused, ErrUnavailable, ErrAddress} {
			if errors.Is(err, kind) != (kind == c.kind) {
				t.Errorf("%q: is a %v: %v", c.head, kind, errors.Is(err, kind))
			}
		}
		if data, err := s.Get(t.Context(), "a", 1); err != nil || string(data) != "x" {
			t.Errorf("after %q: %q, %v", c.head, data, err)
		}
	}
}

// What a helper refuses at the greeting it refuses for good.
func TestHelperRefusesTheAddress(t *testing.T) {
	for word, kind := range map[string]error{"address": ErrAddress, "refused": ErrRefused, "unavailable": ErrUnavailable} {
		start, all := starting(t, "", func(k talk) {
			k.next()
			k.say("error "+word, "why")
			io.Copy(io.Discard, k.in)
		})
		s := opened(t, start)
		for range 2 {
			wantErr(t, s.Put(t.Context(), "a", nil), kind)
		}
		if len(*all) != 1 || !(*all)[0].wasEnded {
			t.Error("it was not ended once")
		}
	}
}

func silent(k talk) {
	k.greet()
	k.next()
	io.Copy(io.Discard, k.in)
}

// A helper that is silent is ended after its time; the clock is the test's.
func TestHelperIsSilent(t *testing.T) {
	for name, c := range map[string]struct {
		serve func(talk)
		after time.Duration
	}{
		"says nothing":        {silent, patience},
		"does not even greet": {func(k talk) { io.Copy(io.Discard, k.in) }, patience},
		"does not read":       {nil, patience},
		"stops in an answer": {func(k talk) {
			k.greet()
			k.next()
			io.WriteString(k.out, "\x00\x00\x00\x0b\x00\x00\x00\x05error otherab")
			io.Copy(io.Discard, k.in)
		}, patience},
		"waits for ever": {func(k talk) {
			k.greet()
			k.next()
			go io.Copy(io.Discard, k.in)
			for writeFrame(k.out, frame{head: "wait"}, func() {}) == nil {
				time.Sleep(time.Minute)
			}
		}, longest},
	} {
		t.Run(name, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				serve := c.serve
				if serve == nil { // reads no more for a while
					serve = func(k talk) {
						k.greet()
						time.Sleep(patience + time.Second)
					}
				}
				start, _ := starting(t, "", serve)
				s := opened(t, start)
				began := time.Now()
				err := s.Put(t.Context(), "a", make([]byte, 1<<20))
				wantErr(t, err, ErrHelper)
				wantErr(t, err, ErrUnavailable)
				if took := time.Since(began); took < c.after || took > c.after+2*time.Minute {
					t.Errorf("after %v", took)
				}
				wantErr(t, s.Put(t.Context(), "a", nil), ErrUnavailable)
			})
		})
	}
}

// A helper that says that it is still at it gets more time.
func TestHelperWaits(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		start, _ := starting(t, "", func(k talk) {
			k.greet()
			k.next()
			for range 10 {
				time.Sleep(patience - time.Second)
				k.say("wait", "")
			}
			k.say("ok", "")
			k.next()
		})
		s := opened(t, start)
		must(t, s.Put(t.Context(), "a", nil))
		must(t, s.Close())
	})
}

func TestHelperIsCancelled(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		start, all := starting(t, "", silent)
		s := opened(t, start)
		ctx, cancel := context.WithTimeout(t.Context(), time.Second)
		defer cancel()
		wantErr(t, s.Put(ctx, "a", nil), context.DeadlineExceeded)
		wantErr(t, s.Put(t.Context(), "a", nil), ErrUnavailable)
		if len(*all) != 1 || !(*all)[0].wasEnded {
			t.Error("it was not ended once")
		}
	})
}

// Who waits for another call to end can give up; the other call goes on.
func TestHelperTurns(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		start, _ := starting(t, "", func(k talk) {
			k.greet()
			for _, ok := k.next(); ok; _, ok = k.next() {
				time.Sleep(time.Minute)
				k.say("ok", "")
			}
		})
		s := opened(t, start)
		var first sync.WaitGroup
		first.Go(func() { must(t, s.Put(t.Context(), "a", nil)) })
		synctest.Wait()
		ctx, cancel := context.WithTimeout(t.Context(), time.Second)
		defer cancel()
		wantErr(t, s.Put(ctx, "b", nil), context.DeadlineExceeded)
		first.Wait()
		must(t, s.Put(t.Context(), "b", nil))
		must(t, s.Close())
	})
}

// A helper that does not end by itself is ended.
func TestHelperDoesNotEnd(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		start, _ := starting(t, "", func(k talk) {
			k.greet()
			k.next()
			k.say("ok", "")
			io.Copy(io.Discard, k.in)
			for writeFrame(k.out, frame{head: "wait"}, func() {}) == nil {
				time.Sleep(time.Minute)
			}
		})
		s := opened(t, start)
		must(t, s.Put(t.Context(), "a", nil))
		began := time.Now()
		must(t, s.Close())
		if took := time.Since(began); took < patience || took > 2*patience {
			t.Errorf("after %v", took)
		}
	})
}

// A long list passes through without being held.
func TestHelperHundredThousand(t *testing.T) {
	const pages, lines = 100, 1000
	start, _ := starting(t, "", func(k talk) {
		k.greet()
		k.next()
		for page := range pages {
			var body strings.Builder
			for line := range lines {
				fmt.Fprintf(&body, "m/%dx%d 4096\n", page, line)
			}
			k.say("objects", body.String())
		}
		k.say("ok", "")
		k.next()
	})
	s, n := opened(t, start), 0
	must(t, s.List(t.Context(), "m", func(Object) error { n++; return nil }))
	if n != pages*lines {
		t.Errorf("listed are %d", n)
	}
}

// FuzzHelper: whatever a helper says, the client comes to an end, and takes no more
// than it asked for.
func FuzzHelper(f *testing.F) {
	hello := "\x00\x00\x00\x02\x00\x00\x00\x01ok1"
	for _, seed := range []string{
		"", hello, hello + "\x00\x00\x00\x02\x00\x00\x00\x03okabc", hello + "\x00\x00\x00\x04\x00\x00\x00\x00wait",
		hello + "\x00\x00\x00\x0c\x00\x00\x00\x01error existsx", hello + "\x00\x00\x00\x07\x00\x00\x00\x04objectsa 1\n",
	} {
		f.Add([]byte(seed))
	}
	f.Fuzz(func(t *testing.T, said []byte) {
		start, _ := starting(t, "", func(k talk) {
			go io.Copy(io.Discard, k.in)
			k.out.Write(said)
		})
		s := newHelper("x", "x:y", start)
		data, err := s.Get(t.Context(), "a", 3)
		if len(data) > 3 || err != nil && data != nil {
			t.Errorf("%d bytes, %v", len(data), err)
		}
		_ = s.List(t.Context(), "m", func(o Object) error {
			if CheckName(o.Name) != nil || !under("m", o.Name) || o.Size < 0 {
				t.Errorf("listed is %q", o.Name)
			}
			return nil
		})
	})
}
