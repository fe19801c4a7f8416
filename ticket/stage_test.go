package ticket

import (
	"cmp"
	"context"
	"crypto/sha256"
	"errors"
	"fmt"
	mrand "math/rand/v2"
	"os"
	"path/filepath"
	"slices"
	"sync"
	"testing"
	"time"

	"coffer/box/contact"
	"coffer/box/hold"
	"coffer/box/matter"
	"coffer/box/post"
	"coffer/ticket/order"
	"coffer/vault"
	"coffer/vault/blob"
	"coffer/vault/blob/blobtest"
	"coffer/vault/secret"
)

const hour = time.Hour

// actor is somebody with a vault and a courier.
type actor struct {
	t     testing.TB
	w     *stage
	name  string
	v     *vault.Vault
	o     vault.Options
	clock *walkingClock
	own   contact.Own
	news  []News
	// placed are the orders that came to the owner.
	placed []order.Signed
}

// walkingClock has gone on for some time; its wall clock may have been set besides.
type walkingClock struct{ at, wall time.Duration }

func (c *walkingClock) Now() time.Time                { return time.Unix(1_900_000_000, 0).Add(c.at + c.wall) }
func (c *walkingClock) Boot() (string, time.Duration) { return "run", time.Hour + c.at }

// stage is several actors who are contacts of each other, and one post.
type stage struct {
	t       testing.TB
	actors  map[string]*actor
	order   []string
	post    *blobtest.Memory
	ever    *recorder // the post, as everybody uses it
	between map[[2]string]post.Mailbox
	rand    *mrand.ChaCha8
	asking  []*asker
	extra   bool          // the wait runs once more on a gap or silence
	wait    time.Duration // of trustees; zero: three days
	reached func(word string)
	fitting []Fitting // where the owner lets trustees ask
}

