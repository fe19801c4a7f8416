package agent

import (
	"encoding/binary"
	"errors"
	"io"
	"time"

	"coffer/vault"
	"coffer/vault/codec"
)

// One request and one answer go over a connection, each a frame: its length as
// u32, big-endian, then a CBOR array. The version comes first in each, for ever,
// and an agent of any version obeys opEnd.

const protocol = 3

// op is what is asked for. The numbers stand in the protocol.
type op uint8

const (
	opEnd    op = iota + 1 // end every session and token, and the agent, and tell how many
	opState                // how it stands with a vault
	opPut                  // take a session
	opGet                  // hand out the half of a session; this is a use
	opRenew                // put another half into a session
	opLock                 // end the sessions and tokens of a vault
	opAdd                  // take a token
	opUse                  // hand out the grant of a token
	opRevoke               // end a token
	opDrop                 // end one session
	opSay                  // record what the holder of a token hands out
)

type request struct {
	_       struct{} `cbor:",toarray"`
	Version uint32
	Op      op
	Body    []byte
}

type reply struct {
	_       struct{} `cbor:",toarray"`
	Version uint32
	Code    code
	Body    []byte
}

// Session is what the agent keeps of a session. It opens nothing.
type Session struct {
	_      struct{} `cbor:",toarray"`
	ID     vault.ID
	Vault  vault.ID
	Core   bool
	Name   string // as its owner calls it
	Shell  bool   // the key lies in a shell's environment, not in the runtime folder
	Login  string // the system's login session in which it began; may be empty
	Limits Limits
	Dir    string // the vault's folder, for its syncs; empty for none
	Half   []byte // see [vault.Vault.SealSession]
}

// Token is what the agent keeps of a token. It opens nothing.
type Token struct {
	_        struct{} `cbor:",toarray"`
	ID       vault.ID
	Vault    vault.ID
	Name     string
	Boxes    string // their names, for lists
	Core     bool
	Lasts    time.Duration
	Reasoned bool   // wants a reason for each use
	Half     []byte // see [vault.Vault.Grant]
	Spool    Spool  // where the agent records what is done with it; it tells nobody
}

// State is how it stands with one vault.
type State struct {
	_        struct{} `cbor:",toarray"`
	PID      int
	Sessions []SessionState
	Tokens   []TokenState
	Ended    End // why the last session ended; [NotEnded] when none did
	Sync     SyncState
}

// SessionState is a session as it is shown.
type SessionState struct {
	_     struct{} `cbor:",toarray"`
	ID    vault.ID
	Core  bool
	Name  string
	Shell bool
	Began time.Time
	Idle  time.Duration // until it ends if nobody uses it
	Hard  time.Duration // until it ends anyway
}

// TokenState is a token as it is shown.
type TokenState struct {
	_        struct{} `cbor:",toarray"`
	ID       vault.ID
	Name     string
	Boxes    string
	Core     bool
	Reasoned bool
	Left     time.Duration
	Uses     int
}

// named is a request about one session or token of a vault.
type named struct {
	_     struct{} `cbor:",toarray"`
	Vault vault.ID
	ID    vault.ID
}

type renewal struct {
	_     struct{} `cbor:",toarray"`
	Vault vault.ID
	ID    vault.ID
	Half  []byte
}

// lockRequest ends what there is of a vault, but for one session where keys were
// changed.
type lockRequest struct {
	_      struct{} `cbor:",toarray"`
	Vault  vault.ID
	Except vault.ID // a session that goes on; zero for none
	Why    End      // [ByHand] or [NewKeys]
}

type useRequest struct {
	_      struct{} `cbor:",toarray"`
	Vault  vault.ID
	ID     vault.ID
	Reason string
}

// Said is what the holder of a token says that it hands out, by which command.
type Said struct {
	_       struct{} `cbor:",toarray"`
	Vault   vault.ID
	ID      vault.ID
	Command string // at most [MaxCommand] bytes
	What    string // at most [MaxSaid] bytes
}

type half struct {
	_    struct{} `cbor:",toarray"`
	Half []byte
}

type count struct {
	_ struct{} `cbor:",toarray"`
	N int
}

var errFrame = errors.New("a frame of a length that no message has")

// writeFrame writes a value as one frame.
func writeFrame(w io.Writer, v any) error {
	body, err := codec.Marshal(v)
	if err != nil {
		return err
	}
	defer vault.Wipe(body)
	if len(body) > maxFrame {
		return errFrame
	}
	frame := append(binary.BigEndian.AppendUint32(nil, uint32(len(body))), body...)
	defer vault.Wipe(frame)
	_, err = w.Write(frame)
	return err
}

// readFrame reads one frame strictly, and takes only the one encoding of what it
// says; no memory is taken before its length is checked.
func readFrame(r io.Reader, v any) error {
	body, err := readBody(r)
	defer vault.Wipe(body)
	if err != nil {
		return err
	}
	return codec.UnmarshalCanonical(body, v)
}

func readBody(r io.Reader) ([]byte, error) {
	var head [4]byte
	if _, err := io.ReadFull(r, head[:]); err != nil {
		return nil, err
	}
	n := binary.BigEndian.Uint32(head[:])
	if n == 0 || n > maxFrame {
		return nil, errFrame
	}
	body := make([]byte, n)
	_, err := io.ReadFull(r, body)
	return body, err
}
