package box

import (
	"context"
	"errors"
	"maps"
	"os"
	"path/filepath"
	"testing"
	"time"

	bolt "go.etcd.io/bbolt"

	"coffer/vault"
	"coffer/vault/codec"
	"coffer/vault/secret"
)

// entries copies what a space holds, as somebody with the file but no key could.
func (r *room) entries(box vault.ID, space byte) map[string][]byte {
	r.t.Helper()
	all := map[string][]byte{}
	r.file(func(tx *bolt.Tx) error {
		if bk := tx.Bucket(append(box[:], space)); bk != nil {
			return bk.ForEach(func(k, v []byte) error { all[string(k)] = append([]byte{}, v...); return nil })
		}
		return nil
	})
	return all
}

// plant makes a space hold what it held once.
func (r *room) plant(box vault.ID, space byte, all map[string][]byte) {
	r.t.Helper()
	now := r.entries(box, space)
	r.file(func(tx *bolt.Tx) error {
		bk, err := tx.CreateBucketIfNotExists(append(box[:], space))
		for k := range now {
			err = errors.Join(err, bk.Delete([]byte(k)))
		}
		for k, v := range all {
			err = errors.Join(err, bk.Put([]byte(k), v))
		}
		return err
	})
}

func (r *room) file(f func(*bolt.Tx) error) {
	r.t.Helper()
	db := must(bolt.Open(filepath.Join(r.o.Dir, vault.FileName), 0o600, &bolt.Options{PageSize: 4096, FreelistType: bolt.FreelistMapType}))(r.t)
	defer db.Close()
	ok(r.t, db.Update(f))
}

// damaged looks for damage, in a transaction that writes nothing.
func (r *room) damaged(what string, f func(*vault.Tx) error) {
	r.t.Helper()
	var d *vault.DamagedError
	fail := errors.New("nothing is written")
	err := r.Update(context.Background(), vault.Event{Action: "test"}, func(tx *vault.Tx) error {
		if err := f(tx); err != nil {
			return err
		}
		return fail
	})
	if !errors.As(err, &d) {
		r.t.Errorf("%s: %v", what, err)
	}
}

// boxLooks are all ways in which a box is found.
func boxLooks(b Box) map[string]func(*vault.Tx) error {
	return map[string]func(*vault.Tx) error{
		"list":   func(tx *vault.Tx) error { _, err := Boxes(tx); return err },
		"id":     func(tx *vault.Tx) error { _, err := BoxByID(tx, b.ID); return err },
		"name":   func(tx *vault.Tx) error { _, err := BoxByName(tx, b.Name); return err },
		"ensure": func(tx *vault.Tx) error { _, _, err := EnsureBox(tx, b.Name); return err },
		"find":   func(tx *vault.Tx) error { _, err := Find(tx, Query{Text: "acme"}); return err },
		"title":  func(tx *vault.Tx) error { _, err := Resolve(tx, "acme"); return err },
		"purge":  func(tx *vault.Tx) error { _, err := PurgeDue(tx, 0); return err },
	}
}

// TestReplayedBox hides a box by what it was while it was removed, and brings a
// removed one back by what it was before.
func TestReplayedBox(t *testing.T) {
	for _, restored := range []bool{true, false} {
		r := newRoom(t)
		b := r.box("work")
		it := login(b, "acme")
		r.put(&it)
		if restored {
			r.update(func(tx *vault.Tx) { must(RemoveBox(tx, b.ID))(t) })
		}
		own, names := r.entries(b.ID, 's'), r.entries(vault.BoxZero, 'x')
		r.update(func(tx *vault.Tx) {
			if restored {
				ok(t, RestoreBox(tx, b.Name))
			} else {
				must(RemoveBox(tx, b.ID))(t)
			}
		})
		r.plant(b.ID, 's', own)
		r.plant(vault.BoxZero, 'x', names)
		for what, look := range boxLooks(b) {
			r.damaged(what, look)
		}
	}
}

// TestNameLeadsToAnotherBox has an index that fits its set and not the boxes.
func TestNameLeadsToAnotherBox(t *testing.T) {
	for what, wrong := range map[string]func(*vault.Tx, *room, Box){
		"another": func(tx *vault.Tx, r *room, _ Box) {
			other := must(NewBox(tx, "home"))(r.t)
			ok(r.t, tx.IndexPut(vault.BoxZero, boxIndex("work"), other.ID))
		},
		"removed": func(tx *vault.Tx, r *room, b Box) {
			must(RemoveBox(tx, b.ID))(r.t)
			ok(r.t, tx.IndexPut(vault.BoxZero, boxIndex("work"), b.ID))
		},
		"none": func(tx *vault.Tx, r *room, b Box) { ok(r.t, tx.DropBox(b.ID)) },
	} {
		r := newRoom(t)
		b := r.box("work")
		r.update(func(tx *vault.Tx) { wrong(tx, r, b) })
		r.damaged(what, func(tx *vault.Tx) error { _, _, err := EnsureBox(tx, "work"); return err })
	}
}

