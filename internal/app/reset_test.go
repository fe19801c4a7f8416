package app

import (
	"errors"
	"testing"

	"coffer/box/contact"
	"coffer/vault"
	"coffer/vault/secret"
)

// lost is a member whose vault was reset: with bob, who was verified, out of reach.
func lost(t *testing.T) (alice, bob member) {
	t.Helper()
	alice, bob = connected(t)
	info, err := alice.ToCompare(t.Context(), "bob")
	alice.must(err)
	_, err = alice.Compared(t.Context(), info, true)
	alice.must(err)
	alice.stands("bob", contact.Verified)
	added(t, alice.App, "home/bank", "hunter2")
	key, err := secret.NewKey(alice.env.Rand)
	alice.must(err)
	both, err := secret.NewKey(alice.env.Rand)
	alice.must(err)
	alice.mustUpdate(t, func(tx *vault.Tx) error { return tx.SetRecovery(both, key) })
	alice.must(alice.Close())
	a, err := Open(t.Context(), alice.env)
	alice.must(err)
	t.Cleanup(func() { a.Close() })
	for _, bad := range []secret.Key{both, {}} {
		if err := a.Reset(t.Context(), bad, secret.New("battery staple")); !errors.Is(err, vault.ErrRecoveryKey) {
			t.Errorf("another key: %v", err)
		}
	}
	if err := a.Reset(t.Context(), key, secret.New("short")); Explain(err).Kind != Refused {
		t.Errorf("a short password: %v", err)
	}
	alice.must(a.Reset(t.Context(), key, secret.New("battery staple")))
	alice.App = a
	return alice, bob
}

func (m member) sound() {
	m.t.Helper()
	r, err := m.Verify(m.t.Context())
	m.must(err)
	for _, problem := range r.Problems {
		m.t.Error(problem)
	}
}

func TestResetAndAdopt(t *testing.T) {
	alice, bob := lost(t)
	alice.sound()
	if all, err := alice.Contacts(t.Context()); err != nil || len(all) != 0 {
		t.Errorf("%d contacts, %v", len(all), err)
	}
	var names []contact.Named
	alice.must(alice.view(t.Context(), func(tx *vault.Tx) (err error) { names, err = contact.Former(tx); return err }))
	if len(names) != 1 || names[0].Name != "bob" {
		t.Errorf("whom to ask again: %v", names)
	}
	if !alice.HasFormer() {
		t.Error("nothing to adopt")
	}
	alice.syncs() // makes an identity that nobody has seen
	if _, err := alice.Adopt(t.Context(), secret.New("battery staple")); Explain(err).Kind != Password {
		t.Errorf("the new password: %v", err)
	}
	done, err := alice.Adopt(t.Context(), secret.New("correct horse"))
	if err != nil || done != (Adopted{Items: 1, People: true}) {
		t.Fatalf("%+v, %v", done, err)
	}
	alice.sound()
	alice.stands("bob", contact.Connected)
	fieldIs(t, alice.App, "home/bank", "password", "hunter2")
	if alice.HasFormer() {
		t.Error("the former vault is still there")
	}
	alice.must(alice.view(t.Context(), func(tx *vault.Tx) (err error) { names, err = contact.Former(tx); return err }))
	if len(names) != 0 {
		t.Errorf("to be asked again: %v", names)
	}
	if _, err := alice.Adopt(t.Context(), secret.New("correct horse")); Explain(err).Kind != NotFound {
		t.Errorf("once more: %v", err)
	}
	added(t, alice.App, "home/door", "4711")
	alice.syncs()
	bob.syncs()
	bob.stands("alice", contact.Connected)
}

// Whoever has begun to be somebody else stays that.
func TestAdoptAfterANewBeginning(t *testing.T) {
	alice, _ := lost(t)
	alice.card()
	done, err := alice.Adopt(t.Context(), secret.New("correct horse"))
	if err != nil || done != (Adopted{Items: 1}) {
		t.Fatalf("%+v, %v", done, err)
	}
	if all, err := alice.Contacts(t.Context()); err != nil || len(all) != 0 || !alice.HasFormer() {
		t.Errorf("%d contacts, former %v, %v", len(all), alice.HasFormer(), err)
	}
	alice.sound()
	alice.must(alice.DropFormer(t.Context()))
	if alice.HasFormer() {
		t.Error("it stays")
	}
}
