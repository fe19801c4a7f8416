package app

import (
	"bytes"
	"crypto/rand"
	"fmt"
	"os"
	"path/filepath"
	"testing"
	"time"

	"coffer/box/contact"
	"coffer/box/post"
	"coffer/vault"
	"coffer/vault/blob"
	"coffer/vault/secret"
)

// member is somebody with a vault and the post that all share.
type member struct {
	*App
	t    testing.TB
	name string
	drop string
}

func newMember(t testing.TB, name, drop string) member {
	t.Helper()
	env := testApp(t).env
	env.Rand, env.Folders.Data, env.Folders.State = rand.Reader, filepath.Join(t.TempDir(), "data"), t.TempDir()
	a, err := Init(t.Context(), env, InitOptions{Password: secret.New("correct horse"), Params: vault.Floor})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { a.Close() })
	if err := a.SetOwner(t.Context(), Owner{Name: name}); err != nil {
		t.Fatal(err)
	}
	if err := a.SetPost(t.Context(), "dir:"+drop, false); err != nil {
		t.Fatal(err)
	}
	return member{a, t, name, drop}
}

func (m member) card() Card {
	m.t.Helper()
	card, err := m.OwnCard(m.t.Context())
	if err != nil {
		m.t.Fatal(err)
	}
	return card
}

func (m member) asks(other member) {
	m.t.Helper()
	if _, err := m.RequestContact(m.t.Context(), other.card(), "", ""); err != nil {
		m.t.Fatal(err)
	}
}

func (m member) syncs() SyncReport {
	m.t.Helper()
	r, err := m.Sync(m.t.Context(), false)
	if err != nil || len(r.Failed) > 0 {
		m.t.Fatalf("%s: %v, %v", m.name, err, r.Failed)
	}
	return r
}

// stands holds how somebody stands to this one.
func (m member) stands(name string, want contact.State) {
	m.t.Helper()
	c, err := m.Contact(m.t.Context(), name)
	if err != nil {
		m.t.Fatal(err)
	}
	if c.State() != want {
		m.t.Errorf("to %s, %s is %s and not %s", m.name, name, c.State(), want)
	}
}

// lying lists the files of the post.
func (m member) lying() (paths []string) {
	m.t.Helper()
	paths, err := filepath.Glob(filepath.Join(m.drop, "*", "*"))
	if err != nil {
		m.t.Fatal(err)
	}
	return paths
}

// connected are two who have met.
func connected(t *testing.T) (alice, bob member) {
	t.Helper()
	drop := t.TempDir()
	alice, bob = newMember(t, "alice", drop), newMember(t, "bob", drop)
	alice.asks(bob)
	alice.syncs()
	bob.syncs()
	if _, err := bob.AcceptContact(t.Context(), "alice"); err != nil {
		t.Fatal(err)
	}
	bob.syncs()
	alice.syncs()
	bob.syncs()
	alice.stands("bob", contact.Connected)
	bob.stands("alice", contact.Connected)
	return alice, bob
}

// puts lays a request into the introduction mailbox of somebody: with this card in
// it, signed by these keys, from whom it says.
func (m member) puts(signer contact.Identity, from contact.Fingerprint, card Card, to Card) {
	m.t.Helper()
	box, err := vault.NewID(rand.Reader)
	m.must(err)
	body, err := contact.Approach{Card: card, Mailbox: box}.Bytes()
	m.must(err)
	s, err := post.Sign(signer, post.Envelope{Kind: contact.KindRequest, From: from, To: to.Fingerprint(), Body: body})
	m.must(err)
	object, err := post.Wrap(to.Public(), s)
	m.must(err)
	store, err := blob.Open("dir:"+m.drop, blob.Options{})
	m.must(err)
	m.must(store.Put(m.t.Context(), to.Mailbox().String()+"/"+box.String(), object))
}

func (m member) must(err error) {
	m.t.Helper()
	if err != nil {
		m.t.Fatal(err)
	}
}

// TestBorrowedCard: whoever has somebody's card can put it into a request, and
// gets nowhere without their keys.
func TestBorrowedCard(t *testing.T) {
	drop := t.TempDir()
	alice, bob := newMember(t, "alice", drop), newMember(t, "bob", drop)
	mallory, err := contact.NewIdentity(rand.Reader)
	bob.must(err)
	bob.puts(mallory, mallory.Public().Fingerprint(), alice.card(), bob.card())
	bob.puts(mallory, alice.card().Fingerprint(), alice.card(), bob.card())
	r := bob.syncs()
	reasons := map[string]bool{}
	for _, a := range r.Aside {
		reasons[a.Reason] = true
	}
	if len(r.Aside) != 2 || !reasons[post.ErrSender.Error()] || !reasons[post.ErrSignature.Error()] || len(r.Notices) != 0 {
		t.Errorf("taken in: %+v", r)
	}
	if all, err := bob.Contacts(t.Context()); err != nil || len(all) != 0 {
		t.Errorf("contacts: %v, %v", all, err)
	}
}

