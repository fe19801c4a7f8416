package apart

import (
	"bufio"
	"bytes"
	"errors"
	"io"
	"strings"
	"testing"
	"time"

	"coffer/hibp"
	"coffer/hibp/online"
)

// FuzzAsk: what a child takes for asked is said in that way alone.
func FuzzAsk(f *testing.F) {
	s, err := testServer.Checked()
	if err != nil {
		f.Fatal(err)
	}
	seeds := []ask{
		{word: wordOpen, server: s}, {word: wordCancel, n: maxNumber},
		{word: wordGet, n: 1, query: testQuery(0xabcde)},
		{word: wordGet, n: 2, query: online.Query{Kind: hibp.NTLM, Prefix: 1, ETag: `W/"x"`, Plain: true}},
	}
	for _, a := range seeds {
		f.Add(a.append(nil))
	}
	f.Fuzz(func(t *testing.T, said []byte) {
		again(t, said, func(r *bufio.Reader) ([]byte, error) {
			a, err := readAsk(r)
			return a.append(nil), err
		})
	})
}

// FuzzAnswer: what a parent takes for an answer is said in that way alone.
func FuzzAnswer(f *testing.F) {
	seeds := []answer{
		{word: wordReady}, {word: wordRefused, why: "not now"}, {word: wordCancelled, n: 7},
		{word: wordRange, n: 1, got: online.Fetched{ETag: `"1"`, Body: []byte("0018A45C4D1DEF81644B54AB7F969B88D65:3\r\n")}},
		{word: wordRange, n: 2}, {word: wordSame, n: 3, got: online.Fetched{ETag: "x", Unchanged: true}},
		{word: wordFailed, n: 4, failed: &online.Error{Kind: online.ErrBusy, Status: 429, Again: true, After: time.Minute}},
		{word: wordFailed, n: 5, failed: &online.Error{Kind: online.ErrUnreachable, Why: "no route"}},
	}
	for _, a := range seeds {
		f.Add(a.append(nil))
	}
	f.Fuzz(func(t *testing.T, said []byte) {
		again(t, said, func(r *bufio.Reader) ([]byte, error) {
			a, err := readAnswer(r)
			if err != nil {
				return nil, err
			}
			return a.append(nil), nil
		})
	})
}

// again reads one thing, and holds that it is written as it was read.
func again(t *testing.T, said []byte, read func(*bufio.Reader) ([]byte, error)) {
	t.Helper()
	r := bufio.NewReaderSize(bytes.NewReader(said), buffer)
	back, err := read(r)
	if err != nil {
		if !errors.Is(err, errNonsense) && !errors.Is(err, io.EOF) && !errors.Is(err, io.ErrUnexpectedEOF) {
			t.Errorf("%v", err)
		}
		return
	}
	rest, _ := io.ReadAll(r)
	if want := said[:len(said)-len(rest)]; !bytes.Equal(back, want) {
		t.Errorf("%q is read, and written as %q", want, back)
	}
}

// FuzzListening: an address is one line that can be shown.
func FuzzListening(f *testing.F) {
	for _, seed := range []string{"listening 127.0.0.1:8642\n", "failed address in use\n", "listening \n", "", "x\n"} {
		f.Add(seed)
	}
	f.Fuzz(func(t *testing.T, said string) {
		address, err := Listening(strings.NewReader(said))
		if err == nil && (!strings.HasPrefix(said, "listening "+address+"\n") || !isPlain(address) || address == "") {
			t.Errorf("%q is %q", said, address)
		}
		var cannot *ListenError
		if err != nil && !errors.As(err, &cannot) && !errors.Is(err, ErrHelper) {
			t.Errorf("%v", err)
		}
	})
}
