package held

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"math/rand/v2"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"testing"
	"time"

	"golang.org/x/sys/unix"

	"coffer/internal/powercut"
	"coffer/internal/required"
	"coffer/vault"
	"coffer/vault/secret"
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

const steps = 12

// step says what a step does: it puts the share of its number, or it destroys
// the one that was put two steps before.
func step(n int) (share int, destroys bool) {
	if n%3 == 0 {
		return n - 2, true
	}
	return n, false
}

// planned is what is held after a number of steps, and what was destroyed.
func planned(n int) (held map[vault.ID][]byte, gone []vault.ID) {
	held = map[vault.ID][]byte{}
	for i := 1; i <= n; i++ {
		share, destroys := step(i)
		if destroys {
			delete(held, id(share))
			gone = append(gone, id(share))
			continue
		}
		held[id(share)] = text(share)
	}
	return held, gone
}

func openVault(o vault.Options) (*vault.Vault, error) {
	v, err := vault.Open(context.Background(), o)
	if err == nil {
		err = v.Unlock(context.Background(), secret.New("x"))
	}
	return v, err
}

func work(dir string) error {
	v, err := openVault(options(dir, 8))
	if err != nil {
		return err
	}
	if err := unix.Prctl(unix.PR_SET_DUMPABLE, 1, 0, 0, 0); err != nil { // for whoever traces it
		return err
	}
	for n := 1; n <= steps; n++ {
		if err := do(v, n); err != nil {
			return fmt.Errorf("step %d: %w", n, err)
		}
		fmt.Println(n)
	}
	return nil
}

func do(v *vault.Vault, n int) error {
	return v.Update(context.Background(), vault.Event{Action: "test"}, func(tx *vault.Tx) error {
		s, err := Open(tx)
		if err != nil {
			return err
		}
		share, destroys := step(n)
		if destroys {
			return s.Destroy(id(share))
		}
		return s.Put(id(share), text(share))
	})
}

// after makes sure of what is there after a power cut, with n steps confirmed:
// every share but the one that the next step is about, and none that was destroyed.
func after(v *vault.Vault, n int) error {
	held, gone := planned(n)
	if n < steps {
		share, _ := step(n + 1)
		delete(held, id(share))
	}
	return v.View(context.Background(), func(tx *vault.Tx) error {
		s, err := Open(tx)
		if err != nil {
			return err
		}
		for id, want := range held {
			if got, err := s.Get(id); err != nil || !bytes.Equal(got, want) {
				return fmt.Errorf("share %s: %q, %w", id, got, err)
			}
		}
		for _, id := range gone {
			if got, err := s.Get(id); !errors.Is(err, vault.ErrNotFound) {
				return fmt.Errorf("share %s was destroyed: %q, %w", id, got, err)
			}
		}
		return nil
	})
}

// cutOff opens what is left, and goes on with it.
func cutOff(to string, n int) error {
	v, err := openVault(options(to, 9))
	if err != nil {
		return err
	}
	defer v.Close()
	if err := after(v, n); err != nil {
		return err
	}
	for i := n + 1; i <= min(n+3, steps); i++ { // the first one is done once more
		if err := do(v, i); err != nil {
			return fmt.Errorf("step %d after it: %w", i, err)
		}
		if err := after(v, i); err != nil {
			return fmt.Errorf("step %d after it: %w", i, err)
		}
	}
	return nil
}

// memoryDir is a folder where a sync costs nothing, if there is one.
func memoryDir(t *testing.T) string {
	t.Helper()
	dir, err := os.MkdirTemp("/dev/shm", "coffer-test-")
	if err != nil {
		return t.TempDir()
	}
	t.Cleanup(func() { os.RemoveAll(dir) })
	return dir
}

// traced runs the plan under strace.
func traced(t *testing.T) (dir string, r *powercut.Replay, calls []powercut.Call) {
	t.Helper()
	strace := required.Program(t, "strace")
	dir = memoryDir(t)
	now := filepath.Join(dir, "now")
	o := options(now, 7)
	if err := os.MkdirAll(o.Dir, 0o700); err != nil {
		t.Fatal(err)
	}
	v, err := vault.Create(t.Context(), o, secret.New("x"), cheap)
	if err != nil {
		t.Fatal(err)
	}
	v.Close()
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
	f, err := os.Open(log)
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	if calls, err = powercut.ReadTrace(f); err != nil {
		t.Fatal(err)
	}
	return dir, powercut.NewReplay(d, vault.LockName), calls
}

// TestPowerCut cuts the power after calls of a real run: no other share is ever
// lost, and none that was destroyed comes back.
func TestPowerCut(t *testing.T) {
	dir, r, calls := traced(t)
	seed := uint64(time.Now().UnixNano())
	t.Logf("%d calls, seed %d", len(calls), seed)
	rnd := rand.New(rand.NewPCG(seed, 0))
	every := 4
	if required.Everything() {
		every = 1
	}
	opened := 0
	for i, call := range calls {
		ours, err := r.Play(call)
		if err != nil {
			t.Fatal(err)
		}
		if !ours || rnd.IntN(every) != 0 {
			continue
		}
		l := powercut.Loss(rnd.IntN(int(powercut.Losses)))
		to := filepath.Join(dir, "cut")
		if err := r.Put(r.Crash(l, rnd), to); err != nil {
			t.Fatal(err)
		}
		if err := cutOff(to, r.Confirmed); err != nil {
			t.Fatalf("power cut after call %d (%s), %d steps confirmed, loss %d: %v", i, call.Name, r.Confirmed, l, err)
		}
		if err := os.RemoveAll(to); err != nil {
			t.Fatal(err)
		}
		opened++
	}
	if r.Confirmed != steps || opened < 20 {
		t.Errorf("%d steps confirmed, %d cuts opened", r.Confirmed, opened)
	}
}

// TestPowerCutIsReal does without the syncs of files: if nothing is lost then, the
// test above proves nothing.
func TestPowerCutIsReal(t *testing.T) {
	dir, r, calls := traced(t)
	rnd := rand.New(rand.NewPCG(1, 0))
	for i, call := range calls {
		if (call.Name == "fsync" || call.Name == "fdatasync") && !r.IsFolderSync(call) {
			continue
		}
		ours, err := r.Play(call)
		if err != nil {
			t.Fatal(err)
		}
		if !ours {
			continue
		}
		to := filepath.Join(dir, fmt.Sprint("cut", i))
		if err := r.Put(r.Crash(powercut.All, rnd), to); err != nil {
			t.Fatal(err)
		}
		if cutOff(to, r.Confirmed) != nil {
			return
		}
	}
	t.Error("nothing is lost")
}
