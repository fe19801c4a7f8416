package agent

import (
	"context"
	"errors"
	"net"
	"os"
	"strings"
	"time"

	"coffer/internal/sys"
	"coffer/vault"
	"coffer/vault/codec"
)

// Syncs says how the agent lets vaults sync by themselves: it starts a child for
// each, which asks for its half over a socket that it inherits and finds the key
// where every command does. What comes over that socket is no use of the session.
type Syncs struct {
	// Every is the time from one sync of a vault to the next; zero is never.
	Every func() (time.Duration, error)
	// Run lets the vault in a folder sync, and returns when that has ended or
	// ctx has. The child gets the file, which is not closed here.
	Run func(ctx context.Context, dir string, agent *os.File) error
}

// SyncState is how it stands with the syncs of a session.
type SyncState struct {
	_       struct{} `cbor:",toarray"`
	Running bool
	Ended   time.Time // of the last one; zero for none
	Well    time.Time // of the last one that went well
	Failed  string    // why the last one failed; empty when it did not
}

// synced is what the agent remembers of the syncs of a session.
type synced struct {
	SyncState
	ever  bool
	began Reading
}

// syncs tells whether a session can be synced: the child needs both tiers, and the
// key of a shell's session lies where only that shell has it.
func (s *heldSession) syncs() bool { return s.Core && !s.Shell && s.Dir != "" }

// syncDue returns the sessions that are to be synced now, without their halves, and
// takes that for begun. The time counts from begin to begin.
func (h *holder) syncDue(every time.Duration, now Reading) (due []Session) {
	for _, s := range h.sessions {
		if !s.syncs() || s.synced.Running || s.synced.ever && now.since(s.synced.began) < every {
			continue
		}
		s.synced.Running, s.synced.ever, s.synced.began = true, true, now
		began := s.Session
		began.Half = nil
		due = append(due, began)
	}
	return due
}

// syncEnded notes how a sync went; nothing for a session that has ended.
func (h *holder) syncEnded(v, id vault.ID, at time.Time, failed string) {
	s := h.session(v, id)
	if s == nil {
		return
	}
	s.synced.SyncState = SyncState{Ended: at, Well: s.synced.Well, Failed: failed}
	if failed == "" {
		s.synced.Well = at
	}
}

// peek hands out the half of a session for its sync, which is no use of it.
func (h *holder) peek(v, id vault.ID) ([]byte, error) {
	s := h.session(v, id)
	if s == nil {
		return nil, ErrNone
	}
	return s.Half, nil
}

// syncState is that of the session of a vault that can sync.
func (h *holder) syncState(v vault.ID) (st SyncState) {
	for _, s := range h.sessions {
		if s.Vault == v && s.syncs() {
			st = s.synced.SyncState
		}
	}
	return st
}

// syncing begins what is due.
func (s *Server) syncing(ctx context.Context) {
	if s.Syncs.Run == nil {
		return
	}
	every, err := s.Syncs.Every()
	if err != nil || every <= 0 {
		return
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.ending {
		return
	}
	for _, due := range s.holds.syncDue(every, s.holds.last) {
		within, cancel := context.WithCancel(ctx)
		if s.cancels == nil {
			s.cancels = map[vault.ID]context.CancelFunc{}
		}
		s.cancels[due.ID] = cancel
		s.children.Go(func() {
			defer cancel()
			s.sync(within, due)
		})
	}
}

// sync runs one child and notes how that went.
func (s *Server) sync(ctx context.Context, of Session) {
	err := s.runSync(ctx, of)
	failed := ""
	if err != nil {
		failed = oneLine(err.Error())
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	delete(s.cancels, of.ID)
	s.holds.syncEnded(of.Vault, of.ID, s.Clock.Now().Round(0), failed)
}

func (s *Server) runSync(ctx context.Context, of Session) error {
	ours, theirs, err := sys.SocketPair()
	if err != nil {
		return err
	}
	defer theirs.Close()
	answered := make(chan struct{})
	go func() {
		defer close(answered)
		s.serveSync(ours, of)
	}()
	defer func() { ours.Close(); <-answered }()
	return s.Syncs.Run(ctx, of.Dir, theirs)
}

// serveSync answers the one request that the child of a sync has: for the half of
// its session.
func (s *Server) serveSync(c net.Conn, of Session) {
	var r request
	if err := readFrame(c, &r); err != nil {
		return
	}
	body, err := s.syncHalf(r, of)
	_ = writeFrame(c, reply{Version: protocol, Code: codeOf(err), Body: body})
	vault.Wipe(body)
}

func (s *Server) syncHalf(r request, of Session) ([]byte, error) {
	if r.Version != protocol {
		return nil, ErrVersion
	}
	var n named
	if r.Op != opGet || codec.UnmarshalCanonical(r.Body, &n) != nil {
		return nil, ErrMalformed
	}
	if n.Vault != of.Vault || n.ID != of.ID {
		return nil, ErrNone
	}
	s.look()
	s.mu.Lock()
	defer s.mu.Unlock()
	sealed, err := s.holds.peek(n.Vault, n.ID)
	if err != nil {
		return nil, err
	}
	return codec.Marshal(half{Half: sealed})
}

// oneLine makes a text fit into a state.
func oneLine(text string) string {
	text = strings.ToValidUTF8(strings.Join(strings.Fields(text), " "), "?")
	text = strings.ToValidUTF8(text[:min(len(text), maxFailed)], "")
	if text == "" || !isPrintable(text) {
		return errUnclear.Error()
	}
	return text
}

var errUnclear = errors.New("it failed, and did not say why")
