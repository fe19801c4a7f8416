package agent

import (
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
	// Syncs lets vaults sync by themselves; the zero value does not.
	Syncs Syncs
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
	said    chan struct{}
	home    os.FileInfo            // of the folder
	drop    func(v, only vault.ID) // removes keys; nil: [Folder.DropKey]

	children sync.WaitGroup                  // syncs that run
	cancels  map[vault.ID]context.CancelFunc // end them, by session
}

// Serve answers on a socket until ctx ends, somebody tells it to end, or, unless
// it stays, nothing is left to hold. Then everything is let go.
func (s *Server) Serve(ctx context.Context, l *net.UnixListener) error {
	s.said = make(chan struct{}, 1)
	s.home, _ = os.Stat(string(s.Folder)) // nil: it is gone already
	ctx, s.stop = context.WithCancel(ctx)
	defer s.stop()
	var running sync.WaitGroup
	running.Go(func() { s.watch(ctx) })
	closed := context.AfterFunc(ctx, func() { l.Close() })
	defer closed()
	err := s.accept(ctx, l, &running)
	s.stop()
	l.Close() // at once, with its name: the next agent makes a socket of that name
	s.end(func(h *holder) []Session { s.ending = true; return h.endAll(Terminated) })
	s.mu.Lock()
	for _, c := range s.waiting {
		c.Close()
	}
	s.mu.Unlock()
	running.Wait()
	s.children.Wait()
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
		running.Go(func() {
			if s.serve(ctx, conn) == opSay {
				s.forgetSoon()
			}
		})
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

// serve answers one request, and tells for what it asked.
func (s *Server) serve(ctx context.Context, c *net.UnixConn) op {
	defer c.Close()
	patience := time.AfterFunc(silence, func() { c.Close() })
	defer patience.Stop()
	if uid, err := sys.PeerUID(c); err != nil || uid != os.Geteuid() {
		s.unqueue(c)
		_ = writeFrame(c, reply{Version: protocol, Code: codeForeign})
		return 0
	}
	var r request
	err := readFrame(c, &r)
	patience.Stop() // what is asked for may take its time
	s.unqueue(c)
	if err != nil {
		patience.Reset(silence)
		_ = writeFrame(c, reply{Version: protocol, Code: codeMalformed})
		return 0
	}
	body, err := s.answer(ctx, r, sys.PeerPID(c))
	vault.Wipe(r.Body)
	if errors.Is(err, errGone) {
		return r.Op // whoever asks starts another agent
	}
	patience.Reset(silence)
	_ = writeFrame(c, reply{Version: protocol, Code: codeOf(err), Body: body})
	vault.Wipe(body)
	if r.Op == opEnd {
		s.stop()
	}
	s.rest()
	return r.Op
}

// forgetSoon lets memory be overwritten once the answer is out: what a token's
// holder said has the names of items in it, which the agent does not keep.
func (s *Server) forgetSoon() {
	select {
	case s.said <- struct{}{}:
	default: // it will be done for both
	}
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

// answer does what a request of a process asks for.
func (s *Server) answer(ctx context.Context, r request, pid int) ([]byte, error) {
	s.look()
	if r.Op == opEnd { // whatever the version
		return codec.Marshal(s.endAll())
	}
	if r.Version != protocol {
		return nil, ErrVersion
	}
	switch r.Op {
	case opState:
		return handle(r, s.state)
	case opPut:
		return handle(r, s.put)
	case opGet:
		return decoded(r, s.get)
	case opRenew:
		return handle(r, s.renew)
	case opLock:
		return handle(r, s.lock)
	case opAdd:
		return handle(r, s.add)
	case opUse:
		return decoded(r, func(u useRequest) ([]byte, error) { return s.use(ctx, u, pid) })
	case opRevoke:
		return handle(r, s.revoke)
	case opDrop:
		return handle(r, s.dropOne)
	case opSay:
		return handle(r, func(q Said) (nothing, error) { return nothing{}, s.say(ctx, q, pid) })
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

// end lets f end sessions, and removes their keys before anybody can put another
// session, whose key would lie in the same place. What memory still has of their
// halves goes, too.
func (s *Server) end(f func(*holder) []Session) []Session {
	s.mu.Lock()
	gone := f(&s.holds)
	drop := s.drop
	if drop == nil {
		drop = s.Folder.DropKey
	}
	for _, g := range gone {
		if cancel := s.cancels[g.ID]; cancel != nil {
			cancel() // a sync has both halves
		}
		if !g.Shell {
			drop(g.Vault, g.ID)
		}
	}
	s.mu.Unlock()
	if len(gone) > 0 {
		sys.Forget()
	}
	return gone
}

// look ends what must end by now.
func (s *Server) look() {
	now := Read(s.Clock)
	s.end(func(h *holder) []Session { return h.look(now) })
}

func (s *Server) state(n named) (State, error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	st := s.holds.state(n.Vault, s.holds.last)
	st.PID = os.Getpid()
	return st, nil
}

func (s *Server) put(p Session) (_ nothing, err error) {
	s.end(func(h *holder) (gone []Session) {
		if s.ending {
			err = errGone
			return nil
		}
		gone, err = h.put(p, h.last)
		return gone
	})
	return nothing{}, err
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

func (s *Server) renew(n renewal) (nothing, error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	return nothing{}, s.holds.renew(n.Vault, n.ID, n.Half)
}

func (s *Server) lock(l lockRequest) (count, error) {
	if l.Why != NewKeys {
		l.Why = ByHand
	}
	tokens := 0
	gone := s.end(func(h *holder) (gone []Session) {
		gone, tokens = h.lock(l.Vault, l.Except, l.Why)
		return gone
	})
	return count{N: len(gone) + tokens}, nil
}

func (s *Server) dropOne(n named) (nothing, error) {
	gone := s.end(func(h *holder) []Session { return h.dropOne(n.Vault, n.ID) })
	if len(gone) == 0 {
		return nothing{}, ErrNone
	}
	return nothing{}, nil
}

// endAll ends what there is of every vault; the agent goes with it.
func (s *Server) endAll() count {
	tokens := 0
	gone := s.end(func(h *holder) []Session {
		s.ending, tokens = true, len(h.tokens)
		return h.endAll(ByHand)
	})
	return count{N: len(gone) + tokens}
}

func (s *Server) add(t Token) (nothing, error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.ending {
		return nothing{}, errGone
	}
	return nothing{}, s.holds.add(t, s.holds.last)
}

func (s *Server) revoke(n named) (nothing, error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	return nothing{}, s.holds.revoke(n.Vault, n.ID)
}

// use hands out a grant, after that was recorded.
func (s *Server) use(ctx context.Context, u useRequest, pid int) ([]byte, error) {
	err := s.record(ctx,
		func(h *holder) (*heldToken, error) { return h.use(u.Vault, u.ID, u.Reason) },
		func(t Token) Entry { return Entry{Action: UseAction, Text: useText(t.ID, t.Name, pid, u.Reason)} })
	if err != nil {
		return nil, err
	}
	s.mu.Lock() // it may have been revoked meanwhile
	defer s.mu.Unlock()
	t := s.holds.token(u.Vault, u.ID)
	if t == nil {
		return nil, ErrNone
	}
	t.uses++
	return codec.Marshal(half{Half: t.Half})
}

// say records what the holder of a token says.
func (s *Server) say(ctx context.Context, said Said, pid int) error {
	return s.record(ctx,
		func(h *holder) (*heldToken, error) { return h.say(said) },
		func(Token) Entry { return Entry{Action: ReadAction, Text: said.Text(pid)} })
}

// record records something about a token once it is found, at the time that it is.
func (s *Server) record(ctx context.Context, find func(*holder) (*heldToken, error), entry func(Token) Entry) error {
	s.mu.Lock()
	t, err := find(&s.holds)
	if err != nil {
		s.mu.Unlock()
		return err
	}
	spool, e := t.Spool, entry(t.Token)
	s.mu.Unlock()
	e.Time = s.Clock.Now()
	if s.Record(ctx, spool, e) != nil {
		return ErrRecord
	}
	return nil
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
			s.syncing(ctx)
			s.waited()
			s.rest()
		case <-s.said:
			sys.Forget()
		case login := <-s.Logout:
			s.end(func(h *holder) []Session { return h.logout(login) })
			s.rest()
		case goOn := <-s.Sleep:
			s.end(func(h *holder) []Session { return h.endAll(Slept) })
			s.children.Wait() // what has opened the vault is not to be there while the machine sleeps
			goOn()
			s.rest()
		}
	}
}

// folderGone ends the agent when the runtime folder went: the system removes it
// when the user has logged out for good. Then somebody else may make one of that
// name.
func (s *Server) folderGone() {
	home, err := os.Stat(string(s.Folder))
	if errors.Is(err, os.ErrNotExist) || err == nil && s.home != nil && !os.SameFile(s.home, home) {
		s.end(func(h *holder) []Session { s.ending = true; return h.endAll(LoggedOut) })
		s.stop()
	}
}

// waited says that it was there for long enough for anybody to ask.
func (s *Server) waited() {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.holds.asked = true
}
