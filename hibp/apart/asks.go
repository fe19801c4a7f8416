package apart

import (
	"bufio"
	"bytes"
	"fmt"
	"io"
	"strconv"
	"strings"
	"time"

	"coffer/hibp"
	"coffer/hibp/online"
)

// The words that begin what a parent says.
const (
	wordOpen   = "open"
	wordGet    = "get"
	wordCancel = "cancel"
)

// ask is what a parent says.
type ask struct {
	word   string
	n      uint64        // of get and cancel
	server online.Server // of open
	query  online.Query  // of get
}

// append writes it.
func (a ask) append(dst []byte) []byte {
	switch a.word {
	case wordOpen:
		text := serverText(a.server)
		return fmt.Appendf(dst, "%s %d\n%s", wordOpen, len(text), text)
	case wordGet:
		padding := "padded"
		if a.query.Plain {
			padding = "plain"
		}
		return fmt.Appendf(dst, "%s %d %v %v %s %d\n%s", wordGet, a.n, a.query.Kind, a.query.Prefix, padding, len(a.query.ETag), a.query.ETag)
	}
	return fmt.Appendf(dst, "%s %d\n", wordCancel, a.n)
}

// readAsk reads what a parent says; at the end of it the error is [io.EOF].
func readAsk(r *bufio.Reader) (ask, error) {
	w, err := readWords(r)
	if err != nil {
		return ask{}, err
	}
	a := ask{word: w.next()}
	switch a.word {
	case wordOpen:
		a.server, err = readServer(r, w)
	case wordGet:
		a.n, a.query, err = readGet(r, w)
	case wordCancel:
		a.n = w.number(maxNumber)
		err = w.end(true)
	default:
		w.bad = true
		err = w.end(true)
	}
	return a, err
}

// maxNumber is the last number of a request.
const maxNumber = 1<<64 - 1

func readGet(r io.Reader, w *words) (n uint64, q online.Query, err error) {
	n = w.number(maxNumber)
	kind, digits := w.next(), w.next()
	q.Plain = w.either("plain", "padded")
	length := w.number(online.MaxETag)
	var kindErr, prefixErr error
	q.Kind, kindErr = hibp.ParseKind(kind)
	q.Prefix, prefixErr = hibp.ParsePrefix(digits)
	w.bad = w.bad || kindErr != nil || prefixErr != nil || q.Kind.String() != kind || q.Prefix.String() != digits
	if err := w.end(true); err != nil {
		return 0, q, err
	}
	q.ETag, err = readETag(r, length)
	return n, q, err
}

// readETag reads an ETag, or none.
func readETag(r io.Reader, length uint64) (string, error) {
	b, err := readBytes(r, length)
	if err == nil && length > 0 && !online.IsETag(string(b)) {
		err = fmt.Errorf("%w: something that is no ETag", errNonsense)
	}
	return string(b), err
}

// serverText is a server in lines, of which each is there once and in this order.
func serverText(s online.Server) string {
	return fmt.Sprintf("url %s\nproxy %s\nagent %s\ntimeout %d\n", s.URL, s.Proxy, s.UserAgent, s.Timeout.Milliseconds())
}

func readServer(r io.Reader, w *words) (s online.Server, err error) {
	length := w.number(maxServer)
	if err := w.end(true); err != nil {
		return s, err
	}
	text, err := readBytes(r, length)
	if err != nil {
		return s, err
	}
	line := func(name string) string {
		first, rest, _ := bytes.Cut(text, []byte("\n"))
		text = rest
		value, _ := strings.CutPrefix(string(first), name+" ")
		return value
	}
	whole := string(text)
	s.URL, s.Proxy, s.UserAgent = line("url"), line("proxy"), line("agent")
	ms, err := strconv.ParseInt(line("timeout"), 10, 64)
	s.Timeout = time.Duration(ms) * time.Millisecond
	if err != nil || ms < 0 || ms > int64(time.Hour/time.Millisecond) || serverText(s) != whole {
		return online.Server{}, fmt.Errorf("%w: what is no server", errNonsense)
	}
	return s, nil
}
