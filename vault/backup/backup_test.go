package backup

import (
	"bytes"
	"context"
	"crypto/sha256"
	"errors"
	"fmt"
	"io"
	"iter"
	mrand "math/rand/v2"
	"os"
	"path/filepath"
	"slices"
	"testing"
	"time"

	"coffer/vault"
	"coffer/vault/blob"
	"coffer/vault/blob/blobtest"
	"coffer/vault/secret"
)

var ctx = context.Background()

// stopped is a clock that tests move.
type stopped struct{ now time.Time }

func (c *stopped) Now() time.Time                { return c.now }
func (c *stopped) Boot() (string, time.Duration) { return "boot", 0 }

// person has a vault, and a place for its backups.
type person struct {
	t     testing.TB
	clock *stopped
	rand  io.Reader
	draw  *mrand.Rand
	o     vault.Options
	v     *vault.Vault
	box   vault.ID
	items []vault.ID
	place Place
}

func newPerson(t testing.TB) *person {
	t.Helper()
	seed := uint64(time.Now().UnixNano())
	t.Logf("seed %d", seed)
	return seeded(t, seed)
}

func seeded(t testing.TB, seed uint64) *person {
	t.Helper()
	var key [32]byte
	for i := range 8 {
		key[i] = byte(seed >> (8 * i))
	}
	p := &person{t: t, clock: &stopped{time.Date(2030, 3, 5, 9, 0, 0, 0, time.UTC)},
		rand: mrand.NewChaCha8(key), draw: mrand.New(mrand.NewPCG(seed, 1))}
	p.o = p.options(filepath.Join(t.TempDir(), "vault"))
	var err error
	p.v, err = vault.Create(ctx, p.o, secret.New("swordfish"), vault.Params{MemoryKiB: 8, Time: 1, Threads: 1})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { p.v.Close() })
	p.place = Place{Store: new(blobtest.Memory), Vault: p.v.ID(), Rand: p.rand}
	p.update(func(tx *vault.Tx) (err error) {
		p.box, err = tx.CreateBox()
		return err
	})
	return p
}

// options are those of a vault in a new folder, which this machine does not know.
func (p *person) options(dir string) vault.Options {
	if err := os.MkdirAll(dir, 0o700); err != nil {
		p.t.Fatal(err)
	}
	return vault.Options{Dir: dir, StateDir: dir + "-state", Clock: p.clock, Rand: p.rand, Wait: time.Millisecond,
		Stretch: func(password, salt []byte, _ vault.Params) []byte {
			sum := sha256.Sum256(append(append([]byte("cheap"), salt...), password...))
			return sum[:]
		}}
}

func (p *person) update(f func(*vault.Tx) error) {
	p.t.Helper()
	if err := p.v.Update(ctx, vault.Event{Action: "test"}, f); err != nil {
		p.t.Fatal(err)
	}
}

// add makes so many items of one record in each tier.
func (p *person) add(n int) {
	p.t.Helper()
	p.update(func(tx *vault.Tx) error {
		for range n {
			id, err := tx.NewID()
			if err != nil {
				return err
			}
			if err := p.write(tx, id); err != nil {
				return err
			}
			p.items = append(p.items, id)
		}
		return nil
	})
}

func (p *person) write(tx *vault.Tx, id vault.ID) error {
	for _, t := range vault.Tiers {
		plain := fmt.Appendf(nil, "%s of %s: %d", t, id, p.draw.Uint64())
		if _, err := tx.Put(p.box, vault.Items, vault.Key{ID: id}, t, plain); err != nil {
			return err
		}
	}
	return nil
}

// change writes so many items anew.
func (p *person) change(n int) {
	p.t.Helper()
	p.update(func(tx *vault.Tx) error {
		for range n {
			if err := p.write(tx, p.items[p.draw.IntN(len(p.items))]); err != nil {
				return err
			}
		}
		return nil
	})
}

// attach puts the file of an attachment beside the vault.
func (p *person) attach(size int) vault.ID {
	p.t.Helper()
	id, err := vault.NewID(p.rand)
	if err != nil {
		p.t.Fatal(err)
	}
	dir := filepath.Join(p.o.Dir, vault.BlobsName)
	content := make([]byte, size)
	_, err = p.rand.Read(content)
	if err = errors.Join(err, os.MkdirAll(dir, 0o700), os.WriteFile(filepath.Join(dir, id.String()), content, 0o600)); err != nil {
		p.t.Fatal(err)
	}
	return id
}

func (p *person) make() Made {
	p.t.Helper()
	made, err := p.place.Make(ctx, p.origin())
	if err != nil {
		p.t.Fatal(err)
	}
	return made
}

