package vault

import (
	"math/rand/v2"
	"os"
	"path/filepath"
	"strconv"
	"testing"
	"time"

	"coffer/internal/required"
)

// memoryDir is a folder in memory where there is one: these tests are about
// killed processes, and the system's cache outlives them.
func memoryDir(t testing.TB) string {
	t.Helper()
	dir, err := os.MkdirTemp("/dev/shm", "coffer-test-")
	if err != nil {
		return t.TempDir()
	}
	t.Cleanup(func() { os.RemoveAll(dir) })
	return dir
}

// TestKilledAtRandomMoments kills a writer again and again. What it confirmed
// is there, and at most one step more; and the next one can go on.
func TestKilledAtRandomMoments(t *testing.T) {
	dir := memoryDir(t)
	vaultDir, state := filepath.Join(dir, "vault"), filepath.Join(dir, "state")
	if err := os.Mkdir(vaultDir, 0o700); err != nil {
		t.Fatal(err)
	}
	beginPlan(t, childOptions(vaultDir, state))
	seed := uint64(time.Now().UnixNano())
	t.Logf("seed %d", seed)
	rnd := rand.New(rand.NewPCG(seed, 0))
	kills := 20
	if required.Everything() {
		kills = 200
	}
	confirmed, killedIn := 0, make(map[string]int)
	for range kills {
		confirmed = killOnce(t, vaultDir, state, confirmed, rnd)
		v, err := openPlanned(childOptions(vaultDir, state), confirmed)
		if err != nil {
			t.Fatalf("killed after %d steps, in %s: %v", confirmed, kindOf(confirmed+1), err)
		}
		v.Close()
		killedIn[kindOf(confirmed+1)]++
	}
	t.Logf("%d steps confirmed, killed in %v", confirmed, killedIn)
	if confirmed < kills {
		t.Errorf("only %d steps in %d runs", confirmed, kills)
	}
}

// killOnce starts a writer, lets it confirm a few steps, and kills it a little
// later. It returns the last confirmed step.
func killOnce(t *testing.T, dir, state string, confirmed int, rnd *rand.Rand) int {
	t.Helper()
	c := start(t, "work", dir, state, strconv.Itoa(confirmed+1), strconv.Itoa(1<<30))
	few := confirmed + 1 + rnd.IntN(6)
	for c.out.Scan() {
		n, err := strconv.Atoi(c.out.Text())
		if err != nil {
			t.Fatalf("after step %d the child says %q", confirmed, c.out.Text())
		}
		confirmed = n
		if n == few {
			time.AfterFunc(time.Duration(rnd.IntN(2500))*time.Microsecond, func() { c.Process.Kill() })
		}
	}
	c.Wait()
	return confirmed
}
