package agent

import (
	"bytes"
	"context"
	"encoding/binary"
	"errors"
	"fmt"
	"io"
	"net"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"testing"
	"time"

	"coffer/vault"
	"coffer/vault/codec"
	"coffer/vault/secret"
)

// movedClock is a clock that a test moves while an agent looks at it.
type movedClock struct {
	mu   sync.Mutex
	past time.Duration
}

func (c *movedClock) since() time.Duration {
	c.mu.Lock()
	defer c.mu.Unlock()
	return c.past
}

func (c *movedClock) move(d time.Duration) {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.past += d
}

func (c *movedClock) Now() time.Time                { return day0.Add(c.since()) }
func (c *movedClock) Boot() (string, time.Duration) { return "run", time.Hour + c.since() }
func (c *movedClock) Awake() time.Duration          { return time.Hour + c.since() }

// running is an agent on a socket of its own.
type running struct {
	Client
	t      *testing.T
	clock  *movedClock
	tick   chan struct{} // lets it look at the clocks
	sleep  chan func()
	logout chan string
	done   chan error
	stop   context.CancelFunc
}

// shortDir is a folder whose path is short enough for a socket.
func shortDir(t *testing.T) Folder {
	t.Helper()
	dir, err := os.MkdirTemp("", "a")
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { os.RemoveAll(dir) })
	return Folder(dir)
}

func serve(t *testing.T, stay bool) *running {
	t.Helper()
	return serveWith(t, stay, func(*Server) {})
}

// serveWith serves as change has it.
func serveWith(t *testing.T, stay bool, change func(*Server)) *running {
	t.Helper()
	dir := shortDir(t)
	ctx, stop := context.WithCancel(t.Context())
	l, lock, err := dir.Listen(ctx)
	if err != nil {
		t.Fatal(err)
	}
	r := &running{Client: Client{Folder: dir}, t: t, clock: new(movedClock), tick: make(chan struct{}),
		sleep: make(chan func()), logout: make(chan string), done: make(chan error, 1), stop: stop}
	s := &Server{Clock: r.clock, Folder: dir, Stay: stay, Logout: r.logout, Sleep: r.sleep,
		Record: func(ctx context.Context, s Spool, e Entry) error { return s.Append(ctx, e) },
		Wait: func(ctx context.Context, d time.Duration) error {
			select {
			case <-r.tick:
				return nil
			case <-ctx.Done():
				return ctx.Err()
			}
		}}
	change(s)
	go func() { r.done <- errors.Join(s.Serve(ctx, l), lock.Unlock()) }()
	t.Cleanup(func() { stop(); <-r.done })
	return r
}

// ended waits for the end of the agent.
func (r *running) ended() {
	r.t.Helper()
	if err := <-r.done; err != nil {
		r.t.Error(err)
	}
	r.done <- nil
	if _, err := os.Lstat(r.Folder.socket()); !errors.Is(err, os.ErrNotExist) {
		r.t.Errorf("the socket is still there: %v", err)
	}
}

func (r *running) put(s Session) Key {
	r.t.Helper()
	if err := r.Put(r.t.Context(), s); err != nil {
		r.t.Fatal(err)
	}
	k := Key{Vault: s.Vault, ID: s.ID}
	var err error
	if k.Secret, err = secret.KeyFrom(bytes.Repeat([]byte{s.ID[0]}, 32)); err != nil {
		r.t.Fatal(err)
	}
	if !s.Shell {
		if err := r.Folder.writeKey(k); err != nil {
			r.t.Fatal(err)
		}
	}
	return k
}

func (r *running) wants(s Session, want error) {
	r.t.Helper()
	b, err := r.Get(r.t.Context(), s.Vault, s.ID)
	if !errors.Is(err, want) || want == nil && !bytes.Equal(b, s.Half) {
		r.t.Errorf("got %d bytes and %v, want %v", len(b), err, want)
	}
}

func TestAgentKeepsAndEndsSessions(t *testing.T) {
	r := serve(t, true)
	a, b := aSession(1, vaultA), aSession(2, vaultB)
	r.put(a)
	r.put(b)
	r.wants(a, nil)
	r.wants(Session{Vault: vaultB, ID: a.ID}, ErrNone)
	if n, err := r.Lock(t.Context(), vaultA); n != 1 || err != nil {
		t.Fatalf("%d, %v", n, err)
	}
	r.wants(a, ErrNone)
	r.wants(b, nil)
	if _, err := r.Folder.ReadKey(vaultA); !errors.Is(err, ErrNone) {
		t.Errorf("the key of a locked vault is still there: %v", err)
	}
	if _, err := r.Folder.ReadKey(vaultB); err != nil {
		t.Error(err)
	}
	st, err := r.State(t.Context(), vaultB)
	if err != nil || st.PID != os.Getpid() || len(st.Sessions) != 1 || st.Sessions[0].Name != "monday" {
		t.Errorf("%+v, %v", st, err)
	}
}

