package app

import (
	"crypto/rand"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"testing"
	"time"

	"coffer/box"
	"coffer/box/contact"
	"coffer/box/post"
	"coffer/box/seal"
	"coffer/vault"
	"coffer/vault/blob"
	"coffer/vault/secret"
)

// meets connects two.
func meets(t testing.TB, one, other member) {
	t.Helper()
	one.asks(other)
	one.syncs()
	other.syncs()
	_, err := other.AcceptContact(t.Context(), one.name)
	other.must(err)
	other.syncs()
	one.syncs()
	other.syncs()
}

// circleOfThree are alice and bob, and mallory, whom bob knows, too.
func circleOfThree(t *testing.T) (alice, bob, mallory member) {
	t.Helper()
	drop := t.TempDir()
	alice, bob, mallory = newMember(t, "alice", drop), newMember(t, "bob", drop), newMember(t, "mallory", drop)
	meets(t, alice, bob)
	meets(t, mallory, bob)
	return alice, bob, mallory
}

// writes sends any letter over the channel to a contact, as a client may that keeps
// to no rule.
func (m member) writes(to, kind string, bodies ...[]byte) {
	m.t.Helper()
	m.must(m.meet(m.t.Context(), "test", "", func(mt *meeting) error {
		c, err := findContact(mt.tx, to)
		m.must(err)
		ch, _, err := mt.channel(&c)
		m.must(err)
		for _, body := range bodies {
			_, err := post.Send(mt.desk, mt.own.Identity, ch.In, post.Letter{Kind: kind, Body: body})
			m.must(err)
		}
		return nil
	}))
}

func someItem(title string) seal.Item {
	at := time.Unix(1900000000, 0).UTC()
	return seal.Item{Title: title, Created: at, Changed: at,
		Fields: []box.Field{{Name: "password", Kind: box.Password, Tier: box.Core, Value: secret.New("herring-5")}}}
}

func (m member) sharedLetter(share vault.ID, number uint64, title string) []byte {
	m.t.Helper()
	item, err := seal.EncodeItem(someItem(title))
	m.must(err)
	body, err := (&seal.Shared{Share: share, Number: number, Time: time.Unix(1900000000, 0), Item: item}).Bytes()
	m.must(err)
	return body
}

func (m member) stopLetter(share vault.ID, number uint64) []byte {
	m.t.Helper()
	body, err := seal.ShareStop{Share: share, Number: number, Time: time.Unix(1900000000, 0)}.Bytes()
	m.must(err)
	return body
}

func (m member) shares(path, to string, auto bool) {
	m.t.Helper()
	_, err := m.Share(m.t.Context(), ShareOptions{Item: path, To: []string{to}, Auto: auto})
	m.must(err)
}

// waiting is the inbox, as lines of state, title and sender.
func (m member) waiting() (lines []string) {
	m.t.Helper()
	all, err := m.Inbox(m.t.Context(), true)
	m.must(err)
	for _, e := range all {
		lines = append(lines, e.State+" "+e.Title+" of "+e.From)
	}
	return lines
}

func (m member) has(want ...string) {
	m.t.Helper()
	if got := m.waiting(); fmt.Sprint(got) != fmt.Sprint(want) {
		m.t.Errorf("the inbox of %s is %q and not %q", m.name, got, want)
	}
}

// asideFor returns why envelopes were put aside.
func asideFor(r SyncReport) (reasons []string) {
	for _, a := range r.Aside {
		reasons = append(reasons, a.Reason)
	}
	return reasons
}

// TestShareOfTheUnwelcome: what comes from somebody who was ended or blocked is not
// taken in, and says nothing to the owner.
func TestShareOfTheUnwelcome(t *testing.T) {
	for name, part := range map[string]func(*App) error{
		"ended":   func(a *App) error { _, err := a.EndContact(t.Context(), "mallory"); return err },
		"blocked": func(a *App) error { _, err := a.BlockContact(t.Context(), "mallory"); return err },
	} {
		_, bob, mallory := circleOfThree(t)
		bob.must(part(bob.App))
		mallory.writes("bob", seal.KindShareItem, mallory.sharedLetter(vault.ID{7}, 1, "bait"))
		mallory.writes("bob", seal.KindShareStop, mallory.stopLetter(vault.ID{8}, 1))
		mallory.syncs()
		r := bob.syncs()
		if reasons := asideFor(r); len(reasons) != 2 || reasons[0] != errNotConnected.Error() || len(r.Notices) != 0 {
			t.Errorf("%s: %q, %v", name, reasons, r.Notices)
		}
		bob.has()
	}
}

