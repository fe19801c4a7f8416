package online

import (
	"crypto/tls"
	"crypto/x509"
	"encoding/binary"
	"errors"
	"io"
	"net"
	"net/http"
	"net/url"
	"strconv"
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

// retryAfter is what the header Retry-After asks for: seconds, or a date (RFC 9110,
// 10.2.3).
func (c *Client) retryAfter(resp *http.Response) time.Duration {
	value := resp.Header.Get("Retry-After")
	if seconds, err := strconv.ParseUint(value, 10, 32); err == nil {
		return time.Duration(seconds) * time.Second
	}
	if at, err := http.ParseTime(value); err == nil {
		return max(0, at.Sub(c.o.Now()))
	}
	return 0
}

// isCertificate tells whether a connection failed because of who is at its other end,
// which does not mend itself.
func isCertificate(err error) bool {
	var verify *tls.CertificateVerificationError
	var unknown x509.UnknownAuthorityError
	var record tls.RecordHeaderError
	return errors.As(err, &verify) || errors.As(err, &unknown) || errors.As(err, &record)
}

// reason is why a request failed, without the address, which holds the prefix.
func reason(err error) error {
	var u *url.Error
	if errors.As(err, &u) {
		err = u.Err
	}
	var n net.Error
	var dial *net.OpError
	switch {
	case errors.As(err, &n) && n.Timeout():
		return errors.New("no answer in time")
	case errors.As(err, &dial), isCertificate(err):
		return err
	case errors.Is(err, io.EOF), errors.Is(err, io.ErrUnexpectedEOF):
		return errors.New("it hung up")
	}
	return errors.New("it does not answer in HTTP") // a message may repeat what was asked for
}
