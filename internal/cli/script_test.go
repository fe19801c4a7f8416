package cli

import (
	"context"
	"crypto/rand"
	"crypto/sha256"
	"errors"
	"flag"
	"fmt"
	"io"
	"maps"
	"net"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/rogpeppe/go-internal/testscript"

	"coffer/hibp/apart"
	"coffer/hibp/helper"
	"coffer/internal/app"
	"coffer/internal/host"
	"coffer/internal/required"
	"coffer/internal/sys"
	"coffer/tui"
	"coffer/vault"
)

// The test binary is the real program with two differences that the shipped
// one has no switch for: a clock read from a file, and a cheap KDF.

func TestMain(m *testing.M) {
	programs := map[string]func(){"coffer": func() { os.Exit(testProgram()) }, apart.Program: func() { os.Exit(hibpProgram()) }}
	if programs[filepath.Base(os.Args[0])] == nil { // not a program that a script starts
		leaveTerminal()
		hearSignals()
	}
	maps.Copy(programs, roles())
	testscript.Main(m, programs)
}

// hibpProgram is the helper program as it is shipped.
func hibpProgram() int {
	return helper.Run(os.Args[1:], helper.Env{In: os.Stdin, Out: os.Stdout, Err: os.Stderr, Now: time.Now, Rand: rand.Reader})
}

func testProgram() int {
	tune()
	ctx, catch := host.UntilSignal(context.Background())
	code := run(ctx, os.Args[1:], Env{
		Stdin: os.Stdin, Stdout: os.Stdout, Stderr: os.Stderr, Environ: os.Environ(),
		Clock: &steadyClock{fileClock: fileClock{os.Getenv("TEST_CLOCK")}}, Rand: rand.Reader, Stretch: slowStretch(os.Getenv("TEST_SLOW")), TicketWork: 1,
		OpenFile: scriptDisk(os.Getenv("TEST_DISK"), os.Getenv("TEST_CLOCK")), LockWait: scriptWait(os.Getenv("TEST_WAIT")),
		Reached: noteReached(os.Getenv("TEST_REACHED")), Terminal: true, Self: []string{selfPath()}, Sleep: fileClock{os.Getenv("TEST_CLOCK")}.sleep, CatchSignals: catch, Show: tui.Run,
	})
	if err := keepSeen(os.Getenv("TEST_POSTS"), os.Getenv("TEST_SEEN")); err != nil {
		panic(err)
	}
	if path := os.Getenv("TEST_HOLD"); path != "" {
		holdMemory(path)
		sys.Forget()
		holdMemory(path)
	}
	return code
}

// holdMemory waits while a test looks at the memory of this process: until it closes
// the connection.
func holdMemory(path string) {
	if c, err := net.Dial("unix", path); err == nil {
		io.Copy(io.Discard, c)
		c.Close()
	}
}

// fileClock reads RFC 3339 from the first line of a file; the boot clock goes with it.
// The lines after it are what script commands have added up. All of it is replaced at
// once: a process that looks meanwhile sees no moment that never was.
type fileClock struct{ path string }

// moment is what such a file says.
type moment struct {
	now    time.Time
	counts map[string]time.Duration
}

func (c fileClock) read() moment {
	m := moment{time.Date(2030, 1, 1, 12, 0, 0, 0, time.UTC), map[string]time.Duration{}}
	b, err := os.ReadFile(c.path)
	if err != nil {
		return m
	}
	first, rest, _ := strings.Cut(strings.TrimSpace(string(b)), "\n")
	if m.now, err = time.Parse(time.RFC3339, first); err != nil {
		panic(err)
	}
	for line := range strings.Lines(rest) {
		what, text, _ := strings.Cut(strings.TrimSpace(line), " ")
		if m.counts[what], err = time.ParseDuration(text); err != nil {
			panic(err)
		}
	}
	return m
}

// moves sets the clock further, or back, and adds to one of its counts.
func (c fileClock) moves(d time.Duration, what string, by time.Duration) error {
	m := c.read()
	m.counts[what] += by
	return c.write(moment{m.now.Add(d), m.counts})
}

func (c fileClock) write(m moment) error {
	text := m.now.Format(time.RFC3339)
	for what, d := range m.counts {
		if d != 0 {
			text += "\n" + what + " " + d.String()
		}
	}
	return errors.Join(os.WriteFile(c.path+".next", []byte(text), 0o600), os.Rename(c.path+".next", c.path))
}

func (c fileClock) Now() time.Time { return c.read().now }

// Boot goes with the wall clock, but for what that was set back: the script
// command setback counts it, and restart the runs.
func (c fileClock) Boot() (string, time.Duration) { return c.read().boot() }

