package account_test

import (
	"bytes"
	"context"
	"errors"
	"path/filepath"
	"testing"

	"coffer/box"
	"coffer/internal/app"
	"coffer/tui/tuitest"
	"coffer/vault"
	"coffer/vault/secret"
)

// tampers changes what stands around the secrets of an item, as mallory would who holds the
// companion key alone.
func tampers(t *testing.T, p *tuitest.Person, path, from, to string) {
	t.Helper()
	v, err := vault.Open(t.Context(), vault.Options{Dir: p.Env.Folders.Data, StateDir: p.Env.Folders.State,
		Clock: p.Env.Clock, Rand: p.Env.Rand, Stretch: p.Env.Stretch, Names: box.IndexNames})
	if err != nil {
		t.Fatal(err)
	}
	defer v.Close()
	if err := v.Unlock(t.Context(), secret.New(tuitest.Password)); err != nil {
		t.Fatal(err)
	}
	err = v.Update(t.Context(), vault.Event{Action: "item.edit"}, func(tx *vault.Tx) error {
		found, err := box.Resolve(tx, path)
		if err != nil {
			return err
		}
		key := vault.Key{ID: found[0].ID}
		r, err := tx.Get(found[0].Box, vault.Items, key, vault.Companion)
		if err != nil {
			return err
		}
		plain := bytes.Replace(r.Plain, []byte(from), []byte(to), 1)
		err = tx.Delete(found[0].Box, vault.Items, key, vault.Companion)
		for range r.Revision { // the revision is to be the same
			_, put := tx.Put(found[0].Box, vault.Items, key, vault.Companion, plain)
			err = errors.Join(err, put)
		}
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
}

// TestRestoreLeavesOutWhatWasMoved: an item that mallory changed keeps nothing else from coming
// back; it is named before anything comes, and after.
func TestRestoreLeavesOutWhatWasMoved(t *testing.T) {
	p := tuitest.NewPerson(t, "alice", tuitest.NewClock())
	p.Env.Folders.Backups = filepath.Join(filepath.Dir(p.Env.Folders.Data), "backups")
	p.WithVault("Alice")
	p.Adds("home/door", "login", "1234-canary", map[string]string{"url": "https://acme.example"})
	p.Adds("home/cellar", "login", "cellar-canary", nil)
	tampers(t, p, "home/door", "https://acme.example", "https://evil.example")
	p.Does(func(ctx context.Context, a *app.App) error {
		_, err := a.MakeBackup(ctx)
		return err
	})
	p = chooses(p.Unlocks(), "backups").Presses("enter", "r", "down").Sees("unchanged").Presses("right", "enter")
	p.Sees("would come", "1 item", "left out", "home/door (@", "changed without the core key", "an earlier backup may have it").SeesNot("canary", "evil").Golden("restore-left-out")
	p.Presses("enter").Sees("restored 1 item", "left out", "home/door (@").SeesNot("canary")
	p.Presses("enter").Sees("cellar").SeesNot("door")
}
