package backup

import (
	"context"
	"errors"
	"math/rand/v2"
	"sync"
	"testing"
	"time"

	"coffer/vault"
	"coffer/vault/secret"
)

// TestWritersMeanwhile: while others write to the vault, a backup is the vault at one moment, which verifies.
func TestWritersMeanwhile(t *testing.T) {
	p := newPerson(t)
	p.add(30)
	p.attach(100)
	o := p.o
	o.Wait = time.Minute
	other, err := vault.Open(ctx, o)
	if err != nil {
		t.Fatal(err)
	}
	defer other.Close()
	if p.v, err = vault.Open(ctx, o); err == nil {
		err = p.v.Unlock(ctx, secret.New("swordfish"))
	}
	if err != nil {
		t.Fatal(err)
	}
	p.place.Rand = rand.NewChaCha8([32]byte{1}) // its own: the writer draws from the other one
	writing, stop := context.WithCancel(ctx)
	var all sync.WaitGroup
	all.Go(func() {
		for writing.Err() == nil {
			p.change(1)
		}
	})
	var made []Made
	for range 4 {
		m, err := p.place.Make(ctx, Origin{Vault: other, Dir: p.o.Dir, Now: p.clock.now})
		if err != nil {
			t.Error(err)
		}
		made = append(made, m)
	}
	stop()
	all.Wait()
	for i := range made {
		v, _ := p.extract(p.place, &made[i].Snapshot)
		if r, err := v.Verify(ctx, nil); err != nil || len(r.Problems) > 0 {
			t.Errorf("%+v, %v", r, err)
		}
	}
}

// TestTwoAtOnce: whoever writes to a place keeps others out, by a lock of their own. Where two do it
// all the same, a backup may lack packs, which verify tells and the next backup does without; those that
// were there before stay whole.
func TestTwoAtOnce(t *testing.T) {
	s := newScene(t, 2)
	for range 20 {
		p := s.copy()
		var all sync.WaitGroup
		all.Go(func() {
			for range 3 {
				if err := p.Sweep(ctx); err != nil {
					t.Error(err)
				}
			}
		})
		made, err := p.Make(ctx, s.origin())
		all.Wait()
		var d *vault.DamagedError
		if err == nil {
			err = p.Verify(ctx, &made.Snapshot, nil)
		}
		if err != nil && !errors.As(err, &d) {
			t.Error(err)
		}
		next, err := p.Make(ctx, s.origin())
		if err != nil {
			t.Fatal(err)
		}
		if got, err := held(t, p, &next.Snapshot); err != nil || got != s.state() {
			t.Errorf("the next one brings something else back: %v", err)
		}
		l := s.list(p)
		for i := range s.ids {
			if got, err := held(t, p, &l.All[i]); err != nil || got != s.want[s.ids[i]] {
				t.Errorf("a former one brings something else back: %v", err)
			}
		}
	}
}
