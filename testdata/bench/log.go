//go:build linux

package main

import (
	"context"
	"crypto/rand"
	"errors"
	"fmt"
	"os"
	"time"

	"coffer/vault"
	"coffer/vault/secret"
)

// log measures a log of so many entries, as an agent leaves them whose token is read from
// all day, with the shipped program: one more entry, the whole tree made anew, one entry
// with its proof.
func (b *bench) log(n int) {
	dir := b.path(fmt.Sprintf("logged-%d", n))
	b.fillLog(dir, n)
	in := func(args ...string) func(int) []string {
		return fixed(append([]string{"--dir", dir, "--password-file", b.path("pw")}, args...)...)
	}
	measure := func(what string, f func(int) []string) {
		b.row(n, what, b.median(b.runs, b.path("shipped"), f))
	}
	measure("status", in("status"))
	measure("add", func(i int) []string {
		return []string{"--dir", dir, "--password-file", b.path("pw"), "add", fmt.Sprint("box/item ", i), "--generate"}
	})
	measure("log ls", in("log", "ls"))
	measure("log show", in("log", "show", fmt.Sprint(n/2)))
	measure("log verify", in("log", "verify"))
}

// fillLog makes a vault with a log of some length.
func (b *bench) fillLog(dir string, n int) {
	ctx := context.Background()
	check(os.MkdirAll(dir, 0o700))
	reads := &reading{left: n}
	v, err := vault.Create(ctx, vault.Options{Dir: dir, StateDir: b.path("state"), Clock: wall{}, Rand: rand.Reader, Backlog: reads},
		secret.New("correct horse"), vault.Params{MemoryKiB: 64 << 10, Time: 3, Threads: 4})
	check(err)
	defer v.Close()
	for reads.left > 0 {
		check(v.Update(ctx, vault.Event{Action: "test"}, func(tx *vault.Tx) error { return tx.Note() }))
	}
	check(errors.Join(v.Compact(ctx, nil), v.Release()))
}

// reading is a backlog of so many entries, which come 20,000 at a time.
type reading struct{ left int }

// Fold implements [vault.Backlog].
func (r *reading) Fold(*vault.Tx) (all []vault.Event, done func(), err error) {
	for range min(20_000, r.left) {
		all = append(all, vault.Event{Action: "token.read", Text: "@9pf2ha2551wpf64d88bx3npxe8 by process 4711 as coffer get says: work/servers/db"})
	}
	r.left -= len(all)
	return all, nil, nil
}

// wall is the clock of this machine, in one run of it.
type wall struct{}

func (wall) Now() time.Time                { return time.Now() }
func (wall) Boot() (string, time.Duration) { return "bench", time.Hour }
