package sys

import "fmt"

// Page is memory outside the Go heap for the few bytes that open everything
// else: never moved by the collector and, where the system allows, never
// swapped and in no core file. Not for concurrent use with [Page.Free].
type Page struct {
	whole  []byte
	n      int
	locked error
}

// NewPage returns n zero bytes, n from 1 to 1 MiB; the system rounds up to
// whole pages. It fails only where there is no memory at all: that it could not
// be locked is told by [Page.Locked], and the caller decides.
func NewPage(n int) (*Page, error) {
	if n < 1 || n > maxPageLen {
		return nil, fmt.Errorf("a locked page has 1 to %d bytes, not %d", maxPageLen, n)
	}
	whole, err := mapPage(n)
	if err != nil {
		return nil, fmt.Errorf("get memory for keys: %w", err)
	}
	return &Page{whole: whole, n: n, locked: lockPage(whole)}, nil
}

// Bytes returns the memory itself. It must not be touched after [Page.Free]:
// that is a fault which ends the process. After Free, Bytes is nil.
func (p *Page) Bytes() []byte {
	if p.whole == nil {
		return nil
	}
	return p.whole[:p.n:p.n]
}

// Locked is nil if the system keeps the page out of swap, else it says why not.
func (p *Page) Locked() error { return p.locked }

// Free overwrites the bytes with zeros and gives the memory back. A second
// call does nothing.
func (p *Page) Free() {
	if p.whole == nil {
		return
	}
	clear(p.whole)
	unmapPage(p.whole)
	p.whole = nil
}
