package agent

import (
	"errors"
	"fmt"
)

// What callers decide by. The first part is answered by the agent, under a code
// that never changes.
var (
	ErrVersion   = errors.New("the agent belongs to another version of coffer")
	ErrMalformed = errors.New("the agent did not understand the request")
	ErrNone      = errors.New("the agent holds no such session or token")
	ErrFull      = errors.New("the agent holds as many sessions and tokens as it can")
	ErrReason    = errors.New("this token wants a reason")
	ErrRecord    = errors.New("the use of the token could not be recorded, so it was refused")
	ErrBounds    = errors.New("idle time, limit or name out of bounds")
	ErrForeign   = errors.New("the socket belongs to another user")

	// ErrNoAgent: nobody listens.
	ErrNoAgent = errors.New("no agent is running")
	// ErrSilent: the agent, or what sits on its socket, does not answer as one.
	ErrSilent = errors.New("the agent does not answer")
	// ErrRunning: there is an agent already.
	ErrRunning = errors.New("an agent is running already")
	// ErrPath: the name of the socket is longer than the system takes.
	ErrPath = errors.New("the path of the runtime folder is too long for a socket")
)

// LostError says that there is an agent which nobody can ask: it holds its lock,
// and another socket, or none, is in the place of its own. PID is zero where
// nobody knows it.
type LostError struct{ PID int }

func (e *LostError) Error() string {
	if e.PID == 0 {
		return "an agent goes on that cannot be asked"
	}
	return fmt.Sprintf("the agent, process %d, goes on and cannot be asked", e.PID)
}

// code is how an error is told over the socket.
type code uint8

// The codes. They stand in the protocol.
const (
	codeOK code = iota
	codeVersion
	codeMalformed
	codeNone
	codeFull
	codeReason
	codeRecord
	codeBounds
	codeForeign
)

// codes is the one table from errors to codes and back.
var codes = [...]error{
	codeVersion: ErrVersion, codeMalformed: ErrMalformed, codeNone: ErrNone, codeFull: ErrFull,
	codeReason: ErrReason, codeRecord: ErrRecord, codeBounds: ErrBounds, codeForeign: ErrForeign,
}

func codeOf(err error) code {
	if err == nil {
		return codeOK
	}
	for c, e := range codes {
		if e != nil && errors.Is(err, e) {
			return code(c)
		}
	}
	return codeMalformed
}

// err is the inverse of codeOf; a code that is not known is an answer that was
// not understood.
func (c code) err() error {
	switch {
	case c == codeOK:
		return nil
	case int(c) < len(codes):
		return codes[c]
	}
	return ErrSilent
}
