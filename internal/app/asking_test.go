package app

import (
	"context"
	"crypto/rand"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"testing"
	"time"

	"coffer/box/hold"
	"coffer/box/post"
	"coffer/ticket/file"
	"coffer/vault"
	"coffer/vault/blob"
	"coffer/vault/blob/blobtest"
	"coffer/vault/secret"
)

// rescue is alice's vault, her trustees, and one clock and one post for all.
type rescue struct {
	t        testing.TB
	clock    *moving
	drop     string
	alice    member
	trustees []member
	pack     RecoverySource
}

// newRescue makes trustees who have accepted: bob, carol and so on, each with a client,
// and those whose shares are on paper.
func newRescue(t testing.TB, threshold int, names []string, papers ...string) *rescue {
	t.Helper()
	w := &rescue{t: t, drop: t.TempDir(), clock: &moving{now: time.Date(2030, 1, 1, 12, 0, 0, 0, time.UTC)}}
	w.alice = w.member("alice")
	for _, name := range names {
		m := w.member(name)
		w.trustees = append(w.trustees, m)
		meets(t, w.alice, m)
	}
	_, _, err := w.alice.SetTrustees(t.Context(), Appointment{
		Names: names, Papers: papers, Threshold: threshold, Wait: 24 * time.Hour, Unverified: true, PaperOnly: len(names) == 0,
	}, secret.New("correct horse"))
	w.alice.must(err)
	w.round()
	for _, m := range w.trustees {
		_, err := m.AcceptDeposit(t.Context(), "alice")
		m.must(err)
	}
	w.round()
	if len(names) > 0 { // somebody can be asked
		w.pack = w.packedBy(w.alice)
	}
	return w
}

func (w *rescue) member(name string) member {
	w.t.Helper()
	env := testApp(w.t).env
	env.Clock, env.Rand, env.TicketWork = w.clock, rand.Reader, 1
	env.Folders.Data, env.Folders.State = filepath.Join(w.t.TempDir(), "data"), w.t.TempDir()
	a, err := Init(w.t.Context(), env, InitOptions{Password: secret.New("correct horse"), Params: vault.Floor})
	if err != nil {
		w.t.Fatal(err)
	}
	w.t.Cleanup(func() { a.Close() })
	m := member{a, w.t, name, w.drop}
	m.must(a.SetOwner(w.t.Context(), Owner{Name: name}))
	m.must(a.SetPost(w.t.Context(), "dir:"+w.drop, false))
	return m
}

// packedBy is what an owner hands out about their trustees.
func (w *rescue) packedBy(owner member) RecoverySource {
	w.t.Helper()
	pack, _, err := owner.PackOf(w.t.Context(), "", Program{})
	w.alice.must(err)
	path := filepath.Join(w.t.TempDir(), "alice.pack")
	w.alice.must(os.WriteFile(path, pack, 0o600))
	source, err := ReadRecoverySource(w.t.Context(), path)
	w.alice.must(err)
	return source
}

// round is a sync of everybody.
func (w *rescue) round() {
	w.t.Helper()
	w.alice.syncs()
	for _, m := range w.trustees {
		m.syncs()
	}
}

// env is a new machine, without any vault.
func (w *rescue) env() Env {
	env := w.alice.env
	env.OpenFile, env.Folders.Data, env.Folders.State = nil, filepath.Join(w.t.TempDir(), "data"), w.t.TempDir()
	return env
}

var ticketPassword = secret.New("swordfish")

// asks opens a ticket.
func (w *rescue) asks(kind string) *Asking {
	w.t.Helper()
	q, err := NewTicket(w.t.Context(), w.env(), filepath.Join(w.t.TempDir(), "alice.ticket"), ticketPassword, w.pack, Wish{Kind: kind})
	if err != nil {
		w.t.Fatal(err)
	}
	w.t.Cleanup(func() { q.Close() })
	return q
}

// again opens the file of a ticket once more, as the next command does.
func (w *rescue) again(q *Asking) *Asking {
	w.t.Helper()
	w.alice.must(q.Close())
	q, err := OpenTicketFile(w.t.Context(), q.env, q.path, ticketPassword)
	if err != nil {
		w.t.Fatal(err)
	}
	w.t.Cleanup(func() { q.Close() })
	return q
}

func (w *rescue) carries(q *Asking) SyncReport {
	w.t.Helper()
	r, err := q.Sync(w.t.Context())
	if err != nil || len(r.Failed) > 0 {
		w.t.Fatalf("%v, %v", err, r.Failed)
	}
	return r
}