// TestAgentLooksByItself holds that a session and its key end without anybody
// asking.
func TestAgentLooksByItself(t *testing.T) {
	r := serve(t, true)
	r.put(aSession(1, vaultA))
	r.clock.move(15*time.Minute - time.Second)
	r.tick <- struct{}{}
	r.tick <- struct{}{} // the look before has ended
	if _, err := r.Folder.ReadKey(vaultA); err != nil {
		t.Fatal("the key went a second too early")
	}
	r.clock.move(time.Second)
	r.tick <- struct{}{}
	r.tick <- struct{}{}
	r.tick <- struct{}{}
	if _, err := r.Folder.ReadKey(vaultA); !errors.Is(err, ErrNone) {
		t.Errorf("the key is still there: %v", err)
	}
}

func TestAgentHearsTheMachine(t *testing.T) {
	r := serve(t, true)
	a := aSession(1, vaultA)
	a.Login = "c1"
	r.put(a)
	r.logout <- "c2"
	r.logout <- "c2" // the one before was heard
	r.wants(a, nil)
	r.logout <- "c1"
	r.logout <- "c2"
	r.wants(a, ErrNone)
	a.ID = vault.ID{5}
	r.put(a)
	slept := make(chan struct{})
	r.sleep <- func() {
		if _, err := r.Folder.ReadKey(vaultA); !errors.Is(err, ErrNone) {
			t.Error("the machine sleeps before the key is gone")
		}
		close(slept)
	}
	<-slept
	r.wants(a, ErrNone)
}

func TestAgentEndsWithTheLastSession(t *testing.T) {
	r := serve(t, false)
	r.wants(aSession(1, vaultA), ErrNone) // asked before it holds anything it stays
	r.put(aSession(1, vaultA))
	if _, err := r.Lock(t.Context(), vaultA); err != nil {
		t.Fatal(err)
	}
	r.ended()
	if _, err := r.State(t.Context(), vaultA); !errors.Is(err, ErrNoAgent) {
		t.Error(err)
	}
}

// TestAgentLingers holds that it stays to say why a session ended, and not for
// ever.
func TestAgentLingers(t *testing.T) {
	r := serve(t, false)
	r.put(aSession(1, vaultA))
	r.clock.move(time.Hour)
	r.tick <- struct{}{}
	st, err := r.State(t.Context(), vaultA)
	if err != nil || st.Ended != Unused {
		t.Fatalf("%+v, %v", st, err)
	}
	r.clock.move(linger)
	r.tick <- struct{}{}
	r.ended()
}

func TestAgentEnds(t *testing.T) {
	for name, end := range map[string]func(*running){
		"told to": func(r *running) {
			if n, err := r.End(r.t.Context()); n != 1 || err != nil {
				r.t.Errorf("ended %d, %v", n, err)
			}
		},
		"by a signal":        func(r *running) { r.stop() },
		"by another version": func(r *running) { r.must(r.raw(request{Version: 99, Op: opEnd, Body: []byte("what?")})) },
		"with its folder": func(r *running) {
			r.must(os.RemoveAll(string(r.Folder)))
			r.tick <- struct{}{}
		},
		"with another folder in its place": func(r *running) {
			r.must(os.RemoveAll(string(r.Folder)))
			r.must(os.Mkdir(string(r.Folder)+".keeps", 0o700)) // the number of the one that went
			r.t.Cleanup(func() { os.Remove(string(r.Folder) + ".keeps") })
			r.must(os.Mkdir(string(r.Folder), 0o700))
			r.tick <- struct{}{}
		},
	} {
		t.Run(name, func(t *testing.T) {
			r := serve(t, true)
			r.t = t
			r.put(aSession(1, vaultA))
			end(r)
			r.ended()
			if _, err := r.Folder.ReadKey(vaultA); !errors.Is(err, ErrNone) {
				t.Errorf("the key is still there: %v", err)
			}
		})
	}
}

