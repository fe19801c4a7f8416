package seal

import (
	"context"
	"crypto/sha256"
	"errors"
	"fmt"
	mrand "math/rand/v2"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"coffer/box"
	"coffer/box/contact"
	"coffer/box/hold"
	"coffer/box/post"
	"coffer/vault"
	"coffer/vault/blob"
	"coffer/vault/blob/blobtest"
	"coffer/vault/secret"
)

const day = 24 * time.Hour

// actor is somebody with a vault, a courier and a place for shares.
type actor struct {
	t      testing.TB
	w      *stage
	name   string
	v      *vault.Vault
	o      vault.Options
	clock  *walkingClock
	me     contact.Identity
	own    post.Mailbox // of their card
	shares memShares
	news   []News
	look   post.Look // of the last sync
	moved  int       // seals that the last sync moved
	stop   error     // what ends a sync after everything came
}

// memShares keeps shares in memory, as nothing in a vault is kept: what is
// destroyed stays destroyed, whatever becomes of the transaction.
type memShares map[vault.ID][]byte

// unreadable is a share that cannot be read any more.
const unreadable = "unreadable"

var errUnreadable = errors.New("unreadable")

// noRoom stands among shares when there is no room for one more.
var noRoom = vault.ID{0xff}

func (s memShares) Put(id vault.ID, share []byte) error {
	if why, full := s[noRoom]; full {
		if string(why) == unreadable {
			return &vault.DamagedError{What: unreadable}
		}
		return ErrFull
	}
	s[id] = slices.Clone(share)
	return nil
}

func (s memShares) Get(id vault.ID) ([]byte, error) {
	share, ok := s[id]
	if !ok {
		return nil, vault.ErrNotFound
	}
	if string(share) == unreadable {
		return nil, errUnreadable
	}
	return slices.Clone(share), nil
}

func (s memShares) Destroy(id vault.ID) error {
	clear(s[id])
	delete(s, id)
	return nil
}

// stage is several actors who are contacts of each other, and one post that may
// do wrong.
type stage struct {
	t      testing.TB
	actors map[string]*actor
	order  []string
	post   *blobtest.Faults
	memory *blobtest.Memory
	// between is the mailbox of the first from which the second's letters to a
	// contact come.
	between map[[2]string]post.Mailbox
	// fault decides about one mailbox, or one object in it.
	fault func(op blobtest.Op, at string) blobtest.Fault
}

func newStage(t testing.TB, seed uint64, names ...string) *stage {
	w := &stage{t: t, actors: map[string]*actor{}, order: names, memory: new(blobtest.Memory), between: map[[2]string]post.Mailbox{}}
	w.post = &blobtest.Faults{Store: w.memory, Decide: func(c blobtest.Call) blobtest.Fault {
		if w.fault == nil {
			return blobtest.Fault{}
		}
		at, _, _ := strings.Cut(c.Name, "/")
		return w.fault(c.Op, at)
	}}
	for _, name := range names {
		w.actors[name] = newActor(t, w, seed, name)
	}
	for _, a := range names {
		for _, b := range names {
			w.between[[2]string{a, b}] = mailboxOf(a + " from " + b)
		}
	}
	for _, a := range w.actors {
		a.must(func(k *Keeper) error {
			for _, b := range names {
				if b == a.name {
					continue
				}
				ch := post.Channel{Peer: w.actors[b].me.Public(), In: w.between[[2]string{a.name, b}],
					Out: w.between[[2]string{b, a.name}], Scope: vault.ID{1}, Kinds: post.OfContact}
				if err := k.Desk.PutChannel(ch); err != nil {
					return err
				}
			}
			return nil
		})
	}
	return w
}

func mailboxOf(text string) (m post.Mailbox) {
	sum := sha256.Sum256([]byte(text))
	copy(m[:], sum[:])
	return m
}