// TestFloodedCard: whoever fills the mailbox of a card fills no vault, and the owner
// hears how much was deleted.
func TestFloodedCard(t *testing.T) {
	drop := t.TempDir()
	alice, bob := newMember(t, "alice", drop), newMember(t, "bob", drop)
	box := filepath.Join(drop, bob.card().Mailbox().String())
	bob.must(os.MkdirAll(box, 0o700))
	const kept, more = 1024, 7
	for range kept + more {
		name, err := vault.NewID(rand.Reader)
		bob.must(err)
		bob.must(os.WriteFile(filepath.Join(box, name.String()), []byte("rubbish"), 0o600))
	}
	if r := bob.syncs(); len(r.Aside) != kept || r.Dropped != more || len(bob.lying()) != kept {
		t.Errorf("%d put aside, %d deleted, %d lie there", len(r.Aside), r.Dropped, len(bob.lying()))
	}
	alice.asks(bob)
	alice.syncs()
	if r := bob.syncs(); len(r.Notices) != 1 || r.Dropped != 0 {
		t.Errorf("%d ask, %d deleted", len(r.Notices), r.Dropped)
	}
}

// TestManyAsk: only so many wait for an answer, and the next come in as others go.
func TestManyAsk(t *testing.T) {
	bob := newMember(t, "bob", t.TempDir())
	for i := range maxAsking + 2 {
		id, err := contact.NewIdentity(rand.Reader)
		bob.must(err)
		card, err := contact.NewCard(id, contact.Draft{
			Name: fmt.Sprintf("somebody %d", i), Mailbox: vault.ID{1}, Number: 1, Time: time.Unix(1900000000, 0)})
		bob.must(err)
		bob.puts(id, card.Fingerprint(), card, bob.card())
	}
	r := bob.syncs()
	if len(r.Notices) != maxAsking || len(r.Aside) != 2 || len(bob.lying()) != 2 {
		t.Fatalf("%d ask, %d are put aside, %d lie there", len(r.Notices), len(r.Aside), len(bob.lying()))
	}
	_, err := bob.RefuseContact(t.Context(), r.Notices[0].Contact)
	bob.must(err)
	again, err := bob.Sync(t.Context(), true)
	bob.must(err)
	if len(again.Notices) != 1 || len(again.Aside) != 1 {
		t.Errorf("after a refusal %d ask, %d are put aside", len(again.Notices), len(again.Aside))
	}
}

// TestFakesCrowdNobodyOut: while strangers fill the list of those who ask, people
// come through whom the owner asks, or knew before.
func TestFakesCrowdNobodyOut(t *testing.T) {
	alice, bob := connected(t)
	carol := newMember(t, "carol", bob.drop)
	_, err := bob.EndContact(t.Context(), "alice")
	bob.must(err)
	bob.syncs()
	alice.syncs()
	for i := range maxAsking + 2 {
		id, err := contact.NewIdentity(rand.Reader)
		bob.must(err)
		card, err := contact.NewCard(id, contact.Draft{
			Name: fmt.Sprintf("somebody %d", i), Mailbox: vault.ID{1}, Number: 1, Time: time.Unix(1900000000, 0)})
		bob.must(err)
		bob.puts(id, card.Fingerprint(), card, bob.card())
	}
	bob.syncs()
	bob.asks(carol)
	carol.asks(bob)
	alice.asks(bob)
	carol.syncs()
	alice.syncs()
	bob.syncs()
	bob.stands("carol", contact.Connected)
	bob.stands("alice", contact.RequestedIn)
}