// TestNothingIsTakenAfterTheEnd: what was told to end everything takes nothing any
// more, also while its answer is on the way; whoever asks starts another agent.
func TestNothingIsTakenAfterTheEnd(t *testing.T) {
	s := &Server{Clock: new(movedClock), Folder: shortDir(t), Stay: true}
	ask := func(o op, body any) error {
		b, err := codec.Marshal(body)
		if err != nil {
			t.Fatal(err)
		}
		_, err = s.answer(t.Context(), request{Version: protocol, Op: o, Body: b}, 0)
		return err
	}
	if err := errors.Join(ask(opPut, aSession(1, vaultA)), ask(opEnd, nothing{})); err != nil {
		t.Fatal(err)
	}
	for o, body := range map[op]any{opPut: aSession(2, vaultA), opAdd: aToken(t, 7, vaultA)} {
		if err := ask(o, body); !errors.Is(err, errGone) {
			t.Errorf("operation %d: %v", o, err)
		}
	}
}

func (r *running) must(err error) {
	r.t.Helper()
	if err != nil {
		r.t.Fatal(err)
	}
}

// raw sends a request as it stands and wants any answer.
func (r *running) raw(q request) error {
	c, err := r.Folder.dial(r.t.Context())
	if err != nil {
		return err
	}
	defer c.Close()
	if err := writeFrame(c, q); err != nil {
		return err
	}
	var a reply
	if err := readFrame(c, &a); err != nil {
		return err
	}
	return a.Code.err()
}

func TestOtherVersionsAreTold(t *testing.T) {
	r := serve(t, true)
	for o := opState; o <= opDrop; o++ {
		if err := r.raw(request{Version: protocol + 1, Op: o}); !errors.Is(err, ErrVersion) {
			t.Errorf("operation %d: %v", o, err)
		}
	}
	for _, q := range []request{{Version: protocol, Op: opSay + 1}, {Version: protocol}, {Version: protocol, Op: opPut, Body: []byte("x")}} {
		if err := r.raw(q); !errors.Is(err, ErrMalformed) {
			t.Errorf("%+v: %v", q, err)
		}
	}
}

// TestEndsAnotherVersion is an agent of another version that is told to end, and
// does so: that is no failure, and how many sessions it had is not known.
func TestEndsAnotherVersion(t *testing.T) {
	for code, want := range map[code]error{codeOK: nil, codeMalformed: ErrVersion} {
		dir := shortDir(t)
		l, err := net.ListenUnix("unix", &net.UnixAddr{Name: dir.socket(), Net: "unix"})
		if err != nil {
			t.Fatal(err)
		}
		go func() {
			defer l.Close()
			c, err := l.Accept()
			if err != nil {
				return
			}
			defer c.Close()
			_ = readFrame(c, new(request))
			_ = writeFrame(c, reply{Version: protocol + 1, Code: code, Body: []byte("what?")})
		}()
		n, err := (Client{Folder: dir}).End(t.Context())
		if !errors.Is(err, want) || want == nil && n != Untold {
			t.Errorf("code %d: %d sessions, %v; want %v", code, n, err, want)
		}
	}
}

// TestGarbage sends what is no request. The agent answers, or hangs up, and goes
// on; it takes no memory for a length that it was only told.
func TestGarbage(t *testing.T) {
	r := serve(t, true)
	a := aSession(1, vaultA)
	r.put(a)
	huge := binary.BigEndian.AppendUint32(nil, 1<<31)
	for name, b := range map[string][]byte{
		"nothing": {}, "half a length": {0}, "a length of zero": make([]byte, 4), "a huge length": huge,
		"one byte too long": binary.BigEndian.AppendUint32(nil, maxFrame+1),
		"http":              []byte("GET / HTTP/1.1\r\nHost: x\r\n\r\n"),
		"no CBOR":           append(binary.BigEndian.AppendUint32(nil, 4), "abcd"...),
		"a map":             append(binary.BigEndian.AppendUint32(nil, 1), 0xa0),
		"cut short":         binary.BigEndian.AppendUint32(nil, 100),
	} {
		c, err := r.Folder.dial(t.Context())
		r.must(err)
		_, err = c.Write(b)
		r.must(err)
		r.must(c.CloseWrite())
		var got reply
		if err := readFrame(c, &got); err != nil || got.Code != codeMalformed || len(got.Body) > 0 {
			t.Errorf("%s: %+v, %v", name, got, err)
		}
		c.Close()
	}
	r.wants(a, nil)
}

