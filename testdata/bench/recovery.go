//go:build linux

package main

import (
	"errors"
	"fmt"
	"os"
	"os/exec"
	"regexp"
	"time"
)

// recovery measures how 5 of 9 trustees bring a vault back over a folder: splitting and
// depositing, and redeeming once the shares are there. What lies between them is waits
// and people.
func (b *bench) recovery() {
	const trustees, threshold = 9, 5
	check(os.Mkdir(b.path("post"), 0o700))
	b.clockAt(0)
	b.head()
	b.member("owner")
	var names []string
	for i := range trustees {
		names = append(names, fmt.Sprintf("trustee%d", i))
		b.member(names[i])
	}
	b.meet("owner", names...)
	set := b.run(b.path("coffer"), append(b.in("owner", "trustee", "set", "--threshold", fmt.Sprint(threshold), "--wait", "1d", "--unverified"), names...)...)
	deposit := b.run(b.path("coffer"), b.in("owner", "sync")...)
	for _, who := range names {
		b.do(who, "sync")
		b.do(who, "deposit", "accept", "owner")
		b.do(who, "sync")
	}
	b.do("owner", "sync")
	b.do(names[0], "deposit", "pack", "owner", "-o", b.path("pack"))
	redeem := b.redeem(names[:threshold])
	b.row(trustees, "trustee set", set)
	b.row(trustees, "sync, deposits", deposit)
	b.row(trustees, "ticket redeem", redeem)
	b.row(trustees, "together", set.and(deposit).and(redeem))
}

// redeem asks trustees who answer at once, and measures what follows from that.
func (b *bench) redeem(names []string) sample {
	asks := func(args ...string) []string {
		return b.in("new", append([]string{"ticket"}, append(args, "--ticket", b.path("ticket"), "--ticket-password-file", b.path("pw"))...)...)
	}
	b.run(b.path("coffer"), append([]string{"--yes"}, asks("open", "recover", "--from", b.path("pack"))...)...)
	code, err := b.code(asks("show", "--no-sync"))
	check(err)
	for _, who := range names {
		b.do(who, "sync")
		b.do(who, "ticket", "confirm", "owner", code)
		b.do(who, "ticket", "approve", "owner")
		b.do(who, "sync")
	}
	b.clockAt(25 * time.Hour)
	for range 3 {
		for _, who := range names {
			b.do(who, "sync")
		}
		b.run(b.path("coffer"), asks("sync")...)
	}
	return b.run(b.path("coffer"), append(asks("redeem"), "--vault", b.path("owner/vault.db"), "--new-password-file", b.path("pw"))...)
}

// code reads the confirmation code off what a command shows.
func (b *bench) code(args []string) (string, error) {
	cmd := exec.Command(b.path("coffer"), args...)
	cmd.Env = b.environ()
	out, err := cmd.Output()
	m := regexp.MustCompile(`(?m)^code +(\S+)$`).FindSubmatch(out)
	if err == nil && m == nil {
		err = errors.New("a ticket shows no code")
	}
	if err != nil {
		return "", err
	}
	return string(m[1]), nil
}

// clockAt sets the clock of the programs under test.
func (b *bench) clockAt(d time.Duration) {
	at := time.Date(2030, 1, 1, 12, 0, 0, 0, time.UTC).Add(d)
	check(os.WriteFile(b.path("clock"), []byte(at.Format(time.RFC3339)), 0o600))
}
