package cli

import (
	"encoding/json"
	"fmt"
	"math/rand/v2"
	"os"
	"os/exec"
	"strings"
	"testing"
	"time"

	"coffer/internal/required"
)

// kills is how often each writer is killed: all of them in CI.
func kills() int {
	if required.Everything() {
		return 200
	}
	return 15
}

// killed runs the program as a process of its own and kills it after a while;
// it tells whether the program had confirmed before. Everything below is real:
// the process, the signal and the file.
func (p *person) killed(after time.Duration, stdin string, args ...string) (confirmed bool) {
	p.t.Helper()
	cmd := exec.Command(os.Args[0], append([]string{"--password-file", p.path("pw")}, args...)...)
	cmd.Args[0] = "coffer" // the test binary is the program under this name
	cmd.Env = append([]string{"TEST_CLOCK=" + p.path("clock"), "GORACE=atexit_sleep_ms=0"}, p.env.Environ...)
	cmd.Stdin = strings.NewReader(stdin)
	if err := cmd.Start(); err != nil {
		p.t.Fatal(err)
	}
	timer := time.AfterFunc(after, func() { cmd.Process.Kill() })
	defer timer.Stop()
	return cmd.Wait() == nil
}

// duration measures one run that nobody kills.
func (p *person) duration(stdin string, args ...string) time.Duration {
	start := time.Now()
	if !p.killed(time.Minute, stdin, args...) {
		p.t.Fatalf("coffer %s failed", strings.Join(args, " "))
	}
	return time.Since(start)
}

func (p *person) titles() map[string]int {
	var items []struct {
		Title string `json:"title"`
	}
	if err := json.Unmarshal([]byte(p.must("", "ls", "--json")), &items); err != nil {
		p.t.Fatal(err)
	}
	titles := make(map[string]int)
	for _, it := range items {
		titles[it.Title]++
	}
	return titles
}

// TestKilledAddLosesNothing kills add at random moments.
func TestKilledAddLosesNothing(t *testing.T) {
	p := newPerson(t)
	seed := uint64(time.Now().UnixNano())
	t.Logf("seed %d", seed)
	rnd := rand.New(rand.NewPCG(seed, 0))
	whole := p.duration("first", "add", "work/first", "--template", "login", "--stdin")
	confirmed := map[string]bool{"first": true}
	for i := range kills() {
		title := fmt.Sprintf("item %d", i)
		after := time.Duration(rnd.Int64N(int64(whole) * 5 / 4))
		confirmed[title] = p.killed(after, "secret", "add", "work/"+title, "--template", "login", "--stdin")
		if i%10 == 9 {
			p.must("", "verify")
		}
	}
	have, lost := p.titles(), 0
	for title, ok := range confirmed {
		if ok && have[title] != 1 {
			t.Errorf("%s was confirmed and is there %d times", title, have[title])
		}
		if !ok {
			lost++
		}
	}
	if lost == 0 {
		t.Error("no run was killed in time: the test proves nothing")
	}
	p.must("", "verify")
}

// TestKilledImportIsAllOrNothing kills import at random moments.
func TestKilledImportIsAllOrNothing(t *testing.T) {
	p := newPerson(t)
	seed := uint64(time.Now().UnixNano())
	t.Logf("seed %d", seed)
	rnd := rand.New(rand.NewPCG(seed, 1))
	const rows = 300
	var csv strings.Builder
	csv.WriteString("name,url,username,password,note\n")
	for i := range rows {
		fmt.Fprintf(&csv, "title %d,https://host%d.example,ann,password %d,\n", i, i, i)
	}
	p.write("in.csv", csv.String())
	whole := p.duration("", "import", "csv", p.path("in.csv"), "--into", "work")
	confirmed, stopped := 1, 0
	for range kills() {
		after := time.Duration(rnd.Int64N(int64(whole) * 5 / 4))
		if p.killed(after, "", "import", "csv", p.path("in.csv"), "--into", "work") {
			confirmed++
		} else {
			stopped++
		}
	}
	p.must("", "verify")
	have := p.titles()
	for title, n := range have {
		if n < confirmed || n > confirmed+stopped || n != have["title 0"] {
			t.Fatalf("%s is there %d times after %d confirmed and %d killed imports", title, n, confirmed, stopped)
		}
	}
	if stopped == 0 {
		t.Error("no run was killed in time: the test proves nothing")
	}
}
