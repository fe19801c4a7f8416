package agent

import (
	"bytes"
	"context"
	"errors"
	"net"
	"os"
	"sync"
	"time"

	"coffer/internal/sys"
	"coffer/vault"
	"coffer/vault/codec"
)

// Server is the agent. It logs nothing: a request may carry what opens a vault
// together with something else.
type Server struct {
	Clock  Clock
	Folder Folder // where the keys lie that it removes
	// Wait waits between two looks at the clocks, and ends early with ctx.
	Wait func(ctx context.Context, d time.Duration) error
	// Record records the use of a token.
	Record func(ctx context.Context, s Spool, e Entry) error
	// Stay keeps it running while it holds nothing.
	Stay bool
	// Logout tells of login sessions of the system that end; an empty name is
	// the user's last one. May be nil.
	Logout <-chan string
	// Sleep tells that the machine is about to be suspended; the function that
	// comes with it lets it go on. May be nil.
	Sleep <-chan func()

	mu      sync.Mutex
	holds   holder
	waiting []net.Conn // connections that have not said anything, oldest first
	stop    context.CancelFunc
	ending  bool // it takes nothing any more
}

// Serve answers on a socket until ctx ends, somebody tells it to end, or, unless
// it stays, nothing is left to hold. Then everything is let go.
func (s *Server) Serve(ctx context.Context, l *net.UnixListener) error {
	ctx, s.stop = context.WithCancel(ctx)
	defer s.stop()
	var running sync.WaitGroup
	running.Go(func() { s.watch(ctx) })
	closed := context.AfterFunc(ctx, func() { l.Close() })
	defer closed()
	err := s.accept(ctx, l, &running)
	s.stop()
	l.Close() // at once, with its name: the next agent makes a socket of that name
	s.drop(s.locked(func(h *holder) []Session { s.ending = true; return h.endAll(Terminated) }))
	s.mu.Lock()
	for _, c := range s.waiting {
		c.Close()
	}
	s.mu.Unlock()
	running.Wait()
	return err
}

func (s *Server) accept(ctx context.Context, l *net.UnixListener, running *sync.WaitGroup) error {
	for {
		conn, err := l.AcceptUnix()
		switch {
		case ctx.Err() != nil:
			if conn != nil {
				conn.Close()
			}
			return nil
		case errors.Is(err, net.ErrClosed):
			return err
		case err != nil: // too many files are open: some will be closed soon
			if s.Wait(ctx, time.Second) != nil {
				return nil
			}
			continue
		}
		s.queue(conn)
		running.Go(func() { s.serve(ctx, conn) })
	}
}

// queue keeps a connection that has said nothing yet; of too many the oldest
// goes, so that silent ones keep nobody out.
func (s *Server) queue(c net.Conn) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.waiting = append(s.waiting, c)
	if len(s.waiting) > maxWaiting {
		s.waiting[0].Close()
		s.waiting = s.waiting[1:]
	}
}

func (s *Server) unqueue(c net.Conn) {
	s.mu.Lock()
	defer s.mu.Unlock()
	for i, w := range s.waiting {
		if w == c {
			s.waiting = append(s.waiting[:i:i], s.waiting[i+1:]...)
			return
		}
	}
}

// serve answers one request.
func (s *Server) serve(ctx context.Context, c *net.UnixConn) {
	defer c.Close()
	patience := time.AfterFunc(silence, func() { c.Close() })
	defer patience.Stop()
	if uid, err := sys.PeerUID(c); err != nil || uid != os.Geteuid() {
		s.unqueue(c)
		_ = writeFrame(c, reply{Version: protocol, Code: codeForeign})
		return
	}
	var r request
	err := readFrame(c, &r)
	patience.Stop() // what is asked for may take its time
	s.unqueue(c)
	if err != nil {
		patience.Reset(silence)
		_ = writeFrame(c, reply{Version: protocol, Code: codeMalformed})
		return
	}
	body, err := s.answer(ctx, r)
	vault.Wipe(r.Body)
	if errors.Is(err, errGone) {
		return // whoever asks starts another agent
	}
	patience.Reset(silence)
	_ = writeFrame(c, reply{Version: protocol, Code: codeOf(err), Body: body})
	vault.Wipe(body)
	if r.Op == opEnd {
		s.stop()
	}
	s.rest()
}

// rest ends the agent when what it held is gone and need not be told of. One that has held nothing yet
// was just started, for somebody who is about to ask.
func (s *Server) rest() {
	s.mu.Lock()
	done := !s.Stay && s.holds.over()
	s.ending = s.ending || done
	s.mu.Unlock()
	if done {
		s.stop()
	}
}

func (s *Server) answer(ctx context.Context, r request) ([]byte, error) {
	s.look()
	if r.Op == opEnd { // whatever the version
		return codec.Marshal(s.endAll())
	}
	if r.Version != protocol {
		return nil, ErrVersion
	}
	switch r.Op {
	case opState:
		return handle(r, func(n named) (State, error) { return s.state(n.Vault), nil })
	case opPut:
		return handle(r, func(p Session) (nothing, error) { return nothing{}, s.put(p) })
	case opGet:
		return decoded(r, s.get)
	case opRenew:
		return handle(r, func(n renewal) (nothing, error) {
			s.mu.Lock()
			defer s.mu.Unlock()
			return nothing{}, s.holds.renew(n.Vault, n.ID, n.Half)
		})
	case opLock:
		return handle(r, func(l lockRequest) (count, error) { return s.lock(l), nil })
	case opAdd:
		return handle(r, func(t Token) (nothing, error) {
			s.mu.Lock()
			defer s.mu.Unlock()
			if s.ending {
				return nothing{}, errGone
			}
			return nothing{}, s.holds.add(t, s.holds.last)
		})
	case opUse:
		return handle(r, func(u useRequest) (grant, error) { return s.use(ctx, u) })
	case opRevoke:
		return handle(r, func(n named) (nothing, error) {
			s.mu.Lock()
			defer s.mu.Unlock()
			return nothing{}, s.holds.revoke(n.Vault, n.ID)
		})
	case opDrop:
		return handle(r, func(n named) (nothing, error) { return nothing{}, s.dropOne(n) })
	}
	return nil, ErrMalformed
}

