package seal

import (
	"context"
	"errors"
	"fmt"
	"math/rand/v2"
	"os"
	"path/filepath"
	"testing"
	"time"

	"coffer/box/contact"
	"coffer/vault"
	"coffer/vault/secret"
)

// walkingClock is moved by a test.
type walkingClock struct{ at time.Duration }

func (c *walkingClock) Now() time.Time                { return time.Unix(1_900_000_000, 0).Add(c.at) }
func (c *walkingClock) Boot() (string, time.Duration) { return "run", time.Hour + c.at }

// book is a vault in a temporary folder, with some contacts.
type book struct {
	*vault.Vault
	t     testing.TB
	o     vault.Options
	clock *walkingClock
}

func newBook(t testing.TB, people ...string) *book {
	t.Helper()
	dir, clock := t.TempDir(), &walkingClock{}
	b := &book{t: t, clock: clock, o: vault.Options{
		Dir: filepath.Join(dir, "vault"), StateDir: filepath.Join(dir, "state"), Clock: clock, Rand: rand.NewChaCha8([32]byte{7}),
	}}
	err := os.MkdirAll(b.o.Dir, 0o700)
	if err != nil {
		t.Fatal(err)
	}
	b.Vault, err = vault.Create(t.Context(), b.o, secret.New("x"), vault.Params{MemoryKiB: 8, Time: 1, Threads: 1})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { b.Close() })
	for _, name := range people {
		b.meet(name)
	}
	return b
}

// reopen passes a day with an opening.
func (b *book) reopen() {
	b.t.Helper()
	b.Close()
	b.clock.at += 24 * time.Hour
	var err error
	if b.Vault, err = vault.Open(context.Background(), b.o); err == nil {
		err = b.Unlock(context.Background(), secret.New("x"))
	}
	if err != nil {
		b.t.Fatal(err)
	}
}

func (b *book) meet(name string) {
	b.t.Helper()
	b.update(func(tx *vault.Tx) error {
		who, err := contact.NewIdentity(tx.Rand())
		if err != nil {
			return err
		}
		card, err := contact.NewCard(who, contact.Draft{Name: name, Mailbox: vault.ID{1}, Number: 1, Time: tx.Now()})
		if err != nil {
			return err
		}
		c := contact.Contact{Name: name, Card: card}
		if err := c.Step(contact.Request, tx.Now()); err != nil {
			return err
		}
		return contact.Put(tx, &c)
	})
}

func (b *book) try(f func(*vault.Tx) error) error {
	return b.Update(context.Background(), vault.Event{Action: "test"}, f)
}

func (b *book) update(f func(*vault.Tx) error) {
	b.t.Helper()
	if err := b.try(f); err != nil {
		b.t.Fatal(err)
	}
}

func (b *book) view(f func(*vault.Tx) error) {
	b.t.Helper()
	if err := b.View(context.Background(), f); err != nil {
		b.t.Fatal(err)
	}
}

// whole verifies the vault and the circles.
func (b *book) whole() {
	b.t.Helper()
	if r, err := b.Verify(context.Background(), nil); err != nil || len(r.Problems) > 0 {
		b.t.Fatalf("verify: %v %v", r.Problems, err)
	}
	b.view(Check)
}

// add makes a circle where there is none, and puts members in.
func (b *book) add(name string, members ...string) error {
	return b.try(func(tx *vault.Tx) error {
		all, err := ReadCircles(tx)
		if err != nil {
			return err
		}
		c, err := FindCircle(all, name)
		if errors.Is(err, ErrNotFound) {
			c, err = NewCircle(tx, name)
		}
		if err != nil {
			return err
		}
		var more []Member
		for _, m := range members {
			found, err := FindMember(tx, all, m)
			if err != nil {
				return err
			}
			more = append(more, found)
		}
		_, err = AddMembers(tx, &c, more)
		return err
	})
}

// with changes a circle in use.
func (b *book) with(name string, f func(*vault.Tx, *Circle) error) error {
	return b.try(func(tx *vault.Tx) error {
		all, err := ReadCircles(tx)
		if err != nil {
			return err
		}
		c, err := FindCircle(all, name)
		if err != nil {
			return err
		}
		return f(tx, &c)
	})
}

// reach names whom a circle reaches.
func (b *book) reach(name string) (people string) {
	b.t.Helper()
	b.view(func(tx *vault.Tx) error {
		all, err := ReadCircles(tx)
		if err != nil {
			return err
		}
		c, err := FindCircle(all, name)
		if err != nil {
			return err
		}
		named, err := contact.Names(tx)
		for _, n := range named {
			if all.Reaches(c.ID, n.ID) {
				people += n.Name + " "
			}
		}
		return err
	})
	return people
}

func (b *book) names() (names []string) {
	b.t.Helper()
	b.view(func(tx *vault.Tx) (err error) {
		names, err = CircleNames(tx)
		return err
	})
	return names
}

func wantErr(t *testing.T, what string, err, want error) {
	t.Helper()
	if !errors.Is(err, want) {
		t.Errorf("%s: %v, want %v", what, err, want)
	}
}