func (p *person) origin() Origin {
	return Origin{Vault: p.v, Dir: p.o.Dir, Revision: p.v.Status().Revision, Now: p.clock.now}
}

// state is everything that a backup brings back.
type state [sha256.Size]byte

// stateOf sums up the vault in a folder.
func stateOf(t testing.TB, v *vault.Vault, dir string) (s state) {
	t.Helper()
	h := sha256.New()
	err := v.Image(ctx, func(pairs iter.Seq2[vault.Pair, error]) error {
		for q, err := range pairs {
			if err != nil {
				return err
			}
			h.Write(appendPair(nil, q))
		}
		return nil
	})
	ids, lerr := onDisk(dir)
	if err = errors.Join(err, lerr); err != nil {
		t.Fatal(err)
	}
	for _, id := range ids {
		b, err := os.ReadFile(filepath.Join(dir, vault.BlobsName, id.String()))
		if err != nil {
			t.Fatal(err)
		}
		fmt.Fprintf(h, "%s %d %x\n", id, len(b), sha256.Sum256(b))
	}
	h.Sum(s[:0])
	return s
}

func (p *person) state() state { return stateOf(p.t, p.v, p.o.Dir) }

// extract brings a backup back into a new folder, and opens it.
func (p *person) extract(from Place, s *Snapshot) (*vault.Vault, vault.Options) {
	p.t.Helper()
	o := p.options(filepath.Join(p.t.TempDir(), "back"))
	if err := from.Extract(ctx, s, o, nil); err != nil {
		p.t.Fatal(err)
	}
	v, err := vault.Open(ctx, o)
	if err == nil {
		err = v.Unlock(ctx, secret.New("swordfish"))
	}
	if err != nil {
		p.t.Fatal(err)
	}
	p.t.Cleanup(func() { v.Close() })
	return v, o
}

// checkBack holds a backup against what was there when it was made.
func (p *person) checkBack(from Place, s *Snapshot, want state) {
	p.t.Helper()
	if err := from.Verify(ctx, s, nil); err != nil {
		p.t.Fatal(err)
	}
	v, o := p.extract(from, s)
	if got := stateOf(p.t, v, o.Dir); got != want {
		p.t.Fatalf("backup of %s brings something else back", s.Time())
	}
	r, err := v.Verify(ctx, nil)
	if err != nil || len(r.Problems) > 0 {
		p.t.Fatalf("backup of %s: %+v, %v", s.Time(), r, err)
	}
}

func (p *person) list(from Place) Listing {
	p.t.Helper()
	l, err := from.List(ctx)
	if err != nil {
		p.t.Fatal(err)
	}
	return l
}

// TestMake: a backup brings back what was there, to the byte; the next one costs what changed.
func TestMake(t *testing.T) {
	p := newPerson(t)
	p.add(500)
	p.attach(5 << 20)
	first := p.make()
	want := p.state()
	if first.Size() < 5<<20 || first.New != first.Size() {
		t.Errorf("the first one has %d bytes, new %d", first.Size(), first.New)
	}
	p.change(3)
	p.attach(1000)
	second := p.make()
	if second.New > 50_000 || second.Whole != nil {
		t.Errorf("the second one cost %d bytes: %v", second.New, second.Whole)
	}
	p.checkBack(p.place, &first.Snapshot, want)
	p.checkBack(p.place, &second.Snapshot, p.state())
	third := p.make()
	if third.New != 0 {
		t.Errorf("where nothing changed it cost %d bytes", third.New)
	}
}

// TestMakeLocked: no key is needed.
func TestMakeLocked(t *testing.T) {
	p := newPerson(t)
	p.add(3)
	want := p.state()
	p.v.Close()
	made := p.make()
	if err := p.v.Unlock(ctx, secret.New("swordfish")); err != nil {
		t.Fatal(err)
	}
	p.checkBack(p.place, &made.Snapshot, want)
}