// TestShareOfAStranger: the mailbox on a card takes requests, and no items.
func TestShareOfAStranger(t *testing.T) {
	drop := t.TempDir()
	bob := newMember(t, "bob", drop)
	stranger, err := contact.NewIdentity(rand.Reader)
	bob.must(err)
	to := bob.card()
	s, err := post.Sign(stranger, post.Envelope{
		Kind: seal.KindShareItem, From: stranger.Public().Fingerprint(), To: to.Fingerprint(),
		Body: bob.sharedLetter(vault.ID{7}, 1, "bait"),
	})
	bob.must(err)
	object, err := post.Wrap(to.Public(), s)
	bob.must(err)
	store, err := blob.Open("dir:"+drop, blob.Options{})
	bob.must(err)
	bob.must(store.Put(t.Context(), to.Mailbox().String()+"/"+vault.ID{1}.String(), object))
	if reasons := asideFor(bob.syncs()); len(reasons) != 1 || reasons[0] != post.ErrKind.Error() {
		t.Errorf("%q", reasons)
	}
	bob.has()
}

// TestShareUnderAnotherName: the id of somebody else's share is worth nothing in
// another hand: neither a newer version nor a stop comes by it.
func TestShareUnderAnotherName(t *testing.T) {
	alice, bob, mallory := circleOfThree(t)
	added(t, alice.App, "work/wifi", "herring-5")
	alice.shares("work/wifi", "bob", false)
	alice.syncs()
	bob.syncs()
	var share vault.ID
	bob.must(bob.view(t.Context(), func(tx *vault.Tx) error {
		all, err := seal.ReadEntries(tx)
		share = all[0].Share
		return err
	}))
	mallory.writes("bob", seal.KindShareStop, mallory.stopLetter(share, 8))
	mallory.writes("bob", seal.KindShareItem, mallory.sharedLetter(share, 9, "wifi"))
	mallory.syncs()
	bob.syncs()
	all, err := bob.Inbox(t.Context(), true)
	bob.must(err)
	if len(all) != 2 || all[0].ID == all[1].ID || all[0].State != "new" || all[1].State != "new" || all[0].From == all[1].From {
		t.Fatalf("%+v", all)
	}
	if _, err := bob.ShowInbox(t.Context(), "wifi"); Explain(err).Kind != Ambiguous {
		t.Errorf("two of that title: %v", err)
	}
	mallory.writes("bob", seal.KindShareItem, mallory.sharedLetter(vault.ID{5}, 1, "alice"))
	mallory.syncs()
	bob.syncs()
	if s, err := bob.ShowInbox(t.Context(), "alice"); err != nil || s.From != "alice" {
		t.Errorf("%+v, %v", s.InboxEntry, err)
	}
}

// TestShareForwardedAndReplayed: an envelope that was meant for bob is nothing for
// carol, and nothing new to bob the second time, whoever puts it there.
func TestShareForwardedAndReplayed(t *testing.T) {
	alice, bob, _ := circleOfThree(t)
	carol := newMember(t, "carol", alice.drop)
	meets(t, alice, carol)
	added(t, alice.App, "work/wifi", "herring-5")
	alice.shares("work/wifi", "bob", false)
	alice.syncs()
	lying := alice.lying()
	if len(lying) != 1 {
		t.Fatalf("%d objects", len(lying))
	}
	object, err := os.ReadFile(lying[0])
	alice.must(err)
	bob.syncs()
	if _, err := bob.TakeInbox(t.Context(), "wifi", "home", false); err != nil {
		t.Fatal(err)
	}
	bob.must(os.WriteFile(lying[0], object, 0o600)) // once more
	alice.must(carol.view(t.Context(), func(tx *vault.Tx) error {
		all, err := post.NewVaultDesk(tx).Channels()
		if err != nil {
			return err
		}
		dir := filepath.Join(alice.drop, all[0].In.String())
		return errors.Join(os.MkdirAll(dir, 0o700), os.WriteFile(filepath.Join(dir, vault.ID{1}.String()), object, 0o600))
	}))
	if r := bob.syncs(); r.Repeated != 1 || r.Taken != 0 || len(r.Notices) != 0 {
		t.Errorf("%+v", r)
	}
	bob.has("taken wifi of alice")
	if reasons := asideFor(carol.syncs()); len(reasons) != 1 {
		t.Errorf("%q", reasons)
	}
	carol.has()
}

