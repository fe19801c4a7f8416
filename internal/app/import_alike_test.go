package app

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"strings"
	"testing"
	"time"

	"coffer/box"
	"coffer/box/port"
	"coffer/vault"
	"coffer/vault/secret"
)

// brings hands over entries as they are.
type brings []*port.Entry

func (b brings) Import(_ context.Context, _ port.Source, s port.Sink) error {
	for _, e := range b {
		if err := s.Item(e); err != nil {
			return err
		}
	}
	return nil
}

// entryOf is a login.
func entryOf(title, password string, change ...func(*port.Entry)) *port.Entry {
	e := &port.Entry{Item: box.Item{Label: box.Label{Title: title}}}
	e.Fields = []box.Field{
		{Name: "username", Kind: box.Username, Tier: vault.Companion, Value: secret.New("ann")},
		{Name: "password", Kind: box.Password, Tier: vault.Core, Value: secret.New(password)},
	}
	for _, c := range change {
		c(e)
	}
	return e
}

// brought imports entries as [App.Import] does.
func brought(t *testing.T, a *App, o ImportOptions, all ...*port.Entry) Imported {
	t.Helper()
	s := newSink(t.Context(), a, o)
	s.alike = &alikes{within: !o.Boxes}
	if err := s.bring(brings(all)); err != nil {
		t.Fatal(err)
	}
	s.close()
	return s.done
}

// tagsOf are those of an item.
func tagsOf(t *testing.T, a *App, ref string) []string {
	t.Helper()
	shown, err := a.Show(t.Context(), ref)
	if err != nil {
		t.Fatal(err)
	}
	return shown.Tags
}

func TestDuplicateKeepsItsTags(t *testing.T) {
	a := testApp(t)
	many := make([]string, box.MaxTags)
	for i := range many {
		many[i] = fmt.Sprintf("t%03d", i)
	}
	tags := func(tags ...string) func(*port.Entry) { return func(e *port.Entry) { e.Tags = tags } }
	brought(t, a, ImportOptions{Into: "old"}, entryOf("acme", "hunter2"))
	done := brought(t, a, ImportOptions{Into: "new"}, entryOf("Acme", "hunter2", tags("bank")),
		entryOf("ACME", "hunter2", tags(many...)), entryOf("acmE", "hunter2", tags("x", DuplicateTag)), entryOf("other", "hunter2", tags("y")))
	if done.Duplicates != 3 || len(done.Notes) != 3 {
		t.Errorf("%d duplicates, %v", done.Duplicates, done.Notes)
	}
	for ref, want := range map[string][]string{"new/Acme": {"bank", DuplicateTag}, "new/ACME": many, "new/acmE": {DuplicateTag, "x"}, "new/other": {"y"}, "old/acme": nil} {
		if have := tagsOf(t, a, ref); !slices.Equal(have, want) {
			t.Errorf("%s has the tags %q", ref, have)
		}
	}
	for i, want := range []string{"and gets the tag", "and has no room for the tag", "and has the tag"} {
		if i < len(done.Notes) && !strings.HasPrefix(done.Notes[i].What, "is like old/acme, "+want) {
			t.Error(done.Notes[i])
		}
	}
}

// TestTrashIsNotCompared, neither there nor on its way.
func TestTrashIsNotCompared(t *testing.T) {
	a := testApp(t)
	trashed := func(e *port.Entry) { e.Trashed = time.Date(2029, 1, 1, 0, 0, 0, 0, time.UTC) }
	for _, o := range []ImportOptions{{Into: "old"}, {Into: "new"}} {
		if done := brought(t, a, o, entryOf("acme", "hunter2", trashed), entryOf("acme", "hunter2", trashed)); done.Duplicates != 0 || len(done.Notes) > 0 {
			t.Errorf("%d duplicates, %v", done.Duplicates, done.Notes)
		}
	}
	if done := brought(t, a, ImportOptions{Into: "last"}, entryOf("acme", "hunter2")); done.Duplicates != 0 {
		t.Error("it is like one in the trash")
	}
}

// TestComparedWithin: the entries of one file are compared with each other, but not what goes
// back to its own boxes; and one file may have several addresses of one account.
func TestComparedWithin(t *testing.T) {
	for boxes, want := range map[bool]struct{ duplicates, notes int }{false: {2, 2}, true: {0, 1}} { // that the file names no box
		a := testApp(t)
		done := brought(t, a, ImportOptions{Boxes: boxes}, entryOf("acme", "one"), entryOf("acme", "one"), entryOf("acme", "two"), entryOf("Acme", "one"))
		if done.Duplicates != want.duplicates || len(done.Notes) != want.notes {
			t.Errorf("boxes %v: %d duplicates, %v", boxes, done.Duplicates, done.Notes)
		}
	}
}

// TestDryRunMarksNothing, and says the same.
func TestDryRunMarksNothing(t *testing.T) {
	a := testApp(t)
	brought(t, a, ImportOptions{Into: "old"}, entryOf("acme", "hunter2"))
	s := newSink(t.Context(), a, ImportOptions{Into: "new", DryRun: true})
	compared := &alikes{within: true}
	s.alike = compared
	err := s.bring(brings{entryOf("acme", "hunter2"), entryOf("acme", "hunter3")})
	s.close()
	if !errors.Is(err, errDryRun) || s.done.Duplicates != 1 || len(s.done.Notes) != 2 || !compared.key.IsZero() {
		t.Errorf("%v: %d duplicates, %v", err, s.done.Duplicates, s.done.Notes)
	}
	for _, n := range s.done.Notes {
		if strings.Contains(n.Where+n.What, "hunter") {
			t.Errorf("a note tells a secret: %v", n)
		}
	}
	if all, err := a.List(t.Context(), ListQuery{}); err != nil || len(all) != 1 {
		t.Errorf("%d items, %v", len(all), err)
	}
}

// TestDamagedBoxIsNotCompared: an import goes on, and says so; nothing of that box counts.
func TestDamagedBoxIsNotCompared(t *testing.T) {
	a := testApp(t)
	brought(t, a, ImportOptions{Into: "good"}, entryOf("acme", "hunter2"))
	brought(t, a, ImportOptions{Into: "bad"}, entryOf("door", "1234"), entryOf("gate", "1234"))
	a.mustUpdate(t, func(tx *vault.Tx) error {
		found, err := box.Resolve(tx, "bad/gate")
		if err != nil {
			return err
		}
		_, err = tx.Put(found[0].Box, vault.Items, vault.Key{ID: found[0].ID}, vault.Core, []byte("no item"))
		return err
	})
	done := brought(t, a, ImportOptions{Into: "new"}, entryOf("door", "1234"), entryOf("acme", "hunter2"))
	if done.Duplicates != 1 || len(done.Notes) != 2 || done.Notes[0].Where != "box bad" || done.Notes[1].Where != "new/acme" {
		t.Errorf("%d duplicates, %v", done.Duplicates, done.Notes)
	}
}
