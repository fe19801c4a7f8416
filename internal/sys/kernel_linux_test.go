package sys

import (
	"bufio"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"strings"
	"syscall"
	"testing"
	"time"
	"unsafe"

	"golang.org/x/sys/unix"
)

// becomeUndumpable reports what the kernel says before and after.
func becomeUndumpable([]string) error {
	report := func() error {
		dumpable, err := unix.PrctlRetInt(unix.PR_GET_DUMPABLE, 0, 0, 0, 0)
		if err != nil {
			return err
		}
		var core unix.Rlimit
		if err := unix.Getrlimit(unix.RLIMIT_CORE, &core); err != nil {
			return err
		}
		fmt.Println(dumpable, core.Cur)
		return nil
	}
	if err := unix.Setrlimit(unix.RLIMIT_CORE, &unix.Rlimit{Cur: 4096, Max: 8192}); err != nil {
		return err
	}
	return errors.Join(report(), Undumpable(), report())
}

func TestUndumpable(t *testing.T) {
	c := start(t, "undumpable")
	c.says(t, "1 4096")
	c.says(t, "0 0")
	c.ends(t)
}

// lockNothing asks for a page where the system locks none.
func lockNothing([]string) error {
	if err := unix.Setrlimit(unix.RLIMIT_MEMLOCK, &unix.Rlimit{}); err != nil {
		return err
	}
	if os.Geteuid() == 0 { // root may lock in spite of limits
		if err := syscall.Setuid(65534); err != nil {
			return err
		}
	}
	page, err := NewPage(64)
	if err != nil {
		return err
	}
	defer page.Free()
	page.Bytes()[63] = 1
	fmt.Println(page.Locked())
	return nil
}

// TestPageWithoutLock works and says what it lacks.
func TestPageWithoutLock(t *testing.T) {
	c := start(t, "unlockable")
	line, err := c.out.ReadString('\n')
	if err != nil || !strings.HasPrefix(line, "lock memory: ") {
		t.Errorf("the child says %q, %v", line, err)
	}
	c.ends(t)
}

// TestPageFlags asks the kernel about the memory: locked, and not dumped.
func TestPageFlags(t *testing.T) {
	page, err := NewPage(64)
	if err != nil {
		t.Fatal(err)
	}
	defer page.Free()
	flags := mapFlags(t, unsafe.Pointer(unsafe.SliceData(page.Bytes())))
	if !strings.Contains(flags, " dd ") {
		t.Errorf("the page would be dumped: %q", flags)
	}
	if locked := strings.Contains(flags, " lo "); locked != (page.Locked() == nil) {
		t.Errorf("the kernel says locked is %v, the page says %v", locked, page.Locked())
	}
	plain := make([]byte, 64)
	if flags := mapFlags(t, unsafe.Pointer(unsafe.SliceData(plain))); strings.Contains(flags, " dd ") {
		t.Errorf("the heap has the same flags, so this test proves nothing: %q", flags)
	}
}

// mapFlags reads the flags of the mapping at p from smaps.
func mapFlags(t *testing.T, p unsafe.Pointer) string {
	t.Helper()
	file, err := os.Open("/proc/self/smaps")
	if err != nil {
		t.Fatal(err)
	}
	defer file.Close()
	inside := false
	for lines := bufio.NewScanner(file); lines.Scan(); {
		var from, to uintptr
		if n, _ := fmt.Sscanf(lines.Text(), "%x-%x ", &from, &to); n == 2 {
			inside = from <= uintptr(p) && uintptr(p) < to
		}
		if flags, ok := strings.CutPrefix(lines.Text(), "VmFlags:"); ok && inside {
			return flags + " "
		}
	}
	t.Fatal("the mapping is not listed")
	return ""
}

func TestBootIsTheKernels(t *testing.T) {
	_, since, err := Boot()
	if err != nil {
		t.Fatal(err)
	}
	var info unix.Sysinfo_t
	if err := unix.Sysinfo(&info); err != nil {
		t.Fatal(err)
	}
	if off := since - time.Duration(info.Uptime)*time.Second; off.Abs() > 5*time.Second {
		t.Errorf("the boot clock is %v off the uptime", off)
	}
}

func TestInMemory(t *testing.T) {
	if !InMemory("/dev/shm") {
		t.Error("/dev/shm is not in memory")
	}
	for _, dir := range []string{"/proc", "/sys"} {
		if InMemory(dir) {
			t.Errorf("%s passes for a place in memory", dir)
		}
	}
}

func TestSyncDirMissing(t *testing.T) {
	if err := SyncDir("/missing"); !errors.Is(err, fs.ErrNotExist) {
		t.Errorf("got %v", err)
	}
}
