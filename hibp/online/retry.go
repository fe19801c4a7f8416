package online

import (
	"encoding/binary"
	"io"
	"time"
)

// How long to wait before it is tried again.
const (
	firstWait = time.Second
	longWait  = 30 * time.Second
	maxWait   = 2 * time.Minute // a server that wants more is not asked again
)

// backoff is how long to wait after try number n: twice as long each time, or what
// the server asked for, and up to half of it more, so that many who were turned away
// together do not come back together.
func (c *Client) backoff(n int, asked time.Duration) (time.Duration, error) {
	wait := min(firstWait<<(n-1), longWait)
	wait = max(wait, asked)
	var b [4]byte
	if _, err := io.ReadFull(c.o.Rand, b[:]); err != nil {
		return 0, err
	}
	return wait + time.Duration(float64(wait)/2*float64(binary.BigEndian.Uint32(b[:]))/(1<<32)), nil
}