func (m moment) boot() (string, time.Duration) {
	return "test" + strconv.Itoa(int(m.counts["restarts"])), m.now.Sub(time.Date(2030, 1, 1, 0, 0, 0, 0, time.UTC)) + m.counts["setback"]
}

// Awake goes with the boot clock, less what the machine slept: the script
// command sleep counts that.
func (c fileClock) Awake() time.Duration { return c.read().awake() }

func (m moment) awake() time.Duration {
	_, boot := m.boot()
	return boot - m.counts["slept"]
}

// steadyClock answers whoever asks for all times, one after the other, what they were at
// one moment: a real machine does not jump by an hour in between. The boot clock is always
// the first that is asked, and the wall clock the second.
type steadyClock struct {
	fileClock
	mu   sync.Mutex
	at   moment
	asks bool // for the wall clock, next
}

func (c *steadyClock) Boot() (string, time.Duration) {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.at, c.asks = c.read(), true
	return c.at.boot()
}

func (c *steadyClock) Now() time.Time {
	c.mu.Lock()
	defer c.mu.Unlock()
	if c.asks {
		c.asks = false
		return c.at.now
	}
	return c.read().now
}

func (c *steadyClock) Awake() time.Duration {
	c.mu.Lock()
	defer c.mu.Unlock()
	if c.at.counts == nil {
		return c.read().awake()
	}
	return c.at.awake()
}

func cheapStretch(password, salt []byte, _ vault.Params) []byte {
	sum := sha256.Sum256(append(append([]byte("cheap"), salt...), password...))
	return sum[:]
}

// slowStretch takes as long as there is a file of that name, and says beside it
// that it has begun.
func slowStretch(path string) app.Stretch {
	if path == "" {
		return cheapStretch
	}
	return func(password, salt []byte, p vault.Params) []byte {
		_ = os.WriteFile(path+".waiting", nil, 0o600)
		_ = poll(context.Background(), func() bool { return !exists(path) })
		_ = os.Remove(path + ".waiting")
		return cheapStretch(password, salt, p)
	}
}

func exists(path string) bool {
	_, err := os.Lstat(path)
	return err == nil
}

// TestScripts runs all scripts in .ci/run. At home it takes a sample, one or a few of each family, and under the race
// detector those alone in which a program does several things at once. A run that
// names scripts, such as -run TestScripts/seal, has them all.
func TestScripts(t *testing.T) {
	p := scripts(false)
	p.Setup = setupFolders(t)
	switch {
	case named() || required.Everything() && !raceEnabled:
		p.Dir, p.Setup = scriptDir, countReached(t, p.Setup)
	case raceEnabled:
		p.Files = families(t, raceScripts)
	default:
		p.Files = families(t, append(slices.Clone(raceScripts), homeScripts...))
	}
	testscript.Run(t, p)
}

var scriptDir = filepath.Join("testdata", "script")

// named tells whether whoever started the tests names some of a test.
func named() bool { return strings.Contains(flag.Lookup("test.run").Value.String(), "/") }

// raceScripts are the families of scripts that run under the race detector: one or
// two of all that wait, serve, copy, start children or talk to a post.
var raceScripts = []string{
	"clip_terminal", "custodian_run", "edit_conflict", "edit_editor", "inbox_wait", "items_attach", "post_helper", "run_child", "seal_story",
	"session_keys", "session_logins", "session_token", "session_unlock", "sync_agent", "sync_hooks", "vault_busy",
}

// homeScripts are a quick one of each family that has none among those.
var homeScripts = []string{
	"backup_daily", "box_commands", "check_offer", "clock_wrong", "completion_blanks", "config_settings", "contact_card", "forget", "gen_rules",
	"help_topics", "hibp_check", "import_vault", "init", "items_add", "items_get", "kit_dead", "log_thin", "moving_zip", "otp_codes",
	"password_passwd", "share_auto", "template_own", "ticket_recover", "trash_commands", "trustee_refused", "tui", "verify_damage",
}

func families(t *testing.T, patterns []string) (files []string) {
	t.Helper()
	for _, pattern := range patterns {
		some, err := filepath.Glob(filepath.Join(scriptDir, pattern+".txt"))
		if err != nil || len(some) == 0 {
			t.Fatalf("no script is called %s: %v", pattern, err)
		}
		files = append(files, some...)
	}
	return files
}

