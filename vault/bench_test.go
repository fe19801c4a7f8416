package vault

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"
	"math/rand/v2"
	"os"
	"path/filepath"
	"runtime/debug"
	"strconv"
	"sync"
	"testing"
	"time"

	"coffer/vault/secret"
)

// The benchmarks have the roots: deriving them from a password takes as long as
// the owner wants it to.

// benchVault is a vault of n items in one box, kept for all benchmarks.
type benchVault struct {
	*Vault
	dir string
	box ID
	ids []ID
}

var benches struct {
	sync.Mutex
	byN map[int]*benchVault
}

// dropBenches removes what the benchmarks made.
func dropBenches() {
	for _, v := range benches.byN {
		v.Close()
		os.RemoveAll(v.dir)
	}
}

func benchOf(b *testing.B, n int) *benchVault {
	b.Helper()
	benches.Lock()
	defer benches.Unlock()
	if v := benches.byN[n]; v != nil {
		return v
	}
	v := newBenchVault(b)
	v.add(b, n)
	if benches.byN == nil {
		benches.byN = make(map[int]*benchVault)
	}
	benches.byN[n] = v
	return v
}

func newBenchVault(b *testing.B) *benchVault {
	b.Helper()
	dir, err := os.MkdirTemp("", "coffer-bench-")
	if err != nil {
		b.Fatal(err)
	}
	o := Options{
		Dir: dir, StateDir: filepath.Join(dir, "state"), Stretch: cheap,
		Rand:  rand.NewChaCha8([32]byte{}),
		Clock: &fakeClock{now: time.Date(2030, 1, 2, 3, 4, 5, 0, time.UTC)},
	}
	v := &benchVault{dir: dir}
	if v.Vault, err = Create(context.Background(), o, secret.New("swordfish"), cheapest); err != nil {
		b.Fatal(err)
	}
	err = v.Update(context.Background(), Event{Action: "box.new"}, func(tx *Tx) (err error) {
		v.box, err = tx.CreateBox()
		return err
	})
	if err != nil {
		b.Fatal(err)
	}
	return v
}

func benchName(i int) string { return fmt.Sprintf("folder %d/title %d", i%100, i) }

// add writes n items in one update: two records and a name for each.
func (v *benchVault) add(b *testing.B, n int) {
	b.Helper()
	companion := bytes.Repeat([]byte("companion "), 18)
	core := bytes.Repeat([]byte("core "), 20)
	err := v.Update(context.Background(), Event{Action: "item.add"}, func(tx *Tx) error {
		for range n {
			id, err := tx.NewID()
			if err != nil {
				return err
			}
			k := Key{ID: id}
			_, err1 := tx.Put(v.box, Items, k, Companion, companion)
			_, err2 := tx.Put(v.box, Items, k, Core, core)
			if err := errors.Join(err1, err2, tx.IndexPut(v.box, benchName(len(v.ids)), id)); err != nil {
				return err
			}
			v.ids = append(v.ids, id)
		}
		return nil
	})
	if err != nil {
		b.Fatal(err)
	}
}

func sizes(b *testing.B, ns []int, f func(b *testing.B, n int)) {
	for _, n := range ns {
		b.Run(fmt.Sprintf("N=%d", n), func(b *testing.B) { f(b, n) })
	}
}

// BenchmarkGet opens the file, finds an item by its name and reads both tiers.
func BenchmarkGet(b *testing.B) {
	sizes(b, []int{100, 1000, 100_000}, func(b *testing.B, n int) {
		v := benchOf(b, n)
		b.ReportAllocs()
		i := 0
		for b.Loop() {
			i = (i + 7919) % len(v.ids)
			if err := v.View(context.Background(), func(tx *Tx) error { return getBoth(tx, v, i) }); err != nil {
				b.Fatal(err)
			}
		}
	})
}

func getBoth(tx *Tx, v *benchVault, i int) error {
	ids, err := tx.IndexGet(v.box, benchName(i))
	if err != nil {
		return err
	}
	for _, t := range Tiers {
		r, err := tx.Get(v.box, Items, Key{ID: ids[0]}, t)
		if err != nil {
			return err
		}
		Wipe(r.Plain)
	}
	return nil
}

