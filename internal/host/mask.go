package host

import (
	"bytes"
	"errors"
	"io"
	"sync"

	"coffer/vault/secret"
)

// masker passes on what is written to it and puts a replacement where a secret
// stands, in any of the forms of maskedForms, also when it arrives in pieces.
// Every byte that belongs to some occurrence is masked; occurrences that overlap
// or touch become one replacement. It holds back only what may yet turn out to
// be the beginning of a secret. It is linear in what is written, and may be
// used by several goroutines.
type masker struct {
	mu       sync.Mutex
	w        io.Writer
	with     string
	patterns *patterns
	state    int32
	held     []byte // not yet passed on
	seen     int    // bytes written so far
	covered  []span // of the held bytes, as offsets from the start: what to mask
	masking  bool   // the last byte passed on was masked
	out      []byte
	err      error
}

// span is a half-open range of offsets.
type span struct{ from, to int }

// Maskable reports whether a secret is long enough to be masked.
func Maskable(s secret.Text) bool { return len(bytes.TrimRight(s.Bytes(), "\r\n")) >= minMasked }

// newMasker returns a masker in front of w. The patterns may be shared: who
// compiled them wipes them once no masker is used any more.
func newMasker(w io.Writer, p *patterns, replacement string) *masker {
	return &masker{w: w, with: replacement, patterns: p}
}

// Write takes all of p. An error of the writer behind stays.
func (m *masker) Write(p []byte) (int, error) {
	m.mu.Lock()
	defer m.mu.Unlock()
	if m.err != nil {
		return 0, m.err
	}
	for _, b := range p {
		m.step(b)
	}
	m.release(m.seen - int(m.patterns.nodes[m.state].depth))
	if m.pass(); m.err != nil {
		return 0, m.err
	}
	return len(p), nil
}

// beginning returns how much of a secret the text may have begun with, whether
// or not that was flushed already.
func (m *masker) beginning() int {
	m.mu.Lock()
	defer m.mu.Unlock()
	return int(m.patterns.nodes[m.state].depth)
}

// Flush passes on what is held back, so that a prompt is seen. If it was the
// beginning of a secret after all, the rest of it will still be masked.
func (m *masker) Flush() error {
	m.mu.Lock()
	defer m.mu.Unlock()
	m.release(m.seen)
	m.pass()
	return m.err
}

// Close flushes, wipes what is held, and ends the masker; the writer behind
// stays open.
func (m *masker) Close() error {
	err := m.Flush()
	m.mu.Lock()
	defer m.mu.Unlock()
	if m.err == nil {
		m.err = errors.New("masker is closed")
	}
	clear(m.held[:cap(m.held)])
	clear(m.out[:cap(m.out)])
	return err
}

// step takes one byte and notes the longest secret that ends with it.
func (m *masker) step(b byte) {
	m.held = append(m.held, b)
	m.seen++
	m.state = m.patterns.next(m.state, b)
	if length := int(m.patterns.nodes[m.state].match); length > 0 {
		m.cover(span{m.seen - length, m.seen})
	}
}

// cover adds a span that ends no earlier than the others, and merges it with
// those that it reaches.
func (m *masker) cover(s span) {
	for len(m.covered) > 0 {
		last := m.covered[len(m.covered)-1]
		if last.to < s.from {
			break
		}
		s.from = min(s.from, last.from)
		m.covered = m.covered[:len(m.covered)-1]
	}
	m.covered = append(m.covered, s)
}

// release moves the bytes before the offset end from held to out.
func (m *masker) release(end int) {
	start := m.seen - len(m.held)
	end = max(end, start) // after Flush, part of a beginning is gone already
	at := start
	for len(m.covered) > 0 && m.covered[0].from < end {
		next := m.covered[0]
		m.plain(m.held[at-start : max(next.from, at)-start])
		if !m.masking {
			m.out, m.masking = append(m.out, m.with...), true
		}
		at = min(next.to, end)
		if at < next.to {
			break // the rest of it comes later
		}
		m.covered = m.covered[1:]
	}
	m.plain(m.held[at-start : max(end, at)-start])
	m.drop(end - start)
}

// plain passes bytes on as they are.
func (m *masker) plain(b []byte) {
	if len(b) > 0 {
		m.out, m.masking = append(m.out, b...), false
	}
}

// drop forgets the first n held bytes.
func (m *masker) drop(n int) {
	rest := copy(m.held, m.held[n:])
	clear(m.held[rest:])
	m.held = m.held[:rest]
}

// pass writes what was released.
func (m *masker) pass() {
	if len(m.out) > 0 && m.err == nil {
		_, m.err = m.w.Write(m.out)
	}
	m.out = m.out[:0]
}
