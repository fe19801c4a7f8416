package required_test

import (
	"fmt"
	"runtime"
	"testing"

	"coffer/internal/required"
)

// recorder is a test that only notes how it would have ended.
type recorder struct {
	testing.TB
	ended string
}

func (*recorder) Helper() {}

func (r *recorder) Fatal(args ...any) { r.ended = "failed: " + fmt.Sprint(args...); runtime.Goexit() }

func (r *recorder) Skip(args ...any) { r.ended = "skipped: " + fmt.Sprint(args...); runtime.Goexit() }

func ends(f func(t testing.TB)) string {
	r := &recorder{ended: "went on"}
	done := make(chan struct{})
	go func() {
		defer close(done)
		f(r)
	}()
	<-done
	return r.ended
}

// What is missing may be skipped at home, and never where everything is required.
func TestMissing(t *testing.T) {
	for setting, want := range map[string]string{"": "skipped: no-such-program is not installed", "1": "failed: no-such-program is not installed"} {
		t.Setenv("COFFER_REQUIRE_TOOLS", setting)
		if got := ends(func(t testing.TB) { required.Program(t, "no-such-program") }); got != want {
			t.Errorf("COFFER_REQUIRE_TOOLS=%q: %s, want %s", setting, got, want)
		}
		if got := ends(func(t testing.TB) { required.Program(t, "go") }); got != "went on" {
			t.Errorf("COFFER_REQUIRE_TOOLS=%q: go: %s", setting, got)
		}
	}
}