// handle decodes a body, lets f answer and encodes that.
func handle[Q, A any](r request, f func(Q) (A, error)) ([]byte, error) {
	return decoded(r, func(q Q) ([]byte, error) {
		a, err := f(q)
		if err != nil {
			return nil, err
		}
		return codec.Marshal(a)
	})
}

// decoded decodes a body and lets f answer.
func decoded[Q any](r request, f func(Q) ([]byte, error)) ([]byte, error) {
	var q Q
	if codec.UnmarshalCanonical(r.Body, &q) != nil {
		return nil, ErrMalformed
	}
	return f(q)
}

// locked runs f on what is held.
func (s *Server) locked(f func(*holder) []Session) []Session {
	s.mu.Lock()
	defer s.mu.Unlock()
	return f(&s.holds)
}

// look ends what must end by now.
func (s *Server) look() {
	now := Read(s.Clock)
	s.drop(s.locked(func(h *holder) []Session { return h.look(now) }))
}

// drop removes the keys of sessions that ended, and what the agent's memory
// still has of their halves.
func (s *Server) drop(gone []Session) {
	for _, g := range gone {
		if !g.Shell {
			s.Folder.DropKey(g.Vault, g.ID)
		}
	}
	if len(gone) > 0 {
		sys.Forget()
	}
}

func (s *Server) state(v vault.ID) State {
	s.mu.Lock()
	defer s.mu.Unlock()
	st := s.holds.state(v, s.holds.last)
	st.PID = os.Getpid()
	return st
}

func (s *Server) put(p Session) error {
	s.mu.Lock()
	if s.ending {
		s.mu.Unlock()
		return errGone
	}
	gone, err := s.holds.put(p, s.holds.last)
	s.mu.Unlock()
	s.drop(gone)
	return err
}

func (s *Server) get(n named) ([]byte, error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	sealed, err := s.holds.get(n.Vault, n.ID, s.holds.last)
	if err != nil {
		return nil, err
	}
	return codec.Marshal(half{Half: sealed}) // under the lock: what is held is wiped when it ends
}

func (s *Server) lock(l lockRequest) count {
	if l.Why != NewKeys {
		l.Why = ByHand
	}
	s.mu.Lock()
	gone, tokens := s.holds.lock(l.Vault, l.Except, l.Why)
	s.mu.Unlock()
	s.drop(gone)
	return count{N: len(gone) + tokens}
}

func (s *Server) dropOne(n named) error {
	gone := s.locked(func(h *holder) []Session { return h.dropOne(n.Vault, n.ID) })
	s.drop(gone)
	if len(gone) == 0 {
		return ErrNone
	}
	return nil
}

// endAll ends what there is of every vault.
func (s *Server) endAll() count {
	s.mu.Lock()
	tokens := len(s.holds.tokens)
	gone := s.holds.endAll(ByHand)
	s.mu.Unlock()
	s.drop(gone)
	return count{N: len(gone) + tokens}
}

// use hands out a grant, after that was recorded.
func (s *Server) use(ctx context.Context, u useRequest) (g grant, err error) {
	s.mu.Lock()
	t, err := s.holds.use(u.Vault, u.ID, u.Reason)
	if err != nil {
		s.mu.Unlock()
		return g, err
	}
	spool, name := t.Spool, t.Name
	s.mu.Unlock()
	e := Entry{Time: s.Clock.Now(), Action: "token.use", Text: useText(name, u)}
	if s.Record(ctx, spool, e) != nil {
		return g, ErrRecord
	}
	s.mu.Lock() // it may have been revoked meanwhile
	defer s.mu.Unlock()
	if t = s.holds.token(u.Vault, u.ID); t == nil {
		return g, ErrNone
	}
	t.uses++
	return grant{Half: bytes.Clone(t.Half), Spool: spool}, nil
}

// watch looks at the clocks twice a minute, and hears of suspend and logout.
func (s *Server) watch(ctx context.Context) {
	var ticks sync.WaitGroup
	tick := make(chan struct{})
	ticks.Go(func() {
		for s.Wait(ctx, LookEvery) == nil {
			select {
			case tick <- struct{}{}:
			case <-ctx.Done():
			}
		}
	})
	defer ticks.Wait()
	for {
		select {
		case <-ctx.Done():
			return
		case <-tick:
			s.look()
			s.folderGone()
			s.locked(func(h *holder) []Session { h.asked = true; return nil }) // long enough for anybody
			s.rest()
		case login := <-s.Logout:
			s.drop(s.locked(func(h *holder) []Session { return h.logout(login) }))
			s.rest()
		case goOn := <-s.Sleep:
			s.drop(s.locked(func(h *holder) []Session { return h.endAll(Slept) }))
			goOn()
			s.rest()
		}
	}
}

// folderGone ends the agent when the runtime folder went: the system removes it
// when the user has logged out for good.
func (s *Server) folderGone() {
	if _, err := os.Lstat(string(s.Folder)); errors.Is(err, os.ErrNotExist) {
		s.locked(func(h *holder) []Session { return h.endAll(LoggedOut) })
		s.stop()
	}
}
