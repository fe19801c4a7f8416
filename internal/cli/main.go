// Package cli is the program in the terminal: flags become options of internal/app,
// results become lines or JSON, errors become exit codes.
package cli

import (
	"context"
	"crypto/rand"
	"os"
	"path/filepath"
	"runtime/debug"
	"strings"
	"time"

	"coffer/internal/host"
	"coffer/internal/screens"
)

// Main is the program, with screens if it has any; it does not return.
func Main(show screens.Show) {
	tune()
	ctx, catch := host.UntilSignal(context.Background())
	os.Exit(run(ctx, os.Args[1:], Env{
		Stdin: os.Stdin, Stdout: os.Stdout, Stderr: os.Stderr,
		Environ: os.Environ(), Clock: systemClock{}, Rand: rand.Reader,
		Terminal: true, Self: []string{selfPath()}, CatchSignals: catch, Show: show,
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

// selfPath is this program, to be started again: the one without screens where it lies
// beside.
func selfPath() string {
	path, err := os.Executable()
	if err != nil {
		return os.Args[0]
	}
	name, suffix := filepath.Base(path), filepath.Ext(path)
	if bare, ok := strings.CutSuffix(strings.TrimSuffix(name, suffix), "-"+screensProgram); ok {
		beside := filepath.Join(filepath.Dir(path), bare+suffix)
		if _, err := os.Stat(beside); err == nil {
			return beside
		}
	}
	return path
}
