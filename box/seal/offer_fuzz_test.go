package seal

import (
	"bytes"
	"embed"
	"encoding/hex"
	"strings"
	"testing"
	"time"

	"coffer/box/hold"
	"coffer/box/matter"
	"coffer/box/post"
	"coffer/vault"
)

// seedBodies are what travels for a seal, and what is kept of it by each party, at
// several times of its life.
func seedBodies(t testing.TB) (bodies map[string][][]byte, policy hold.Policy) {
	w := newStage(t, 300, "alice", "bob", "carol", "mallory")
	s := w.mallorys(nil)
	file, err := File{Number: 2, Hash: hold.Hash{1}, Parcels: []post.Parcel{{ID: vault.ID{9}, Size: 1}, {}}}.bytes()
	if err != nil {
		t.Fatal(err)
	}
	bodies = map[string][][]byte{"offer": {w.offerOf(s, nil)}, "deposit": {w.depositOf(s, nil)}, "file": {file}}
	id := w.seal(plan{custodians: []string{"alice", "carol"}, threshold: 2, extra: true})
	keep := func() {
		w.all()
		for _, name := range []string{"alice", "bob", "carol"} {
			w.actor(name).view(func(k *Keeper) error {
				for sort, key := range map[string]vault.Key{"matter": matterKey(id), "course": courseKey(id)} {
					if r, err := k.tx().Get(vault.BoxZero, vault.Seals, key, vault.Core); err == nil {
						bodies[sort] = append(bodies[sort], r.Plain)
					}
				}
				return nil
			})
		}
	}
	keep()
	w.asks(id)
	keep()
	w.pass(day + time.Hour)
	keep()
	return bodies, w.actor("alice").matter(id).Policy
}

// again reads bytes of one sort, and returns them as they are written anew; nil
// where they are refused.
func again(sort string, data []byte, p hold.Policy) (written []byte, err error) {
	switch sort {
	case "offer":
		o, bad := parseOffer(data)
		if bad != nil {
			return nil, nil
		}
		return o.bytes()
	case "deposit":
		d, bad := parseDeposit(data)
		if bad != nil {
			return nil, nil
		}
		return d.bytes()
	case "file":
		f, bad := parseFile(data)
		if bad != nil {
			return nil, nil
		}
		return f.bytes()
	case "matter":
		m, bad := decodeMatter(data)
		defer m.wipe()
		if bad != nil {
			return nil, nil
		}
		return m.encode()
	}
	c, bad := matter.Decode(data, p)
	if bad != nil {
		return nil, nil
	}
	return c.Encode()
}

// kept are bodies and records of version 1, as hexadecimal text, and the policy
// that courses among them are of. They are never made anew.
//
//go:embed testdata/bodies
var kept embed.FS

func keptBodies(t testing.TB) (bodies map[string][][]byte, policy hold.Policy) {
	t.Helper()
	entries, err := kept.ReadDir("testdata/bodies")
	if err != nil {
		t.Fatal(err)
	}
	bodies = map[string][][]byte{}
	for _, e := range entries {
		text, err := kept.ReadFile("testdata/bodies/" + e.Name())
		if err != nil {
			t.Fatal(err)
		}
		data, err := hex.DecodeString(strings.TrimSpace(string(text)))
		if err != nil {
			t.Fatalf("%s: %v", e.Name(), err)
		}
		sort, _, _ := strings.Cut(e.Name(), "-")
		bodies[sort] = append(bodies[sort], data)
	}
	if policy, err = hold.ParsePolicy(bodies["policy"][0]); err != nil {
		t.Fatal(err)
	}
	return bodies, policy
}

func TestKeptBodies(t *testing.T) {
	bodies, p := keptBodies(t)
	checkBodies(t, bodies, p, map[string]int{"offer": 1, "deposit": 1, "file": 1, "matter": 3, "course": 3})
}

func TestBodies(t *testing.T) {
	bodies, p := seedBodies(t)
	checkBodies(t, bodies, p, map[string]int{"offer": 1, "deposit": 1, "file": 1, "matter": 9, "course": 6})
}

// checkBodies makes sure that there are as many as is said, and that each is read.
func checkBodies(t *testing.T, bodies map[string][][]byte, p hold.Policy, least map[string]int) {
	t.Helper()
	for sort, least := range least {
		if len(bodies[sort]) < least {
			t.Errorf("%s: %d seeds", sort, len(bodies[sort]))
		}
		for _, data := range bodies[sort] {
			if got, err := again(sort, data, p); err != nil || !bytes.Equal(got, data) {
				t.Errorf("%s: %x becomes %x: %v", sort, data, got, err)
			}
			for _, bad := range [][]byte{nil, append(bytes.Clone(data), 0), data[1:]} {
				if got, _ := again(sort, bad, p); got != nil {
					t.Errorf("%s: read in spite of being none", sort)
				}
			}
		}
	}
}

// fuzz holds that what is read is written in the same bytes.
func fuzz(f *testing.F, sort string) {
	bodies, p := keptBodies(f)
	for _, data := range bodies[sort] {
		f.Add(data)
	}
	f.Fuzz(func(t *testing.T, data []byte) {
		if got, err := again(sort, data, p); err != nil || got != nil && !bytes.Equal(got, data) {
			t.Fatalf("%x becomes %x: %v", data, got, err)
		}
	})
}

func FuzzOffer(f *testing.F)   { fuzz(f, "offer") }
func FuzzDeposit(f *testing.F) { fuzz(f, "deposit") }
func FuzzFile(f *testing.F)    { fuzz(f, "file") }
func FuzzMatter(f *testing.F)  { fuzz(f, "matter") }
func FuzzCourse(f *testing.F)  { fuzz(f, "course") }
