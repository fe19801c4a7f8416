package app

import (
	"errors"
	"os"
	"testing"

	"coffer/vault"
	"coffer/vault/agent"
	"coffer/vault/secret"
)

// TestOwnKeysAreWiped holds that a key of a session lives for its turn alone: the
// one that was used, and the one that was not needed.
func TestOwnKeysAreWiped(t *testing.T) {
	a, _ := movingApp(t)
	aKey := func(v vault.ID, id byte) agent.Key {
		k := agent.Key{Vault: v, ID: vault.ID{id}}
		var err error
		if k.Secret, err = secret.NewKey(a.env.Rand); err != nil {
			t.Fatal(err)
		}
		return k
	}
	c := agent.Client{Folder: agent.Folder(t.TempDir())}
	if err := errors.Join(c.Folder.DraftKey(aKey(a.v.ID(), 2)), c.Folder.TakeKey(a.v.ID())); err != nil {
		t.Fatal(err)
	}
	var used []agent.Key
	see := func(variable string) (ids []byte, err error) {
		a.env.Session = variable
		for key, fault := range a.ownKeys(c) {
			if fault != nil {
				err = fault
				continue
			}
			if key.Secret.IsZero() {
				t.Error("the key is wiped in its turn")
			}
			ids, used = append(ids, key.ID[0]), append(used, key)
		}
		return ids, err
	}
	own, others := aKey(a.v.ID(), 1).Text(agent.SessionKey), aKey(vault.ID{9}, 3).Text(agent.SessionKey)
	for variable, want := range map[string]string{"": "\x02", own.Reveal(): "\x01", others.Reveal(): "\x02"} {
		if ids, err := see(variable); string(ids) != want || err != nil {
			t.Errorf("keys %v, not %q: %v", ids, want, err)
		}
	}
	var e *Error
	if ids, err := see("hunter2"); string(ids) != "\x02" || !errors.As(err, &e) || e.Kind != Usage {
		t.Errorf("what is no key: %v, %v", ids, err)
	}
	a.env.Session = own.Reveal()
	for key := range a.ownKeys(c) { // the other one is not even read
		if err := os.Remove(string(c.Folder) + "/" + a.v.ID().String()); err != nil {
			t.Error(err)
		}
		used = append(used, key)
		break
	}
	for _, key := range used {
		if !key.Secret.IsZero() {
			t.Errorf("the key of session %d was not wiped", key.ID[0])
		}
	}
}
