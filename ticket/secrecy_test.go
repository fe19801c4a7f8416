package ticket

import (
	"bytes"
	"context"
	"errors"
	"io"
	"os"
	"path/filepath"
	"slices"
	"testing"

	"github.com/fxamacker/cbor/v2"

	"coffer/box/contact"
	"coffer/box/hold"
	"coffer/box/post"
	"coffer/vault"
	"coffer/vault/secret"
	"coffer/vault/split"
)

// coalition is some people who put together everything that they have: all records of
// their vaults, their keys, every object that ever was in the post, ticket files, and
// the owner's vault file.
type coalition struct {
	t      testing.TB
	keys   []contact.Identity
	found  map[string]bool // every byte string, at whatever depth
	shares map[string]split.Share
}

func (w *stage) conspire(names []string, tickets ...*asker) *coalition {
	w.t.Helper()
	c := &coalition{t: w.t, found: map[string]bool{}, shares: map[string]split.Share{}}
	for _, name := range names {
		c.keys = append(c.keys, w.actors[name].own.Identity)
	}
	for _, q := range tickets {
		c.keys = append(c.keys, q.me)
		data, err := q.bag.Bytes()
		if err != nil {
			w.t.Fatal(err)
		}
		c.read(data)
		c.read(q.data)
	}
	for _, name := range names {
		c.readVault(w.actors[name])
	}
	for _, data := range w.ever.objects {
		c.read(data)
	}
	file, err := os.ReadFile(filepath.Join(w.actors["alice"].o.Dir, "vault.db"))
	if err != nil {
		w.t.Fatal(err)
	}
	c.read(file)
	notice, err := w.actors["alice"].v.Clear(context.Background(), vault.ClearRecovery)
	if err != nil {
		w.t.Fatal(err)
	}
	c.read(notice)
	return c
}

// readVault reads all records of all spaces, of both tiers.
func (c *coalition) readVault(a *actor) {
	n := 0
	a.view(func(k *Keeper) error {
		for _, space := range []vault.Space{vault.Items, vault.History, vault.Templates, vault.Settings, vault.Blobs, vault.Contacts,
			vault.Circles, vault.Mail, vault.Seals, vault.Tickets} {
			for _, tier := range []vault.Tier{vault.Companion, vault.Core} {
				keys, err := k.tx().Keys(vault.BoxZero, space, tier)
				if err != nil {
					return err
				}
				for _, key := range keys {
					if space == vault.Tickets && key == (vault.Key{}) {
						continue
					}
					r, err := k.tx().Get(vault.BoxZero, space, key, tier)
					if err != nil {
						return err
					}
					c.read(bytes.Clone(r.Plain))
					n++
				}
			}
		}
		return nil
	})
	if n < 3 {
		c.t.Fatalf("%s: %d records", a.name, n)
	}
}

// read takes in a byte string, and what is inside it: what it encodes, and what one of
// the keys opens.
func (c *coalition) read(data []byte) {
	if len(data) == 0 || c.found[string(data)] {
		return
	}
	c.found[string(data)] = true
	if s, err := split.ParseShare(data); err == nil {
		c.shares[string(data)] = s
	}
	c.decode(data)
	c.decode(bytes.TrimPrefix(data, []byte(packMark)))
	for _, key := range c.keys {
		if signed, err := post.Unwrap(key, data); err == nil {
			c.read(signed.Bytes)
		}
		if plain, err := key.Decrypt(bytes.NewReader(data)); err == nil {
			if opened, err := io.ReadAll(plain); err == nil {
				c.read(opened)
			}
		}
	}
}

// decode reads CBOR, one item after the other, as far as it goes.
func (c *coalition) decode(data []byte) {
	for len(data) > 0 {
		var v any
		rest, err := cbor.UnmarshalFirst(data, &v)
		if err != nil {
			return
		}
		c.walk(v)
		data = rest
	}
}

func (c *coalition) walk(v any) {
	switch v := v.(type) {
	case []byte:
		c.read(v)
	case string:
		c.read([]byte(v))
	case []any:
		for _, e := range v {
			c.walk(e)
		}
	case map[any]any:
		for k, e := range v {
			c.walk(k)
			c.walk(e)
		}
	}
}

// combined are the keys that some subset of the shares gives, of as many as are needed.
func (c *coalition) combined(set split.Set) (keys []secret.Key) {
	var mine []split.Share
	for _, s := range c.shares {
		if set.Verify(s) == nil && !slices.ContainsFunc(mine, func(o split.Share) bool { return o.Index == s.Index }) {
			mine = append(mine, s)
		}
	}
	for subset := range 1 << len(mine) {
		var some []split.Share
		for i := range mine {
			if subset>>i&1 == 1 {
				some = append(some, mine[i])
			}
		}
		if key, err := split.Combine(set, some); err == nil {
			keys = append(keys, key)
		}
	}
	return keys
}