func newActor(t testing.TB, w *stage, seed uint64, name string) *actor {
	key := sha256.Sum256(fmt.Append(nil, seed, name))
	a := &actor{t: t, w: w, name: name, clock: new(walkingClock), shares: memShares{}}
	dir := t.TempDir()
	a.o = vault.Options{
		Dir: filepath.Join(dir, "vault"), StateDir: filepath.Join(dir, "state"), Clock: a.clock, Rand: mrand.NewChaCha8(key),
		Stretch: func(password, salt []byte, _ vault.Params) []byte {
			sum := sha256.Sum256(slices.Concat(salt, password))
			return sum[:]
		},
	}
	err := os.MkdirAll(a.o.Dir, 0o700)
	if err == nil {
		a.v, err = vault.Create(context.Background(), a.o, secret.New("x"), vault.Params{MemoryKiB: 8, Time: 1, Threads: 1})
	}
	if err == nil {
		err = a.v.Update(context.Background(), vault.Event{Action: "test"}, func(tx *vault.Tx) error {
			own, err := contact.EnsureOwn(tx)
			a.me, a.own = own.Identity, post.Mailbox(own.Mailbox)
			return err
		})
	}
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { a.v.Close() })
	return a
}

func (a *actor) id() hold.Fingerprint { return hold.Fingerprint(a.me.Public().Fingerprint()) }

func (a *actor) person() Person { return Person{Keys: a.me.Public(), Name: a.name} }

func (a *actor) home() post.VaultHome {
	return post.VaultHome{
		Read: func(f func(*vault.Tx) error) error { return a.v.View(context.Background(), f) },
		Write: func(f func(*vault.Tx) error) error {
			return a.v.Update(context.Background(), vault.Event{Action: "test"}, f)
		},
	}
}

func (a *actor) keeper(d post.Desk) *Keeper {
	return &Keeper{Desk: d.(*post.VaultDesk), Me: a.me, Shares: a.shares, Tell: func(n News) { a.news = append(a.news, n) }}
}

// try does something in one transaction; of one that fails nothing is heard.
func (a *actor) try(f func(*Keeper) error) error {
	heard := len(a.news)
	err := a.home().Update(func(d post.Desk) error { return f(a.keeper(d)) })
	if err != nil {
		a.news = a.news[:heard]
	}
	return err
}

func (a *actor) must(f func(*Keeper) error) {
	a.t.Helper()
	if err := a.try(f); err != nil {
		a.t.Fatalf("%s: %v", a.name, err)
	}
}

func (a *actor) view(f func(*Keeper) error) {
	a.t.Helper()
	if err := a.home().View(func(d post.Desk) error { return f(a.keeper(d)) }); err != nil {
		a.t.Fatalf("%s: %v", a.name, err)
	}
}

func (a *actor) state(id vault.ID) (st hold.State) {
	a.t.Helper()
	a.view(func(k *Keeper) error {
		m, err := ReadMatter(k.tx(), id)
		if err == nil {
			st, err = k.State(&m)
		}
		return err
	})
	return st
}

func (a *actor) matter(id vault.ID) (m Matter) {
	a.t.Helper()
	a.view(func(k *Keeper) (err error) { m, err = ReadMatter(k.tx(), id); return err })
	return m
}

// sync runs a courier once.
func (a *actor) sync() post.Report {
	a.t.Helper()
	r, err := a.trySync(false)
	if err != nil {
		a.t.Fatalf("%s: %v", a.name, err)
	}
	return r
}

func (a *actor) trySync(again bool) (post.Report, error) {
	handler := func(over post.Kinds, take func(*Keeper, post.Received) error) post.Handler {
		return post.Handler{Over: over, Take: func(d post.Desk, l post.Received) error { return take(a.keeper(d), l) }}
	}
	c := &post.Courier{
		Home: a.home(), Me: a.me, Introductions: []post.Mailbox{a.own}, Posts: []blob.Store{a.w.post}, Rand: a.o.Rand, Again: again,
		Handlers: map[string]post.Handler{
			KindOffer:   handler(post.OfContact, (*Keeper).TakeOffer),
			KindDeposit: handler(post.OfContact, (*Keeper).TakeDeposit),
			KindEvent:   handler(post.OfMatter, (*Keeper).TakeEvent),
			KindFile:    handler(post.OfMatter, (*Keeper).TakeFile),
		},
		Advance: a.advance,
	}
	return c.Sync(context.Background())
}

func (a *actor) advance(_ context.Context, look post.Look) error {
	a.look, a.moved = look, 0
	if a.stop != nil {
		return a.stop
	}
	var due []vault.ID
	err := a.home().View(func(d post.Desk) error {
		k := a.keeper(d)
		all, err := Matters(k.tx())
		due = k.Due(all, look)
		return err
	})
	if err != nil {
		return err
	}
	var stuck error
	for _, id := range due {
		err := a.try(func(k *Keeper) error { return k.Advance(id, look) })
		stuck = errors.Join(stuck, err)
		if err == nil {
			a.moved++
		}
	}
	return stuck
}

