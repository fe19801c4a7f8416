//go:build linux

package main

import (
	"context"
	"crypto/rand"
	"errors"
	"fmt"
	mrand "math/rand/v2"
	"os"
	"path/filepath"
	"slices"
	"time"

	"coffer/box"
	"coffer/vault"
	"coffer/vault/backup"
	"coffer/vault/blob"
	"coffer/vault/secret"
)

// year is a vault of so many logins that is used every day: each day a backup is made, and then so many
// items are changed, each in a transaction of its own.
type year struct {
	v       *vault.Vault
	o       vault.Options
	clock   *moved
	draw    *mrand.Rand
	items   []vault.ID
	in      vault.ID
	place   backup.Place
	makes   []time.Duration
	costs   []int64
	repacks []time.Duration
}

// moved is a clock that the bench sets.
type moved struct{ now time.Time }

func (m *moved) Now() time.Time                { return m.now }
func (m *moved) Boot() (string, time.Duration) { return "bench", m.now.Sub(time.Unix(0, 0)) }

// year measures so many days, and what is left of them.
func (b *bench) year(items, days, changes int) {
	y := b.newYear(items)
	defer y.v.Close()
	fmt.Println("|  day | vault.db | in the place | ratio | backups | new a day (median) | to make (median) | to thin and repack (worst) |")
	fmt.Println("|-----:|---------:|-------------:|------:|--------:|-------------------:|-----------------:|---------------------------:|")
	for day := 1; day <= days; day++ {
		y.day(changes)
		if day == 1 || day%91 == 0 || day == days {
			y.row(day)
		}
	}
	y.verify(b.path("back"))
}

func (b *bench) newYear(items int) *year {
	seed := uint64(time.Now().UnixNano())
	fmt.Println("seed", seed)
	y := &year{clock: &moved{time.Date(2030, 1, 1, 9, 0, 0, 0, time.UTC)}, draw: mrand.New(mrand.NewPCG(seed, 1))}
	y.o = vault.Options{Dir: b.path("year"), StateDir: b.path("year-state"), Clock: y.clock, Rand: rand.Reader, Names: box.IndexNames,
		Stretch: func(_, salt []byte, _ vault.Params) []byte { return append(salt, salt...) }}
	check(errors.Join(os.MkdirAll(y.o.Dir, 0o700), os.MkdirAll(b.path("backups"), 0o700)))
	var err error
	y.v, err = vault.Create(context.Background(), y.o, secret.New("correct horse"), vault.Params{MemoryKiB: 8, Time: 1, Threads: 1})
	check(err)
	check(y.v.Update(context.Background(), vault.Event{Action: "import"}, func(tx *vault.Tx) error { return y.fill(tx, items) }))
	store, err := blob.Open("dir:"+b.path("backups"), blob.Options{})
	check(err)
	y.place = backup.Place{Store: store, Vault: y.v.ID(), Rand: rand.Reader}
	return y
}

func (y *year) fill(tx *vault.Tx, items int) error {
	in, err := box.NewBox(tx, "work")
	if err != nil {
		return err
	}
	y.in = in.ID
	for n := range items {
		it := box.Item{Box: y.in, Label: box.Label{Title: fmt.Sprintf("login %d", n), Folder: []string{fmt.Sprintf("folder %d", n%100)}, Template: "login"}}
		it.Fields = []box.Field{
			{Name: "user", Kind: box.Text, Tier: vault.Companion, Value: secret.New(fmt.Sprintf("user%d@mail.example", n))},
			{Name: "password", Kind: box.Password, Tier: vault.Core, Value: secret.New(y.password())},
			{Name: "url", Kind: box.URL, Tier: vault.Companion, Value: secret.New(fmt.Sprintf("https://www%d.example/login", n))},
		}
		if err := box.Put(tx, &it); err != nil {
			return err
		}
		y.items = append(y.items, it.ID)
	}
	return nil
}

func (y *year) password() string { return fmt.Sprintf("%016x", y.draw.Uint64()) }

// day is the first command of a day, and what follows.
func (y *year) day(changes int) {
	ctx := context.Background()
	start := time.Now()
	made, err := y.place.Make(ctx, backup.Origin{Vault: y.v, Dir: y.o.Dir, Revision: y.v.Status().Revision, Now: y.clock.now})
	check(err)
	y.makes, y.costs = append(y.makes, time.Since(start)), append(y.costs, made.New)
	start = time.Now()
	_, err = y.place.Thin(ctx, backup.Policy{}, y.clock.now, func(due time.Time) bool { return !due.After(y.clock.now) })
	check(err)
	_, err = y.place.Repack(ctx, false, nil)
	check(err)
	y.repacks = append(y.repacks, time.Since(start))
	for range changes {
		check(y.v.Update(ctx, vault.Event{Action: "item.edit"}, y.change))
	}
	y.clock.now = y.clock.now.AddDate(0, 0, 1)
}

func (y *year) change(tx *vault.Tx) error {
	it, err := box.Get(tx, y.in, y.items[y.draw.IntN(len(y.items))])
	if err != nil {
		return err
	}
	it.Fields[1].Value = secret.New(y.password())
	return box.Put(tx, &it)
}

func (y *year) row(day int) {
	info, err := os.Stat(filepath.Join(y.o.Dir, vault.FileName))
	check(err)
	var there int64
	check(y.place.Store.List(context.Background(), "", func(o blob.Object) error {
		there += o.Size
		return nil
	}))
	l, err := y.place.List(context.Background())
	check(err)
	const mib = 1 << 20
	fmt.Printf("| %4d | %4.1f MiB | %8.1f MiB | %5.2f | %7d | %14.1f KiB | %13.0f ms | %23.0f ms |\n", day,
		float64(info.Size())/mib, float64(there)/mib, float64(there)/float64(info.Size()), len(l.All),
		float64(halfway(y.costs))/1024, float64(halfway(y.makes))/1e6, float64(slices.Max(y.repacks))/1e6)
}

func halfway[T int64 | time.Duration](all []T) T {
	sorted := slices.Sorted(slices.Values(all))
	return sorted[len(sorted)/2]
}

// verify brings every backup back that is kept, and has the vault in it look at itself.
func (y *year) verify(dir string) {
	ctx := context.Background()
	l, err := y.place.List(ctx)
	check(err)
	for i := range l.All {
		s := &l.All[i]
		o := y.o
		o.Dir, o.StateDir = fmt.Sprint(dir, i), fmt.Sprint(dir, i, "-state")
		check(os.MkdirAll(o.Dir, 0o700))
		start := time.Now()
		check(y.place.Extract(ctx, s, o, nil))
		took := time.Since(start)
		v, err := vault.Open(ctx, o)
		check(err)
		check(v.Unlock(ctx, secret.New("correct horse")))
		r, err := v.Verify(ctx, nil)
		check(err)
		if len(r.Problems) > 0 {
			check(fmt.Errorf("%s: %q", s.Time(), r.Problems))
		}
		fmt.Printf("%3d days old: %d records, well; brought back in %d ms\n", int(y.clock.now.Sub(s.Time()).Hours()/24), r.Records, took.Milliseconds())
		check(errors.Join(v.Close(), os.RemoveAll(o.Dir)))
	}
}