// scripts is what all runs of scripts have in common. The condition [s3] holds
// where the posts lie in a bucket.
func scripts(s3 bool) testscript.Params {
	return testscript.Params{
		RequireExplicitExec: true,
		RequireUniqueNames:  true,
		Condition: func(cond string) (bool, error) {
			if cond == "s3" {
				return s3, nil
			}
			return missing(cond)
		},
		Cmds: map[string]func(*testscript.TestScript, bool, []string){
			"clock":        moveClock,
			"sleep":        sleepMachine,
			"setback":      setBack,
			"restart":      restartMachine,
			"killagent":    killAgent,
			"waitlisten":   waitListen,
			"waitrest":     waitRest,
			"waitsync":     waitSync,
			"code":         wantCode,
			"flip":         flipByte,
			"keep":         keepMatch,
			"tamper":       tamper,
			"newformat":    raiseFormat,
			"recoveryslot": addRecoverySlot,
			"trustees":     nameTrustees,
			"order":        placeOrder,
			"waitfor":      waitFor,
			"without":      wantWithout,
			"observe":      observe,
			"objects":      listObjects,
			"carry":        carryObjects,
			"lose":         loseObjects,
			"plant":        plantObject,
			"spread":       spreadObjects,
			"buildhelper":  buildHelper,
			"as":           as,
			"people":       people,
			"meet":         meet,
			"rounds":       rounds,
			"pwned":        pwned,
			"pwnedfolder":  pwnedFolder,
			"freeport":     freePort,
			"waitserve":    waitServe,
		},
	}
}

// missing is the script condition [missing:PROGRAM], or [missing:PROGRAM=FLAG]
// for one that succeeds with that flag. Where all tools are required, a missing
// one is a failure instead.
func missing(cond string) (bool, error) {
	tool, ok := strings.CutPrefix(cond, "missing:")
	if !ok {
		return false, fmt.Errorf("unknown condition %q", cond)
	}
	tool, flag, ask := strings.Cut(tool, "=")
	_, err := exec.LookPath(tool)
	if err == nil && ask {
		err = exec.Command(tool, flag).Run()
	}
	if err != nil && required.Everything() {
		return false, err
	}
	return err != nil, nil
}

// setupScript gives each script a home of its own, with a password file that
// opens alice's vault.
func setupScript(e *testscript.Env) error {
	for _, dir := range []string{"home", "tmp"} {
		if err := os.Mkdir(filepath.Join(e.WorkDir, dir), 0o700); err != nil {
			return err
		}
	}
	for name, dir := range map[string]string{"HOME": "home", "TMPDIR": "tmp"} {
		e.Setenv(name, filepath.Join(e.WorkDir, dir))
	}
	if err := setupRuntime(e); err != nil {
		return err
	}
	for name, dir := range map[string]string{"FIXTURES": "../../testdata", "SCHEMA": "../../docs/export.xsd", "DOCS": "../../docs"} {
		path, err := filepath.Abs(dir)
		if err != nil {
			return err
		}
		e.Setenv(name, path)
	}
	e.Setenv("TEST_CLOCK", filepath.Join(e.WorkDir, "clock"))
	e.Setenv("TZ", "UTC")
	e.Setenv("GORACE", "atexit_sleep_ms=0") // else each program lingers for a second
	e.Setenv("ESC", "\x1b")
	e.Setenv("PW", filepath.Join(e.WorkDir, "pw"))
	coffer, err := exec.LookPath("coffer")
	if err != nil {
		return err
	}
	e.Setenv("COMMANDS", filepath.Dir(coffer)) // a PATH for what must not be found
	err = os.WriteFile(filepath.Join(e.WorkDir, "pw"), []byte("correct horse\n"), 0o600)
	if err != nil {
		return err
	}
	return os.WriteFile(filepath.Join(e.WorkDir, "clock"), []byte("2030-01-01T12:00:00Z"), 0o600)
}

// moveClock is the script command `clock +36h` or `clock 2031-05-06T07:08:09Z`.
func moveClock(ts *testscript.TestScript, neg bool, args []string) {
	if neg || len(args) != 1 {
		ts.Fatalf("usage: clock +DURATION | -DURATION | TIME")
	}
	c := fileClock{ts.MkAbs("clock")}
	m := c.read()
	at, err := time.Parse(time.RFC3339, args[0])
	if d, derr := time.ParseDuration(args[0]); derr == nil {
		at, err = m.now.Add(d), nil
	}
	ts.Check(err)
	ts.Check(c.write(moment{at, m.counts}))
}

// wantCode is the script command `code N coffer …`: it runs the program and
// checks its exit code; stdout and stderr can be matched afterwards.
func wantCode(ts *testscript.TestScript, neg bool, args []string) {
	if neg || len(args) < 2 {
		ts.Fatalf("usage: code N PROGRAM ARG...")
	}
	err := ts.Exec(args[1], args[2:]...)
	got := "0"
	if err != nil {
		got = strings.TrimPrefix(err.Error(), "exit status ")
	}
	if got != args[0] {
		ts.Fatalf("exit code %s, not %s: %s", got, args[0], strings.Join(args[1:], " "))
	}
}
