package sys

import (
	"runtime"
	"runtime/debug"
	"testing"
)

// Whether the memory is clean is for others to see: internal/cli does.
func TestForgetLeavesTheProcessAsItWas(t *testing.T) {
	procs, kept := runtime.GOMAXPROCS(0), []byte("what somebody still refers to")
	percent := debug.SetGCPercent(123)
	defer debug.SetGCPercent(percent)
	done := make(chan struct{})
	for range 2 {
		go func() { Forget(); done <- struct{}{} }()
	}
	<-done
	<-done
	if got := runtime.GOMAXPROCS(0); got != procs {
		t.Errorf("%d processors, and not %d", got, procs)
	}
	if got := debug.SetGCPercent(123); got != 123 {
		t.Errorf("the collector's goal is %d", got)
	}
	if string(kept) != "what somebody still refers to" {
		t.Error("something in use was overwritten")
	}
}

func TestForgetKnowsTheSizes(t *testing.T) {
	for size, n := 8, 0; ; size, n = roundUp(size+1), n+1 {
		if size > largest {
			if n < 50 {
				t.Errorf("only %d sizes", n)
			}
			return
		}
		if size%8 != 0 {
			t.Fatalf("a size of %d", size)
		}
	}
}
