package host

import (
	"bytes"
	"os"
	"strings"
	"testing"
	"time"
)

type fakeClock struct{ now time.Time }

func (c *fakeClock) Now() time.Time { return c.now }

func TestProgress(t *testing.T) {
	var out bytes.Buffer
	clock := &fakeClock{time.Unix(1e9, 0)}
	p := newProgress(&out, func() int { return 40 }, "import\x1b", clock.Now)
	p.Step(1, 4)
	if out.Len() != 0 {
		t.Fatalf("shown at once: %q", out.String())
	}
	clock.now = clock.now.Add(progressDelay)
	p.Step(2, 4)
	p.Step(3, 4) // too soon
	first := out.String()
	if first != "\rimport\\x1b [##########..........]  50 %" {
		t.Fatalf("first: %q", first)
	}
	clock.now = clock.now.Add(progressPace)
	p.Step(4, 4)
	if got := strings.TrimPrefix(out.String(), first); got != "\rimport\\x1b [####################] 100 %" {
		t.Errorf("second: %q", got)
	}
	out.Reset()
	p.End()
	if got := out.String(); got != "\r"+strings.Repeat(" ", 39)+"\r" {
		t.Errorf("end: %q", got)
	}
	out.Reset()
	p.Step(4, 4)
	p.End()
	if out.Len() != 0 {
		t.Errorf("after the end: %q", out.String())
	}
}

func TestProgressBegins(t *testing.T) {
	var out bytes.Buffer
	p := newProgress(&out, func() int { return 12 }, "asking somebody", time.Now)
	p.Begin()
	if got := out.String(); got != "\rasking some" {
		t.Errorf("%q", got)
	}
	p.End()
	if got := out.String(); !strings.HasSuffix(got, "\r"+strings.Repeat(" ", 11)+"\r") {
		t.Errorf("%q", got)
	}
}

func TestProgressLineFits(t *testing.T) {
	for width := range 60 {
		for _, total := range []int{0, 1, 7, 1 << 40} {
			for _, done := range []int{0, 1, total, total + 5, -1} {
				if line := progressLine("a label", done, total, width); len(line) > width {
					t.Errorf("width %d: %q", width, line)
				}
			}
		}
	}
}

func TestProgressIsSilentElsewhere(t *testing.T) {
	r, w, err := os.Pipe()
	if err != nil {
		t.Fatal(err)
	}
	clock := &fakeClock{time.Unix(1e9, 0)}
	for _, p := range []*Progress{NewProgress(w, "x", clock.Now), NewProgress(nil, "x", clock.Now), {}} {
		clock.now = clock.now.Add(time.Hour)
		p.Step(1, 2)
		p.End()
	}
	w.Close()
	var got bytes.Buffer
	if n, err := got.ReadFrom(r); n != 0 || err != nil {
		t.Errorf("a pipe got %q, %v", got.String(), err)
	}
}
