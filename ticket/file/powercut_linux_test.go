package file

import (
	"context"
	"errors"
	"fmt"
	"math/rand/v2"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"golang.org/x/sys/unix"

	"coffer/box/post"
	"coffer/internal/powercut"
	"coffer/internal/required"
)

// TestMain makes the test binary its own child, which does the steps of a plan.
func TestMain(m *testing.M) {
	if len(os.Args) == 3 && os.Args[1] == "child" {
		if err := work(os.Args[2]); err != nil {
			fmt.Println("child:", err)
			os.Exit(1)
		}
		return
	}
	os.Exit(m.Run())
}

const steps = 5

// step changes the ticket and the mail together.
func step(f *File, n int) error {
	return f.Update(func(d post.Desk) error {
		return errors.Join(d.PutChannel(channel(byte(n))), d.(*Desk).PutTicket([]byte(strings.Repeat("x", n))))
	})
}

func work(dir string) error {
	if err := unix.Prctl(unix.PR_SET_DUMPABLE, 1, 0, 0, 0); err != nil { // for whoever traces it
		return err
	}
	f, err := Open(context.Background(), cheap(filepath.Join(dir, "alice.ticket")), password)
	if err != nil {
		return err
	}
	for n := 1; n <= steps; n++ {
		if err := step(f, n); err != nil {
			return fmt.Errorf("step %d: %w", n, err)
		}
		fmt.Println(n)
	}
	return f.Close()
}

// cutOff opens what is left, which is the file after n steps or after the next one,
// and goes on with it.
func cutOff(to string, n int) error {
	f, err := Open(context.Background(), cheap(filepath.Join(to, "alice.ticket")), password)
	if err != nil {
		return err
	}
	defer f.Close()
	err = f.View(func(d post.Desk) error {
		got := len(d.(*Desk).Ticket())
		channels, err := d.Channels()
		if err == nil && (got != len(channels) || got != n && got != n+1) {
			err = fmt.Errorf("%d steps in the ticket, %d in the mail", got, len(channels))
		}
		return err
	})
	if err != nil {
		return err
	}
	return step(f, 99)
}

// traced runs the plan under strace.
func traced(t *testing.T) (dir string, r *powercut.Replay, calls []powercut.Call) {
	t.Helper()
	strace := required.Program(t, "strace")
	dir = t.TempDir()
	now := filepath.Join(dir, "now")
	if err := os.Mkdir(now, 0o700); err != nil {
		t.Fatal(err)
	}
	f, err := Create(t.Context(), cheap(filepath.Join(now, "alice.ticket")), password, identity(t, 1), puts(""))
	if err != nil {
		t.Fatal(err)
	}
	f.Close()
	d, err := powercut.ReadDisk(now)
	if err != nil {
		t.Fatal(err)
	}
	log := filepath.Join(t.TempDir(), "trace")
	run := exec.Command(strace, slices.Concat(powercut.StraceFlags(log), []string{os.Args[0], "child", now})...)
	run.Env = append(os.Environ(), "GORACE=atexit_sleep_ms=0")
	if out, err := run.CombinedOutput(); err != nil {
		required.Working(t, fmt.Errorf("strace: %w\n%.1000s", err, out))
	}
	file, err := os.Open(log)
	if err != nil {
		t.Fatal(err)
	}
	defer file.Close()
	if calls, err = powercut.ReadTrace(file); err != nil {
		t.Fatal(err)
	}
	return dir, powercut.NewReplay(d, "alice.ticket"+lockSuffix), calls
}

// cuts cuts the power after every call of a real run, but for those that are left
// out, with every loss, and returns how often that was and the first that did harm.
func cuts(t *testing.T, without func(r *powercut.Replay, c powercut.Call) bool) (n int, harm error) {
	t.Helper()
	dir, r, calls := traced(t)
	rnd := rand.New(rand.NewPCG(1, 2))
	for i, call := range calls {
		if without(r, call) {
			continue
		}
		ours, err := r.Play(call)
		if err != nil {
			t.Fatal(err)
		}
		for l := powercut.Loss(0); ours && l < powercut.Losses; l++ {
			to := filepath.Join(dir, fmt.Sprint("cut", i, l))
			if err := r.Put(r.Crash(l, rnd), to); err != nil {
				t.Fatal(err)
			}
			if err := cutOff(to, r.Confirmed); err != nil {
				return n, fmt.Errorf("power cut after call %d (%s), %d steps confirmed, loss %d: %w", i, call.Name, r.Confirmed, l, err)
			}
			if err := os.RemoveAll(to); err != nil {
				t.Fatal(err)
			}
			n++
		}
	}
	if r.Confirmed != steps {
		t.Errorf("%d steps confirmed", r.Confirmed)
	}
	return n, nil
}

// TestPowerCut: after a loss of power at any moment the file is what it was, or
// what it was going to be, and what was confirmed is there.
func TestPowerCut(t *testing.T) {
	n, err := cuts(t, func(*powercut.Replay, powercut.Call) bool { return false })
	if err != nil || n < 20 {
		t.Errorf("%d cuts: %v", n, err)
	}
}

// TestPowerCutIsReal does without the syncs of the file, and without those of the
// folder: if nothing is lost then, the test above proves nothing.
func TestPowerCutIsReal(t *testing.T) {
	for what, folder := range map[string]bool{"file": false, "folder": true} {
		_, err := cuts(t, func(r *powercut.Replay, c powercut.Call) bool {
			return (c.Name == "fsync" || c.Name == "fdatasync") && r.IsFolderSync(c) == folder
		})
		if err == nil {
			t.Errorf("nothing is lost without the syncs of the %s", what)
		}
	}
}