func newStage(t testing.TB, seed uint64, names ...string) *stage {
	key := sha256.Sum256(fmt.Append(nil, "stage", seed))
	w := &stage{t: t, actors: map[string]*actor{}, order: names, post: new(blobtest.Memory), between: map[[2]string]post.Mailbox{}, rand: mrand.NewChaCha8(key)}
	w.ever = &recorder{Store: w.post, objects: map[string][]byte{}}
	for _, name := range names {
		w.actors[name] = newActor(t, w, seed, name)
	}
	for _, a := range names {
		for _, b := range names {
			sum := sha256.Sum256([]byte(a + " from " + b))
			w.between[[2]string{a, b}] = post.Mailbox(sum[:16])
		}
	}
	for _, a := range w.actors {
		a.must(func(k *Keeper) error {
			for _, b := range names {
				if b == a.name {
					continue
				}
				ch := post.Channel{Peer: w.actors[b].own.Public(), In: w.between[[2]string{a.name, b}],
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

func cheap(password, salt []byte, _ vault.Params) []byte {
	sum := sha256.Sum256(slices.Concat(salt, password))
	return sum[:]
}

func newActor(t testing.TB, w *stage, seed uint64, name string) *actor {
	key := sha256.Sum256(fmt.Append(nil, seed, name))
	a := &actor{t: t, w: w, name: name, clock: new(walkingClock)}
	dir := t.TempDir()
	a.o = vault.Options{
		Dir: filepath.Join(dir, "vault"), StateDir: filepath.Join(dir, "state"), Clock: a.clock, Rand: mrand.NewChaCha8(key), Stretch: cheap,
	}
	err := os.MkdirAll(a.o.Dir, 0o700)
	if err == nil {
		a.v, err = vault.Create(context.Background(), a.o, secret.New("x"), vault.Params{MemoryKiB: 8, Time: 1, Threads: 1})
	}
	if err == nil {
		err = a.v.Update(context.Background(), vault.Event{Action: "test"}, func(tx *vault.Tx) (err error) {
			a.own, err = contact.Introduce(tx, name, "")
			return err
		})
	}
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { a.v.Close() })
	return a
}

func (a *actor) person() matter.Person { return matter.Person{Keys: a.own.Public(), Name: a.name} }
func (a *actor) id() hold.Fingerprint  { return hold.Fingerprint(a.own.Public().Fingerprint()) }

func (a *actor) home() post.VaultHome {
	return post.VaultHome{
		Read: func(f func(*vault.Tx) error) error { return a.v.View(context.Background(), f) },
		Write: func(f func(*vault.Tx) error) error {
			return a.v.Update(context.Background(), vault.Event{Action: "test"}, f)
		},
	}
}

func (a *actor) keeper(d post.Desk) *Keeper {
	return &Keeper{Desk: d.(*post.VaultDesk), Me: a.own.Identity, Stretch: cheap, Tell: func(n News) { a.news = append(a.news, n) }, Reached: a.w.reached,
		Place: func(_ *Trust, s order.Signed) error { a.placed = append(a.placed, s); return nil }}
}

func (a *actor) try(f func(*Keeper) error) error {
	return a.home().Update(func(d post.Desk) error { return f(a.keeper(d)) })
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

// trust is the only one, or the newest.
func (a *actor) trust() (t Trust) {
	a.t.Helper()
	a.view(func(k *Keeper) error {
		all, err := Trusts(k.tx())
		if err == nil && len(all) == 0 {
			err = errors.New("no trust")
		}
		if err == nil {
			t = all[len(all)-1]
		}
		return err
	})
	return t
}

func (a *actor) state(id vault.ID) (st hold.State) {
	a.t.Helper()
	a.view(func(k *Keeper) error {
		t, err := ReadTicket(k.tx(), id)
		if err == nil {
			st, err = k.State(&t)
		}
		return err
	})
	return st
}

func (a *actor) sync() post.Report {
	a.t.Helper()
	h := func(over post.Kinds, take func(*Keeper, post.Received) error) post.Handler {
		return post.Handler{Over: over, Take: func(d post.Desk, l post.Received) error { return take(a.keeper(d), l) }}
	}
	var desks []post.Mailbox
	a.view(func(k *Keeper) (err error) { desks, err = Desks(k.tx(), k.me()); return err })
	c := &post.Courier{
		Home: a.home(), Me: a.own.Identity, Introductions: append(desks, post.Mailbox(a.own.Mailbox)),
		Posts: []blob.Store{a.w.ever}, Rand: a.o.Rand, Advance: a.advance,
		Handlers: map[string]post.Handler{
			KindDeposit: h(post.OfContact, (*Keeper).TakeDeposit), KindWatch: h(post.OfContact, (*Keeper).TakeWatch),
			KindUnwatch: h(post.OfContact, (*Keeper).TakeUnwatch),
			KindAnswer:  h(post.OfMatter, (*Keeper).TakeAnswer), KindDrill: h(post.OfMatter, (*Keeper).TakeDrill),
			KindProof: h(post.OfMatter, (*Keeper).TakeProof), KindEnd: h(post.OfMatter, (*Keeper).TakeEnd),
			KindOpen: h(0, (*Keeper).TakeOpening), KindAsk: h(post.OfMatter, (*Keeper).TakeAsk),
			KindEvent: h(post.OfMatter, (*Keeper).TakeEvent), KindOrder: h(post.OfMatter, (*Keeper).TakeOrder),
			KindReplies: h(post.OfMatter, (*Keeper).TakeReplies),
		},
	}
	r, err := c.Sync(context.Background())
	if err != nil {
		a.t.Fatalf("%s: %v", a.name, err)
	}
	return r
}

func (a *actor) advance(_ context.Context, look post.Look) error {
	var due []vault.ID
	a.view(func(k *Keeper) error {
		all, err := Tickets(k.tx())
		due = k.Due(all, look)
		return err
	})
	for _, id := range due {
		if err := a.try(func(k *Keeper) error { return k.Advance(id, look) }); err != nil {
			return err
		}
	}
	return nil
}

// recorder is a post that remembers every object that ever was there.
type recorder struct {
	blob.Store
	mu      sync.Mutex
	objects map[string][]byte
}

// Put implements [blob.Store].
func (r *recorder) Put(ctx context.Context, name string, data []byte) error {
	r.mu.Lock()
	r.objects[name] = slices.Clone(data)
	r.mu.Unlock()
	return r.Store.Put(ctx, name, data)
}

// asker is somebody who has no vault.
type asker struct {
	w    *stage
	me   contact.Identity
	bag  *post.Bag
	r    *Requester
	data []byte
}

// asks opens a ticket with what a trustee's pack says.
func (w *stage) asks(p Pack, wish Wish) *asker {
	w.t.Helper()
	me, err := contact.NewIdentity(w.rand)
	if err != nil {
		w.t.Fatal(err)
	}
	q := &asker{w: w, me: me}
	clock := w.actors[w.order[0]].clock
	q.bag = post.NewBag(post.BagOptions{Now: clock.Now, Credited: func() time.Duration { return clock.at },
		Save: func([]byte) error { return q.save() }})
	err = q.bag.Update(func(d post.Desk) error {
		a, err := Open(d, w.rand, me, p, wish)
		q.r = &Requester{Me: me, Asking: a, Reached: w.reached}
		return err
	})
	if err != nil {
		w.t.Fatal(err)
	}
	w.asking = append(w.asking, q)
	return q
}

// save makes sure that what is kept is read as the same.
func (q *asker) save() error {
	data, err := q.r.Asking.Encode()
	if err != nil {
		return err
	}
	if _, err := ParseAsking(data, q.me.Public()); err != nil {
		return err
	}
	q.data = data
	return nil
}

func (q *asker) try(f func(r *Requester) error) error {
	return q.bag.Update(func(d post.Desk) error {
		q.r.Desk = d
		return f(q.r)
	})
}

func (q *asker) must(f func(r *Requester) error) {
	q.w.t.Helper()
	if err := q.try(f); err != nil {
		q.w.t.Fatalf("the requester: %v", err)
	}
}

func (q *asker) sync() {
	q.w.t.Helper()
	c := &post.Courier{
		Home: q.bag, Me: q.me, Posts: []blob.Store{q.w.ever}, Rand: q.w.rand,
		Handlers: map[string]post.Handler{
			KindEvent: {Over: post.OfMatter, Take: func(d post.Desk, l post.Received) error {
				q.r.Desk = d
				return q.r.TakeEvent(l)
			}},
			KindQuestions: {Over: post.OfMatter, Take: func(d post.Desk, l post.Received) error {
				q.r.Desk = d
				return q.r.TakeQuestions(l)
			}},
		},
		Advance: func(context.Context, post.Look) error { return q.try((*Requester).Advance) },
	}
	if _, err := c.Sync(context.Background()); err != nil {
		q.w.t.Fatalf("the requester: %v", err)
	}
}

func (q *asker) state() (st hold.State) {
	q.w.t.Helper()
	err := q.bag.View(func(d post.Desk) (err error) {
		q.r.Desk = d
		st, err = q.r.State()
		return err
	})
	if err != nil {
		q.w.t.Fatal(err)
	}
	return st
}

func (q *asker) stage() hold.Stage {
	q.w.t.Helper()
	st := q.state()
	if len(st.Requests) != 1 {
		q.w.t.Fatalf("%d requests", len(st.Requests))
	}
	return st.Requests[0].Stage
}

// all lets everybody sync, some times.
func (w *stage) all() {
	w.t.Helper()
	for range 4 {
		for _, name := range w.order {
			w.actors[name].sync()
		}
		for _, q := range w.asking {
			q.sync()
		}
	}
}

// pass lets time go by for everybody.
func (w *stage) pass(d time.Duration) {
	for _, a := range w.actors {
		a.clock.at += d
	}
}

// appoint makes trustees of alice's vault: names, and sheets as "paper".
func (w *stage) appoint(threshold int, watchers []string, deciders ...string) Keys {
	w.t.Helper()
	alice, keys := w.actors["alice"], Keys{}
	a := Appointment{Vault: alice.v.ID(), Recover: threshold, Reset: threshold, Wait: cmp.Or(w.wait, 3*24*hour), ExtraWait: w.extra}
	for i, name := range deciders {
		if w.actors[name] == nil {
			a.Deciders = append(a.Deciders, matter.Person{Name: fmt.Sprintf("%s %d", name, i)})
			continue
		}
		a.Deciders = append(a.Deciders, w.actors[name].person())
	}
	for _, name := range watchers {
		a.Watchers = append(a.Watchers, w.actors[name].person())
	}
	alice.must(func(k *Keeper) (err error) {
		for range a.Deciders {
			if w.fitting == nil {
				break
			}
			questions, err := NewQuestions(k.tx().Rand(), cheap, w.fitting, nil)
			if err != nil {
				return err
			}
			a.Questions = append(a.Questions, questions)
		}
		_, keys, err = k.Appoint(alice.own, a, w.contacts)
		return err
	})
	return keys
}

// contacts are alice's.
func (w *stage) contacts(p matter.Person) (post.Mailbox, error) {
	at, ok := w.between[[2]string{"alice", p.Name}]
	if !ok {
		return at, ErrNoWay
	}
	return at, nil
}

func (w *stage) accept(names ...string) {
	w.t.Helper()
	for _, name := range names {
		a := w.actors[name]
		id := a.trust().ID
		a.must(func(k *Keeper) error { return k.Answer(id, Accepted, "") })
	}
}

// approve confirms and approves a ticket.
func (w *stage) approve(q *asker, names ...string) {
	w.t.Helper()
	for _, name := range names {
		w.actors[name].must(func(k *Keeper) error {
			ok, _, err := k.Confirm(q.r.Asking.ID, q.r.Asking.Code(cheap))
			if err == nil && !ok {
				err = errors.New("not the code")
			}
			if err != nil {
				return err
			}
			return k.Approve(q.r.Asking.ID)
		})
	}
}
