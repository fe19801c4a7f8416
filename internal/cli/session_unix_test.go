//go:build unix

package cli

import (
	"os"
	"os/signal"
	"syscall"
)

// leaveTerminal gives up the terminal that the tests were started from: a script
// that says nothing of a terminal must not find the developer's and wait there.
// Where the process leads its group it stays, and is started without one anyway.
func leaveTerminal() { _, _ = syscall.Setsid() }

// hearSignals undoes the ignoring of a signal that the tests were started with,
// as under nohup: every program they start would inherit it, and scripts that
// signal one would wait for ever. A caught signal is default again after exec.
func hearSignals() {
	for _, s := range []os.Signal{syscall.SIGHUP, syscall.SIGINT, syscall.SIGQUIT, syscall.SIGTERM} {
		if signal.Ignored(s) {
			signal.Notify(make(chan os.Signal, 1), s) // still without effect here
		}
	}
}
