package agent

import (
	"context"
	"errors"
	"io"
	"net"
	"syscall"

	"coffer/internal/sys"
	"coffer/vault"
	"coffer/vault/codec"
)

// Client asks the agent of a runtime folder: one connection for each request.
// Errors are those of this package, or of the context.
type Client struct {
	Folder Folder
	// Meanwhile runs while the agent answers, at each try; it may be nil.
	Meanwhile func()
	// Conn is a connection that the agent handed to this process, for its first
	// request; nil: it connects by the socket of the folder.
	Conn net.Conn
}

// errGone: the agent ended before it answered, and so has done nothing. Whether
// another one listens is for the next try to see.
var errGone = errors.New("the agent ended")

// callTries is how often a request is sent to an agent that is just ending.
const callTries = 3

// call sends one request and decodes the body of the answer.
func (c Client) call(ctx context.Context, o op, body, answered any) (err error) {
	for range callTries {
		err = c.exchange(ctx, o, body, answered)
		if ctx.Err() != nil {
			return ctx.Err()
		}
		if !errors.Is(err, errGone) {
			return err
		}
	}
	return ErrSilent
}

func (c Client) exchange(ctx context.Context, o op, body, answered any) error {
	ctx, cancel := context.WithTimeout(ctx, answer)
	defer cancel()
	conn := c.Conn
	if conn == nil {
		dialled, err := c.Folder.dial(ctx)
		if err != nil {
			return err
		}
		conn = dialled
	}
	defer conn.Close()
	stop := context.AfterFunc(ctx, func() { conn.Close() })
	defer stop()
	encoded, err := codec.Marshal(body)
	if err != nil {
		return err
	}
	if err := writeFrame(conn, request{Version: protocol, Op: o, Body: encoded}); err != nil {
		if errors.Is(err, errFrame) {
			return ErrBounds
		}
		return lostBy(ctx, err)
	}
	if c.Meanwhile != nil {
		c.Meanwhile()
	}
	raw, err := readBody(conn)
	if err != nil {
		return lostBy(ctx, err)
	}
	defer vault.Wipe(raw)
	var r reply // an agent of ours encodes in one way; what it says is what counts
	if codec.Unmarshal(raw, &r) != nil {
		return ErrSilent
	}
	defer vault.Wipe(r.Body)
	if r.Version != protocol {
		return otherVersion(o, r.Code)
	}
	if err := r.Code.err(); err != nil {
		return err
	}
	if codec.Unmarshal(r.Body, answered) != nil {
		return ErrSilent
	}
	return nil
}

// otherVersion is what an answer of another version means: that the agent ends,
// which each obeys, or nothing that can be understood.
func otherVersion(o op, c code) error {
	if o == opEnd && c == codeOK {
		return nil
	}
	return ErrVersion
}

// lostBy tells an agent that ended from one that keeps silent or talks nonsense.
func lostBy(ctx context.Context, err error) error {
	gone := errors.Is(err, io.EOF) || errors.Is(err, syscall.ECONNRESET) || errors.Is(err, syscall.EPIPE)
	if gone && ctx.Err() == nil {
		return errGone
	}
	return ErrSilent
}

// nothing is a body that says nothing.
type nothing struct {
	_ struct{} `cbor:",toarray"`
}

// Put hands a session to the agent. [ErrBounds] for limits out of bounds.
func (c Client) Put(ctx context.Context, s Session) error {
	return c.call(ctx, opPut, s, new(nothing))
}

// Get takes out the half of a session, which counts as a use; [ErrNone] when it
// ended.
func (c Client) Get(ctx context.Context, v, session vault.ID) ([]byte, error) {
	var h half
	err := c.call(ctx, opGet, named{Vault: v, ID: session}, &h)
	return h.Half, err
}

// Renew gives a session that goes on another half, under the same key and of the
// same tier.
func (c Client) Renew(ctx context.Context, v, session vault.ID, sealed []byte) error {
	return c.call(ctx, opRenew, renewal{Vault: v, ID: session, Half: sealed}, new(nothing))
}

// Lock ends the sessions and tokens of a vault, and tells how many.
func (c Client) Lock(ctx context.Context, v vault.ID) (int, error) {
	return c.lock(ctx, lockRequest{Vault: v, Why: ByHand})
}

// Drop ends one session, and no other; [ErrNone] when it has ended already.
func (c Client) Drop(ctx context.Context, v, session vault.ID) error {
	return c.call(ctx, opDrop, named{Vault: v, ID: session}, new(nothing))
}

// EndOthers ends the tokens of a vault, and its sessions but one, because its
// password, keys or slots are others now.
func (c Client) EndOthers(ctx context.Context, v, session vault.ID) (int, error) {
	return c.lock(ctx, lockRequest{Vault: v, Except: session, Why: NewKeys})
}

func (c Client) lock(ctx context.Context, r lockRequest) (int, error) {
	var n count
	err := c.call(ctx, opLock, r, &n)
	return n.N, err
}

// Untold, as a number, is what an agent of another version does not tell.
const Untold = -1

// End ends every session and token of every vault, and the agent itself, of
// whatever version it is. It tells how many there were, or [Untold].
//
// It returns when the agent is gone.
func (c Client) End(ctx context.Context) (int, error) {
	n := count{N: Untold}
	if err := c.call(ctx, opEnd, nothing{}, &n); err != nil {
		return 0, err
	}
	lock, err := sys.Lock(ctx, c.Folder.lock(), sys.Exclusive, answer, "")
	if err != nil && ctx.Err() != nil {
		return n.N, ctx.Err()
	}
	if err != nil {
		return n.N, ErrSilent
	}
	return n.N, lock.Unlock()
}

// State tells how it stands with a vault. It is no use of a session.
func (c Client) State(ctx context.Context, v vault.ID) (s State, err error) {
	err = c.call(ctx, opState, named{Vault: v}, &s)
	return s, err
}

// Add hands a token to the agent.
func (c Client) Add(ctx context.Context, t Token) error {
	return c.call(ctx, opAdd, t, new(nothing))
}

// Use takes out the grant of a token. The agent records the use, with the reason,
// before it answers. Errors: [ErrNone], [ErrReason], [ErrRecord].
func (c Client) Use(ctx context.Context, v, token vault.ID, reason string) ([]byte, error) {
	var h half
	err := c.call(ctx, opUse, useRequest{Vault: v, ID: token, Reason: reason}, &h)
	return h.Half, err
}

// Say lets the agent record what the holder of a token is about to hand out, in
// the holder's words. Errors: [ErrNone], [ErrRecord].
func (c Client) Say(ctx context.Context, s Said) error { return c.call(ctx, opSay, s, new(nothing)) }

// Revoke ends a token.
func (c Client) Revoke(ctx context.Context, v, token vault.ID) error {
	return c.call(ctx, opRevoke, named{Vault: v, ID: token}, new(nothing))
}
