//go:build linux

package main

import (
	"crypto/rand"
	"fmt"
	"os"
	"os/exec"
	"sort"
	"syscall"
	"time"
)

// session compares a get with a session, in turn, with age decrypting a file of
// 1 KiB to an X25519 identity: both are the shipped programs, from start to end,
// and nothing is subtracted.
func (b *bench) session(n int, file, item string) {
	found, err := exec.LookPath("age")
	if err != nil {
		b.sessions = append(b.sessions, "get with a session: age is not installed, so there is nothing to compare it with")
		return
	}
	check(b.install(found, "age"))
	age := b.path("age")
	b.sealForAge(age)
	coffer, vault := b.path("shipped"), b.path("session-vault")
	with := []string{"--quiet", "--dir", vault, "--password-file", b.path("pw")}
	b.run(coffer, append(with, "init", "--kdf", "64MiB,3,4")...)
	b.run(coffer, append(with, "import", "xml", file, "--into", "work")...)
	b.run(coffer, append(with, "unlock", "--session-name", "bench")...)
	defer func() {
		b.run(coffer, "--quiet", "lock", "--all")
		check(os.RemoveAll(vault))
	}()
	var ours, theirs []float64
	var most int64
	for range 20 * b.runs {
		wall, rss := b.timed(coffer, "--dir", vault, "get", item)
		ours, most = append(ours, wall), max(most, rss)
		wall, _ = b.timed(age, "-d", "-i", b.path("identity"), "-o", os.DevNull, b.path("sealed.age"))
		theirs = append(theirs, wall)
	}
	sort.Float64s(ours)
	sort.Float64s(theirs)
	o, t := ours[len(ours)/2], theirs[len(theirs)/2]
	b.sessions = append(b.sessions, fmt.Sprintf("get with a session at %d: %.2f ms and at most %.1f MiB, age -d of 1 KiB %.2f ms, ratio %.2f",
		n, o*1e3, float64(most)/1024, t*1e3, o/t))
}

// timed runs a command that nobody watches meanwhile, and returns seconds and
// KiB.
func (b *bench) timed(name string, args ...string) (wall float64, rss int64) {
	cmd := exec.Command(name, args...)
	cmd.Env = b.environ()
	start := time.Now()
	err := cmd.Run()
	wall = time.Since(start).Seconds()
	check(err)
	return wall, cmd.ProcessState.SysUsage().(*syscall.Rusage).Maxrss
}

// sealForAge makes an identity and a file for it, once.
func (b *bench) sealForAge(age string) {
	if _, err := os.Stat(b.path("sealed.age")); err == nil {
		return
	}
	plain := make([]byte, 1024)
	_, err := rand.Read(plain)
	check(err)
	check(os.WriteFile(b.path("plain"), plain, 0o600))
	for _, args := range [][]string{
		{"age-keygen", "-o", b.path("identity")},
		{age, "-e", "-i", b.path("identity"), "-o", b.path("sealed.age"), b.path("plain")},
	} {
		if out, err := exec.Command(args[0], args[1:]...).CombinedOutput(); err != nil {
			check(fmt.Errorf("%s: %w\n%s", args[0], err, out))
		}
	}
}

func (b *bench) printSessions() {
	fmt.Println()
	for _, line := range b.sessions {
		fmt.Println(line)
	}
}
