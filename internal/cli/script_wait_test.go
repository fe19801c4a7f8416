package cli

import (
	"context"
	"errors"
	"os"
	"time"

	"github.com/rogpeppe/go-internal/testscript"
)

// Waiting in scripts goes by the script's clock: a process that waits goes on
// when the script moves it. Both sides look at a file until it is as they want;
// patience bounds that for tests that fail.

const (
	patience = time.Minute
	glance   = 5 * time.Millisecond
)

// sleep waits until the clock was moved far enough, and says so beside it; with
// TEST_SLEEP=none it takes no time.
func (c fileClock) sleep(ctx context.Context, d time.Duration) error {
	if os.Getenv("TEST_SLEEP") == "none" {
		return ctx.Err()
	}
	until := c.Now().Add(d)
	sign := c.path + ".waiting"
	if err := os.WriteFile(sign, []byte("yes\n"), 0o600); err != nil {
		return err
	}
	defer os.Remove(sign)
	return poll(ctx, func() bool { return !c.Now().Before(until) })
}

// waitFor is the script command `waitfor FILE [TEXT]`: it waits until that is
// what the file holds, line end included.
func waitFor(ts *testscript.TestScript, neg bool, args []string) {
	if neg || len(args) < 1 || len(args) > 2 {
		ts.Fatalf("usage: waitfor FILE [TEXT]")
	}
	want := ""
	if len(args) == 2 {
		want = args[1] + "\n"
	}
	path := ts.MkAbs(args[0])
	ts.Check(poll(context.Background(), func() bool {
		b, err := os.ReadFile(path)
		return err == nil && string(b) == want
	}))
}

func poll(ctx context.Context, done func() bool) error {
	ctx, cancel := context.WithTimeoutCause(ctx, patience, errors.New("waited in vain"))
	defer cancel()
	look := time.NewTicker(glance)
	defer look.Stop()
	for !done() {
		select {
		case <-look.C:
		case <-ctx.Done():
			return context.Cause(ctx)
		}
	}
	return nil
}

// restartMachine is the script command `restart`: from here on it is another run of
// the machine.
func restartMachine(ts *testscript.TestScript, neg bool, args []string) {
	if neg || len(args) != 0 {
		ts.Fatalf("usage: restart")
	}
	ts.Check(fileClock{ts.MkAbs("clock")}.moves(0, "restarts", 1))
}
