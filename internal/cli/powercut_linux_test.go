package cli

import (
	crand "crypto/rand"
	"fmt"
	"io"
	"math/rand/v2"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"golang.org/x/sys/unix"

	"coffer/internal/app"
	"coffer/internal/powercut"
	"coffer/internal/required"
	"coffer/vault"
)

// cutStep is a command, confirmed by its exit code, and a way to see that it
// was done.
type cutStep struct {
	args, stdin string
	sees        []string // the words of a command that prints
	want        string   // this; none: nothing is asked
}

const cutRows = 40 // of the table that is imported

// cutPlan makes a vault and brings things into it. No step undoes another, so
// that of each confirmed one something is there for ever.
func cutPlan() []cutStep {
	first, second := string(content(1, 20<<10)), string(content(2, 9<<10))
	return []cutStep{
		{args: "init --kdf 64MiB,3,4"},
		{"add work/a --template login --stdin", "swordfish", []string{"get", "work/a"}, "swordfish\n"},
		{"attach work/a HOME/plan --name first", "", []string{"get", "work/a", "first", "-o", "-"}, first},
		{"import csv HOME/in.csv --into more", "", []string{"get", "more/title 39"}, "password 39\n"},
		{"import zip HOME/in.zip --into files", "", []string{"get", "files/a", "other", "-o", "-"}, second},
		{"attach work/a HOME/plan --name again", "", []string{"get", "work/a", "again", "-o", "-"}, first},
		{args: "compact"},
		{"add work/b --template login --stdin", "hunter2", []string{"get", "work/b"}, "hunter2\n"},
	}
}

// cutHome is a home folder before the first command, with what is brought in.
func cutHome(t *testing.T, home string) {
	t.Helper()
	from := newPerson(t)
	from.write("other", string(content(2, 9<<10)))
	from.must("secret", "add", "work/a", "--template", "login", "--stdin")
	from.must("", "attach", "work/a", from.path("other"))
	from.must("", "export", "zip", "-o", from.path("in.zip"))
	zip, err := os.ReadFile(from.path("in.zip"))
	if err == nil {
		err = os.Mkdir(home, 0o700)
	}
	if err != nil {
		t.Fatal(err)
	}
	var csv strings.Builder
	csv.WriteString("name,url,username,password,note\n")
	for i := range cutRows {
		fmt.Fprintf(&csv, "title %d,https://host%d.example,ann,password %d,\n", i, i, i)
	}
	p := &person{t: t, home: home}
	p.write("pw", "correct horse\n")
	p.write("plan", string(content(1, 20<<10)))
	p.write("in.csv", csv.String())
	p.write("in.zip", string(zip))
}

// cutPerson lives in a home folder as cutHome makes it, or what is left of one.
func cutPerson(t testing.TB, home string) *person {
	p := &person{t: t, home: home}
	clock := fileClock{filepath.Join(home, "clock")}
	p.env = Env{
		Environ: []string{"HOME=" + home, "TMPDIR=" + home}, Rand: followed{crand.Reader}, Clock: followedClock{clock},
		Stretch: cheapStretch, TicketWork: 1,
	}
	return p
}

func (s cutStep) words(home string) []string {
	return strings.Fields(strings.ReplaceAll(s.args, "HOME", home))
}

const inTurnName = "coffer-in-turn"

// roles are what the test binary does under another name.
func roles() map[string]func() {
	return map[string]func(){inTurnName: func() { os.Exit(inTurn()) }}
}

// cutPlans are what can be done in turn, by name.
func cutPlans() map[string][]cutStep {
	plans := redeemPlans()
	plans["items"] = cutPlan()
	return plans
}

// inTurn does all steps of a plan, one after the other, and confirms each by its number.
func inTurn() int {
	p := cutPerson(nil, os.Args[1])
	for i, s := range cutPlans()[os.Args[2]] {
		if code, _, errs := p.coffer(s.stdin, s.words(p.home)...); code != 0 {
			fmt.Fprintf(os.Stderr, "step %d: code %d: %s\n", i+1, code, errs)
			return 1
		}
		fmt.Println(i + 1)
	}
	return 0
}

