package app

import (
	"bytes"
	"errors"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	bolt "go.etcd.io/bbolt"

	"coffer/box"
	"coffer/vault"
	"coffer/vault/secret"
)

// ciphertexts are the stored records of some spaces, as they stand in the vault's file, and the
// content of the files of attachments.
func ciphertexts(t *testing.T, a *App, spaces string) (all [][]byte) {
	t.Helper()
	db, err := bolt.Open(filepath.Join(a.env.Folders.Data, vault.FileName), 0o600, &bolt.Options{ReadOnly: true, Timeout: time.Second})
	if err != nil {
		t.Fatal(err)
	}
	defer db.Close()
	err = db.View(func(tx *bolt.Tx) error {
		return tx.ForEach(func(name []byte, b *bolt.Bucket) error {
			if len(name) != 17 || !bytes.Contains([]byte(spaces), name[16:]) {
				return nil
			}
			return b.ForEach(func(_, v []byte) error { all = append(all, bytes.Clone(v[8:])); return nil })
		})
	})
	files, globErr := filepath.Glob(filepath.Join(a.env.Folders.Data, vault.BlobsName, "*"))
	for _, file := range files {
		b, readErr := os.ReadFile(file)
		err = errors.Join(err, readErr)
		all = append(all, b)
	}
	if err := errors.Join(err, globErr); err != nil || len(all) == 0 {
		t.Fatalf("%d records: %v", len(all), err)
	}
	return all
}

