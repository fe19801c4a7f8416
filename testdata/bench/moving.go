//go:build linux

package main

import (
	"fmt"
	"os"
	"time"
)

// goal is what a command over so many items may take.
type goal struct {
	wall   time.Duration
	memory int64 // KiB, of the whole resident set
}

// The goals of moving 100,000 items. Fewer have the same bound on memory.
var (
	exportGoal = goal{3 * time.Second, 512 << 10}
	importGoal = goal{6 * time.Second, 512 << 10}
	againGoal  = goal{12 * time.Second, 512 << 10} // each is compared with one that is there, and the vault is twice as large
)

// goalSize is the number of items that the goals in time are about.
const goalSize = 100_000

// moving measures how n items go out as a ZIP and come in again: into a new vault, and
// into one that has all of them already.
func (b *bench) moving(n int) {
	out, file := b.path("moving.zip"), b.path("moving.xml")
	check(writeItems(file, n))
	b.do("owner", "init", "--kdf", "64MiB,3,4")
	b.do("owner", "import", "xml", file, "--into", "work")
	sent := b.median(b.runs, b.path("coffer"), fixed(b.in("owner", "export", "zip", "-o", out, "--force")...))
	b.met(n, "export zip", sent, exportGoal)
	var first, again []sample
	for range b.runs {
		b.do("taker", "init", "--kdf", "64MiB,3,4")
		first = append(first, b.run(b.path("coffer"), b.in("taker", "import", "zip", out)...))
		again = append(again, b.run(b.path("coffer"), b.in("taker", "import", "zip", out)...))
		check(os.RemoveAll(b.path("taker")))
	}
	b.met(n, "import zip", middle(first), importGoal)
	b.met(n, "import zip again", middle(again), againGoal)
	check(os.RemoveAll(b.path("owner")))
}

func (b *bench) movingHead() {
	fmt.Println("|       N | command          |     median |  processor | peak memory | without files | goal")
	fmt.Println("|--------:|:-----------------|-----------:|-----------:|------------:|--------------:|:-----")
}

// met prints a row, and whether a goal is met.
func (b *bench) met(n int, what string, s sample, g goal) {
	answer := "met"
	if s.rss > g.memory || n <= goalSize && s.wall > g.wall {
		answer = "MISSED"
	}
	fmt.Printf("| %7d | %-16s | %7.1f ms | %7.1f ms | %7.1f MiB | %9.1f MiB | %s: %s, %d MiB |\n", n, what, s.wall.Seconds()*1e3,
		s.cpu.Seconds()*1e3, float64(s.rss)/1024, float64(s.anon)/1024, answer, g.wall, g.memory>>10)
}