// approve has so many trustees confirm and approve a ticket.
func (w *rescue) approve(q *Asking, some ...member) {
	w.t.Helper()
	info, err := q.Info()
	w.alice.must(err)
	w.carries(q)
	w.round()
	for _, m := range some {
		_, err := m.ConfirmTicket(w.t.Context(), "@"+info.ID.String(), info.Code)
		m.must(err)
		_, err = m.ApproveTicket(w.t.Context(), "@"+info.ID.String())
		m.must(err)
	}
}

// released carries a ticket on until the shares are there.
func (w *rescue) released(q *Asking, some ...member) {
	w.t.Helper()
	w.approve(q, some...)
	w.round()
	w.carries(q)
	w.clock.now = w.clock.now.Add(25 * time.Hour)
	w.round()
	w.carries(q)
	w.round()
	w.carries(q)
	if got := w.stage(q); got != string(hold.Released) {
		w.t.Fatalf("the ticket is %s", got)
	}
}

func (w *rescue) stage(q *Asking) string {
	w.t.Helper()
	info, err := q.Info()
	w.alice.must(err)
	return info.Stage
}

// TestSyncOfTicketStretchesFew: however much comes and goes, a sync stretches the
// password to open the file, before the first is put, and at the end.
func TestSyncOfTicketStretchesFew(t *testing.T) {
	w := newRescue(t, 2, []string{"bob", "carol", "dave"})
	q := w.asks("recover")
	if q.f.Spent() != 1 {
		t.Errorf("a new file was written %d times", q.f.Spent())
	}
	syncs := func(what string, sent, taken bool) {
		t.Helper()
		q = w.again(q)
		r := w.carries(q)
		if got := q.f.Spent(); got > 3 || (r.Sent > 0) != sent || (r.Taken > 0) != taken {
			t.Errorf("%s: %d times, %+v", what, got, r)
		}
	}
	syncs("introduces itself", true, false)
	if syncs("nothing", false, false); q.f.Spent() != 1 {
		t.Errorf("nothing new, and the password was stretched %d times", q.f.Spent())
	}
	w.approve(q, w.trustees...)
	w.round()
	syncs("they have seen it", true, true)
	w.clock.now = w.clock.now.Add(25 * time.Hour)
	w.round()
	syncs("they are ready", true, true)
	w.round()
	syncs("they give their shares", true, true)
	if got := w.stage(q); got != string(hold.Released) {
		t.Errorf("the ticket is %s", got)
	}
}

// watched is the post of a ticket; it looks what stands in the file whenever something
// is put or deleted.
func (w *rescue) watched(q *Asking, decide func(blobtest.Call) blobtest.Fault) *blobtest.Faults {
	w.t.Helper()
	stores, closeAll, err := q.env.openStores(q.asking.Posts)
	w.alice.must(err)
	w.t.Cleanup(func() { w.alice.must(closeAll()) })
	return &blobtest.Faults{Store: stores[0], Decide: decide}
}

// channels is what the file of a ticket holds as it lies there, while this program has
// it open: a copy of it is read.
func (w *rescue) channels(q *Asking) (all []post.Channel, waiting int) {
	w.t.Helper()
	data, err := os.ReadFile(q.path)
	w.alice.must(err)
	path := filepath.Join(w.t.TempDir(), "copy.ticket")
	w.alice.must(os.WriteFile(path, data, 0o600))
	f, err := file.Open(w.t.Context(), q.env.ticketFile(path), ticketPassword)
	w.alice.must(err)
	defer f.Close()
	w.alice.must(f.View(func(d post.Desk) error {
		all, err = d.Channels()
		return errors.Join(err, d.EachOutgoing(func(post.Outgoing) error { waiting++; return nil }))
	}))
	return all, waiting
}

// TestTicketFileFirst: what is put into a post or deleted there stands in the file
// before.
func TestTicketFileFirst(t *testing.T) {
	w := newRescue(t, 2, []string{"bob", "carol"})
	q := w.asks("recover")
	w.approve(q, w.trustees...)
	w.round()
	puts, deletes := 0, 0
	post := w.watched(q, func(c blobtest.Call) blobtest.Fault {
		all, waiting := w.channels(q)
		for _, ch := range all {
			if ch.Taken.Seq == 0 {
				t.Errorf("%s, and what came over a channel is not in the file", c.Op)
			}
		}
		switch c.Op {
		case blobtest.Put:
			if puts++; waiting == 0 {
				t.Error("put, and nothing waits in the file")
			}
		case blobtest.Delete:
			deletes++
		}
		return blobtest.Fault{}
	})
	decide := post.Decide
	post.Decide = func(c blobtest.Call) blobtest.Fault {
		if c.Op == blobtest.Put || c.Op == blobtest.Delete {
			return decide(c)
		}
		return blobtest.Fault{}
	}
	if _, err := q.syncOver(t.Context(), []blob.Store{post}); err != nil || puts == 0 || deletes == 0 {
		t.Errorf("%d puts, %d deletes, %v", puts, deletes, err)
	}
}

