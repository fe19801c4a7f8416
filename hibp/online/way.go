package online

import (
	"context"
	"errors"
	"fmt"
	"time"

	"coffer/hibp"
)

// Way brings one request to a range server, and its answer back. It knows nothing of
// hashes and may lie in a process of its own: see hibp/web and hibp/apart. It may be
// used from several goroutines.
type Way interface {
	// Fetch makes one request. Its error is an [*Error] where the server or the
	// network failed, and the cause of ctx where that ended. Any other means that
	// nothing goes by this way any more.
	Fetch(ctx context.Context, q Query) (Fetched, error)

	// Host names the server in errors.
	Host() string

	// Close gives up what the way holds. Nothing is fetched after it.
	Close() error
}

// Query is one request: all that a server is told.
type Query struct {
	Kind   hibp.Kind
	Prefix hibp.Prefix
	ETag   string // of what is there already; "" is none
	Plain  bool   // without padding
}

// Fetched is what a server sent. A body that is empty is one of which the server said
// so: what was cut off to nothing is an error.
type Fetched struct {
	Body      []byte // of the range, decompressed
	ETag      string // "" is none
	Unchanged bool   // since the ETag that was sent; then there is no body
}

// MaxAfter is the longest that [Error].After says: it is longer than anybody waits.
const MaxAfter = 24 * time.Hour

// MaxETag bounds the ETag of an answer, in bytes.
const MaxETag = 256

// IsETag tells whether an ETag can be kept and sent again.
func IsETag(etag string) bool {
	for i := range len(etag) {
		if etag[i] < 0x21 || etag[i] > 0x7e {
			return false
		}
	}
	return etag != "" && len(etag) <= MaxETag
}

// Error is why the range of a prefix could not be had. It names the server and what
// it did, and nothing of the hash.
type Error struct {
	Host   string
	Status int           // of the answer, 0 where there was none
	Kind   error         // one of those below
	Why    string        // what went wrong; "" is no more than the kind says
	Again  bool          // it may go well another time
	After  time.Duration // what the server asked for before that
}

func (e *Error) Error() string {
	if e.Why == "" {
		return fmt.Sprintf("%s: %v", e.Host, e.Kind)
	}
	return fmt.Sprintf("%s: %v: %s", e.Host, e.Kind, e.Why)
}

func (e *Error) Unwrap() error { return e.Kind }

// What can be wrong with a server, each as the kind of an [Error].
var (
	ErrUnreachable = errors.New("cannot be reached")
	ErrBusy        = errors.New("asks to be left alone for a while")
	ErrServer      = errors.New("fails")
	ErrAnswer      = errors.New("does not answer as a range server")
)