// traceInTurn runs all steps of a plan in a home folder under strace.
func traceInTurn(t *testing.T, home, plan string) []powercut.Call {
	t.Helper()
	strace := required.Program(t, "strace")
	link, log := filepath.Join(t.TempDir(), inTurnName), filepath.Join(t.TempDir(), "trace")
	self, err := os.Executable()
	if err == nil {
		err = os.Symlink(self, link)
	}
	if err != nil {
		t.Fatal(err)
	}
	cmd := exec.Command(strace, slices.Concat(powercut.StraceFlags(log), []string{link, home, plan})...)
	cmd.Env = append(os.Environ(), "GORACE=atexit_sleep_ms=0")
	if out, err := cmd.CombinedOutput(); err != nil {
		t.Fatalf("%v\n%.2000s", err, out)
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

// TestPowerCutOfCommands takes down every write, sync and change of a name that
// init, add, attach and import make, in files and folders, and then looks at
// what a power cut would have left after each of them.
func TestPowerCutOfCommands(t *testing.T) {
	dir := t.TempDir()
	home := filepath.Join(dir, "home")
	cutHome(t, home)
	d, err := powercut.ReadDisk(home)
	if err != nil {
		t.Fatal(err)
	}
	calls := traceInTurn(t, home, "items")
	seed := uint64(time.Now().UnixNano())
	t.Logf("%d calls, seed %d", len(calls), seed)
	rnd := rand.New(rand.NewPCG(seed, 0))
	every := 8
	if required.Everything() {
		every = 1
	}
	r, opened := powercut.NewReplay(d, vault.LockName), 0
	for i, call := range calls {
		ours, err := r.Play(call)
		if err != nil {
			t.Fatal(err)
		}
		if !ours || rnd.IntN(every) != 0 {
			continue
		}
		loss := powercut.Loss(rnd.IntN(int(powercut.Losses)))
		if err := afterCut(t, r, loss, rnd, filepath.Join(dir, "cut")); err != nil {
			t.Fatalf("power cut after call %d (%s), %d steps confirmed, loss %d: %v", i, call.Name, r.Confirmed, loss, err)
		}
		opened++
	}
	if r.Confirmed != len(cutPlan()) || opened < 20 {
		t.Errorf("%d steps confirmed, %d states opened", r.Confirmed, opened)
	}
	if err := sameFiles(r, home); err != nil {
		t.Error(err)
	}
	t.Logf("%d states opened", opened)
}

// sameFiles makes sure that the model ends with what is there.
func sameFiles(r *powercut.Replay, home string) error {
	files, err := filepath.Glob(filepath.Join(home, ".local/share/coffer/attachments/*"))
	if err != nil || len(files) < 3 {
		return fmt.Errorf("%d attachments, %v", len(files), err)
	}
	for _, path := range append(files, filepath.Join(home, ".local/share/coffer", vault.FileName)) {
		if b, err := os.ReadFile(path); err != nil || !r.Same(path, b) {
			return fmt.Errorf("the model does not hold what is in %s (%v)", path, err)
		}
	}
	return nil
}

// TestFolderSyncsMatter runs the same without the syncs of folders: if nothing
// is lost then, the test above says nothing of them.
func TestFolderSyncsMatter(t *testing.T) {
	dir := t.TempDir()
	home := filepath.Join(dir, "home")
	cutHome(t, home)
	d, err := powercut.ReadDisk(home)
	if err != nil {
		t.Fatal(err)
	}
	r, rnd := powercut.NewReplay(d, vault.LockName), rand.New(rand.NewPCG(1, 0))
	lost := make(map[int]bool)
	for _, call := range traceInTurn(t, home, "items") {
		if r.IsFolderSync(call) {
			continue
		}
		was := r.Confirmed
		if _, err := r.Play(call); err != nil {
			t.Fatal(err)
		}
		if r.Confirmed != was && afterCut(t, r, powercut.All, rnd, filepath.Join(dir, "cut")) != nil {
			lost[r.Confirmed] = true
		}
	}
	if !lost[1] || !lost[3] {
		t.Errorf("without them init or attach loses nothing: %v", lost)
	}
}

// afterCut looks at what a power cut left: everything confirmed is there, the
// step under way is there whole or not at all, and one can go on.
func afterCut(t *testing.T, r *powercut.Replay, loss powercut.Loss, rnd *rand.Rand, to string) error {
	t.Helper()
	defer os.RemoveAll(to)
	if err := r.Put(r.Crash(loss, rnd), to); err != nil {
		return err
	}
	p := cutPerson(t, to)
	run := func(want int, stdin string, args ...string) (string, error) {
		code, out, errs := p.coffer(stdin, args...)
		for _, w := range []vault.Warning{vault.WarnOlder, vault.WarnFork, vault.WarnMemory} {
			if strings.Contains(errs, app.WarningText(w)) {
				return out, fmt.Errorf("coffer %q: %s", args, errs)
			}
		}
		if code != want {
			return out, fmt.Errorf("coffer %q: code %d: %s", args, code, errs)
		}
		return out, nil
	}
	steps := cutPlan()
	if r.Confirmed == 0 {
		if _, err := os.Lstat(filepath.Join(to, ".local/share/coffer", vault.FileName)); err != nil {
			_, err := run(0, "", steps[0].words(to)...)
			return err
		}
	}
	if _, err := run(0, "", "verify"); err != nil {
		return err
	}
	for _, s := range steps[:r.Confirmed] {
		if s.sees == nil {
			continue
		}
		if out, err := run(0, "", s.sees...); err != nil || out != s.want {
			return fmt.Errorf("coffer %q prints %d bytes and not %d: %w", s.sees, len(out), len(s.want), err)
		}
	}
	rows := 0
	for title, n := range p.titles() {
		if strings.HasPrefix(title, "title ") {
			rows += n
		}
	}
	if rows != 0 && rows != cutRows {
		return fmt.Errorf("%d rows of %d were imported", rows, cutRows)
	}
	_, err := run(0, "", "add", "work/after", "--no-secret")
	return err
}

// After a program has made itself undumpable strace cannot read what it writes.
// So whatever the tests bring that is asked for between makes it dumpable again.

type followed struct{ io.Reader }

func (f followed) Read(b []byte) (int, error) { follow(); return f.Reader.Read(b) }

type followedClock struct{ fileClock }

func (c followedClock) Now() time.Time { follow(); return c.fileClock.Now() }

func follow() { unix.Prctl(unix.PR_SET_DUMPABLE, 1, 0, 0, 0) }