// stillThere counts those that stand anywhere in the vault's folder.
func stillThere(t *testing.T, a *App, all [][]byte) (n int) {
	t.Helper()
	var content []byte
	err := filepath.WalkDir(a.env.Folders.Data, func(path string, d fs.DirEntry, err error) error {
		if err == nil && d.Type().IsRegular() {
			var b []byte
			b, err = os.ReadFile(path)
			content = append(content, b...)
		}
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	for _, b := range all {
		if bytes.Contains(content, b) {
			n++
		}
	}
	return n
}

// addFound adds an item with a former revision and an attachment, of which a secret holds a word.
func addFound(t *testing.T, a *App, title, word string) box.Item {
	t.Helper()
	it := box.Item{Label: box.Label{Title: title}, Fields: []box.Field{{Name: "pw", Kind: box.Password, Tier: vault.Core, Value: secret.New(word)}}}
	if err := a.update(t.Context(), "item.add", "work/"+title, func(tx *vault.Tx) error {
		b, _, err := box.EnsureBox(tx, "work")
		it.Box = b.ID
		return errors.Join(err, box.Put(tx, &it))
	}); err != nil {
		t.Fatal(err)
	}
	plan := Upload{Name: "plan", Open: func() (io.ReadCloser, error) { return io.NopCloser(strings.NewReader("a plan of " + title)), nil }}
	if _, err := a.Attach(t.Context(), "work/"+title, []Upload{plan}, false); err != nil {
		t.Fatal(err)
	}
	return it
}

// TestForgottenBytes: the ciphertext of what is deleted for good, the entries of the log that
// told of it among it, stands in the folder before, and nowhere after.
func TestForgottenBytes(t *testing.T) {
	for name, erase := range map[string]func(a *App) error{
		"forget": func(a *App) error {
			p, err := a.FindForget(t.Context(), "swordfish")
			if err != nil || p.Goes() != 1 || p.LogEntries != 2 {
				t.Fatalf("%+v, %v", p, err)
			}
			return a.Forget(t.Context(), p)
		},
		"trash empty": func(a *App) error {
			_, err := a.Remove(t.Context(), []string{"work/acme"}, time.Hour)
			if err != nil {
				return err
			}
			_, err = a.EmptyTrash(t.Context(), TrashFilter{})
			return err
		},
	} {
		a, _ := movingApp(t)
		spaces := "iha"
		if name == "forget" {
			spaces += "e"
		}
		kept := map[string]bool{}
		if name == "forget" {
			for _, b := range ciphertexts(t, a, "e") {
				kept[string(b)] = true // what the log says of something else
			}
		}
		addFound(t, a, "acme", "swordfish")
		gone := slices.DeleteFunc(ciphertexts(t, a, spaces), func(b []byte) bool { return kept[string(b)] })
		if n := stillThere(t, a, gone); n != len(gone) {
			t.Fatalf("%s: the scan finds %d of %d", name, n, len(gone))
		}
		if err := erase(a); err != nil {
			t.Fatal(name, err)
		}
		if n := stillThere(t, a, gone); n != 0 {
			t.Errorf("%s: %d of %d are still there", name, n, len(gone))
		}
	}
}

// TestForgetChanged: what was confirmed is deleted, and nothing else.
func TestForgetChanged(t *testing.T) {
	a, _ := movingApp(t)
	it := addFound(t, a, "acme", "swordfish")
	p, err := a.FindForget(t.Context(), "SWORDFISH")
	if err != nil {
		t.Fatal(err)
	}
	other := addFound(t, a, "other", "a swordfish")
	if err := a.Forget(t.Context(), p); Explain(err).Kind != Busy {
		t.Errorf("%v", err)
	}
	if p, err = a.FindForget(t.Context(), "SWORDFISH"); err == nil {
		err = a.Forget(t.Context(), p)
	}
	if err != nil {
		t.Fatal(err)
	}
	a.mustUpdate(t, func(tx *vault.Tx) error {
		for _, id := range []ID{it.ID, other.ID} {
			if gone, err := box.Deleted(tx); err != nil || !gone(id) {
				t.Errorf("@%s: %v", id, err)
			}
		}
		return nil
	})
	if p, err = a.FindForget(t.Context(), "swordfish"); err != nil || !p.Empty() || len(p.Found) != 0 {
		t.Errorf("%+v, %v", p, err)
	}
	for _, none := range []string{"", "  ", "\xff"} {
		if _, err := a.FindForget(t.Context(), none); Explain(err).Kind != Usage {
			t.Errorf("%q: %v", none, err)
		}
	}
}

// TestForgetsEntries: which entries of the log lose what they say.
func TestForgetsEntries(t *testing.T) {
	m, err := box.NewMatcher("acme")
	if err != nil {
		t.Fatal(err)
	}
	goes, stays := ID{1}, ID{2}
	f := &forgetting{m: m, gone: map[ID]bool{goes: true}, names: map[string]bool{"work/door": true, "door": true}}
	of := func(ids ...ID) (all []vault.Change) {
		for _, id := range ids {
			all = append(all, vault.Change{Space: vault.Items, Key: vault.Key{ID: id}})
		}
		return all
	}
	for _, test := range []struct {
		action, text string
		changes      []vault.Change
		more         int
		want         bool
	}{
		{"item.edit", "work/door", of(goes), 0, true},
		{"item.edit", "", of(goes), 0, false},
		{"import", "csv", of(goes, stays), 0, false},
		{"import", "csv", of(goes), 40, false},
		{"import", "of Acme", of(goes, stays), 40, true},
		{"contact.request", "ACME", nil, 0, true},
		{"contact.request", "door", nil, 0, false},
		{"share.new", "door", nil, 0, true},
		{"item.reveal", "work/door#pin", nil, 0, true},
		{"item.reveal", "work/doors", nil, 0, false},
		{"token.read", "@00 by process 1 as coffer get says: work/door", nil, 0, true},
		{"item.edit", "work/door", of(stays), 0, false}, // another one that was called so
	} {
		e := vault.Entry{Event: vault.Event{Action: test.action, Text: test.text}, Changes: test.changes, Changed: len(test.changes) + test.more}
		if got := f.forgets(&e); got != test.want {
			t.Errorf("%+v: %v", test, got)
		}
	}
}