// TestShareFlood: one contact fills their own part of the inbox, and nobody
// else's.
func TestShareFlood(t *testing.T) {
	alice, bob, mallory := circleOfThree(t)
	const more = 20
	var bodies [][]byte
	for i := range seal.MaxEntries + more {
		bodies = append(bodies, mallory.sharedLetter(vault.ID{9, byte(i), byte(i >> 8)}, 1, fmt.Sprint("bait ", i)))
	}
	mallory.writes("bob", seal.KindShareItem, bodies...)
	mallory.syncs()
	added(t, alice.App, "work/wifi", "herring-5")
	alice.shares("work/wifi", "bob", false)
	alice.syncs()
	r := bob.syncs()
	if got := bob.waiting(); len(got) != seal.MaxEntries+1 {
		t.Errorf("%d entries", len(got))
	}
	if _, err := bob.TakeInbox(t.Context(), "alice", "home", false); err != nil {
		t.Errorf("%v", err)
	}
	if len(r.Aside) != more {
		t.Errorf("%d put aside", len(r.Aside))
	}
	all, err := bob.Inbox(t.Context(), false)
	bob.must(err)
	bait := slices.IndexFunc(all, func(e InboxEntry) bool { return e.From == "mallory" })
	if _, err := bob.DropInbox(t.Context(), "@"+all[bait].ID.String(), false); err != nil {
		t.Fatal(err)
	}
	again, err := bob.Sync(t.Context(), true)
	if err != nil || len(again.Aside) != len(r.Aside)-1 || len(bob.waiting()) != seal.MaxEntries+1 {
		t.Errorf("one was dropped: %d put aside, %d entries, %v", len(again.Aside), len(bob.waiting()), err)
	}
}

// TestShareInAnyOrder: an older word than the last one changes nothing, whichever
// comes first.
func TestShareInAnyOrder(t *testing.T) {
	_, bob, mallory := circleOfThree(t)
	newer, older := mallory.sharedLetter(vault.ID{7}, 2, "newer"), mallory.sharedLetter(vault.ID{7}, 1, "older")
	mallory.writes("bob", seal.KindShareItem, newer, older)
	mallory.writes("bob", seal.KindShareStop, mallory.stopLetter(vault.ID{8}, 2))
	mallory.writes("bob", seal.KindShareItem, mallory.sharedLetter(vault.ID{8}, 1, "stopped before"))
	mallory.syncs()
	if r := bob.syncs(); len(r.Notices) != 1 || r.Notices[0].Kind != "share.new" {
		t.Errorf("%+v", r.Notices)
	}
	bob.has("new newer of mallory")
}

// TestShareNotices: what is told of a share, here and by hooks, names no title.
func TestShareNotices(t *testing.T) {
	_, bob, mallory := circleOfThree(t)
	mallory.writes("bob", seal.KindShareItem, mallory.sharedLetter(vault.ID{7}, 1, "love letter"))
	mallory.writes("bob", seal.KindShareItem, mallory.sharedLetter(vault.ID{7}, 2, "love letter"))
	mallory.writes("bob", seal.KindShareStop, mallory.stopLetter(vault.ID{7}, 3))
	mallory.syncs()
	want := []Notice{{Kind: "share.new", Contact: "mallory"}, {Kind: "share.updated", Contact: "mallory"}, {Kind: "share.stopped", Contact: "mallory"}}
	if r := bob.syncs(); fmt.Sprint(r.Notices) != fmt.Sprint(want) {
		t.Errorf("%+v", r.Notices)
	}
}

