package online

import (
	"context"
	"errors"
	"fmt"

	"coffer/hibp"
)

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
		if err == nil || !errors.As(err, &e) || !e.Again || try >= c.o.Tries || e.After > maxWait {
			return got, err
		}
		wait, waitErr := c.backoff(try, e.After)
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
	got, err := c.o.Way.Fetch(ctx, Query{Kind: c.o.Kind, Prefix: p, ETag: etag, Plain: c.o.Plain})
	switch {
	case err != nil && ctx.Err() != nil:
		return answer{}, context.Cause(ctx)
	case err != nil:
		return answer{}, err
	case got.Unchanged && etag != "":
		return answer{Fetched: got}, nil
	case got.Unchanged:
		return answer{}, c.failure("it says that what it never sent has not changed")
	}
	r, err := c.parse(p, got)
	if err != nil {
		return answer{}, c.failure(err.Error())
	}
	return answer{got, r}, nil
}

// failure is an answer that is no range; another may be.
func (c *Client) failure(why string) *Error {
	const ok = 200
	return &Error{Host: c.o.Way.Host(), Status: ok, Kind: ErrAnswer, Why: why, Again: true}
}

// parse reads the range. Without padding an empty one is believed only from who says that
// it is empty: a mirror asks so, which has nothing to hide.
func (c *Client) parse(p hibp.Prefix, got Fetched) (hibp.Range, error) {
	r, err := hibp.ParseRange(c.o.Kind, p, got.Body)
	if err == nil && len(r.Lines)+r.Padded == 0 && !(c.o.Plain && len(got.Body) == 0 && got.ETag != "") {
		err = fmt.Errorf("%w: it is empty", hibp.ErrRange)
	}
	if err == nil && !c.o.Plain && len(r.Lines)+r.Padded < leastPadded && c.o.Way.Host() == (Server{URL: DefaultURL}).Host() {
		err = fmt.Errorf("%w: it is shorter than any with padding", hibp.ErrRange)
	}
	return r, err
}

// leastPadded is how many lines each padded answer of the real service has. Another server
// may have few.
const leastPadded = 800
