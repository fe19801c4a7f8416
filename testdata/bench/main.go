//go:build linux

// Command bench measures whole commands of coffer over vaults of growing size
// and prints one table. It runs from the top of the repository:
//
//	go run ./testdata/bench
//	go run ./testdata/bench -n 100,1000 -runs 5
//	go run ./testdata/bench -post
//	go run ./testdata/bench -recovery
//	go run ./testdata/bench -breaches 5000000
//	go run ./testdata/bench -log 1000,100000,1000000
//	go run ./testdata/bench -backups 10000
//	go run ./testdata/bench -moving 10000,100000 -runs 5
//
// Commands run as processes of their own, in the test binary, which differs
// from the shipped one by a cheap key derivation: so a figure is what a command
// costs once the roots are there. Start-up, and reading with a session, are measured
// on the shipped binary.
// Times are medians. Memory is the largest resident set of one run: first all of
// it, then without the pages of mapped files, which the system takes back when
// it needs them. Written is what the process handed to write calls.
package main

import (
	"bufio"
	"context"
	"errors"
	"flag"
	"fmt"
	"io"
	"iter"
	"log"
	"os"
	"os/exec"
	"os/signal"
	"path/filepath"
	"sort"
	"strconv"
	"strings"
	"syscall"
	"time"

	"golang.org/x/sys/unix"

	"coffer/hibp/apart"
)

func main() {
	log.SetFlags(0)
	sizes := flag.String("n", "100,1000,10000,100000", "numbers of items")
	runs := flag.Int("runs", 9, "runs of each command; the median counts")
	post := flag.Bool("post", false, "measure the way over a post instead")
	recovery := flag.Bool("recovery", false, "measure a recovery by 5 of 9 trustees instead")
	breaches := flag.Int("breaches", 0, "measure look-ups in breach data of so many hashes instead")
	screens := flag.String("screens", "", "measure the terminal interface instead, on vaults of so many items")
	everyRange := flag.Bool("every-range", false, "with -breaches: ask and read all 1,048,576 ranges, not the first ones")
	entries := flag.String("log", "", "measure logs of so many entries instead")
	backups := flag.Int("backups", 0, "measure a year of daily backups of a vault of so many items instead")
	days := flag.Int("days", 365, "with -backups: so many days")
	changes := flag.Int("changes", 20, "with -backups: so many changes a day")
	moving := flag.String("moving", "", "measure so many items out as a ZIP and in again instead, against the goals")
	keep := flag.String("dir", "", "folder to work in; a temporary one when empty")
	flag.Parse()
	b, err := newBench(*keep, *runs)
	if err != nil {
		log.Fatal(err)
	}
	defer b.closeFailed()
	defer b.close()
	defer b.closeOnSignal()()
	if *backups > 0 {
		b.year(*backups, *days, *changes)
		return
	}
	check(b.prepare())
	if *post {
		b.post()
		return
	}
	if *recovery {
		b.recovery()
		return
	}
	if *breaches > 0 {
		b.breaches(*breaches, *everyRange)
		return
	}
	if *entries != "" {
		b.head()
		for n := range numbers(*entries) {
			b.log(n)
		}
		return
	}
	if *moving != "" {
		b.movingHead()
		for n := range numbers(*moving) {
			b.moving(n)
		}
		return
	}
	if *screens != "" {
		for n := range numbers(*screens) {
			b.screens(n)
		}
		return
	}
	b.start()
	defer b.printSessions()
	for n := range numbers(*sizes) {
		b.size(n)
	}
}

// numbers reads a list of them.
func numbers(list string) iter.Seq[int] {
	return func(yield func(int) bool) {
		for s := range strings.SplitSeq(list, ",") {
			n, err := strconv.Atoi(s)
			check(err)
			if !yield(n) {
				return
			}
		}
	}
}

// failure is what check ends the program with, so that the folder goes as well.
type failure struct{ error }

func check(err error) {
	if err != nil {
		panic(failure{err})
	}
}

// closeFailed, deferred, ends the program after a check failed and the folder
// was removed.
func (b *bench) closeFailed() {
	switch r := recover().(type) {
	case nil:
	case failure:
		log.Fatal(r.error)
	default:
		panic(r)
	}
}

// closeOnSignal removes the folder when somebody ends the program, until the
// function is called that it returns.
func (b *bench) closeOnSignal() (stop func() bool) {
	ctx, catch := signal.NotifyContext(context.Background(), os.Interrupt, syscall.SIGTERM)
	return context.AfterFunc(ctx, func() {
		catch()
		b.close()
		os.Exit(130)
	})
}

type bench struct {
	dir      string
	temp     bool
	runs     int
	sessions []string // lines for the end
}

func newBench(dir string, runs int) (*bench, error) {
	b := &bench{dir: dir, runs: runs}
	if dir == "" {
		var err error
		if b.dir, err = os.MkdirTemp("", "coffer-bench-"); err != nil {
			return nil, err
		}
		b.temp = true
	}
	return b, nil
}