// reopen ends the process and begins another one: an opening.
func (a *actor) reopen() {
	a.t.Helper()
	a.v.Close()
	var err error
	if a.v, err = vault.Open(context.Background(), a.o); err == nil {
		err = a.v.Unlock(context.Background(), secret.New("x"))
	}
	if err != nil {
		a.t.Fatal(err)
	}
}

// copied is a whole copy of what somebody keeps, as a file system's snapshot has it.
type copied struct {
	dir    string
	shares memShares
}

func (a *actor) copy() copied {
	a.t.Helper()
	a.v.Close()
	dir := a.t.TempDir()
	if err := os.CopyFS(dir, os.DirFS(filepath.Dir(a.o.Dir))); err != nil {
		a.t.Fatal(err)
	}
	a.reopen()
	c := copied{dir, memShares{}}
	for id, share := range a.shares {
		c.shares[id] = slices.Clone(share)
	}
	return c
}

func (a *actor) restore(c copied) {
	a.t.Helper()
	a.v.Close()
	home := filepath.Dir(a.o.Dir)
	err := os.RemoveAll(home)
	if err == nil {
		err = os.CopyFS(home, os.DirFS(c.dir))
	}
	if err != nil {
		a.t.Fatal(err)
	}
	a.shares = c.shares
	a.reopen()
}

// has tells whether a share is here.
func (a *actor) has(id vault.ID) bool {
	share, err := a.shares.Get(id)
	return err == nil && len(share) > 0
}

// heard tells how often something was told.
func (a *actor) heard(kind string) (n int) {
	for _, news := range a.news {
		if news.Kind == kind {
			n++
		}
	}
	return n
}

func (w *stage) actor(name string) *actor {
	a, ok := w.actors[name]
	if !ok {
		w.t.Fatalf("no %s on the stage", name)
	}
	return a
}

// all syncs everybody until nothing moves any more.
func (w *stage) all() {
	w.t.Helper()
	w.some(w.order...)
}

func (w *stage) some(names ...string) {
	w.t.Helper()
	for range 20 {
		busy := 0
		for _, name := range names {
			r := w.actor(name).sync()
			busy += r.Taken + r.Sent
		}
		if busy == 0 {
			return
		}
	}
	w.t.Fatal("there is no end to the mail")
}

// pass lets time go by for everybody.
func (w *stage) pass(d time.Duration) {
	for _, a := range w.actors {
		a.clock.at += d
	}
}

// plan is how something is sealed; alice is the sender, bob the recipient.
type plan struct {
	custodians []string
	threshold  int
	grace      time.Duration
	vetoes     int
	extra      bool
	notAfter   time.Duration // from now; 0: never
	label      string
	files      [][]byte
}

func content(title string, files ...[]byte) Content {
	c := Content{Box: vault.ID{1}, Of: vault.ID{2}, Revision: 1, Letter: Letter{
		Note: "for you",
		Item: Item{Title: title, Template: "login", Fields: []box.Field{
			{Name: "password", Kind: box.Password, Tier: vault.Core, Value: secret.New("of " + title)},
		}},
	}, Files: files}
	for i, f := range files {
		key, err := secret.KeyFrom(fill32(byte(i + 1)))
		if err != nil {
			panic(err)
		}
		c.Letter.Item.Attachments = append(c.Letter.Item.Attachments,
			Attachment{Name: fmt.Sprintf("file%d", i), Size: int64(len(f)), SHA256: sha256.Sum256(f), Key: key})
	}
	return c
}

func fill32(b byte) []byte {
	all := make([]byte, 32)
	for i := range all {
		all[i] = b
	}
	return all
}

func (w *stage) seal(p plan) vault.ID {
	w.t.Helper()
	id, err := w.trySeal(p)
	if err != nil {
		w.t.Fatal(err)
	}
	return id
}

func (w *stage) trySeal(p plan) (id vault.ID, err error) {
	o := w.ordered(p)
	err = w.actor("alice").try(func(k *Keeper) error {
		m, err := k.Make("alice", o, w.contacts("alice"))
		if err == nil {
			id = m.ID
		}
		return err
	})
	return id, err
}