func TestCirclesInVault(t *testing.T) {
	b := newBook(t, "alice", "bob", "carol")
	wantErr(t, "kids", b.add("kids", "carol"), nil)
	wantErr(t, "family", b.add("family", "bob", "kids"), nil)
	if got := b.reach("family"); got != "bob carol " {
		t.Errorf("family reaches %q", got)
	}
	wantErr(t, "a ring", b.add("kids", "family"), ErrCycle)
	wantErr(t, "nobody", b.add("kids", "mallory"), ErrNotFound)
	wantErr(t, "the name of a contact", b.add("alice"), ErrExists)
	wantErr(t, "no name", b.add("-x"), contact.ErrBound)
	wantErr(t, "the same name", b.try(func(tx *vault.Tx) error { _, err := NewCircle(tx, "kids"); return err }), ErrExists)
	wantErr(t, "renamed", b.with("kids", func(tx *vault.Tx, c *Circle) error { return RenameCircle(tx, c, "children") }), nil)
	wantErr(t, "a name in use", b.with("children", func(tx *vault.Tx, c *Circle) error { return RenameCircle(tx, c, "family") }), ErrExists)
	wantErr(t, "no such circle", b.with("kids", func(*vault.Tx, *Circle) error { return nil }), ErrNotFound)
	if got := fmt.Sprint(b.names()); got != "[children family]" {
		t.Errorf("names: %s", got)
	}
	wantErr(t, "not itself", b.with("family", func(tx *vault.Tx, c *Circle) error {
		all, err := ReadCircles(tx)
		if err != nil {
			return err
		}
		carol, err := FindMember(tx, all, "carol")
		if err != nil {
			return err
		}
		return DropMembers(tx, c, []Member{carol})
	}), ErrNotFound)
	b.whole()
}

// TestNameOfBoth: who asks to be a contact under the name of a circle is not taken
// for it.
func TestNameOfBoth(t *testing.T) {
	b := newBook(t, "alice")
	wantErr(t, "work", b.add("work", "alice"), nil)
	b.meet("work")
	wantErr(t, "all", b.add("all", "work"), ErrAmbiguous)
	b.view(func(tx *vault.Tx) error {
		all, err := ReadCircles(tx)
		if err != nil {
			return err
		}
		person, err := contact.Find(tx, "work")
		if err != nil {
			return err
		}
		for _, want := range []Member{{person.ID, "work", false}, {all.Named("work").ID, "work", true}} {
			if m, err := FindMember(tx, all, "@"+want.ID.String()); err != nil || m != want {
				t.Errorf("%v: %v %v", want, m, err)
			}
		}
		return nil
	})
	wantErr(t, "it can still change", b.add("work", "alice"), nil)
}

func TestCircleTrash(t *testing.T) {
	b := newBook(t, "alice", "bob")
	wantErr(t, "kids", b.add("kids", "bob"), nil)
	wantErr(t, "family", b.add("family", "alice", "kids"), nil)
	remove := func(name string) error {
		return b.with(name, func(tx *vault.Tx, c *Circle) error { return RemoveCircle(tx, c, 0) })
	}
	restore := func(name string) error {
		return b.try(func(tx *vault.Tx) error { return RestoreCircle(tx, name) })
	}
	wantErr(t, "rm", remove("kids"), nil)
	if got := b.reach("family"); got != "alice " {
		t.Errorf("family reaches %q by way of the trash", got)
	}
	wantErr(t, "rm again", remove("kids"), ErrNotFound)
	wantErr(t, "the name is free", b.add("kids"), nil)
	wantErr(t, "and taken", restore("kids"), ErrExists)
	wantErr(t, "rm the second", remove("kids"), nil)
	b.update(func(tx *vault.Tx) error { // the second is the later one only by its time
		n, err := EmptyTrash(tx, time.Hour)
		if n != 0 {
			t.Errorf("%d went too early", n)
		}
		return err
	})
	b.reopen()
	wantErr(t, "the third", b.add("kids", "alice"), nil)
	wantErr(t, "rm the third", remove("kids"), nil)
	wantErr(t, "back comes the latest", restore("kids"), nil)
	if got := b.reach("kids"); got != "alice " {
		t.Errorf("kids reaches %q", got)
	}
	b.whole()
	for range 31 { // the date alone is not enough
		b.reopen()
		b.update(func(tx *vault.Tx) error { _, err := PurgeDue(tx); return err })
	}
	b.view(func(tx *vault.Tx) error {
		all, err := ReadCircles(tx)
		if err != nil || len(all) != 2 || len(all.Named("family").Circles) != 0 {
			t.Errorf("after the purge: %v %v", all, err)
		}
		return err
	})
	wantErr(t, "rm the third", remove("kids"), nil)
	b.update(func(tx *vault.Tx) error {
		n, err := EmptyTrash(tx, 0)
		if n != 1 {
			t.Errorf("emptied %d", n)
		}
		return err
	})
	wantErr(t, "gone", restore("kids"), ErrNotFound)
	wantErr(t, "in use", b.with("family", func(tx *vault.Tx, c *Circle) error { return PurgeCircle(tx, c.ID) }), ErrNotFound)
	b.whole()
}

func TestCirclesTakeCore(t *testing.T) {
	b := newBook(t, "alice")
	wantErr(t, "family", b.add("family", "alice"), nil)
	b.Narrow()
	wantErr(t, "circles", b.View(t.Context(), func(tx *vault.Tx) error { _, err := ReadCircles(tx); return err }), vault.ErrLocked)
	if got := fmt.Sprint(b.names()); got != "[family]" {
		t.Errorf("names: %s", got)
	}
}

// TestCheckFindsRings: nobody writes one but by a fault.
func TestCheckFindsRings(t *testing.T) {
	b := newBook(t)
	wantErr(t, "a", b.add("a"), nil)
	wantErr(t, "b", b.add("b", "a"), nil)
	b.view(Check)
	b.update(func(tx *vault.Tx) error {
		all, err := ReadCircles(tx)
		if err != nil {
			return err
		}
		a := all.Named("a")
		a.add(Member{ID: all.Named("b").ID, Circle: true})
		return a.save(tx, all)
	})
	wantErr(t, "a ring", b.View(t.Context(), Check), ErrCycle)
}
