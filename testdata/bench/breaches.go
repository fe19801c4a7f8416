//go:build linux

package main

import (
	"context"
	"crypto/rand"
	"encoding/hex"
	"fmt"
	"net/http/httptest"
	"os"
	"runtime"
	"slices"
	"strings"
	"sync"
	"time"

	"coffer/hibp"
	"coffer/hibp/apart"
	"coffer/hibp/hibptest"
	"coffer/hibp/offline"
	"coffer/hibp/online"
	"coffer/hibp/server"
	"coffer/hibp/web"
	"coffer/internal/host"
)

// breaches measures look-ups in a corpus of so many hashes, and holds all forms to it:
// every member is found and of 100,000 others none, or as few as a filter says. The
// folder and the server are held to it over the first ranges, or with all over every
// range, which are 1,048,576 files and requests.
func (b *bench) breaches(members int, all bool) {
	started := time.Now()
	c := hibptest.New(hibp.SHA1, members)
	text := b.path("pwned.txt")
	check(c.TextFile(text))
	fmt.Printf("corpus of %d hashes written in %v\n", members, time.Since(started).Round(time.Second))
	d := b.openData(text)
	data := map[string]offline.Data{"text": d}
	for name, shape := range map[string]offline.Shape{
		"table": {Form: offline.FormTable}, "filter16": {Form: offline.FormFilter, Bits: 16}, "filter8": {Form: offline.FormFilter, Bits: 8},
	} {
		started := time.Now()
		built, err := offline.Build(context.Background(), d.(offline.Scanner), b.path(name), shape, nil)
		check(err)
		fmt.Printf("%-9s built in %v, %d bytes, %.2f for each hash\n", name, time.Since(started).Round(10*time.Millisecond), built.Bytes, float64(built.Bytes)/float64(built.Hashes))
		data[name] = b.openData(b.path(name))
	}
	for _, name := range []string{"text", "table", "filter16", "filter8"} {
		b.agree(name, data[name], members)
		b.lookups(name, data[name], members)
	}
	end := hibp.Prefix(1 << 12)
	if all {
		end = hibp.Prefixes
	}
	check(c.Folder(b.path("ranges"), end))
	b.agreeBelow("folder", b.openData(b.path("ranges")), members, end)
	s := httptest.NewServer(&server.Handler{SHA1: d.(hibp.Ranger), Rand: rand.Reader})
	defer s.Close()
	from := online.Server{URL: s.URL, UserAgent: "coffer-bench"}
	direct, err := web.New(from, time.Now)
	check(err)
	b.agreeOnline("online", direct, members, end)
	other, err := apart.New(from, func() (apart.Process, error) { return host.StartHelper(b.environ(), b.dir, "hibp", "ask") })
	check(err)
	b.agreeOnline("apart", other, members, end)
	b.checks(10_000, b.path("table"), s.URL)
}

// checks measures the check of a vault with n items, each with a password of its own.
func (b *bench) checks(n int, table, url string) {
	var rows strings.Builder
	rows.WriteString("name,url,username,password,note\n")
	for i := range n {
		fmt.Fprintf(&rows, "site %d,https://site%d.example,user%d,%s,\n", i, i, i, hex.EncodeToString(hibp.Of(hibp.SHA1, hibptest.Other(i)).Sum()[:8]))
	}
	check(os.WriteFile(b.path("items.csv"), []byte(rows.String()), 0o600))
	b.clockAt(0)
	b.member("checker")
	coffer := b.path("coffer")
	b.run(coffer, b.in("checker", "import", "csv", b.path("items.csv"), "--into", "web")...)
	b.head()
	for what, args := range map[string][]string{
		"ls": {"ls"}, "check": {"check"}, "check, table": {"check", "--hibp-offline", table}, "check, text": {"check", "--hibp-offline", b.path("pwned.txt")},
	} {
		b.row(n, what, b.median(b.runs, coffer, func(int) []string { return b.in("checker", args...) }))
	}
	online := b.in("checker", "check", "--hibp", "--hibp-url", url)
	b.row(n, "check, online", b.run(coffer, online...))
	b.row(n, "check, cached", b.run(coffer, online...))
}

func (b *bench) openData(path string) offline.Data {
	d, err := offline.Open(path)
	check(err)
	return d
}

