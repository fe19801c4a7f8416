package host

import (
	"bytes"
	"io"
	"testing"
	"testing/synctest"
	"time"
)

// Slow output shows no more than three bytes of a secret, and all that turns
// out to be none.
func TestPumpHoldsLongerBeginnings(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		r, w := io.Pipe()
		var out bytes.Buffer
		m := newTestMasker(&out, texts("hunter2-token"), masked)
		go pump(r, m, make(chan struct{}))
		for _, step := range []struct{ written, shown string }{
			{"hun", "hun"},
			{"t", "hun"},
			{"er2-toke", "hun"},
			{"n.", "hun" + masked + "."},
			{" a hunt", "hun" + masked + ". a "},
			{"ress", "hun" + masked + ". a huntress"},
		} {
			_, _ = w.Write([]byte(step.written))
			time.Sleep(2 * pauseBeforeFlush) // of the bubble's clock
			synctest.Wait()
			if out.String() != step.shown {
				t.Errorf("after %q: %q, want %q", step.written, out.String(), step.shown)
			}
		}
		w.Close()
	})
}

// Once the child has ended, a terminal that stays open is left after a pause,
// and what came until then is passed on.
func TestPumpLeavesAnOpenTerminal(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		r, w := io.Pipe()
		defer w.Close()
		var out bytes.Buffer
		m := newTestMasker(&out, nil, masked)
		ended := make(chan struct{})
		go func() {
			close(ended)
			time.Sleep(pauseBeforeFlush / 2)
			_, _ = w.Write([]byte("last words"))
		}()
		start := time.Now()
		pump(r, m, ended)
		if out.String() != "last words" || time.Since(start) > 3*pauseBeforeFlush {
			t.Errorf("%q after %v", out.String(), time.Since(start))
		}
		r.Close()
	})
}