// TestShareMalformed: what is no item, or names files that are none of its, stays
// in the post.
func TestShareMalformed(t *testing.T) {
	_, bob, mallory := circleOfThree(t)
	item, err := seal.EncodeItem(someItem("bait"))
	mallory.must(err)
	said := seal.Shared{Share: vault.ID{7}, Number: 1, Time: time.Unix(1900000000, 0), Item: item}
	extra := said
	extra.Files = []post.Parcel{{ID: vault.ID{1}, Size: 1}}
	none := said
	none.Item = item[:len(item)-1]
	for _, s := range []seal.Shared{extra, none} {
		body, err := s.Bytes()
		mallory.must(err)
		mallory.writes("bob", seal.KindShareItem, body)
	}
	mallory.writes("bob", seal.KindShareItem, []byte{0x80})
	mallory.writes("bob", seal.KindShareStop, nil)
	mallory.syncs()
	if reasons := asideFor(bob.syncs()); len(reasons) != 4 {
		t.Errorf("%q", reasons)
	}
	bob.has()
}

// TestShareParcelMissing: a large item of which the parcel never comes can be
// dropped, and shows nothing.
func TestShareParcelMissing(t *testing.T) {
	_, bob, mallory := circleOfThree(t)
	said := seal.Shared{Share: vault.ID{7}, Number: 1, Time: time.Unix(1900000000, 0), Parcel: post.Parcel{ID: vault.ID{1}, Size: 1000}}
	body, err := said.Bytes()
	mallory.must(err)
	mallory.writes("bob", seal.KindShareItem, body)
	mallory.syncs()
	bob.syncs()
	bob.has("coming  of mallory")
	if _, err := bob.TakeInbox(t.Context(), "mallory", "home", false); Explain(err).Kind != Refused {
		t.Errorf("%v", err)
	}
	if boxes, err := bob.Boxes(t.Context()); err != nil || len(boxes) != 0 {
		t.Errorf("%d boxes, %v", len(boxes), err)
	}
	if _, err := bob.DropInbox(t.Context(), "mallory", false); err != nil {
		t.Error(err)
	}
}

// TestShareHeld: an item that was changed without its core key is not sent by
// itself before it is confirmed, and the sync goes on.
func TestShareHeld(t *testing.T) {
	alice, bob, _ := circleOfThree(t)
	added(t, alice.App, "work/wifi", "herring-5")
	alice.shares("work/wifi", "bob", true)
	alice.syncs()
	bob.syncs()
	_, err := alice.Edit(t.Context(), "wifi", Change{Secret: &SecretValue{Value: secret.New("halibut-3")}})
	alice.must(err)
	surroundings(t, alice.App, "wifi", "wixi")
	r := alice.syncs()
	if len(r.Notices) != 1 || r.Notices[0].Kind != "share.held" {
		t.Errorf("%+v", r.Notices)
	}
	if r := bob.syncs(); r.Taken != 0 {
		t.Errorf("%+v", r)
	}
	if _, err := alice.AcceptItem(t.Context(), "@"+onlyItem(t, alice.App).String()); err != nil {
		t.Fatal(err)
	}
	alice.syncs()
	if r := bob.syncs(); r.Taken != 1 {
		t.Errorf("%+v", r)
	}
}

// BenchmarkEmptySyncShared is an empty sync with an item that goes to 100 contacts
// by itself, and nine more.
func BenchmarkEmptySyncShared(b *testing.B) {
	m := newMember(b, "bob", b.TempDir())
	m.card()
	var names []string
	m.must(m.update(b.Context(), "test", "", func(tx *vault.Tx) error {
		meet := &meeting{tx: tx, desk: post.NewVaultDesk(tx)}
		for i := range 100 {
			c := someContact(b, i)
			m.must(contact.Put(tx, &c))
			names = append(names, c.Name)
			if _, err := meet.open(&c, post.Mailbox{1, byte(i)}); err != nil {
				return err
			}
		}
		return meet.desk.Flush()
	}))
	for i := range 10 {
		path := fmt.Sprint("work/wifi ", i)
		d, err := m.Draft(b.Context(), path, "login", false)
		m.must(err)
		m.must(d.SetSecret("password", secret.New("herring-5")))
		_, err = m.Add(b.Context(), d)
		m.must(err)
		_, err = m.Share(b.Context(), ShareOptions{Item: path, To: names, Auto: true})
		m.must(err)
	}
	m.syncs()
	for b.Loop() {
		m.syncs()
	}
}