// TestHistory: whatever happens to a vault and to its backups, each that is there brings its day
// back, and what nothing is made of goes.
func TestHistory(t *testing.T) {
	p := newPerson(t)
	p.add(30)
	second := Place{Store: new(blobtest.Memory), Vault: p.v.ID(), Rand: p.rand}
	want := make(map[vault.ID]state)
	var files []vault.ID
	for range 40 {
		switch p.draw.IntN(12) {
		case 0:
			p.add(1 + p.draw.IntN(20))
		case 1:
			files = append(files, p.attach(p.draw.IntN(100_000)))
		case 2:
			if n := len(files); n > 0 {
				i := p.draw.IntN(n)
				if err := os.Remove(filepath.Join(p.o.Dir, vault.BlobsName, files[i].String())); err != nil {
					t.Fatal(err)
				}
				files = slices.Delete(files, i, i+1)
			}
		case 3:
			if l := p.list(p.place); len(l.All) > 2 {
				if err := p.place.Drop(ctx, l.All[p.draw.IntN(len(l.All))].ID()); err != nil {
					t.Fatal(err)
				}
			}
		case 4:
			if _, err := p.place.Repack(ctx, p.draw.IntN(2) == 0, nil); err != nil {
				t.Fatal(err)
			}
		case 5:
			if _, err := Push(ctx, p.place, second, nil); err != nil {
				t.Fatal(err)
			}
		default:
			p.change(1 + p.draw.IntN(10))
			p.clock.now = p.clock.now.Add(time.Duration(p.draw.IntN(60)) * time.Hour)
			made := p.make()
			want[made.ID()] = p.state()
		}
	}
	if _, err := p.place.Repack(ctx, true, nil); err != nil {
		t.Fatal(err)
	}
	if _, err := Push(ctx, p.place, second, nil); err != nil {
		t.Fatal(err)
	}
	for _, place := range []Place{p.place, second} {
		l := p.list(place)
		for i := range l.All {
			p.checkBack(place, &l.All[i], want[l.All[i].ID()])
		}
	}
	l, err := p.place.look(ctx)
	if err != nil {
		t.Fatal(err)
	}
	var stored, used int64
	for _, u := range usage(l.all) {
		used += u.used
	}
	for _, size := range l.packs {
		stored += size
	}
	if used != stored || len(l.former) > 0 {
		t.Errorf("%d bytes are stored, and %d in use; %d former manifests", stored, used, len(l.former))
	}
}

// TestDamaged: whatever is changed or missing in the place is found, and is never brought back; the
// next backup does without it.
func TestDamaged(t *testing.T) {
	p := newPerson(t)
	p.add(20)
	p.attach(5000)
	p.make()
	names := make(map[string][]byte)
	err := p.place.Store.List(ctx, "", func(o blob.Object) error {
		names[o.Name] = nil
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
	for name := range names {
		if names[name], err = p.place.Store.Get(ctx, name, blob.MaxObject); err != nil {
			t.Fatal(err)
		}
	}
	try := func(what, name string, b []byte) {
		t.Helper()
		store := new(blobtest.Memory)
		for other, content := range names {
			if other == name {
				content = b
			}
			if content == nil {
				continue
			}
			if err := store.Put(ctx, other, content); err != nil {
				t.Fatal(err)
			}
		}
		place := Place{Store: store, Vault: p.v.ID(), Rand: p.rand}
		l, err := place.List(ctx)
		if err == nil && len(l.All) > 0 {
			err = place.Verify(ctx, &l.All[0], nil)
			o := p.options(filepath.Join(t.TempDir(), "back"))
			if eerr := place.Extract(ctx, &l.All[0], o, nil); (err == nil) != (eerr == nil) {
				t.Errorf("%s: verify says %v, extract %v", what, err, eerr)
			}
			if _, serr := os.Stat(filepath.Join(o.Dir, vault.FileName)); serr == nil {
				t.Errorf("%s: a vault was made", what)
			}
		} else if err == nil && l.Strange == 0 && b != nil {
			t.Errorf("%s: not told", what)
		}
		if err == nil && len(l.All) > 0 {
			t.Errorf("%s: not found", what)
		}
		again, err := place.Make(ctx, p.origin())
		if err != nil || again.New != again.Size() {
			t.Errorf("%s: the next one has %d of %d new bytes: %v", what, again.New, again.Size(), err)
		}
	}
	for name, content := range names {
		try("missing", name, nil)
		try("cut", name, content[:len(content)-1])
		try("empty", name, []byte{})
		for range 10 {
			i := p.draw.IntN(len(content))
			b := bytes.Clone(content)
			b[i] ^= 1 << p.draw.IntN(8)
			try(fmt.Sprintf("byte %d", i), name, b)
		}
	}
}

// TestForeign: what is of another vault is not taken for ours.
func TestForeign(t *testing.T) {
	p, q := newPerson(t), newPerson(t)
	p.add(1)
	made := p.make()
	b, err := p.place.Store.Get(ctx, made.name, blob.MaxObject)
	if err != nil {
		t.Fatal(err)
	}
	if err := q.place.Store.Put(ctx, q.place.manifestName(vault.ID{1}), b); err != nil {
		t.Fatal(err)
	}
	if l := q.list(q.place); len(l.All) != 0 || l.Strange != 1 {
		t.Errorf("%+v", l)
	}
	if _, err := Push(ctx, p.place, q.place, nil); !errors.Is(err, ErrForeign) {
		t.Error(err)
	}
}
