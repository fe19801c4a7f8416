package apart

import (
	"bufio"
	"fmt"
	"io"
	"time"
	"unicode/utf8"

	"coffer/hibp/online"
)

// The words that begin what a child says.
const (
	wordReady     = "ready"
	wordRefused   = "refused"
	wordRange     = "range"
	wordSame      = "same"
	wordFailed    = "failed"
	wordCancelled = "cancelled"
)

// answer is what a child says.
type answer struct {
	word   string
	n      uint64         // of all but ready and refused
	got    online.Fetched // of range and same
	failed *online.Error  // of failed, without the host, which the parent knows
	why    string         // of refused
}

// whats are the words for what can be wrong with a server.
var whats = [...]struct {
	word string
	kind error
}{
	{"unreachable", online.ErrUnreachable},
	{"busy", online.ErrBusy},
	{"server", online.ErrServer},
	{"answer", online.ErrAnswer},
}

// append writes it.
func (a answer) append(dst []byte) []byte { return append(a.appendHead(dst), a.got.Body...) }

// appendHead writes all of it but the body, which may be large.
func (a answer) appendHead(dst []byte) []byte {
	switch a.word {
	case wordReady:
		return append(dst, wordReady+"\n"...)
	case wordRefused:
		return fmt.Appendf(dst, "%s %d\n%s", wordRefused, len(a.why), a.why)
	case wordRange:
		return fmt.Appendf(dst, "%s %d %d %d\n%s", wordRange, a.n, len(a.got.ETag), len(a.got.Body), a.got.ETag)
	case wordSame:
		return fmt.Appendf(dst, "%s %d %d\n%s", wordSame, a.n, len(a.got.ETag), a.got.ETag)
	case wordFailed:
		e := a.failed
		again := "never"
		if e.Again {
			again = "again"
		}
		return fmt.Appendf(dst, "%s %d %s %d %s %d %d\n%s", wordFailed, a.n, whatOf(e.Kind), e.Status, again, e.After.Milliseconds(), len(e.Why), e.Why)
	}
	return fmt.Appendf(dst, "%s %d\n", wordCancelled, a.n)
}

func whatOf(kind error) string {
	for _, w := range whats {
		if w.kind == kind {
			return w.word
		}
	}
	return "answer"
}

// readAnswer reads what a child says; at the end of it the error is [io.EOF].
func readAnswer(r *bufio.Reader) (answer, error) {
	w, err := readWords(r)
	if err != nil {
		return answer{}, err
	}
	a := answer{word: w.next()}
	switch a.word {
	case wordReady:
		err = w.end(true)
	case wordRefused:
		a.why, err = readWhy(r, w)
	case wordRange, wordSame:
		a.n = w.number(maxNumber)
		a.got, err = readFetched(r, w, a.word == wordSame)
	case wordFailed:
		a.n = w.number(maxNumber)
		a.failed, err = readFailed(r, w)
	case wordCancelled:
		a.n = w.number(maxNumber)
		err = w.end(true)
	default:
		w.bad = true
		err = w.end(true)
	}
	return a, err
}

func readWhy(r io.Reader, w *words) (string, error) {
	length := w.number(maxWhy)
	if err := w.end(true); err != nil {
		return "", err
	}
	return readText(r, length)
}

func readFetched(r io.Reader, w *words, same bool) (got online.Fetched, err error) {
	etag, body := w.number(online.MaxETag), uint64(0)
	if !same {
		body = w.number(maxBody)
	}
	if err := w.end(true); err != nil {
		return got, err
	}
	got.Unchanged = same
	if got.ETag, err = readETag(r, etag); err == nil && body > 0 {
		got.Body, err = readBytes(r, body)
	}
	return got, err
}

func readFailed(r io.Reader, w *words) (*online.Error, error) {
	e := &online.Error{}
	what := w.next()
	for _, known := range whats {
		if known.word == what {
			e.Kind = known.kind
		}
	}
	w.bad = w.bad || e.Kind == nil
	e.Status = int(w.number(maxStatus))
	e.Again = w.either("again", "never")
	e.After = time.Duration(w.number(maxAfter)) * time.Millisecond
	why, err := readWhy(r, w)
	e.Why = why
	return e, err
}

// sayable is a failure as it can be said: bounded, and text that can be shown.
func sayable(e *online.Error) *online.Error {
	out := *e
	out.Why = fit(e.Why)
	out.After = min(max(0, e.After), online.MaxAfter)
	if out.Status < 0 || out.Status > maxStatus {
		out.Status = 0
	}
	return &out
}

// fit is text within the bound of why something failed.
func fit(text string) string { return plain(text, maxWhy/utf8.UTFMax-1) }