// TestNameLeadsToAnotherTemplate is the same for templates.
func TestNameLeadsToAnotherTemplate(t *testing.T) {
	for what, wrong := range map[string]func(*vault.Tx, *room, Template){
		"another": func(tx *vault.Tx, r *room, mine Template) {
			ok(r.t, tx.IndexDelete(vault.BoxZero, templateIndex("mine"), mine.ID))
			other := Template{Name: "other"}
			ok(r.t, PutTemplate(tx, &other))
			ok(r.t, tx.IndexPut(vault.BoxZero, templateIndex("mine"), other.ID))
		},
		"removed": func(tx *vault.Tx, r *room, mine Template) {
			ok(r.t, RemoveTemplate(tx, "mine", 0))
			ok(r.t, tx.IndexPut(vault.BoxZero, templateIndex("mine"), mine.ID))
		},
	} {
		r := newRoom(t)
		mine := Template{Name: "mine"}
		r.update(func(tx *vault.Tx) { ok(t, PutTemplate(tx, &mine)) })
		r.update(func(tx *vault.Tx) { wrong(tx, r, mine) })
		r.damaged(what, func(tx *vault.Tx) error { _, err := TemplateByName(tx, "mine"); return err })
		r.damaged("put: "+what, func(tx *vault.Tx) error { return PutTemplate(tx, &Template{Name: "mine"}) })
	}
}

// TestReplayedTemplate brings a template back to what it was.
func TestReplayedTemplate(t *testing.T) {
	r := newRoom(t)
	mine := Template{Name: "mine", Fields: []TemplateField{{Name: "a", Kind: Text, Tier: vault.Core}}, Main: "a"}
	r.update(func(tx *vault.Tx) { ok(t, PutTemplate(tx, &mine)) })
	old := r.entries(vault.BoxZero, 't')
	mine.Fields, mine.Main = []TemplateField{{Name: "b", Kind: Text, Tier: vault.Core}}, "b"
	r.update(func(tx *vault.Tx) { ok(t, PutTemplate(tx, &mine)) })
	r.plant(vault.BoxZero, 't', old)
	r.damaged("name", func(tx *vault.Tx) error { _, err := TemplateByName(tx, "mine"); return err })
	r.damaged("list", func(tx *vault.Tx) error { _, err := Templates(tx); return err })
}

// TestReplayedItemInALargeBox brings one tier of an item, or of its history,
// back to what it was, where reading it alone cannot tell.
func TestReplayedItemInALargeBox(t *testing.T) {
	r := crowd(t, 300)
	b, home := r.box("work"), r.box("home")
	var it Item
	edit := func(value string) {
		r.update(func(tx *vault.Tx) {
			e := must(Resolve(tx, "work/folder-007/site-000007"))(t)[0]
			it = must(Get(tx, e.Box, e.ID))(t)
			set(&it, "password", value)
			ok(t, Put(tx, &it))
		})
	}
	edit("former")
	old := r.entries(b.ID, 'i')
	edit("newest")
	now := r.entries(b.ID, 'i')
	for tier, name := range map[byte]string{1: "companion", 2: "core"} {
		some := maps.Clone(now)
		at := string(append(it.ID[:], tier))
		some[at] = old[at]
		r.plant(b.ID, 'i', some)
		for what, f := range map[string]func(*vault.Tx) error{
			"all": func(tx *vault.Tx) error {
				for _, err := range All(tx, b.ID) {
					return err
				}
				return nil
			},
			"purge": func(tx *vault.Tx) error { return Purge(tx, b.ID, it.ID) },
			"move": func(tx *vault.Tx) error {
				e := must(Resolve(tx, "work/folder-007/site-000007"))(t)[0]
				it := must(Get(tx, e.Box, e.ID))(t)
				return Move(tx, &it, home.ID, nil, "mine")
			},
		} {
			if what == "move" && tier == 1 {
				continue // the records do not fit each other
			}
			r.damaged(name+", "+what, f)
		}
	}
}