// TestStopByID: the beginning of an id names one share, or one item, also where
// that lies in the trash.
func TestStopByID(t *testing.T) {
	alice, bob, _ := circleOfThree(t)
	carol := newMember(t, "carol", alice.drop)
	meets(t, alice, carol)
	added(t, alice.App, "work/wifi", "herring-5")
	alice.shares("work/wifi", "bob", false)
	alice.shares("work/wifi", "carol", false)
	all, err := alice.Shares(t.Context())
	alice.must(err)
	if got, err := alice.StopShare(t.Context(), "@"+all[0].People[1].Share.Short(), nil); err != nil || fmt.Sprint(got) != "[carol]" {
		t.Fatalf("%q, %v", got, err)
	}
	_, err = alice.Remove(t.Context(), []string{"work/wifi"}, 0)
	alice.must(err)
	if got, err := alice.StopShare(t.Context(), "@"+all[0].Item.Short(), nil); err != nil || fmt.Sprint(got) != "[bob]" {
		t.Fatalf("%q, %v", got, err)
	}
	if _, err := alice.StopShare(t.Context(), "@"+all[0].Item.String(), nil); Explain(err).Kind != NotFound {
		t.Errorf("%v", err)
	}
	_ = bob
}

// TestAutoIsOfEachTarget: who was handed one version on purpose gets no later one
// because somebody else gets them all.
func TestAutoIsOfEachTarget(t *testing.T) {
	alice, bob, _ := circleOfThree(t)
	carol := newMember(t, "carol", alice.drop)
	meets(t, alice, carol)
	added(t, alice.App, "work/wifi", "herring-5")
	alice.shares("work/wifi", "bob", false)
	alice.shares("work/wifi", "carol", true)
	alice.syncs()
	bob.syncs()
	carol.syncs()
	_, err := alice.Edit(t.Context(), "wifi", Change{Secret: &SecretValue{Value: secret.New("halibut-3")}})
	alice.must(err)
	alice.syncs()
	if r := bob.syncs(); len(r.Notices) != 0 {
		t.Errorf("bob: %+v", r.Notices)
	}
	if r := carol.syncs(); len(r.Notices) != 1 || r.Notices[0].Kind != "share.updated" {
		t.Errorf("carol: %+v", r.Notices)
	}
}

// TestSpreadEndsWithItsItem: whom an item was to reach is forgotten with it, also where
// nobody has it; the trash changes nothing.
func TestSpreadEndsWithItsItem(t *testing.T) {
	a, _ := movingApp(t)
	leaveDoor(t, a, "home/door", "1234")
	spreads := func() (n int) {
		a.mustUpdate(t, func(tx *vault.Tx) error {
			all, err := seal.ReadSpreads(tx)
			n = len(all)
			return err
		})
		return n
	}
	a.mustUpdate(t, func(tx *vault.Tx) error {
		return seal.PutSpread(tx, &seal.Spread{Item: mustOne(t, tx, "home/door").ID, To: []seal.Target{{ID: vault.ID{1}, Circle: true, Auto: true}}})
	})
	if _, err := a.Remove(t.Context(), []string{"home/door"}, 0); err != nil {
		t.Fatal(err)
	}
	if n := spreads(); n != 1 {
		t.Errorf("%d in the trash", n)
	}
	if n, err := a.EmptyTrash(t.Context(), TrashFilter{}); n != 1 || err != nil {
		t.Fatal(n, err)
	}
	if n := spreads(); n != 0 {
		t.Errorf("%d are left", n)
	}
}