// prepare makes what the runs need.
func (b *bench) prepare() error {
	if err := os.MkdirAll(b.path("run"), 0o700); err != nil {
		return err
	}
	empty := filepath.Join(b.dir, "empty.go")
	if err := os.WriteFile(empty, []byte("package main\n\nfunc main() {}\n"), 0o600); err != nil {
		return err
	}
	if err := os.WriteFile(b.path("pw"), []byte("correct horse\n"), 0o600); err != nil {
		return err
	}
	for _, args := range [][]string{
		{"build", "-o", b.path("linked"), "./cmd/coffer"},
		{"build", "-o", b.path("linked-empty"), empty},
		{"build", "-o", b.path(apart.Program), "./cmd/" + apart.Program}, // where coffer finds it
		{"test", "-c", "-o", b.path("coffer"), "./internal/cli"},         // named coffer, it acts as the program
	} {
		cmd := exec.Command("go", args...)
		cmd.Env = append(os.Environ(), "CGO_ENABLED=0") // as the README installs it
		if out, err := cmd.CombinedOutput(); err != nil {
			return fmt.Errorf("go %s: %w\n%s", args[0], err, out)
		}
	}
	return errors.Join(b.install("linked", "shipped"), b.install("linked-empty", "empty"))
}

// install copies a program as a package manager does. What a linker has just
// written lies in memory in small pieces, which makes a start slower by a fifth.
func (b *bench) install(from, name string) error {
	if !filepath.IsAbs(from) {
		from = b.path(from)
	}
	program, err := os.Open(from)
	if err != nil {
		return err
	}
	defer program.Close()
	to, err := os.OpenFile(b.path(name), os.O_WRONLY|os.O_CREATE|os.O_TRUNC, 0o700)
	if err != nil {
		return err
	}
	_, err = io.CopyBuffer(onlyWriter{to}, onlyReader{program}, make([]byte, 1<<20))
	return errors.Join(err, to.Close())
}

// onlyWriter and onlyReader have the bytes copied, and not shared by the two
// files; and in pieces: a process begins with the memory of whoever starts it, so
// that all figures would be those of this program.
type (
	onlyWriter struct{ io.Writer }
	onlyReader struct{ io.Reader }
)

func (b *bench) close() {
	if b.temp {
		os.RemoveAll(b.dir)
	}
}

func (b *bench) path(name string) string { return filepath.Join(b.dir, name) }

// sample is one run of a command.
type sample struct {
	wall    time.Duration
	cpu     time.Duration // of all threads, in the program and in the system for it
	rss     int64         // KiB, with the pages of mapped files
	anon    int64         // KiB, without them
	written int64         // bytes
}

func (b *bench) environ() []string {
	return []string{"HOME=" + b.dir, "PATH=" + os.Getenv("PATH"), "TMPDIR=" + b.dir, "XDG_RUNTIME_DIR=" + b.path("run"), "TEST_CLOCK=" + b.path("clock")}
}

func (b *bench) run(name string, args ...string) sample {
	cmd := exec.Command(name, args...)
	cmd.Env = b.environ()
	cmd.Stdin = strings.NewReader("secret\n")
	var errs strings.Builder
	cmd.Stderr = &errs
	start := time.Now()
	err := cmd.Start()
	check(err)
	watch := watchMemory(cmd.Process.Pid)
	written := waitWritten(cmd.Process.Pid)
	wall := time.Since(start)
	anon := watch()
	err = cmd.Wait()
	if err != nil && cmd.ProcessState.ExitCode() != foundCode {
		check(fmt.Errorf("%s %s: %w\n%s", name, strings.Join(args, " "), err, &errs))
	}
	u := cmd.ProcessState.SysUsage().(*syscall.Rusage)
	cpu := cmd.ProcessState.UserTime() + cmd.ProcessState.SystemTime()
	return sample{wall: wall, cpu: cpu, rss: u.Maxrss, anon: anon, written: written}
}

// foundCode is the exit code of a command that found things to mend.
const foundCode = 10

// waitWritten waits for the end of a process, leaves it to be reaped, and
// returns how many bytes it wrote; zero where the system does not tell.
func waitWritten(pid int) (n int64) {
	unix.Waitid(unix.P_PID, pid, nil, unix.WEXITED|unix.WNOWAIT, nil)
	b, err := os.ReadFile(fmt.Sprintf("/proc/%d/io", pid))
	if err != nil {
		return 0
	}
	if _, rest, ok := strings.Cut(string(b), "wchar:"); ok {
		fmt.Sscan(rest, &n)
	}
	return n
}

// watchMemory looks at a process every other millisecond until the returned
// function is called, which returns the most that it saw, in KiB; zero where the
// system does not tell.
func watchMemory(pid int) func() int64 {
	stop, most := make(chan struct{}), make(chan int64)
	go func() {
		tick := time.NewTicker(2 * time.Millisecond)
		defer tick.Stop()
		var peak int64
		for {
			select {
			case <-stop:
				most <- peak
				return
			case <-tick.C:
				peak = max(peak, anonymous(pid))
			}
		}
	}()
	return func() int64 { close(stop); return <-most }
}