// TestEndInAnyOrder: an acceptance and an end that arrive in either order leave
// the same behind.
func TestEndInAnyOrder(t *testing.T) {
	for first := range 2 {
		drop := t.TempDir()
		alice, bob := newMember(t, "alice", drop), newMember(t, "bob", drop)
		alice.asks(bob)
		alice.syncs()
		bob.syncs()
		_, err := bob.AcceptContact(t.Context(), "alice")
		bob.must(err)
		_, err = bob.EndContact(t.Context(), "alice")
		bob.must(err)
		bob.syncs()
		paths := alice.lying()
		if len(paths) != 2 {
			t.Fatalf("%q lie there", paths)
		}
		late, kept := paths[first], filepath.Join(t.TempDir(), "late")
		bob.must(os.Rename(late, kept))
		alice.syncs()
		bob.must(os.Rename(kept, late))
		alice.syncs()
		alice.stands("bob", contact.Ended)
		for range 3 {
			bob.syncs()
			alice.syncs()
		}
		bob.stands("alice", contact.Ended)
		if paths := alice.lying(); len(paths) != 0 {
			t.Errorf("%q still lie there", paths)
		}
	}
}

// TestAskedAgain: a contact who lost the channel asks again, gets another one, and
// is heard on it.
func TestAskedAgain(t *testing.T) {
	alice, bob := connected(t)
	alice.mustUpdate(t, func(tx *vault.Tx) error {
		d := post.NewVaultDesk(tx)
		all, err := d.Channels()
		for _, ch := range all {
			bob.must(d.DropChannel(ch.In))
		}
		return err
	})
	alice.asks(bob)
	alice.syncs()
	bob.syncs()
	alice.syncs()
	bob.syncs()
	alice.stands("bob", contact.Connected)
	bob.stands("alice", contact.Connected)
	_, err := alice.EndContact(t.Context(), "bob")
	bob.must(err)
	alice.syncs()
	bob.syncs()
	bob.stands("alice", contact.Ended)
}

// TestCrossingRequestLost: where requests cross, one of them is enough.
func TestCrossingRequestLost(t *testing.T) {
	drop := t.TempDir()
	alice, bob := newMember(t, "alice", drop), newMember(t, "bob", drop)
	alice.asks(bob)
	bob.asks(alice)
	alice.syncs()
	for _, path := range alice.lying() {
		bob.must(os.Remove(path))
	}
	bob.syncs()
	alice.syncs()
	alice.stands("bob", contact.Connected)
	bob.syncs()
	bob.stands("alice", contact.Connected)
}

// TestEndOnClosedChannel: what was said before the two met again ends nothing.
func TestEndOnClosedChannel(t *testing.T) {
	alice, bob := connected(t)
	_, err := alice.EndContact(t.Context(), "bob")
	bob.must(err)
	alice.syncs()
	ends := alice.lying()
	if len(ends) != 1 {
		t.Fatalf("%q lie there", ends)
	}
	end, err := os.ReadFile(ends[0])
	bob.must(err)
	bob.must(os.Remove(ends[0]))
	alice.asks(bob) // bob does not know of the end yet, and connects at once
	alice.syncs()
	bob.syncs()
	alice.syncs()
	alice.stands("bob", contact.Connected)
	bob.must(os.WriteFile(ends[0], bytes.Clone(end), 0o600))
	bob.syncs()
	bob.stands("alice", contact.Connected)
	alice.syncs()
	alice.stands("bob", contact.Connected)
}

// TestBlockedIsNotHeard: neither over the channel nor by a new request.
func TestBlockedIsNotHeard(t *testing.T) {
	alice, bob := connected(t)
	_, err := bob.BlockContact(t.Context(), "alice")
	bob.must(err)
	_, err = alice.EndContact(t.Context(), "bob")
	bob.must(err)
	alice.asks(bob)
	alice.syncs()
	if r := bob.syncs(); len(r.Notices) != 0 || len(r.Aside) != 0 {
		t.Errorf("heard: %+v", r)
	}
	bob.stands("alice", contact.Blocked)
	alice.stands("bob", contact.RequestedOut)
}

// TestEndOfARequest: who is asked and ends it instead has refused it, so that the
// other side can acknowledge that.
func TestEndOfARequest(t *testing.T) {
	drop := t.TempDir()
	alice, bob := newMember(t, "alice", drop), newMember(t, "bob", drop)
	alice.asks(bob)
	alice.syncs()
	bob.syncs()
	_, err := bob.EndContact(t.Context(), "alice")
	bob.must(err)
	bob.syncs()
	if r := alice.syncs(); len(r.Notices) != 1 || r.Notices[0].Kind != "refused" {
		t.Errorf("alice hears %+v", r.Notices)
	}
	bob.syncs()
	bob.must(bob.view(t.Context(), func(tx *vault.Tx) error {
		return post.NewVaultDesk(tx).EachOutgoing(func(o post.Outgoing) error {
			t.Errorf("an envelope still waits: %v", o.Slot)
			return nil
		})
	}))
}
