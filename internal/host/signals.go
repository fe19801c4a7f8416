package host

import (
	"os"
	"os/signal"
	"slices"
	"sync"
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