// TestAThousandSilentConnections keeps nobody out.
func TestAThousandSilentConnections(t *testing.T) {
	r := serve(t, true)
	a := aSession(1, vaultA)
	r.put(a)
	var silent []net.Conn
	for range 1000 {
		c, err := r.Folder.dial(t.Context())
		r.must(err)
		silent = append(silent, c)
	}
	r.wants(a, nil)
	closed := 0
	for _, c := range silent[:1000-maxWaiting-1] { // the oldest were hung up on
		if _, err := c.Read(make([]byte, 1)); err != nil {
			closed++
		}
	}
	if closed != 1000-maxWaiting-1 {
		t.Errorf("%d were hung up on", closed)
	}
	for _, c := range silent {
		c.Close()
	}
	r.wants(a, nil)
}

// An agent that has taken its socket away is about to end: the next one waits
// for the lock.
func TestNextAgentWaitsForTheLast(t *testing.T) {
	folder := Folder(t.TempDir())
	lock, err := folder.Hold(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	if _, err := folder.Hold(ctx); !errors.Is(err, context.Canceled) {
		t.Errorf("it did not wait: %v", err)
	}
	if err := os.WriteFile(folder.socket(), nil, 0o600); err != nil {
		t.Fatal(err)
	}
	if _, err := folder.Hold(t.Context()); !errors.Is(err, ErrRunning) {
		t.Errorf("beside one that listens: %v", err)
	}
	if err := errors.Join(os.Remove(folder.socket()), lock.Unlock()); err != nil {
		t.Fatal(err)
	}
}

func TestManyAtOnce(t *testing.T) {
	r := serve(t, true)
	a := aSession(1, vaultA)
	r.put(a)
	var all sync.WaitGroup
	for range 50 {
		all.Go(func() {
			if b, err := r.Get(t.Context(), a.Vault, a.ID); err != nil || !bytes.Equal(b, a.Half) {
				t.Errorf("%v", err)
			}
		})
	}
	all.Wait()
}

func TestTwoAgents(t *testing.T) {
	r := serve(t, true)
	if _, _, err := r.Folder.Listen(t.Context()); !errors.Is(err, ErrRunning) {
		t.Errorf("a second one: %v", err)
	}
	r.wants(aSession(1, vaultA), ErrNone) // the first one still answers
}

// TestStaleSocket is what a killed agent leaves.
func TestStaleSocket(t *testing.T) {
	dir := shortDir(t)
	l, err := net.ListenUnix("unix", &net.UnixAddr{Name: dir.socket(), Net: "unix"})
	if err != nil {
		t.Fatal(err)
	}
	l.SetUnlinkOnClose(false)
	l.Close()
	c := Client{Folder: dir}
	if _, err := c.Get(t.Context(), vaultA, vault.ID{1}); !errors.Is(err, ErrNoAgent) {
		t.Errorf("got %v", err)
	}
	again, lock, err := dir.Listen(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	again.Close()
	if err := lock.Unlock(); err != nil {
		t.Error(err)
	}
}

func TestWhatIsNoSocket(t *testing.T) {
	dir := shortDir(t)
	if err := os.WriteFile(dir.socket(), nil, 0o600); err != nil {
		t.Fatal(err)
	}
	if _, err := (Client{Folder: dir}).State(t.Context(), vaultA); !errors.Is(err, ErrForeign) {
		t.Errorf("got %v", err)
	}
	long := Folder(filepath.Join(string(dir), string(bytes.Repeat([]byte{'x'}, 120))))
	if _, err := (Client{Folder: long}).State(t.Context(), vaultA); !errors.Is(err, ErrPath) {
		t.Errorf("got %v", err)
	}
	if _, _, err := long.Listen(t.Context()); !errors.Is(err, ErrPath) {
		t.Errorf("got %v", err)
	}
}

// TestSomethingElseOnTheSocket is a program that is no agent.
func TestSomethingElseOnTheSocket(t *testing.T) {
	for name, answer := range map[string]func(net.Conn){
		"hangs up":      func(c net.Conn) {},
		"talks garbage": func(c net.Conn) { io.WriteString(c, "\x00\x00\x00\x05hello") },
		"endless": func(c net.Conn) {
			_, _ = c.Write(binary.BigEndian.AppendUint32(nil, 1<<30))
		},
		"an unknown code":  func(c net.Conn) { _ = writeFrame(c, reply{Version: protocol, Code: 200}) },
		"another version":  func(c net.Conn) { _ = writeFrame(c, reply{Version: 7}) },
		"a body of others": func(c net.Conn) { _ = writeFrame(c, reply{Version: protocol, Body: []byte{0xa0}}) },
	} {
		dir := shortDir(t)
		l, err := net.ListenUnix("unix", &net.UnixAddr{Name: dir.socket(), Net: "unix"})
		if err != nil {
			t.Fatal(err)
		}
		var served sync.WaitGroup
		served.Go(func() {
			for {
				c, err := l.Accept()
				if err != nil {
					return
				}
				_, _ = c.Read(make([]byte, 4096))
				answer(c)
				c.Close()
			}
		})
		want := ErrSilent
		if name == "another version" {
			want = ErrVersion
		}
		if _, err := (Client{Folder: dir}).State(t.Context(), vaultA); !errors.Is(err, want) {
			t.Errorf("%s: %v", name, err)
		}
		l.Close()
		served.Wait()
	}
}

func TestContextEndsARequest(t *testing.T) {
	dir := shortDir(t)
	l, err := net.ListenUnix("unix", &net.UnixAddr{Name: dir.socket(), Net: "unix"})
	if err != nil {
		t.Fatal(err)
	}
	defer l.Close()
	ctx, cancel := context.WithCancel(t.Context())
	go func() {
		c, err := l.Accept()
		if err == nil {
			defer c.Close()
			_, _ = c.Read(make([]byte, 4))
		}
		cancel()
		<-t.Context().Done()
	}()
	if _, err := (Client{Folder: dir}).State(ctx, vaultA); !errors.Is(err, context.Canceled) {
		t.Errorf("got %v", err)
	}
}

// TestContextEndsTheWaitForAnEnd is an agent that says that it ends, and does not.
func TestContextEndsTheWaitForAnEnd(t *testing.T) {
	dir := shortDir(t)
	l, lock, err := dir.Listen(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	defer func() { l.Close(); _ = lock.Unlock() }()
	ctx, cancel := context.WithCancel(t.Context())
	go func() {
		defer cancel()
		c, err := l.Accept()
		if err != nil {
			return
		}
		_ = readFrame(c, new(request))
		_ = writeFrame(c, reply{Version: protocol + 1})
		_, _ = c.Read(make([]byte, 1)) // until the client has the answer
		c.Close()
	}()
	if _, err := (Client{Folder: dir}).End(ctx); !errors.Is(err, context.Canceled) {
		t.Errorf("got %v", err)
	}
}

// TestUseIsRecordedFirst holds that a grant goes out only after its use stands in
// the spool, and not at all where that fails.
func TestUseIsRecordedFirst(t *testing.T) {
	r := serve(t, true)
	id, err := NewIdentity()
	r.must(err)
	k := aToken(t, 7, vaultA)
	k.Spool.Recipient = id.Recipient()
	r.must(r.Add(t.Context(), k))
	half, err := r.Use(t.Context(), vaultA, k.ID, "nightly report")
	if err != nil || !bytes.Equal(half, k.Half) {
		t.Fatalf("%v", err)
	}
	said := Said{Vault: vaultA, ID: k.ID, Command: "coffer get", What: "deploy/db"}
	r.must(r.Say(t.Context(), said))
	entries, _, lost, err := k.Spool.Read(t.Context(), Mark{}, id)
	if err != nil || lost != 0 || len(entries) != 2 {
		t.Fatalf("%+v, %d lost, %v", entries, lost, err)
	}
	me := os.Getpid() // as the kernel says
	for i, want := range []Entry{
		{Time: day0, Action: "token.use", Text: fmt.Sprintf("@%s \"deploy\", by process %d: nightly report", k.ID, me)},
		{Time: day0, Action: "token.read", Text: fmt.Sprintf("@%s by process %d as coffer get says: deploy/db", k.ID, me)},
	} {
		if e := entries[i]; e.Action != want.Action || e.Text != want.Text || !e.Time.Equal(want.Time) {
			t.Errorf("recorded %+v, not %+v", e, want)
		}
	}
	for what, change := range map[string]func(*Said){
		"nothing":        func(s *Said) { s.What = "" },
		"two lines":      func(s *Said) { s.What = "a\nb" },
		"too much":       func(s *Said) { s.What = strings.Repeat("x", MaxSaid+1) },
		"no command":     func(s *Said) { s.Command = "" },
		"a long command": func(s *Said) { s.Command = strings.Repeat("x", MaxCommand+1) },
	} {
		s := said
		change(&s)
		if err := r.Say(t.Context(), s); !errors.Is(err, ErrBounds) {
			t.Errorf("%s: %v", what, err)
		}
	}
	if err := r.Say(t.Context(), Said{Vault: vaultB, ID: k.ID, Command: "coffer get", What: "x"}); !errors.Is(err, ErrNone) {
		t.Errorf("for no token: %v", err)
	}
	r.must(os.Remove(k.Spool.path()))
	r.must(os.Mkdir(k.Spool.path(), 0o700)) // nothing can be appended to a folder
	if err := r.Say(t.Context(), said); !errors.Is(err, ErrRecord) {
		t.Errorf("it could not be recorded: %v", err)
	}
	if half, err := r.Use(t.Context(), vaultA, k.ID, ""); !errors.Is(err, ErrRecord) || len(half) > 0 {
		t.Errorf("%d bytes, %v", len(half), err)
	}
	st, err := r.State(t.Context(), vaultA)
	if err != nil || len(st.Tokens) != 1 || st.Tokens[0].Uses != 1 {
		t.Errorf("%+v, %v", st, err)
	}
	r.must(r.Revoke(t.Context(), vaultA, k.ID))
	if err := r.Revoke(t.Context(), vaultA, k.ID); !errors.Is(err, ErrNone) {
		t.Errorf("revoked twice: %v", err)
	}
}

// FuzzRequest holds that what is taken for a request, or for the body of one, is
// the one encoding of it.
func FuzzRequest(f *testing.F) {
	s := aSession(1, vaultA)
	for _, body := range []any{s, named{Vault: vaultA}, renewal{Vault: vaultA, Half: []byte{1}}, lockRequest{Vault: vaultA}, useRequest{Vault: vaultA, Reason: "r"}, Said{Vault: vaultA, What: "w"}, Token{Vault: vaultA}, nothing{}} {
		b, err := codec.Marshal(body)
		if err != nil {
			f.Fatal(err)
		}
		var frame bytes.Buffer
		if err := writeFrame(&frame, request{Version: protocol, Op: opPut, Body: b}); err != nil {
			f.Fatal(err)
		}
		f.Add(frame.Bytes())
	}
	f.Fuzz(func(t *testing.T, b []byte) {
		var q request
		if readFrame(bytes.NewReader(b), &q) != nil {
			return
		}
		var again bytes.Buffer
		if err := writeFrame(&again, q); err != nil || !bytes.HasPrefix(b, again.Bytes()) {
			t.Fatalf("%x became %x (%v)", b, again.Bytes(), err)
		}
		for _, body := range []any{new(Session), new(Token), new(named), new(renewal), new(lockRequest), new(useRequest), new(Said), new(State), new(half)} {
			if codec.UnmarshalCanonical(q.Body, body) == nil {
				if same, err := codec.Marshal(body); err != nil || !bytes.Equal(same, q.Body) {
					t.Fatalf("%x became %x (%v)", q.Body, same, err)
				}
			}
		}
	})
}

// TestFull: whatever the agent is made to hold of a vault, it can tell of it.
func TestFull(t *testing.T) {
	r := serve(t, true)
	v := vault.ID{9}
	long := strings.Repeat("𝔵", MaxName)
	for i := range maxSessions {
		r.put(Session{ID: vault.ID{1, byte(i)}, Vault: v, Name: long, Shell: true,
			Limits: Limits{Idle: MaxHard, Hard: MaxHard}, Half: []byte{1}})
	}
	boxes := strings.Repeat("x", MaxBoxes)
	spool, _ := newSpool(t)
	for i := range maxTokens {
		tok := Token{ID: vault.ID{2, byte(i)}, Vault: v, Name: long, Boxes: boxes, Lasts: MaxHard, Half: []byte{1}, Spool: spool}
		if err := r.Add(t.Context(), tok); err != nil {
			t.Fatal(err)
		}
		tok.ID[0], tok.Boxes = 3, boxes+"x"
		if err := r.Add(t.Context(), tok); !errors.Is(err, ErrBounds) {
			t.Fatalf("longer names of boxes: got %v", err)
		}
	}
	st, err := r.State(t.Context(), v)
	if err != nil || len(st.Sessions) != maxSessions || len(st.Tokens) != maxTokens {
		t.Errorf("%d sessions, %d tokens, %v", len(st.Sessions), len(st.Tokens), err)
	}
	n, err := r.EndOthers(t.Context(), v, vault.ID{1, 3})
	if err != nil || n != maxSessions+maxTokens-1 {
		t.Errorf("ended %d, %v", n, err)
	}
}
