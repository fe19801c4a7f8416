package host

import (
	"fmt"
	"io"
	"os"
	"strings"
	"sync"
	"time"
)

// Pace of a progress bar: work that is done before the first leaves no trace on
// the screen.
const (
	progressDelay = 300 * time.Millisecond
	progressPace  = 100 * time.Millisecond
)

// Progress is a bar on a terminal for work that takes a while. It may be used
// by several goroutines; the zero value shows nothing.
type Progress struct {
	mu    sync.Mutex
	w     io.Writer // nil: silent
	width func() int
	now   func() time.Time
	label string
	next  time.Time // not drawn again before
	shown int       // columns in use
}

// NewProgress returns a bar on f, or one that shows nothing when f is nil or no
// terminal. The label is made [Safe].
func NewProgress(f *os.File, label string, now func() time.Time) *Progress {
	if !IsTerminal(f) {
		return &Progress{}
	}
	return newProgress(f, func() int { return widthOf(f) }, label, now)
}

func newProgress(w io.Writer, width func() int, label string, now func() time.Time) *Progress {
	return &Progress{w: w, width: width, now: now, label: Safe(label), next: now().Add(progressDelay)}
}

// Begin shows at once that something is waited for, before it is known how much there is.
func (p *Progress) Begin() {
	p.mu.Lock()
	defer p.mu.Unlock()
	if p.w != nil {
		line := []rune(p.label + " …")
		p.draw(string(line[:min(len(line), max(p.width()-1, 0))]))
	}
}

// Step says how much is done; a total of 0 means that the end is unknown.
func (p *Progress) Step(done, total int) {
	p.mu.Lock()
	defer p.mu.Unlock()
	if p.w == nil {
		return
	}
	now := p.now()
	if now.Before(p.next) {
		return
	}
	p.next = now.Add(progressPace)
	p.draw(progressLine(p.label, done, total, p.width()-1))
}

// End erases the bar. Nothing is shown afterwards.
func (p *Progress) End() {
	p.mu.Lock()
	defer p.mu.Unlock()
	if p.w != nil && p.shown > 0 {
		fmt.Fprintf(p.w, "\r%s\r", strings.Repeat(" ", p.shown))
	}
	p.w = nil
}

func (p *Progress) draw(line string) {
	columns := len([]rune(line))
	fmt.Fprintf(p.w, "\r%s%s", line, strings.Repeat(" ", max(p.shown-columns, 0)))
	p.shown = columns
}

// progressLine fits a label, a bar and a share into width columns.
func progressLine(label string, done, total, width int) string {
	end := fmt.Sprintf(" %d", done)
	room := 0
	if total > 0 {
		done = min(max(done, 0), total)
		end = fmt.Sprintf(" %3d %%", int(int64(done)*100/int64(total)))
		room = min(30, width-len([]rune(label))-len(end)-3)
	}
	if room >= 5 {
		full := int(int64(done) * int64(room) / int64(total))
		end = " [" + strings.Repeat("#", full) + strings.Repeat(".", room-full) + "]" + end
	}
	text := []rune(label + end)
	return string(text[:min(len(text), max(width, 0))])
}
