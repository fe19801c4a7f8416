package cli

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"time"

	"github.com/spf13/cobra"

	"coffer/internal/app"
	"coffer/internal/host"
)

func (c *cli) tourCommand() *cobra.Command {
	return &cobra.Command{
		Use:   "tour",
		Short: "show every part of the program on a throw-away vault",
		Long: `Run the real program, command by command, on a vault in a temporary folder:
each command is shown, run, and what it prints is shown and checked. Your own
vault is not touched, and nothing stays.`,
		Example: "  coffer tour",
		Args:    cobra.NoArgs,
		RunE:    func(cmd *cobra.Command, _ []string) error { return c.runTour(cmd.Context()) },
	}
}

// tourStep is one command of the tour and what must come of it.
type tourStep struct {
	say   string        // a sentence before it
	run   string        // the command's words; '…' keeps words together
	stdin string        // what the command reads
	code  int           // the exit code that is wanted
	wants []string      // what standard output or standard error must contain
	not   []string      // what they must not contain
	like  string        // an expression that matches them; ^$ for silence
	after time.Duration // the clock is moved by this before
	keep  string        // later steps write this for the first word of the output, or the group of like
	lines int           // how many lines of the output are shown; zero: all
	bare  bool          // without the password: there is a session
	token string        // a kept word that goes into COFFER_TOKEN
}

// tourChapter is a part of the tour.
type tourChapter struct {
	title string
	steps []tourStep
}

// tour is the place where it happens.
type tour struct {
	out   io.Writer
	env   Env
	clock *tourClock
	dir   string
	kept  map[string]string // what a name in a command line stands for
	steps int
}

// tourTicketWork keeps the ticket files of the tour, which are thrown away, cheap.
const tourTicketWork = 10

// tourClock starts now and stands still until the tour moves it.
type tourClock struct{ start, now time.Time }

func (c *tourClock) Now() time.Time                { return c.now }
func (c *tourClock) Boot() (string, time.Duration) { return "tour", c.Awake() }
func (c *tourClock) Awake() time.Duration          { return c.now.Sub(c.start) }

func (c *cli) runTour(ctx context.Context) (err error) {
	dir, err := os.MkdirTemp("", "coffer-tour-")
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, os.RemoveAll(dir)) }()
	t := &tour{
		out: c.out, dir: dir, kept: map[string]string{"DIR": dir},
		clock: &tourClock{start: c.Clock.Now(), now: c.Clock.Now()},
	}
	runtime, err := os.MkdirTemp(tourRuntimes(), "coffer-") // a path short enough for a socket
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, os.RemoveAll(runtime)) }()
	t.env = Env{
		Environ: tourEnviron(c.Environ, dir, runtime), Clock: t.clock, Rand: c.Rand, Stretch: c.Stretch, Self: c.Self,
		TicketWork: tourTicketWork,
	}
	agent := newTourAgent(ctx, c.wait)
	defer func() { err = errors.Join(err, agent.end()) }()
	t.env.StartAgent = agent.start
	for name, text := range tourFiles() {
		if err := os.WriteFile(filepath.Join(dir, name), []byte(text), 0o600); err != nil {
			return err
		}
	}
	for _, name := range []string{"post", "stick"} {
		if err := os.Mkdir(filepath.Join(dir, name), 0o700); err != nil {
			return err
		}
	}
	for _, ch := range tourChapters() {
		fmt.Fprintf(t.out, "\n== %s ==\n", ch.title)
		for _, s := range ch.steps {
			if err := t.step(ctx, s); err != nil {
				return err
			}
		}
	}
	fmt.Fprintf(t.out, "\nThat was the tour: %d commands, every answer checked. Your turn: coffer init\n", t.steps)
	return nil
}

// tourRuntimes is where the tour's runtime folder lies: in memory, else with
// everything else, or where paths are shorter.
func tourRuntimes() string {
	const shared = "/dev/shm"
	if _, err := os.Stat(shared); err == nil && !host.OnDisk(shared) {
		return shared
	}
	const room = 60 // bytes of a folder below which a socket surely has a name
	if tmp := os.TempDir(); len(tmp) <= room || !filepath.IsAbs("/tmp") {
		return tmp
	}
	return "/tmp"
}

