package web

import (
	"context"
	"errors"
	"fmt"
	"net/http"
	"net/url"
	"time"

	"coffer/hibp"
	"coffer/hibp/online"
)

// Way is a [online.Way] by HTTP from this process.
type Way struct {
	server online.Server
	base   *url.URL
	http   *http.Client
	now    func() time.Time
}

// New makes a way to a server, and sends nothing yet. The clock is for servers that
// say until when they want to be left alone.
func New(s online.Server, now func() time.Time) (*Way, error) {
	s, err := s.Checked()
	if err != nil {
		return nil, err
	}
	base, err := s.Base()
	if err != nil {
		return nil, err
	}
	transport, err := newTransport(s, base.Scheme)
	if err != nil {
		return nil, err
	}
	return &Way{server: s, base: base, now: now, http: &http.Client{
		Transport:     transport,
		CheckRedirect: func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse },
	}}, nil
}

// Host names the server.
func (w *Way) Host() string { return w.base.Host }

// Close closes connections that are kept open.
func (w *Way) Close() error {
	w.http.CloseIdleConnections()
	return nil
}

// errSlow means that a whole answer did not come in time.
var errSlow = errors.New("its answer takes too long")

// Fetch makes one request.
func (w *Way) Fetch(ctx context.Context, q online.Query) (online.Fetched, error) {
	within, cancel := context.WithTimeoutCause(ctx, w.server.Timeout, errSlow)
	defer cancel()
	resp, err := w.send(within, q)
	if err != nil {
		if ctx.Err() != nil {
			return online.Fetched{}, context.Cause(ctx)
		}
		return online.Fetched{}, w.failure(0, online.ErrUnreachable, reason(err).Error(), !isCertificate(err))
	}
	defer resp.Body.Close()
	if resp.StatusCode == http.StatusNotModified && q.ETag != "" {
		return online.Fetched{ETag: boundedETag(resp), Unchanged: true}, nil
	}
	if resp.StatusCode != http.StatusOK {
		return online.Fetched{}, w.refusal(resp)
	}
	body, err := readBody(resp)
	switch {
	case ctx.Err() != nil:
		return online.Fetched{}, context.Cause(ctx)
	case err != nil && within.Err() != nil:
		err = errSlow
	}
	if err != nil {
		return online.Fetched{}, w.failure(resp.StatusCode, online.ErrAnswer, err.Error(), !errors.Is(err, errTooLong))
	}
	return online.Fetched{Body: body, ETag: boundedETag(resp)}, nil
}

// send sends the request, whose path is all in it that depends on a password.
func (w *Way) send(ctx context.Context, q online.Query) (*http.Response, error) {
	u := w.base.JoinPath("range", q.Prefix.String())
	if q.Kind == hibp.NTLM {
		u.RawQuery = "mode=ntlm"
	}
	req, err := http.NewRequestWithContext(ctx, http.MethodGet, u.String(), nil)
	if err != nil {
		return nil, err
	}
	req.Header.Set("User-Agent", w.server.UserAgent)
	if !q.Plain {
		req.Header.Set("Add-Padding", "true")
	}
	req.Header.Set("Accept", "text/plain")
	req.Header.Set("Accept-Encoding", "gzip")
	if q.ETag != "" {
		req.Header.Set("If-None-Match", q.ETag)
	}
	return w.http.Do(req)
}

// failure is what is wrong with the server, and whether it may mend itself.
func (w *Way) failure(status int, kind error, why string, again bool) *online.Error {
	return &online.Error{Host: w.base.Host, Status: status, Kind: kind, Why: why, Again: again}
}

// refusal is an answer that is no range.
func (w *Way) refusal(resp *http.Response) *online.Error {
	status := resp.StatusCode
	said := fmt.Sprintf("status %d", status)
	var e *online.Error
	switch {
	case status == http.StatusTooManyRequests:
		e = w.failure(status, online.ErrBusy, "", true)
	case status >= 500:
		e = w.failure(status, online.ErrServer, said, true)
	case status/100 == 3:
		return w.failure(status, online.ErrAnswer, "it sends elsewhere, and nothing was sent there", false)
	default:
		return w.failure(status, online.ErrAnswer, said, false)
	}
	e.After = w.retryAfter(resp)
	return e
}