// opens tries everything that could be a key on the slots of a copy of the vault: every
// byte string of that length, every piece of one that is as long as two, and what
// shares make.
func (c *coalition) opens(alice *actor, n *Notice) (both, companion bool) {
	c.t.Helper()
	var keys []secret.Key
	add := func(data []byte) {
		if key, err := secret.KeyFrom(data); err == nil {
			keys = append(keys, key)
		}
	}
	for s := range c.found {
		if len(s) == 32 {
			add([]byte(s))
		}
	}
	for _, s := range c.shares { // what is in a share is no key by itself
		if _, value := s.Point(); !value.IsZero() {
			add(value.Bytes())
		}
	}
	if len(keys) < 20 {
		c.t.Fatalf("only %d candidates", len(keys))
	}
	keys = append(append(keys, c.combined(n.Recover)...), c.combined(n.Reset)...)
	one, two := c.copied(alice), c.copied(alice)
	defer one.Close()
	defer two.Close()
	for _, key := range keys {
		both = both || c.tried(one.Recover(context.Background(), key, secret.New("new"), lowest, vault.Event{Action: "test"}, nil, nil))
		companion = companion || c.tried(two.Reset(context.Background(), key, secret.New("new"), lowest, vault.Event{Action: "test"}, nothing, nil, nil))
	}
	c.t.Logf("%d shares, %d byte strings, %d keys", len(c.shares), len(c.found), len(keys))
	return both, companion
}

var lowest = vault.Params{MemoryKiB: 8, Time: 1, Threads: 1}

func nothing(vault.ID, vault.Space, vault.Key, []byte) (left, core []byte, err error) {
	return nil, nil, nil
}

// tried tells whether a key opened a slot.
func (c *coalition) tried(err error) bool {
	c.t.Helper()
	if err != nil && !errors.Is(err, vault.ErrRecoveryKey) {
		c.t.Fatal(err)
	}
	return err == nil
}

// copied is a copy of a vault file and nothing else, locked.
func (c *coalition) copied(a *actor) *vault.Vault {
	o := a.o
	o.Dir, o.StateDir = c.t.TempDir(), c.t.TempDir()
	data, err := os.ReadFile(filepath.Join(a.o.Dir, "vault.db"))
	if err == nil {
		err = os.WriteFile(filepath.Join(o.Dir, "vault.db"), data, 0o600)
	}
	var v *vault.Vault
	if err == nil {
		v, err = vault.Open(context.Background(), o)
	}
	if err != nil {
		c.t.Fatal(err)
	}
	return v
}

// secure gives alice's vault the slots that the keys open, and the notice in clear, and
// leaves nothing behind of what it was before.
func (w *stage) secure(keys Keys) {
	w.t.Helper()
	alice := w.actors["alice"]
	n := alice.trust().Notice
	alice.must(func(k *Keeper) error {
		if err := k.tx().SetRecovery(keys.Recover, keys.Reset); err != nil {
			return err
		}
		return k.tx().PutClear(vault.ClearRecovery, n.Bytes())
	})
	if err := alice.v.Compact(context.Background(), nil); err != nil {
		w.t.Fatal(err)
	}
}

// TestTooFew: one trustee less than are needed, and whoever asks, with everything that
// they have and that ever was in the post, do not open the vault, neither before nor
// after they were asked; the same search with one more does.
func TestTooFew(t *testing.T) {
	w, keys := ready(t, 130, 3, []string{"erin"}, []string{"bob", "carol", "dave", "frank"})
	w.secure(keys)
	q := w.asks(w.pack(), Wish{Kind: Recover, Personal: "it is me"})
	other := w.asks(w.pack(), Wish{Kind: Reset})
	w.all()
	w.approve(q, "bob", "carol")
	w.approve(other, "bob", "carol")
	w.all()
	w.pass(4 * 24 * hour)
	w.all()
	if c := q.state().Requests[0]; c.Custodians[0].Ready == (hold.Hash{}) || c.Custodians[1].Ready == (hold.Hash{}) || c.Stage == hold.Released {
		t.Fatalf("two are ready, and wait for a third: %+v", c)
	}
	n := w.actors["alice"].trust().Notice
	few := w.conspire([]string{"bob", "carol", "erin"}, q, other)
	if len(few.shares) != 4 || len(few.combined(n.Recover))+len(few.combined(n.Reset)) > 0 {
		t.Errorf("%d shares, of two sets of two trustees", len(few.shares))
	}
	if both, companion := few.opens(w.actors["alice"], n); both || companion {
		t.Errorf("two of three open both tiers: %v, the companion tier: %v", both, companion)
	}
	for s := range few.found {
		if bytes.Contains([]byte(s), keys.Recover.Bytes()) || bytes.Contains([]byte(s), keys.Reset.Bytes()) {
			t.Error("a recovery key stands in what they have")
		}
	}
	enough := w.conspire([]string{"bob", "carol", "dave"})
	if both, companion := enough.opens(w.actors["alice"], n); !both || !companion {
		t.Errorf("three of three open both tiers: %v, the companion tier: %v", both, companion)
	}
}

// TestReleasedToOne: what trustees gave opens the vault for whoever has the ticket file,
// and for nobody else, not for a trustee and everything that was in the post.
func TestReleasedToOne(t *testing.T) {
	w, keys := ready(t, 131, 2, []string{"erin"}, []string{"bob", "carol", "dave"})
	w.secure(keys)
	q := w.asks(w.pack(), Wish{Kind: Reset})
	w.all()
	w.approve(q, "bob", "carol")
	w.all()
	w.pass(4 * 24 * hour)
	w.all()
	if s := q.stage(); s != hold.Released {
		t.Fatal(s)
	}
	n := w.actors["alice"].trust().Notice
	if both, companion := w.conspire([]string{"dave", "erin"}).opens(w.actors["alice"], n); both || companion {
		t.Errorf("with one trustee, both tiers: %v, the companion tier: %v", both, companion)
	}
	if both, companion := w.conspire(nil, q).opens(w.actors["alice"], n); both || !companion {
		t.Errorf("with the ticket, both tiers: %v, the companion tier: %v", both, companion)
	}
}
