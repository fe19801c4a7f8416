package web

import (
	"crypto/tls"
	"crypto/x509"
	"errors"
	"io"
	"net"
	"net/http"
	"net/url"
	"strconv"
	"time"

	"coffer/hibp/online"
)

// retryAfter is what the header Retry-After asks for: seconds, or a date (RFC 9110,
// 10.2.3).
func (w *Way) retryAfter(resp *http.Response) time.Duration {
	value := resp.Header.Get("Retry-After")
	if seconds, err := strconv.ParseUint(value, 10, 32); err == nil {
		return min(time.Duration(seconds)*time.Second, online.MaxAfter)
	}
	if at, err := http.ParseTime(value); err == nil {
		return min(max(0, at.Sub(w.now())), online.MaxAfter)
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
