//go:build linux

package main

import (
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
)

// post measures the way over a folder: a sync that finds nothing in the mailboxes of
// 100 contacts, and 1,000 envelopes from one vault to another.
func (b *bench) post() {
	check(os.Mkdir(b.path("post"), 0o700))
	b.head()
	b.emptySync(100)
	b.envelopes(1000)
}

// in is a command in somebody's vault.
func (b *bench) in(who string, args ...string) []string {
	return append([]string{"--quiet", "--dir", b.path(who), "--password-file", b.path("pw")}, args...)
}

func (b *bench) do(who string, args ...string) { b.run(b.path("coffer"), b.in(who, args...)...) }

// member makes a vault with a card and a post.
func (b *bench) member(who string) {
	b.do(who, "init", "--name", who, "--kdf", "64MiB,3,4")
	b.do(who, "post", "set", "dir:"+b.path("post"))
	b.do(who, "contact", "card", "-o", b.path(who+".card"))
}

// meet connects somebody with others, until nothing is on its way any more.
func (b *bench) meet(who string, others ...string) {
	for _, other := range others {
		b.do(who, "contact", "request", b.path(other+".card"))
	}
	b.do(who, "sync")
	for _, other := range others {
		b.do(other, "sync")
		b.do(other, "contact", "accept", who)
		b.do(other, "sync")
	}
	b.do(who, "sync")
	for _, other := range others {
		b.do(other, "sync")
	}
	b.do(who, "sync")
}

func (b *bench) emptySync(contacts int) {
	b.member("owner")
	var others []string
	for i := range contacts {
		others = append(others, fmt.Sprintf("contact%d", i))
		b.member(others[i])
	}
	b.meet("owner", others...)
	b.row(contacts, "empty sync", b.median(b.runs, b.path("coffer"), fixed(b.in("owner", "sync")...)))
}

// senders is how many contacts send: nobody's inbox holds more of one.
const senders = 4

// envelopes measures the same way again and again: before each run all that they
// own is as it was.
func (b *bench) envelopes(n int) {
	check(writeItems(b.path("items.xml"), n))
	b.member("bob")
	kept := []string{"bob", "post", ".local"}
	for i := range senders {
		who := fmt.Sprintf("sender%d", i)
		kept = append(kept, who)
		b.member(who)
		b.meet(who, "bob")
		b.do(who, "import", "xml", b.path("items.xml"), "--into", "work")
		for j := i; j < n; j += senders {
			b.do(who, "share", "new", fmt.Sprintf("work/folder %d/title %d", j%100, j), "--to", "bob")
		}
	}
	for _, name := range kept {
		check(copyTree(b.path(name), b.path("kept-"+name)))
	}
	var sent, taken []sample
	for range b.runs {
		for _, name := range kept {
			check(os.RemoveAll(b.path(name)))
			check(copyTree(b.path("kept-"+name), b.path(name)))
		}
		var s sample
		for _, who := range kept[len(kept)-senders:] {
			s = s.and(b.run(b.path("coffer"), b.in(who, "sync")...))
		}
		sent = append(sent, s)
		taken = append(taken, b.run(b.path("coffer"), b.in("bob", "sync")...))
		check(b.nothingAside())
	}
	b.row(n, "sync, sends", middle(sent))
	b.row(n, "sync, takes in", middle(taken))
}

// and is one run after another, as one.
func (s sample) and(t sample) sample {
	return sample{s.wall + t.wall, s.cpu + t.cpu, max(s.rss, t.rss), max(s.anon, t.anon), s.written + t.written}
}

// nothingAside makes sure that all was taken in: nothing lies in the post but what
// tells the senders so.
func (b *bench) nothingAside() error {
	objects, err := filepath.Glob(b.path("post/*/*"))
	if err == nil && len(objects) > senders {
		err = fmt.Errorf("%d objects are left in the post", len(objects))
	}
	return err
}

// copyTree keeps who may read what.
func copyTree(from, to string) error { return exec.Command("cp", "-a", from, to).Run() }