func anonymous(pid int) (kib int64) {
	b, err := os.ReadFile(fmt.Sprintf("/proc/%d/status", pid))
	if err != nil {
		return 0
	}
	if _, rest, ok := strings.Cut(string(b), "RssAnon:"); ok {
		fmt.Sscan(rest, &kib)
	}
	return kib
}

// median runs a command several times; f makes the arguments of run i.
func (b *bench) median(runs int, name string, f func(i int) []string) sample {
	var all []sample
	for i := range runs {
		all = append(all, b.run(name, f(i)...))
	}
	return middle(all)
}

// middle is the run with the median time, with the most of all else.
func middle(all []sample) sample {
	sort.Slice(all, func(i, j int) bool { return all[i].wall < all[j].wall })
	m := all[len(all)/2]
	for _, s := range all {
		m.rss, m.anon, m.written = max(m.rss, s.rss), max(m.anon, s.anon), max(m.written, s.written)
	}
	return m
}

func fixed(args ...string) func(int) []string { return func(int) []string { return args } }

// start compares the start of the shipped program with an empty one's, in turn.
func (b *bench) start() {
	var ours, theirs []float64
	for range 5 * b.runs {
		ours = append(ours, b.run(b.path("shipped"), "version").wall.Seconds())
		theirs = append(theirs, b.run(b.path("empty")).wall.Seconds())
	}
	sort.Float64s(ours)
	sort.Float64s(theirs)
	o, t := ours[len(ours)/2], theirs[len(theirs)/2]
	fmt.Printf("start: coffer version %.2f ms, an empty Go program %.2f ms, ratio %.2f\n\n", o*1e3, t*1e3, o/t)
	b.head()
}

func (b *bench) head() {
	fmt.Println("|       N | command         |     median | peak memory | without files |    written |")
	fmt.Println("|--------:|:----------------|-----------:|------------:|--------------:|-----------:|")
}

func (b *bench) row(n int, what string, s sample) {
	fmt.Printf("| %7d | %-15s | %7.1f ms | %7.1f MiB | %9.1f MiB | %6.1f KiB |\n",
		n, what, s.wall.Seconds()*1e3, float64(s.rss)/1024, float64(s.anon)/1024, float64(s.written)/1024)
}

// size measures every command over a vault of n items.
func (b *bench) size(n int) {
	vault := b.path(fmt.Sprintf("vault-%d", n))
	file := b.path(fmt.Sprintf("items-%d.xml", n))
	check(writeItems(file, n))
	coffer := b.path("coffer")
	with := func(args ...string) []string {
		return append([]string{"--quiet", "--dir", vault, "--password-file", b.path("pw")}, args...)
	}
	runs := b.runs
	if n >= 100_000 {
		runs = max(3, b.runs/2)
	}
	b.run(coffer, with("init", "--kdf", "64MiB,3,4")...)
	b.row(n, "import xml", b.run(coffer, with("import", "xml", file, "--into", "work")...))
	middle := fmt.Sprintf("work/folder %d/title %d", n/2%100, n/2)
	b.row(n, "get", b.median(runs, coffer, fixed(with("get", middle)...)))
	b.row(n, "ls", b.median(runs, coffer, fixed(with("ls")...)))
	b.row(n, "find", b.median(runs, coffer, fixed(with("find", "title 42")...)))
	b.row(n, "find --core", b.median(runs, coffer, fixed(with("find", "--core", "password 42")...)))
	b.row(n, "add", b.median(runs, coffer, func(i int) []string {
		return with("add", fmt.Sprintf("work/new/item %d", i), "--template", "login", "--set", "username=ann", "--stdin")
	}))
	for _, format := range []string{"xml", "zip"} {
		out := b.path("out." + format)
		b.row(n, "export "+format, b.median(runs, coffer, fixed(with("export", format, "-o", out, "--force")...)))
	}
	check(os.RemoveAll(vault))
	b.session(n, file, middle)
}

// writeItems makes an export of n logins without any help of the program.
func writeItems(path string, n int) error {
	f, err := os.Create(path)
	if err != nil {
		return err
	}
	w := bufio.NewWriter(f)
	fmt.Fprintln(w, `<?xml version="1.0" encoding="UTF-8"?>`)
	fmt.Fprintln(w, `<coffer xmlns="urn:coffer:export:1" version="1" created="2030-01-01T12:00:00Z">`)
	fmt.Fprintln(w, `<box name="work" created="2030-01-01T12:00:00Z"/>`)
	for i := range n {
		fmt.Fprintf(w, `<item id="%025d0" box="work" folder="folder %d" title="title %d" template="login" created="2030-01-01T12:00:00Z" changed="2030-01-01T12:00:00Z">`, i+1, i%100, i)
		fmt.Fprintf(w, `<field name="username" kind="username" tier="companion">user%d@example.com</field>`, i)
		fmt.Fprintf(w, `<field name="password" kind="password" tier="core">password %d</field>`, i)
		fmt.Fprintf(w, `<field name="url" kind="url" tier="companion">https://host%d.example/login</field>`, i)
		fmt.Fprintln(w, `</item>`)
	}
	fmt.Fprintln(w, `</coffer>`)
	if err := w.Flush(); err != nil {
		return err
	}
	return f.Close()
}
