package online

import (
	"bytes"
	"compress/gzip"
	"context"
	"errors"
	"fmt"
	"io"
	"net/http"
	"strings"
	"time"

	"coffer/hibp"
)

// Error is why the range of a prefix could not be had. It names the server and what
// it did, and nothing of the hash.
type Error struct {
	Host   string
	Status int   // of the answer, 0 where there was none
	Err    error // what went wrong
	again  bool
	after  time.Duration // what the server asked for
}

func (e *Error) Error() string {
	return fmt.Sprintf("%s: %v", e.Host, e.Err)
}

func (e *Error) Unwrap() error { return e.Err }

// What can be wrong with a server, each wrapped in an [Error].
var (
	ErrUnreachable = errors.New("cannot be reached")
	ErrBusy        = errors.New("asks to be left alone for a while")
	ErrServer      = errors.New("fails")
	ErrAnswer      = errors.New("does not answer as a range server")
)

// Fetched is what a server sent.
type Fetched struct {
	Body      []byte // of the range, decompressed
	ETag      string // "" is none
	Unchanged bool   // since the ETag that was sent; then there is no body
}

// answer is a range that a server sent.
type answer struct {
	Fetched
	r hibp.Range
}

// ask asks for a prefix, again after a while where that may help.
func (c *Client) ask(ctx context.Context, p hibp.Prefix, etag string) (answer, error) {
	for try := 1; ; try++ {
		got, err := c.askOnce(ctx, p, etag)
		var e *Error
		if err == nil || !errors.As(err, &e) || !e.again || try >= c.o.Tries || e.after > maxWait {
			return got, err
		}
		wait, waitErr := c.backoff(try, e.after)
		if waitErr == nil {
			waitErr = c.o.Wait(ctx, wait)
		}
		if waitErr != nil {
			return answer{}, waitErr
		}
	}
}

// askOnce makes one request.
func (c *Client) askOnce(ctx context.Context, p hibp.Prefix, etag string) (answer, error) {
	within, cancel := context.WithTimeoutCause(ctx, c.o.Timeout, errSlow)
	defer cancel()
	resp, err := c.send(within, p, etag)
	if err != nil {
		if ctx.Err() != nil {
			return answer{}, context.Cause(ctx)
		}
		return answer{}, c.failure(0, !isCertificate(err), fmt.Errorf("%w: %v", ErrUnreachable, reason(err)))
	}
	defer resp.Body.Close()
	if resp.StatusCode == http.StatusNotModified && etag != "" {
		return answer{Fetched: Fetched{ETag: boundedETag(resp), Unchanged: true}}, nil
	}
	if resp.StatusCode != http.StatusOK {
		return answer{}, c.refusal(resp)
	}
	body, err := readBody(resp)
	switch {
	case ctx.Err() != nil:
		return answer{}, context.Cause(ctx)
	case err != nil && within.Err() != nil:
		err = errSlow
	}
	if err != nil {
		return answer{}, c.failure(resp.StatusCode, !errors.Is(err, errTooLong), fmt.Errorf("%w: %w", ErrAnswer, err))
	}
	r, err := c.parse(resp, p, body)
	if err != nil {
		return answer{}, c.failure(resp.StatusCode, true, fmt.Errorf("%w: %w", ErrAnswer, err))
	}
	return answer{Fetched{Body: body, ETag: boundedETag(resp)}, r}, nil
}

// failure is what is wrong with the server, and whether it may mend itself.
func (c *Client) failure(status int, again bool, why error) *Error {
	return &Error{Host: c.base.Host, Status: status, Err: why, again: again}
}

// refusal is an answer that is no range.
func (c *Client) refusal(resp *http.Response) *Error {
	status := resp.StatusCode
	var e *Error
	switch {
	case status == http.StatusTooManyRequests:
		e = c.failure(status, true, ErrBusy)
	case status >= 500:
		e = c.failure(status, true, fmt.Errorf("%w: status %d", ErrServer, status))
	case status/100 == 3:
		return c.failure(status, false, fmt.Errorf("%w: it sends elsewhere, and nothing was sent there", ErrAnswer))
	default:
		return c.failure(status, false, fmt.Errorf("%w: status %d", ErrAnswer, status))
	}
	e.after = c.retryAfter(resp)
	return e
}

// parse reads the range. Without padding an empty one is believed only from who says that
// it is empty: a mirror asks so, which has nothing to hide.
func (c *Client) parse(resp *http.Response, p hibp.Prefix, body []byte) (hibp.Range, error) {
	r, err := hibp.ParseRange(c.o.Kind, p, body)
	if err == nil && len(r.Lines)+r.Padded == 0 && !(c.o.Plain && resp.ContentLength == 0 && boundedETag(resp) != "") {
		err = fmt.Errorf("%w: it is empty", hibp.ErrRange)
	}
	return r, err
}

// send sends the request, whose path is all in it that depends on a password.
func (c *Client) send(ctx context.Context, p hibp.Prefix, etag string) (*http.Response, error) {
	u := c.base.JoinPath("range", p.String())
	if c.o.Kind == hibp.NTLM {
		u.RawQuery = "mode=ntlm"
	}
	req, err := http.NewRequestWithContext(ctx, http.MethodGet, u.String(), nil)
	if err != nil {
		return nil, err
	}
	req.Header.Set("User-Agent", c.o.UserAgent)
	if !c.o.Plain {
		req.Header.Set("Add-Padding", "true")
	}
	req.Header.Set("Accept", "text/plain")
	req.Header.Set("Accept-Encoding", "gzip")
	if etag != "" {
		req.Header.Set("If-None-Match", etag)
	}
	return c.http.Do(req)
}

// errSlow means that a whole answer did not come in time.
var errSlow = errors.New("its answer takes too long")

// errTooLong means that a body has no end within the bound.
var errTooLong = fmt.Errorf("its answer is longer than %d bytes", hibp.MaxRangeBytes)

// readBody reads and decompresses a body, bounded on both sides. One that does not say
// where it ends is refused: whoever cuts the connection would shorten it.
func readBody(resp *http.Response) ([]byte, error) {
	if resp.ProtoMajor == 1 && resp.ContentLength < 0 && len(resp.TransferEncoding) == 0 {
		return nil, errors.New("its answer does not say where it ends")
	}
	in := io.Reader(resp.Body)
	switch encoding := strings.ToLower(resp.Header.Get("Content-Encoding")); encoding {
	case "", "identity":
	case "gzip", "x-gzip":
		z, err := gzip.NewReader(io.LimitReader(resp.Body, hibp.MaxRangeBytes+1))
		if err != nil {
			return nil, errors.New("its answer says that it is gzip and is not")
		}
		in = z
	default:
		return nil, errors.New("its answer is compressed in a way that was not asked for")
	}
	var body bytes.Buffer
	n, err := io.Copy(&body, io.LimitReader(in, hibp.MaxRangeBytes+1))
	if n > hibp.MaxRangeBytes {
		return nil, errTooLong
	}
	if err != nil {
		return nil, errors.New("its answer breaks off")
	}
	return body.Bytes(), nil
}

// boundedETag is the ETag of an answer, if it is one that can be sent again.
func boundedETag(resp *http.Response) string {
	const most = 256
	etag := resp.Header.Get("ETag")
	if len(etag) > most {
		return ""
	}
	for i := range len(etag) {
		if etag[i] < 0x21 || etag[i] > 0x7e {
			return ""
		}
	}
	return etag
}