// BenchmarkMiss looks for a name that is not there, which is made sure of.
func BenchmarkMiss(b *testing.B) {
	sizes(b, []int{100, 100_000}, func(b *testing.B, n int) {
		v := benchOf(b, n)
		for b.Loop() {
			err := v.View(context.Background(), func(tx *Tx) error {
				_, err := tx.IndexGet(v.box, "no such name")
				return err
			})
			if !errors.Is(err, ErrNotFound) {
				b.Fatal(err)
			}
		}
	})
}

// BenchmarkScan opens the file and decrypts all records of one tier.
func BenchmarkScan(b *testing.B) {
	for _, t := range Tiers {
		b.Run(t.String(), func(b *testing.B) {
			sizes(b, []int{1000, 100_000}, func(b *testing.B, n int) {
				v := benchOf(b, n)
				b.ReportAllocs()
				for b.Loop() {
					err := v.View(context.Background(), func(tx *Tx) error {
						return tx.Scan(v.box, Items, t, func(int, Record) error { return nil })
					})
					if err != nil {
						b.Fatal(err)
					}
				}
			})
		})
	}
}

// BenchmarkAdd adds one item with its event, and says how much is written.
func BenchmarkAdd(b *testing.B) {
	sizes(b, []int{100, 1000, 10_000, 100_000}, func(b *testing.B, n int) {
		v := benchOf(b, n)
		before, err := written()
		if err != nil {
			b.Skip(err)
		}
		for b.Loop() {
			v.add(b, 1)
		}
		after, _ := written()
		b.ReportMetric(float64(after-before)/float64(b.N), "B-written/op")
	})
}

// written is how many bytes this process has handed to write calls.
func written() (int64, error) { return procNumber("/proc/self/io", "wchar:") }

// BenchmarkImport writes n items into a new vault in one update, and says how
// much memory that took at its peak.
func BenchmarkImport(b *testing.B) {
	sizes(b, []int{10_000, 100_000}, func(b *testing.B, n int) {
		for b.Loop() {
			b.StopTimer()
			v := newBenchVault(b)
			debug.FreeOSMemory()
			forgetPeak()
			b.StartTimer()
			v.add(b, n)
			b.StopTimer()
			peak, _ := procNumber("/proc/self/status", "VmHWM:")
			b.ReportMetric(float64(peak)/1024, "MiB-peak")
			info, _ := os.Stat(filepath.Join(v.dir, FileName))
			b.ReportMetric(float64(info.Size())/float64(n), "B-file/item")
			v.Close()
			os.RemoveAll(v.dir)
			b.StartTimer()
		}
	})
}

// BenchmarkCompact copies a vault.
func BenchmarkCompact(b *testing.B) {
	sizes(b, []int{1000, 100_000}, func(b *testing.B, n int) {
		v := benchOf(b, n)
		for b.Loop() {
			if err := v.Compact(context.Background(), nil); err != nil {
				b.Fatal(err)
			}
		}
	})
}

// BenchmarkVerify checks everything.
func BenchmarkVerify(b *testing.B) {
	sizes(b, []int{1000, 100_000}, func(b *testing.B, n int) {
		v := benchOf(b, n)
		for b.Loop() {
			if r, err := v.Verify(context.Background(), nil); err != nil || len(r.Problems) > 0 {
				b.Fatal(err, r.Problems)
			}
		}
	})
}

// forgetPeak makes the system count the peak of this process anew.
func forgetPeak() { os.WriteFile("/proc/self/clear_refs", []byte("5"), 0) }

// procNumber reads one number of a table in /proc.
func procNumber(path, name string) (int64, error) {
	f, err := os.Open(path)
	if err != nil {
		return 0, err
	}
	defer f.Close()
	all, err := io.ReadAll(io.LimitReader(f, 64<<10))
	if err != nil {
		return 0, err
	}
	for _, line := range bytes.Split(all, []byte("\n")) {
		words := bytes.Fields(line)
		if len(words) > 1 && string(words[0]) == name {
			return strconv.ParseInt(string(words[1]), 10, 64)
		}
	}
	return 0, fmt.Errorf("%s has no %s", path, name)
}
