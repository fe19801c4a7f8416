package vault

import (
	"context"
	"fmt"
	"math/rand/v2"
	"os"
	"path/filepath"
	"slices"
	"strconv"
	"testing"
	"time"

	"coffer/internal/powercut"
	"coffer/internal/required"
)

// TestPowerCut takes down every write, sync and rename of a real run, and then
// opens what a power cut would have left after each of them: with unsynced
// writes there, lost, or torn. What was confirmed before is there.
func TestPowerCut(t *testing.T) {
	strace := required.Program(t, "strace")
	dir := memoryDir(t)
	vaultDir, state := filepath.Join(dir, "now", "vault"), filepath.Join(dir, "now", "state")
	if err := os.MkdirAll(vaultDir, 0o700); err != nil {
		t.Fatal(err)
	}
	beginPlan(t, childOptions(vaultDir, state))
	d, err := powercut.ReadDisk(filepath.Join(dir, "now"))
	if err != nil {
		t.Fatal(err)
	}
	const steps = 33 // three times everything
	calls := trace(t, strace, "work", vaultDir, state, "1", strconv.Itoa(steps))
	r := powercut.NewReplay(d, LockName)
	seed := uint64(time.Now().UnixNano())
	t.Logf("%d calls, seed %d", len(calls), seed)
	c := &cuts{t: t, r: r, dir: dir, rnd: rand.New(rand.NewPCG(seed, 0)), every: 5, tries: 2}
	if required.Everything() {
		c.every, c.tries = 1, 6
	}
	for i, call := range calls {
		ours, err := r.Play(call)
		if err != nil {
			t.Fatal(err)
		}
		if ours {
			c.after(i, call)
		}
	}
	c.finish(steps, filepath.Join(vaultDir, FileName))
}

// trace runs a role under strace and returns what it called.
func trace(t *testing.T, strace, role string, args ...string) []powercut.Call {
	t.Helper()
	log := filepath.Join(t.TempDir(), "trace")
	run := child(role, args...)
	run.Args = slices.Concat([]string{"strace"}, powercut.StraceFlags(log), run.Args)
	run.Path = strace
	if out, err := run.CombinedOutput(); err != nil {
		required.Working(t, fmt.Errorf("strace: %w\n%.1000s", err, out))
	}
	f, err := os.Open(log)
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	calls, err := powercut.ReadTrace(f)
	if err != nil {
		t.Fatal(err)
	}
	return calls
}

// cuts opens what is left after cuts.
type cuts struct {
	t            *testing.T
	r            *powercut.Replay
	dir          string
	rnd          *rand.Rand
	every, tries int
	seen, opened int
}

// after cuts the power after one call, several times with different losses.
func (c *cuts) after(i int, call powercut.Call) {
	if c.seen++; c.rnd.IntN(c.every) != 0 {
		return
	}
	for try := range c.tries {
		l := min(powercut.Loss(try), powercut.Some)
		if c.tries < int(powercut.Losses) {
			l = powercut.Loss(c.rnd.IntN(int(powercut.Losses)))
		}
		if err := c.cut(l); err != nil {
			c.t.Fatalf("power cut after call %d (%s), %d steps confirmed, loss %d: %v", i, call.Name, c.r.Confirmed, l, err)
		}
	}
}

func (c *cuts) cut(l powercut.Loss) error {
	to := filepath.Join(c.dir, "cut")
	defer os.RemoveAll(to)
	if err := c.r.Put(c.r.Crash(l, c.rnd), to); err != nil {
		return err
	}
	o := childOptions(filepath.Join(to, "vault"), filepath.Join(to, "state"))
	v, err := openPlanned(o, c.r.Confirmed)
	if err != nil {
		return err
	}
	defer v.Close()
	c.opened++
	return v.Update(context.Background(), Event{Action: "test"}, func(tx *Tx) error { return planPut(tx, 1) })
}

// finish makes sure that the model is true to life: it ends with the real file,
// everything was confirmed, and without its syncs the same run does lose things.
func (c *cuts) finish(steps int, path string) {
	real, err := os.ReadFile(path)
	if err != nil || !c.r.Same(path, real) {
		c.t.Errorf("the model does not hold what is there (%v)", err)
	}
	if c.r.Confirmed != steps || c.opened < 50 {
		c.t.Errorf("%d steps confirmed, %d of %d cuts opened", c.r.Confirmed, c.opened, c.seen)
	}
	c.t.Logf("%d calls concern the disk, %d states opened", c.seen, c.opened)
}

// TestPowerCutIsReal runs the same without the syncs: if nothing is lost then,
// the test above proves nothing.
func TestPowerCutIsReal(t *testing.T) {
	strace := required.Program(t, "strace")
	dir := memoryDir(t)
	vaultDir, state := filepath.Join(dir, "now", "vault"), filepath.Join(dir, "now", "state")
	if err := os.MkdirAll(vaultDir, 0o700); err != nil {
		t.Fatal(err)
	}
	beginPlan(t, childOptions(vaultDir, state))
	d, err := powercut.ReadDisk(filepath.Join(dir, "now"))
	if err != nil {
		t.Fatal(err)
	}
	r := powercut.NewReplay(d, LockName)
	c := &cuts{t: t, r: r, dir: dir, rnd: rand.New(rand.NewPCG(1, 0))}
	lost := 0
	for _, call := range trace(t, strace, "work", vaultDir, state, "1", "11") {
		if call.Name == "fsync" || call.Name == "fdatasync" {
			continue
		}
		if ours, _ := r.Play(call); ours && c.cut(powercut.Some) != nil {
			lost++
		}
	}
	if lost == 0 {
		t.Error("without any sync nothing is lost")
	}
}
