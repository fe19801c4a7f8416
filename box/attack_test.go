package box

import (
	"context"
	"errors"
	"os"
	"path/filepath"
	"testing"
	"time"

	bolt "go.etcd.io/bbolt"

	"coffer/vault"
)

// TestSweepFollowsNoLink puts a link in the place of the attachments.
func TestSweepFollowsNoLink(t *testing.T) {
	r := newRoom(t)
	it := login(r.box("work"), "acme")
	r.attach(&it, "scan.pdf", []byte("canary attachment"))
	other := t.TempDir() // another vault's attachments
	victim := filepath.Join(other, must(vault.NewID(r.o.Rand))(t).String())
	ok(t, os.WriteFile(victim, []byte("precious"), 0o600))
	blobs := filepath.Join(r.o.Dir, vault.BlobsName)
	ok(t, os.Rename(blobs, blobs+".away"))
	ok(t, os.Symlink(other, blobs))
	r.update(func(tx *vault.Tx) {
		if err := Sweep(tx); err == nil {
			t.Error("a link in the place of the folder was followed")
		}
	})
	if _, err := os.Stat(victim); err != nil {
		t.Errorf("a file outside of the folder was deleted: %v", err)
	}
}

// TestOldRecordsPurgeNothing brings an item back to the state that it had in the
// trash, which its owner had taken it out of.
func TestOldRecordsPurgeNothing(t *testing.T) {
	r := newRoom(t)
	b := r.box("work")
	it := login(b, "acme")
	r.put(&it)
	raw := func(write map[string][]byte) map[string][]byte {
		db := must(bolt.Open(filepath.Join(r.o.Dir, vault.FileName), 0o600, &bolt.Options{PageSize: 4096, FreelistType: bolt.FreelistMapType}))(t)
		defer db.Close()
		got := map[string][]byte{}
		ok(t, db.Update(func(tx *bolt.Tx) error {
			bk := tx.Bucket(append(append([]byte{}, b.ID[:]...), 'i'))
			for k, v := range write {
				if err := bk.Put([]byte(k), v); err != nil {
					return err
				}
			}
			return bk.ForEach(func(k, v []byte) error { got[string(k)] = append([]byte{}, v...); return nil })
		}))
		return got
	}
	r.update(func(tx *vault.Tx) { ok(t, Trash(tx, &it, 0)) })
	trashed := raw(nil)
	r.update(func(tx *vault.Tx) { ok(t, Untrash(tx, &it)) })
	raw(trashed)
	for range 40 {
		r.move(25 * time.Hour)
		err := r.Update(context.Background(), vault.Event{Action: "test"}, func(tx *vault.Tx) error {
			_, err := PurgeDue(tx)
			return err
		})
		var d *vault.DamagedError
		if !errors.As(err, &d) {
			t.Fatalf("an old record decides what is purged: %v", err)
		}
	}
}

// TestPipeInThePlaceOfAnAttachment would be waited for, with the vault locked.
func TestPipeInThePlaceOfAnAttachment(t *testing.T) {
	r := newRoom(t)
	it := login(r.box("work"), "acme")
	r.attach(&it, "scan.pdf", []byte("canary attachment"))
	a := r.get(it).Attachments[0]
	path := filepath.Join(r.o.Dir, vault.BlobsName, a.Blob.String())
	ok(t, os.Remove(path))
	ok(t, os.Mkdir(path, 0o700)) // no regular file either, and to be had on every system
	var d *vault.DamagedError
	if _, err := OpenAttachment(r.o.Dir, r.ID(), a); !errors.As(err, &d) {
		t.Errorf("got %v", err)
	}
}
