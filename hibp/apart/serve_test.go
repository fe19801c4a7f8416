package apart

import (
	"bytes"
	"context"
	"errors"
	"io"
	"strings"
	"testing"

	"coffer/hibp/online"
)

// opening is what a parent says first.
func opening() string {
	s, _ := testServer.Checked()
	return string(ask{word: wordOpen, server: s}.append(nil))
}

// TestWrongParents: a child that is told what it may not be told ends, and asks nobody.
func TestWrongParents(t *testing.T) {
	for name, c := range map[string]struct{ said, says string }{
		"nothing":         {"", ""},
		"opened":          {opening(), ""},
		"a page":          {"GET / HTTP/1.1\n\n", "may not say"},
		"not opened":      {"get 1 sha1 00000 padded 0\n", "before it opens"},
		"opened twice":    {opening() + opening(), "opens twice"},
		"another kind":    {opening() + "get 1 md5 00000 padded 0\n", "may not say"},
		"no prefix":       {opening() + "get 1 sha1 0000 padded 0\n", "may not say"},
		"a whole hash":    {opening() + "get 1 sha1 0018A45C4D1DEF81644B54AB7F969B88D6500000 padded 0\n", "may not say"},
		"small letters":   {opening() + "get 1 sha1 0000a padded 0\n", "may not say"},
		"another word":    {opening() + "get 1 sha1 00000 maybe 0\n", "may not say"},
		"an ETag of two":  {opening() + "get 1 sha1 00000 padded 3\na b", "may not say"},
		"number zero":     {opening() + "get 0 sha1 00000 padded 0\n", "out of turn"},
		"cancel too soon": {opening() + "cancel 1\n", "out of turn"},
		"cut off":         {opening() + "get 1 sha1 00000", "unexpected EOF"},
		"cut off later":   {opening() + "get 1 sha1 00000 padded 5\nab", "unexpected EOF"},
		"two blanks":      {opening() + "get  1 sha1 00000 padded 0\n", "may not say"},
		"more words":      {opening() + "cancel 0 0\n", "may not say"},
		"a long server":   {"open 9000\n", "may not say"},
		"half a server":   {"open 5\nurl x", "may not say"},
		"another order":   {"open 39\nproxy \nurl https://a.b\nagent x\ntimeout 1\n", "may not say"},
	} {
		t.Run(name, func(t *testing.T) {
			var out bytes.Buffer
			err := Serve(strings.NewReader(c.said), &out, func(online.Server) (online.Way, error) {
				return oneWay(func(context.Context, online.Query) (online.Fetched, error) {
					t.Error("a server was asked")
					return online.Fetched{}, nil
				}), nil
			})
			if (err == nil) != (c.says == "") || err != nil && !strings.Contains(err.Error(), c.says) {
				t.Errorf("%v", err)
			}
		})
	}
}

// TestRefuses: a child that cannot ask that server says so.
func TestRefuses(t *testing.T) {
	var out bytes.Buffer
	err := Serve(strings.NewReader(opening()), &out, func(online.Server) (online.Way, error) { return nil, errors.New("no such\nserver") })
	if err != nil || out.String() != "refused 14\nno such server" {
		t.Errorf("%q, %v", &out, err)
	}
}

// TestParentGone: once nobody hears it a child works for nobody.
func TestParentGone(t *testing.T) {
	in, parent := io.Pipe()
	asked, ended := make(chan struct{}), make(chan error, 1)
	out := &brokenPipe{after: 1}
	go func() {
		ended <- Serve(in, out, func(online.Server) (online.Way, error) {
			return oneWay(func(ctx context.Context, q online.Query) (online.Fetched, error) {
				if q.Prefix == 1 {
					return online.Fetched{Body: []byte("x")}, nil
				}
				close(asked)
				<-ctx.Done()
				return online.Fetched{}, ctx.Err()
			}), nil
		})
	}()
	io.WriteString(parent, opening()+"get 1 sha1 00000 padded 0\n")
	<-asked
	io.WriteString(parent, "get 2 sha1 00001 padded 0\n")
	parent.Close()
	if err := <-ended; !errors.Is(err, io.ErrClosedPipe) {
		t.Errorf("%v", err)
	}
}

// brokenPipe takes so many writes.
type brokenPipe struct{ after int }

func (b *brokenPipe) Write(p []byte) (int, error) {
	if b.after--; b.after < 0 {
		return 0, io.ErrClosedPipe
	}
	return len(p), nil
}