// TestTicketFileUnwritten: while the file cannot be written, nothing is put and nothing
// deleted; once it can, all goes on.
func TestTicketFileUnwritten(t *testing.T) {
	w := newRescue(t, 2, []string{"bob", "carol"})
	q := w.asks("recover")
	w.approve(q, w.trustees...)
	w.round()
	aside := q.path + " aside"
	w.alice.must(os.Rename(q.path, aside))
	w.alice.must(os.MkdirAll(filepath.Join(q.path, "in the way"), 0o700))
	before := w.alice.lying()
	faults := w.watched(q, nil)
	if _, err := q.syncOver(t.Context(), []blob.Store{faults}); err == nil {
		t.Error("a sync without a file went well")
	}
	if after := w.alice.lying(); len(after) != len(before) || faults.Calls(blobtest.Put)+faults.Calls(blobtest.Delete) != 0 {
		t.Errorf("%d puts, %d deletes", faults.Calls(blobtest.Put), faults.Calls(blobtest.Delete))
	}
	if got := q.f.Spent(); got != 2+1 {
		t.Errorf("the password was stretched %d times", got)
	}
	w.alice.must(os.RemoveAll(q.path))
	w.alice.must(os.Rename(aside, q.path))
	q = w.again(q)
	w.released(q)
}

// copied is a ticket that others have answered, with copies of its file and of the post.
func (w *rescue) copied(q *Asking) *Asking {
	w.t.Helper()
	dir := w.t.TempDir()
	data, err := os.ReadFile(q.path)
	w.alice.must(err)
	path := filepath.Join(dir, "alice.ticket")
	w.alice.must(os.WriteFile(path, data, 0o600))
	w.alice.must(os.CopyFS(filepath.Join(dir, "post"), os.DirFS(w.drop)))
	other, err := OpenTicketFile(w.t.Context(), q.env, path, ticketPassword)
	w.alice.must(err)
	w.t.Cleanup(func() { other.Close() })
	w.alice.must(other.Over([]string{"dir:" + filepath.Join(dir, "post")}))
	return other
}

// course is how far a ticket is, and how much of what it says lies in no post.
func (w *rescue) course(q *Asking) string {
	w.t.Helper()
	info, err := q.Info()
	w.alice.must(err)
	unsent := 0
	w.alice.must(q.f.View(func(d post.Desk) error {
		return d.EachOutgoing(func(o post.Outgoing) error {
			if o.Placed == 0 {
				unsent++
			}
			return nil
		})
	}))
	return fmt.Sprintf("%s, %+v, %d unsent", info.Stage, info.Trustees, unsent)
}

// TestTicketInterrupted: a sync that stops at any call to the post, or whose call fails,
// has lost nothing: the next one goes on.
func TestTicketInterrupted(t *testing.T) {
	w := newRescue(t, 2, []string{"bob", "carol"})
	first := w.asks("recover")
	w.approve(first, w.trustees...)
	w.round()
	whole := w.copied(first)
	w.carries(whole)
	want := w.course(whole)
	flames := errors.New("the post is in flames")
	for _, op := range []blobtest.Op{blobtest.List, blobtest.Get, blobtest.Put, blobtest.Delete} {
		for n, calls := 1, 1; n <= calls; n++ {
			for _, fault := range []blobtest.Fault{{}, {Skip: true, Err: flames}, {Err: flames}} {
				q := w.copied(first)
				ctx, cancel := context.WithCancel(t.Context())
				faults := w.watched(q, func(c blobtest.Call) blobtest.Fault {
					if c.Op != op || c.N != n {
						return blobtest.Fault{}
					}
					if fault.Err == nil {
						cancel()
					}
					return fault
				})
				r, err := q.syncOver(ctx, []blob.Store{faults})
				cancel()
				if met := faults.Calls(op) >= n; met && ((err != nil) != (fault.Err == nil) || (len(r.Failed) > 0) != (fault.Err != nil)) {
					t.Errorf("%s %d, %v: %v, %q", op, n, fault, err, r.Failed)
				}
				calls = max(calls, faults.Calls(op))
				q = w.again(q)
				w.carries(q)
				if got := w.course(q); got != want {
					t.Errorf("%s %d, %v: %s, and not %s", op, n, fault, got, want)
				}
				w.alice.must(q.Close())
			}
		}
	}
}