// agree looks up every member and 100,000 others.
func (b *bench) agree(name string, d offline.Data, members int) {
	filter := d.Form() == offline.FormFilter
	each(members, func(i int) {
		a, err := d.Look(context.Background(), hibp.Of(hibp.SHA1, hibptest.Member(i)))
		check(err)
		if filter && !a.Possible || !filter && a.Count != hibptest.Count(i) {
			check(fmt.Errorf("%s: member %d is %+v", name, i, a))
		}
	})
	const others = 100_000
	var mu sync.Mutex
	wrong := 0
	each(others, func(i int) {
		a, err := d.Look(context.Background(), hibp.Of(hibp.SHA1, hibptest.Other(i)))
		check(err)
		if a.Found() {
			mu.Lock()
			wrong++
			mu.Unlock()
		}
	})
	// The means are 1.5 and 391; six deviations above both.
	if most := map[string]int{"filter16": 9, "filter8": 509}[name]; wrong > most {
		check(fmt.Errorf("%s: %d others are found, at most %d", name, wrong, most))
	}
	fmt.Printf("%-9s agrees on %d members, and on %d others but for %d\n", name, members, others, wrong)
}

// each runs f for the numbers below n, on every core.
func each(n int, f func(i int)) {
	var wg sync.WaitGroup
	cores := runtime.GOMAXPROCS(0)
	for from := range cores {
		wg.Go(func() {
			for i := from; i < n; i += cores {
				f(i)
			}
		})
	}
	wg.Wait()
}

// lookups measures warm look-ups of members and others, one after the other.
func (b *bench) lookups(name string, d offline.Data, members int) {
	const n = 20_000
	hashes := make([]hibp.Hash, 0, n)
	for i := range n / 2 {
		hashes = append(hashes, hibp.Of(hibp.SHA1, hibptest.Member(i*(members/n))), hibp.Of(hibp.SHA1, hibptest.Other(i)))
	}
	var times []time.Duration
	for range 5 {
		started := time.Now()
		for _, h := range hashes {
			_, err := d.Look(context.Background(), h)
			check(err)
		}
		times = append(times, time.Since(started)/n)
	}
	slices.Sort(times)
	fmt.Printf("%-9s %v for a look-up, %.0f in a second\n", name, times[len(times)/2], float64(time.Second)/float64(times[len(times)/2]))
}

// agreeBelow looks up the members and others whose ranges are there.
func (b *bench) agreeBelow(name string, d hibp.Source, members int, end hibp.Prefix) {
	there := 0
	for i := range members {
		h := hibp.Of(hibp.SHA1, hibptest.Member(i))
		if h.Prefix() >= end {
			continue
		}
		there++
		a, err := d.Look(context.Background(), h)
		check(err)
		if a.Count != hibptest.Count(i) {
			check(fmt.Errorf("%s: member %d is %+v", name, i, a))
		}
	}
	fmt.Printf("%-9s agrees on all %d members of %d ranges\n", name, there, end)
}

// agreeOnline asks a server for the same, many at once: from this process, or from
// another one.
func (b *bench) agreeOnline(name string, way online.Way, members int, end hibp.Prefix) {
	c, err := online.New(online.Options{
		Way: way, Kind: hibp.SHA1, Parallel: 16, Now: time.Now, Rand: rand.Reader, Wait: func(context.Context, time.Duration) error { return nil },
	})
	check(err)
	defer c.Close()
	var hashes []hibp.Hash
	var want []uint64
	for i := range members {
		if h := hibp.Of(hibp.SHA1, hibptest.Member(i)); h.Prefix() < end {
			hashes, want = append(hashes, h), append(want, hibptest.Count(i))
		}
		if h := hibp.Of(hibp.SHA1, hibptest.Other(i)); h.Prefix() < end && i < 100_000 {
			hashes, want = append(hashes, h), append(want, 0)
		}
	}
	started, asked := time.Now(), 0
	results, err := c.LookAll(context.Background(), hashes, func(done, _ int) { asked = done })
	check(err)
	for i, r := range results {
		check(r.Err)
		if r.Count != want[i] {
			check(fmt.Errorf("%s: hash %d is seen %d times, not %d", name, i, r.Count, want[i]))
		}
	}
	took := time.Since(started)
	fmt.Printf("%-9s agrees on all %d hashes of %d ranges: %d requests in %v, %v for each\n",
		name, len(hashes), end, asked, took.Round(time.Millisecond), (took / time.Duration(max(asked, 1))).Round(time.Microsecond))
}
