package host

import (
	"os"
	"os/signal"
	"slices"
	"sync"

	"coffer/internal/sys"
)

// signalRelay catches signals to this process and hands them to a child.
type signalRelay struct {
	caught chan os.Signal
	done   chan struct{}
	gone   sync.WaitGroup
}

// catchSignals begins to catch: from now on these signals do not end this
// process by themselves. Others who asked for them get them as well. Signals
// that this process was started to ignore (nohup) stay ignored.
func catchSignals() *signalRelay {
	sys.CatchQuit()
	r := &signalRelay{caught: make(chan os.Signal, 16), done: make(chan struct{})}
	for _, s := range childSignals() {
		if !signal.Ignored(s) {
			signal.Notify(r.caught, s)
		}
	}
	return r
}

// forwardTo hands on what was caught and what will be, until stop. What keys
// send is left out if the terminal sends it to the child by itself.
func (r *signalRelay) forwardTo(child *os.Process, hasKeys bool) {
	r.gone.Go(func() {
		for {
			select {
			case s := <-r.caught:
				if !hasKeys || !slices.Contains(keySignals(), s) {
					_ = child.Signal(s) // it may have ended
				}
			case <-r.done:
				return
			}
		}
	})
}

func (r *signalRelay) stop() {
	signal.Stop(r.caught)
	close(r.done)
	r.gone.Wait()
}

// SignalHold keeps the signals that end a process from ending this one, as long
// as it has something that would be lost. Others who asked for them get them as
// well.
type SignalHold struct {
	requests chan os.Signal // to end, from outside
	keys     chan os.Signal
	ending   bool
}

// HoldSignals begins to hold. Signals that this process was started to ignore
// (nohup) stay ignored.
func HoldSignals() *SignalHold {
	sys.CatchQuit()
	h := &SignalHold{requests: make(chan os.Signal, 1), keys: make(chan os.Signal, 1)}
	for _, s := range endingSignals() {
		to := h.requests
		if slices.Contains(keySignals(), s) {
			to = h.keys
		}
		if !signal.Ignored(s) {
			signal.Notify(to, s)
		}
	}
	return h
}

// Ending tells whether this process was asked to end since the hold began, as
// when its terminal was closed. Keys are no such request: a child may have had
// them.
func (h *SignalHold) Ending() bool {
	select {
	case <-h.requests:
		h.ending = true
	default:
	}
	return h.ending
}

// Release ends the hold.
func (h *SignalHold) Release() {
	signal.Stop(h.requests)
	signal.Stop(h.keys)
}
