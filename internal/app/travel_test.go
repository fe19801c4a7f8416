package app

import (
	"bytes"
	"errors"
	"io"
	"testing"

	"coffer/box"
	"coffer/vault"
	"coffer/vault/secret"
)

// travelling is an item on its way from one vault to another, as letters and
// parcels carry it.
type travelling struct {
	outgoing
	sealed [][]byte
}

func leaves(t *testing.T, a *App, path string) travelling {
	t.Helper()
	var tr travelling
	err := a.view(t.Context(), func(tx *vault.Tx) (err error) {
		if tr.outgoing, err = outgoingItem(tx, path); err != nil {
			return err
		}
		for i := range tr.Attachments {
			data, err := tr.sealFile(tx, i)
			if err != nil {
				return err
			}
			tr.sealed = append(tr.sealed, data)
		}
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
	return tr
}

func (tr travelling) file(i int) ([]byte, error) { return tr.sealed[i], nil }

func arrives(t *testing.T, a *App, tr travelling, where string) (done arrived, err error) {
	t.Helper()
	err = a.update(t.Context(), "test", "", func(tx *vault.Tx) error {
		done, err = takeItem(t.Context(), tx, tr.Item, tr.file, where)
		return err
	})
	return done, err
}

func added(t *testing.T, a *App, path, password string) {
	t.Helper()
	d, err := a.Draft(t.Context(), path, "login", false)
	if err != nil {
		t.Fatal(err)
	}
	for _, err := range []error{d.Assign("username", "ann"), d.SetSecret("password", secret.New(password))} {
		if err != nil {
			t.Fatal(err)
		}
	}
	if _, err := a.Add(t.Context(), d); err != nil {
		t.Fatal(err)
	}
}

func attached(t *testing.T, a *App, path, name, content string) {
	t.Helper()
	open := func() (io.ReadCloser, error) { return io.NopCloser(bytes.NewReader([]byte(content))), nil }
	if _, err := a.Attach(t.Context(), path, []Upload{{Name: name, Open: open}}, true); err != nil {
		t.Fatal(err)
	}
}

func fieldIs(t *testing.T, a *App, path, name, want string) {
	t.Helper()
	s, err := a.Show(t.Context(), path)
	if err != nil {
		t.Fatal(err)
	}
	if f, _ := s.Field(name); f.Value.Reveal() != want {
		t.Errorf("%s has another %s", path, name)
	}
}

func contentIs(t *testing.T, a *App, path, want string) {
	t.Helper()
	s, err := a.Show(t.Context(), path)
	if err != nil {
		t.Fatal(err)
	}
	var got bytes.Buffer
	if err := a.ReadAttachment(t.Context(), &s.Attachments[0], &got); err != nil || got.String() != want {
		t.Errorf("the attachment of %s holds %q: %v", path, got.String(), err)
	}
}

// TestTravel: an item with a file goes from one vault into another, twice, and
// newer into the one that came first.
func TestTravel(t *testing.T) {
	alice, bob := testApp(t), newMember(t, "bob", t.TempDir()).App
	added(t, alice, "work/acme", "herring-5")
	attached(t, alice, "work/acme", "plan.txt", "the way out")
	tr := leaves(t, alice, "acme")
	first, err := arrives(t, bob, tr, "from alice/mail")
	if err != nil || !first.NewBox || first.Ref.Path.String() != "from alice/mail/acme" {
		t.Fatalf("%+v, %v", first, err)
	}
	fieldIs(t, bob, "from alice/mail/acme", "password", "herring-5")
	contentIs(t, bob, "from alice/mail/acme", "the way out")
	if twin, err := arrives(t, bob, tr, "from alice/mail"); err != nil || twin.NewBox || twin.Ref.ID == first.Ref.ID {
		t.Fatalf("%+v, %v", twin, err)
	}

	change := Change{Secret: &SecretValue{Value: secret.New("halibut-3")}}
	if _, err := alice.Edit(t.Context(), "acme", change); err != nil {
		t.Fatal(err)
	}
	tr = leaves(t, alice, "acme")
	tr.sealed = nil // the file is there already
	err = bob.update(t.Context(), "test", "", func(tx *vault.Tx) error {
		_, err := renewItem(t.Context(), tx, first.Ref.Box, first.Ref.ID, tr.Item, tr.file, "acme")
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	ref := "@" + first.Ref.ID.String()
	fieldIs(t, bob, ref, "password", "halibut-3")
	contentIs(t, bob, ref, "the way out")
	if _, former, err := bob.History(t.Context(), ref); err != nil || len(former) != 2 {
		t.Errorf("%d revisions, %v", len(former), err)
	}
}

// TestTravelOtherFile: a file that is not the one that the item names is refused,
// and nothing of the item arrives.
func TestTravelOtherFile(t *testing.T) {
	alice, bob := testApp(t), newMember(t, "bob", t.TempDir()).App
	added(t, alice, "work/acme", "herring-5")
	attached(t, alice, "work/acme", "plan.txt", "the way out")
	tr := leaves(t, alice, "acme")
	bad := bytes.Clone(tr.sealed[0])
	bad[len(bad)-1] ^= 1
	other := leaves(t, alice, "acme") // under another key
	for name, sealed := range map[string][]byte{"altered": bad, "another": other.sealed[0], "cut": tr.sealed[0][:100], "none": nil} {
		tr.sealed = [][]byte{sealed}
		_, err := arrives(t, bob, tr, "inbox")
		if Explain(err).Kind != Input {
			t.Errorf("%s: %v", name, err)
		}
	}
	if boxes, err := bob.Boxes(t.Context()); err != nil || len(boxes) != 0 {
		t.Errorf("%d boxes, %v", len(boxes), err)
	}
}

// TestTravelUnknownTemplate: an item of a template that is not known here becomes a
// plain one, and keeps its fields.
func TestTravelUnknownTemplate(t *testing.T) {
	alice, bob := testApp(t), newMember(t, "bob", t.TempDir()).App
	added(t, alice, "work/acme", "herring-5")
	tr := leaves(t, alice, "acme")
	tr.Template = "boat"
	done, err := arrives(t, bob, tr, "inbox")
	if err != nil || done.Template != "boat" {
		t.Fatalf("%+v, %v", done, err)
	}
	fieldIs(t, bob, "inbox/acme", "password", "herring-5")
	if s, err := bob.Show(t.Context(), "inbox/acme"); err != nil || s.Template != "" || s.MainField != "password" {
		t.Errorf("template %q, main field %q, %v", s.Template, s.MainField, err)
	}
}

// TestTravelRefused: what was changed without the core key does not leave before it
// is confirmed, and nothing leaves without the core tier.
func TestTravelRefused(t *testing.T) {
	a := testApp(t)
	added(t, a, "work/acme", "herring-5")
	leave := func() error {
		return a.view(t.Context(), func(tx *vault.Tx) error {
			_, err := outgoingItem(tx, "@"+onlyItem(t, a).String())
			return err
		})
	}
	surroundings(t, a, "acme", "ecme")
	if err := leave(); !errors.Is(err, box.ErrMoved) {
		t.Errorf("%v", err)
	}
	a.Narrow()
	if err := leave(); !errors.Is(err, vault.ErrLocked) {
		t.Errorf("%v", err)
	}
}

// onlyItem is the ID of the only item.
func onlyItem(t *testing.T, a *App) vault.ID {
	t.Helper()
	all, err := a.List(t.Context(), ListQuery{})
	if err != nil || len(all) != 1 {
		t.Fatalf("%d items, %v", len(all), err)
	}
	return all[0].ID
}

// surroundings changes the title of the only item, to another of the same length,
// without its core key.
func surroundings(t *testing.T, a *App, from, to string) {
	t.Helper()
	id := onlyItem(t, a)
	err := a.update(t.Context(), "test", "", func(tx *vault.Tx) error {
		boxes, err := box.Boxes(tx)
		if err != nil {
			return err
		}
		key := vault.Key{ID: id}
		r, err := tx.Get(boxes[0].ID, vault.Items, key, vault.Companion)
		if err != nil {
			return err
		}
		plain := bytes.Replace(r.Plain, []byte(from), []byte(to), 1)
		_, err = tx.Put(boxes[0].ID, vault.Items, key, vault.Companion, plain)
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
}