// TestForgedDates writes dates by which an item would be deleted, with the
// companion root alone: they delete nothing, however long it takes.
func TestForgedDates(t *testing.T) {
	past := time.Unix(1000, 0).UTC()
	for what, forge := range map[string]func(*stored){
		"trash":  func(s *stored) { s.Trashed, s.Due = past, past },
		"due":    func(s *stored) { s.Trashed, s.Due = past, past.Add(time.Second) },
		"expiry": func(s *stored) { s.Expires, s.OnExpiry = past, Delete },
		"cut": func(s *stored) {
			s.Trashed, s.Due = past, past
			s.Fields = append(s.Fields, Field{Name: "more", Kind: Text, Tier: vault.Core})
		},
	} {
		r := newRoom(t)
		b := r.box("work")
		it := login(b, "acme")
		r.put(&it)
		if what == "due" { // of one that lies in the trash
			r.update(func(tx *vault.Tx) { ok(t, Trash(tx, &it, 0)) })
		}
		r.update(func(tx *vault.Tx) {
			s := must(load(tx, b.ID, it.ID))(t)
			ok(t, s.unindex(tx))
			forge(&s)
			ok(t, s.saveCompanion(tx))
			ok(t, s.index(tx))
		})
		for range 60 {
			r.move(25 * time.Hour)
			r.update(func(tx *vault.Tx) { same(t, 0, must(PurgeDue(tx, time.Hour))(t)) })
		}
		r.view(func(tx *vault.Tx) {
			_, err := Get(tx, b.ID, it.ID)
			wants(t, err, ErrMoved)
		})
		err := r.Update(context.Background(), vault.Event{Action: "test"}, func(tx *vault.Tx) error {
			_, err := EmptyTrash(tx, TrashFilter{})
			return errors.Join(err, tx.Note())
		})
		if what != "expiry" {
			wants(t, err, ErrMoved)
		}
		if what == "cut" { // somebody who wants it gone puts it away
			r.update(func(tx *vault.Tx) {
				it := Item{Box: b.ID, ID: it.ID, Revision: 1}
				ok(t, Untrash(tx, &it))
				ok(t, Trash(tx, &it, time.Hour))
				same(t, 1, must(EmptyTrash(tx, TrashFilter{}))(t))
			})
			continue
		}
		r.update(func(tx *vault.Tx) { must(Accept(tx, b.ID, it.ID))(t) })
		same(t, "hunter2-acme", value(r.get(it), "password"))
		r.view(func(tx *vault.Tx) { must(Resolve(tx, "work/acme"))(t) })
		r.verify()
	}
}

// TestForgedBoxes writes the data of boxes and templates, and the index, with the
// companion root alone: a box to be deleted, one of another's name, a template
// with another main field.
func TestForgedBoxes(t *testing.T) {
	r := newRoom(t)
	work, home := r.box("work"), r.box("home")
	it := login(home, "acme")
	r.put(&it)
	mine := Template{Name: "mine", Main: "a", Fields: []TemplateField{{Name: "a", Kind: Text, Tier: vault.Core}, {Name: "b", Kind: Text, Tier: vault.Core}}}
	r.update(func(tx *vault.Tx) { ok(t, PutTemplate(tx, &mine)) })
	forge := func(tx *vault.Tx, b Box) {
		plain := must(codec.Marshal(wireBox{
			Name: b.Name, Created: codec.Seconds(b.Created), Removed: codec.Seconds(b.Removed), Due: codec.Seconds(b.Due)}))(t)
		must(tx.Put(b.ID, vault.Settings, vault.Key{}, vault.Companion, plain))(t)
	}
	r.update(func(tx *vault.Tx) {
		gone := work
		gone.Removed, gone.Due = time.Unix(1000, 0), time.Unix(2000, 0)
		forge(tx, gone)
		home.Name = "work"
		forge(tx, home)
		ok(t, tx.IndexDelete(vault.BoxZero, boxIndex("work"), work.ID))
		ok(t, tx.IndexPut(vault.BoxZero, boxIndex("work"), home.ID))
		other := mine
		other.Main = "b"
		must(tx.Put(vault.BoxZero, vault.Templates, vault.Key{ID: mine.ID}, vault.Companion, must(other.encode())(t)))(t)
	})
	for range 40 {
		r.move(25 * time.Hour)
		r.update(func(tx *vault.Tx) { same(t, 0, must(PurgeDue(tx, time.Hour))(t)) })
	}
	check := func() {
		r.view(func(tx *vault.Tx) {
			boxes := must(live(tx))(t)
			same(t, 2, len(boxes))
			same(t, []string{"home", "work"}, []string{boxes[0].Name, boxes[1].Name})
			same(t, "a", must(TemplateByName(tx, "mine"))(t).Main)
		})
	}
	check()
	r.damaged("another box", func(tx *vault.Tx) error { _, err := Resolve(tx, "work/acme"); return err })
	if report := must(r.Verify(context.Background(), nil))(t); len(report.Problems) == 0 {
		t.Error("verify finds nothing")
	}
	ok(t, r.Rekey(context.Background(), secret.New(password), vault.Event{Action: "rekey"}, nil, nil))
	check()
	r.view(func(tx *vault.Tx) { must(Resolve(tx, "home/acme"))(t) })
	r.verify()
}

// TestOwnersLieUnderCore makes sure that nobody with the companion root alone
// decides which file of an attachment is litter.
func TestOwnersLieUnderCore(t *testing.T) {
	r := newRoom(t)
	it := login(r.box("work"), "acme")
	r.attach(&it, "scan.pdf", []byte("canary attachment"))
	owners := r.entries(vault.BoxZero, 'a')
	same(t, 1, len(owners))
	for k := range owners {
		same(t, byte(vault.Core), k[len(k)-1])
	}
}

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
	r.update(func(tx *vault.Tx) { ok(t, Trash(tx, &it, 0)) })
	trashed := r.entries(b.ID, 'i')
	r.update(func(tx *vault.Tx) { ok(t, Untrash(tx, &it)) })
	r.plant(b.ID, 'i', trashed)
	for range 40 {
		r.move(25 * time.Hour)
		err := r.Update(context.Background(), vault.Event{Action: "test"}, func(tx *vault.Tx) error {
			_, err := PurgeDue(tx, 0)
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