func (w *stage) ordered(p plan) Order {
	o := Order{To: w.actor("bob").person(), Label: p.label, Purge: PurgeBreaks, Content: content("bank", p.files...), Draft: Draft{
		Threshold: max(1, p.threshold), Grace: max(day, p.grace), MaxVetoes: max(1, p.vetoes), ExtraWait: p.extra,
	}}
	if p.notAfter > 0 {
		o.Draft.NotAfter = w.actor("alice").clock.Now().Add(p.notAfter)
	}
	for _, name := range p.custodians {
		o.Custodians = append(o.Custodians, w.actor(name).person())
	}
	return o
}

// contacts finds the channel of somebody to a contact.
func (w *stage) contacts(of string) Contacts {
	return func(p Person) (post.Mailbox, error) {
		for _, a := range w.actors {
			if a.me.Public().Equal(p.Keys) {
				return w.between[[2]string{of, a.name}], nil
			}
		}
		return post.Mailbox{}, errors.New("not a contact")
	}
}

// asks has bob break a seal.
func (w *stage) asks(id vault.ID) (request hold.Hash) {
	w.t.Helper()
	w.actor("bob").must(func(k *Keeper) (err error) { request, err = k.Break(id); return err })
	return request
}

// at is the stage of a request, as somebody sees it.
func (a *actor) at(id vault.ID, request hold.Hash) hold.Stage {
	a.t.Helper()
	for _, r := range a.state(id).Requests {
		if r.ID == request {
			return r.Stage
		}
	}
	return "unheard"
}

// opens has bob open a seal, and returns what he reads.
func (w *stage) opens(id vault.ID) (title string, files [][]byte, err error) {
	bob := w.actor("bob")
	err = bob.home().View(func(d post.Desk) error {
		l, f, err := bob.keeper(d).Open(id)
		defer l.Item.Wipe()
		if err == nil && l.Item.Fields[0].Value.Reveal() != "of "+l.Item.Title {
			bob.t.Errorf("what was sealed came out as %q", l.Item.Fields[0].Value.Reveal())
		}
		title, files = l.Item.Title, f
		return err
	})
	return title, files, err
}

func (w *stage) expect(id vault.ID, request hold.Hash, want hold.Stage, names ...string) {
	w.t.Helper()
	for _, name := range names {
		if got := w.actor(name).at(id, request); got != want {
			w.t.Errorf("%s sees %s, not %s", name, got, want)
		}
	}
}

func (w *stage) expectOpen(id vault.ID, want string) {
	w.t.Helper()
	title, _, err := w.opens(id)
	if err != nil || title != want {
		w.t.Errorf("bob opens %q, %v, not %q", title, err, want)
	}
}

func (w *stage) expectClosed(id vault.ID) {
	w.t.Helper()
	if title, _, err := w.opens(id); !errors.Is(err, hold.ErrNotNow) {
		w.t.Errorf("bob opens %q, %v", title, err)
	}
}

// way is the mailbox of the reader in which a party of a seal finds what a writer
// says there.
func (w *stage) way(id vault.ID, reader, writer string) post.Mailbox {
	w.t.Helper()
	m := w.actor(reader).matter(id)
	way, ok := m.way(w.actor(writer).id())
	if !ok {
		w.t.Fatalf("%s and %s do not talk", reader, writer)
	}
	return way.In
}

// hide keeps mailboxes from being shown; lists say that they are empty.
func (w *stage) hide(mailboxes ...post.Mailbox) {
	w.fault = func(op blobtest.Op, at string) blobtest.Fault {
		hidden := slices.ContainsFunc(mailboxes, func(m post.Mailbox) bool { return m.String() == at })
		return blobtest.Fault{Skip: hidden && op == blobtest.List}
	}
}

// lose confirms what is put into mailboxes, and does not keep it.
func (w *stage) lose(mailboxes ...post.Mailbox) {
	w.fault = func(op blobtest.Op, at string) blobtest.Fault {
		lost := slices.ContainsFunc(mailboxes, func(m post.Mailbox) bool { return m.String() == at })
		return blobtest.Fault{Skip: lost && op == blobtest.Put}
	}
}

func (w *stage) heal() { w.fault = nil }

// unmoved takes in what lies there, and ends before it does anything about it.
func (a *actor) unmoved(end error) {
	a.t.Helper()
	a.stop = end
	_, err := a.trySync(false)
	a.stop = nil
	if !errors.Is(err, end) {
		a.t.Fatalf("%s: %v", a.name, err)
	}
}