// tourEnviron keeps the path and sends everything else to the folder.
func tourEnviron(environ []string, dir, runtime string) []string {
	out := []string{"HOME=" + dir, "COFFER_DIR=" + filepath.Join(dir, "vault"), "TZ=UTC", "LC_ALL=C.UTF-8",
		"XDG_RUNTIME_DIR=" + runtime}
	for _, name := range []string{"DATA", "STATE", "CONFIG", "CACHE"} {
		out = append(out, "XDG_"+name+"_HOME="+filepath.Join(dir, strings.ToLower(name)))
	}
	for _, kv := range environ {
		if strings.HasPrefix(kv, "PATH=") || strings.HasPrefix(kv, "SYSTEMROOT=") {
			out = append(out, kv)
		}
	}
	return out
}

// step shows a command, runs it, shows what came back and checks it.
func (t *tour) step(ctx context.Context, s tourStep) error {
	if s.say != "" {
		fmt.Fprintf(t.out, "\n%s\n", s.say)
	}
	if s.after > 0 {
		t.clock.now = t.clock.now.Add(s.after)
		fmt.Fprintf(t.out, "  (%s later)\n", s.after)
	}
	t.steps++
	fmt.Fprintf(t.out, "  $ %s%s%s\n", s.variable(), s.run, inputHint(s.stdin))
	var stdout, stderr bytes.Buffer
	env := t.env
	env.Stdin, env.Stdout, env.Stderr = strings.NewReader(s.stdin), &stdout, &stderr
	if s.token != "" {
		env.Environ = append(env.Environ[:len(env.Environ):len(env.Environ)], tokenVariable+"="+t.kept[s.token])
	}
	words := t.words(s.run)
	if s.bare || s.token != "" {
		words = words[2:] // without the flag and its file
	}
	code := run(ctx, words, env)
	t.show("  ", s.shown(stdout.String()))
	t.show("  ! ", stderr.String())
	if s.keep != "" {
		t.kept[s.keep] = s.kept(stdout.String())
	}
	return s.check(code, stdout.String()+stderr.String())
}

// kept is what later steps write the word for.
func (s tourStep) kept(output string) string {
	if s.like != "" {
		if found := regexp.MustCompile(s.like).FindStringSubmatch(output); len(found) == 2 {
			return found[1]
		}
	}
	word, _, _ := strings.Cut(strings.TrimSpace(output), " ")
	return word
}

// variable is what stands before a command that has a token.
func (s tourStep) variable() string {
	if s.token == "" {
		return ""
	}
	return tokenVariable + "=" + s.token + " "
}

func inputHint(stdin string) string {
	if stdin == "" {
		return ""
	}
	return "   < " + fmt.Sprintf("%q", strings.TrimSpace(stdin))
}

// shown leaves away what would be too much to read.
func (s tourStep) shown(text string) string {
	lines := strings.SplitAfter(text, "\n")
	if s.lines == 0 || len(lines) <= s.lines {
		return text
	}
	return strings.Join(lines[:s.lines], "") + "…\n"
}

// words splits a command line at spaces, puts in what was kept and takes the
// password from a file, where a person would be asked.
func (t *tour) words(line string) []string {
	for name, value := range t.kept {
		line = strings.ReplaceAll(line, name, value)
	}
	var words []string
	for i, part := range strings.Split(line, "'") {
		if i%2 == 1 {
			words = append(words, part)
			continue
		}
		words = append(words, strings.Fields(part)...)
	}
	return append([]string{"--password-file", filepath.Join(t.dir, "password")}, words[1:]...)
}

func (t *tour) show(prefix, text string) {
	for line := range strings.Lines(text) {
		fmt.Fprintln(t.out, prefix+strings.ReplaceAll(host.Safe(strings.TrimSuffix(line, "\n")), t.dir, "DIR"))
	}
}

func (s tourStep) check(code int, output string) error {
	if code != s.code {
		return app.Fail(app.Other, "", "the tour went wrong: exit code %d, not %d, of %s", code, s.code, s.run)
	}
	for _, want := range s.wants {
		if !strings.Contains(output, want) {
			return app.Fail(app.Other, "", "the tour went wrong: %q is missing from the output of %s", want, s.run)
		}
	}
	for _, not := range s.not {
		if strings.Contains(output, not) {
			return app.Fail(app.Other, "", "the tour went wrong: %q is in the output of %s", not, s.run)
		}
	}
	if s.like != "" && !regexp.MustCompile(s.like).MatchString(output) {
		return app.Fail(app.Other, "", "the tour went wrong: the output of %s is not like %s", s.run, s.like)
	}
	return nil
}
