// Command coffer is the vault in the terminal: flags become options of
// internal/app, results become lines or JSON, errors become exit codes.
package main

import (
	"context"
	"crypto/rand"
	"os"
	"runtime/debug"
	"time"

	"coffer/internal/host"
)

func main() {
	tune()
	ctx, catch := host.UntilSignal(context.Background())
	os.Exit(run(ctx, os.Args[1:], Env{
		Stdin: os.Stdin, Stdout: os.Stdout, Stderr: os.Stderr,
		Environ: os.Environ(), Clock: systemClock{}, Rand: rand.Reader,
		Terminal: true, Self: []string{selfPath()}, CatchSignals: catch,
	}))
}

// softMemory is from where on garbage is collected more often, in bytes.
const softMemory = 256 << 20

// tune sets up this process. A command lives for moments: it may hold more
// garbage rather than collect it while a person waits, but not without bound.
// Whatever it does, its memory is nobody else's business.
func tune() {
	host.Protect()
	host.PlainQuit()
	deepen(len(os.Args))
	debug.SetGCPercent(400)
	debug.SetMemoryLimit(softMemory)
}

// systemClock is the machine's wall and boot clock.
type systemClock struct{}

func (systemClock) Now() time.Time { return time.Now() }

func (systemClock) Boot() (string, time.Duration) { return host.Boot() }

func (systemClock) Awake() time.Duration { return host.Awake() }

// selfPath is this program, to be started again.
func selfPath() string {
	path, err := os.Executable()
	if err != nil {
		return os.Args[0]
	}
	return path
}
