package cli

import (
	"os"
	"path/filepath"
	"strings"
	"sync/atomic"
	"testing"

	"github.com/rogpeppe/go-internal/testscript"

	"coffer/box/hold"
)

// The scripts of seals together reach every stage of a request and every deed of a
// party, by what people type: each program that they run writes down what it
// came to.

// stages and deeds are all of them. A deed that is an event is written down as that.
var stages = []hold.Stage{
	hold.Withdrawn, hold.Vetoed, hold.Released, hold.Stale, hold.Ahead, hold.Closed, hold.Decided, hold.Allowed, hold.Waiting, hold.Asked,
}

var deeds = map[hold.Deed]string{
	hold.Forward: string(hold.Forward), hold.SaySeen: string(hold.KindSeen), hold.SayAgain: string(hold.KindAgain),
	hold.SayReady: string(hold.KindReady), hold.GiveShare: string(hold.KindShare), hold.Destroy: string(hold.KindGone),
	hold.Acknowledge: string(hold.KindKnown), hold.Carry: string(hold.Carry), hold.DeleteFile: string(hold.DeleteFile),
	hold.MayBreak: string(hold.KindRequest), hold.MayOpen: string(hold.MayOpen), hold.MayAllow: string(hold.KindAllow),
	hold.MayVeto: string(hold.KindVeto), hold.MayLift: string(hold.KindLift), hold.MayUpdate: string(hold.KindUpdate),
	hold.MayWithdraw: string(hold.KindWithdraw), hold.MayReopen: string(hold.KindReopen),
}

// noteReached writes down each word once, in a file that many programs write.
func noteReached(path string) func(word string) {
	if path == "" {
		return nil
	}
	noted := map[string]bool{}
	return func(word string) {
		if noted[word] {
			return
		}
		noted[word] = true
		f, err := os.OpenFile(path, os.O_WRONLY|os.O_CREATE|os.O_APPEND, 0o600)
		if err == nil {
			_, err = f.WriteString(word + "\n")
		}
		if err != nil {
			panic(err)
		}
		f.Close()
	}
}

// countReached is a setup of scripts, after all of which it looks at what was
// reached; unless only some of them ran.
func countReached(t *testing.T, setup func(*testscript.Env) error) func(*testscript.Env) error {
	path := filepath.Join(t.TempDir(), "reached")
	all, err := filepath.Glob(filepath.Join(scriptDir, "seal_*.txt"))
	if err != nil || len(all) == 0 {
		t.Fatalf("no scripts of seals: %v", err)
	}
	var ran atomic.Int32
	t.Cleanup(func() {
		if int(ran.Load()) == len(all) && !t.Failed() {
			checkReached(t, path)
		}
	})
	return func(e *testscript.Env) error {
		if strings.HasPrefix(filepath.Base(e.WorkDir), "script-seal_") {
			ran.Add(1)
			e.Setenv("TEST_REACHED", path)
		}
		return setup(e)
	}
}

func checkReached(t *testing.T, path string) {
	b, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	lines := strings.Split(string(b), "\n")
	count := func(word string) (n int) {
		for _, line := range lines {
			if line == word {
				n++
			}
		}
		return n
	}
	for _, s := range stages {
		if n := count(string(s)); n == 0 {
			t.Errorf("no script reaches the stage %q: %s", s, s.Sentence())
		} else {
			t.Logf("stage %s: %d programs", s, n)
		}
	}
	for d, word := range deeds {
		if n := count(word); n == 0 {
			t.Errorf("in no script does a party %q: %s", d, d.Sentence())
		} else {
			t.Logf("deed %s: %d programs", d, n)
		}
	}
}
