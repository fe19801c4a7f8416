//go:build unix

package host

import (
	"context"
	"errors"
	"io/fs"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"
)

func shellHook(script string) Hook {
	return Hook{Argv: []string{"/bin/sh", "-c", script}, Environ: os.Environ(), Patience: time.Minute}
}

func TestRunHook(t *testing.T) {
	dir := t.TempDir()
	h := shellHook(`cat > "$OUT/in"; env > "$OUT/env"; pwd > "$OUT/pwd"; echo lost`)
	h.Environ = []string{"PATH=" + os.Getenv("PATH"), "OUT=" + dir, "COFFER_SESSION=secret", "coffer_dir=x"}
	h.Input = []byte("{}\n")
	if err := RunHook(t.Context(), h); err != nil {
		t.Fatal(err)
	}
	holds(t, filepath.Join(dir, "in"), "{}\n")
	holds(t, filepath.Join(dir, "pwd"), "/\n")
	env, err := os.ReadFile(filepath.Join(dir, "env"))
	if err != nil || strings.Contains(strings.ToUpper(string(env)), "COFFER_") {
		t.Errorf("%s, %v", env, err)
	}
}

func TestRunHookFails(t *testing.T) {
	err := RunHook(t.Context(), shellHook("echo first >&2; printf 'a\\033b' >&2; exit 3"))
	if err == nil || err.Error() != `exit status 3: a\x1bb` {
		t.Errorf("%v", err)
	}
	if err := RunHook(t.Context(), shellHook("kill $$")); err == nil {
		t.Error("a hook that was killed went well")
	}
	if err := RunHook(t.Context(), Hook{Argv: []string{"/nowhere/hook"}, Patience: time.Minute}); !errors.Is(err, fs.ErrNotExist) {
		t.Errorf("%v", err)
	}
	if err := RunHook(t.Context(), Hook{}); err == nil {
		t.Error("a hook without words")
	}
	if err := RunHook(t.Context(), shellHook("head -c 1000000 /dev/zero; head -c 1000000 /dev/zero >&2")); err != nil {
		t.Errorf("much output: %v", err)
	}
	err = RunHook(t.Context(), shellHook("head -c 1000 /dev/zero | tr '\\0' x >&2; exit 1"))
	if err == nil || len(err.Error()) > 300 {
		t.Errorf("%v", err)
	}
}

// TestRunHookEnds ends a hook that takes too long with what it started, also one
// that reads nothing and one whose child holds its standard error.
func TestRunHookEnds(t *testing.T) {
	pid := filepath.Join(t.TempDir(), "pid")
	h := shellHook("sleep 600 & echo $! > " + pid + "; wait")
	h.Patience = 300 * time.Millisecond
	h.Input = make([]byte, 1<<20)
	if err := RunHook(t.Context(), h); err == nil || !strings.Contains(err.Error(), "longer than 300ms") {
		t.Errorf("%v", err)
	}
	if err := RunHook(t.Context(), shellHook("kill -0 $(cat "+pid+") 2>/dev/null && test \"$(cut -d' ' -f3 /proc/$(cat "+pid+")/stat 2>/dev/null)\" != Z")); err == nil {
		t.Error("what a hook started goes on")
	}
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	if err := RunHook(ctx, shellHook("true")); !errors.Is(err, context.Canceled) {
		t.Errorf("%v", err)
	}
	if err := RunHook(t.Context(), shellHook("sleep 5 & exit 0")); err != nil {
		t.Errorf("one that left somebody behind: %v", err)
	}
}
