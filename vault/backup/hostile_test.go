package backup

import (
	"bytes"
	"crypto/sha256"
	"errors"
	"fmt"
	"iter"
	"math"
	"os"
	"path/filepath"
	"runtime"
	"slices"
	"strings"
	"testing"

	"coffer/vault"
	"coffer/vault/blob"
	"coffer/vault/blob/blobtest"
)

// someManifest is a small one that fits.
func someManifest() manifest {
	return manifest{Version: version, Vault: vault.ID{1}, ID: vault.ID{2}, Edition: 1, Time: 1_900_000_000, Revision: 7, Roots: 1, Slots: 1,
		Packs: []pack{{ID: vault.ID{1}, Size: 1000}, {ID: vault.ID{2}, Size: 1000}},
		Pairs: body{Size: 300, Ranges: []extent{{At: 0, Size: 100}, {Pack: 1, At: 50, Size: 200}}}, Count: 3,
		Files: []file{
			{ID: vault.ID{1}, Body: body{Size: 150, Ranges: []extent{{At: 100, Size: 50}, {At: 900, Size: 100}}}},
			{ID: vault.ID{2}},
		}}
}

// hostile are manifests that nobody's client writes, with the checksum as it should be.
var hostile = map[string]func(*manifest){
	"a later edition than any":  func(m *manifest) { m.Edition = maxEdition + 1 },
	"no edition":                func(m *manifest) { m.Edition = 0 },
	"a time before all":         func(m *manifest) { m.Time = -1 },
	"a time beyond":             func(m *manifest) { m.Time = lastTime + 1 },
	"the last time of all":      func(m *manifest) { m.Time = math.MaxInt64 },
	"a pack twice":              func(m *manifest) { m.Packs[1].ID = m.Packs[0].ID },
	"a pack in vain":            func(m *manifest) { m.Packs = append(m.Packs, pack{ID: vault.ID{3}, Size: 1}) },
	"the first pack in vain":    func(m *manifest) { m.Packs = append([]pack{{ID: vault.ID{3}, Size: 1000}}, m.Packs...) },
	"a pack of nothing":         func(m *manifest) { m.Packs[1].Size = 0 },
	"a pack of less":            func(m *manifest) { m.Packs[1].Size = -1 },
	"a large pack":              func(m *manifest) { m.Packs[1].Size = packFull + 1 },
	"a pack as large as can be": func(m *manifest) { m.Packs[1].Size = math.MaxInt64 },
	"ranges that overlap": func(m *manifest) {
		m.Pairs.Ranges[1] = extent{At: 99, Size: 200}
		m.Files[1].Body = body{Size: 1, Ranges: []extent{{Pack: 1, Size: 1}}}
	},
	"a range twice":           func(m *manifest) { m.Files[1].Body = m.Files[0].Body },
	"a range within another":  func(m *manifest) { m.Files[1].Body = body{Size: 1, Ranges: []extent{{Pack: 1, At: 100, Size: 1}}} },
	"a range past the end":    func(m *manifest) { m.Pairs.Ranges[1].At = 801 },
	"a range far past":        func(m *manifest) { m.Pairs.Ranges[1].At = math.MaxInt64 },
	"a range before":          func(m *manifest) { m.Pairs.Ranges[0].At = -1 },
	"a range far before":      func(m *manifest) { m.Pairs.Ranges[0].At = math.MinInt64 },
	"a range of nothing":      func(m *manifest) { m.Pairs.Ranges = append(m.Pairs.Ranges, extent{At: 200}) },
	"a range of less":         func(m *manifest) { m.Pairs.Ranges[1].Size = -200; m.Pairs.Size = -100 },
	"a range of all":          func(m *manifest) { m.Pairs.Ranges[1].Size = math.MaxInt64 },
	"no such pack":            func(m *manifest) { m.Pairs.Ranges[1].Pack = 2 },
	"far from any pack":       func(m *manifest) { m.Pairs.Ranges[1].Pack = math.MaxUint32 },
	"a size that is no sum":   func(m *manifest) { m.Pairs.Size++ },
	"a size of less":          func(m *manifest) { m.Pairs.Size = -300 },
	"more pairs than fit":     func(m *manifest) { m.Count = 51 },
	"pairs without end":       func(m *manifest) { m.Count = math.MaxUint64 },
	"files out of order":      func(m *manifest) { slices.Reverse(m.Files) },
	"a file twice":            func(m *manifest) { m.Files[1].ID = m.Files[0].ID },
	"a file of zeros":         func(m *manifest) { m.Files[0].ID = vault.ID{} },
	"the same bytes for each": func(m *manifest) { m.Files = bomb(m.Files[0].Body, 1000) },
	"thousands of ranges that overlap": func(m *manifest) {
		b := body{}
		for range 100_000 {
			b.Ranges, b.Size = append(b.Ranges, extent{Pack: 1, At: 500, Size: 1}), b.Size+1
		}
		m.Files[1].Body = b
	},
}

// bomb makes many files of the same bytes.
func bomb(b body, n int) (all []file) {
	for i := range n {
		all = append(all, file{ID: vault.ID{1, byte(i >> 8), byte(i)}, Body: b})
	}
	return all
}

// TestHostileManifests: a manifest that says what cannot be is refused, and never written.
func TestHostileManifests(t *testing.T) {
	m := someManifest()
	good, err := m.marshal()
	if err != nil {
		t.Fatal(err)
	}
	if _, err := parse(good); err != nil {
		t.Fatalf("one that fits: %v", err)
	}
	for name, change := range hostile {
		m := someManifest()
		change(&m)
		b, err := m.marshal()
		if err != nil {
			t.Fatal(err)
		}
		var d *vault.DamagedError
		if _, err := parse(b); !errors.As(err, &d) {
			t.Errorf("%s: %v", name, err)
		}
		place := Place{Store: new(blobtest.Memory), Vault: m.Vault, Rand: bytes.NewReader(make([]byte, 100))}
		if _, err := place.put(ctx, m); !errors.Is(err, blob.ErrTooLarge) {
			t.Errorf("%s: written, %v", name, err)
		}
	}
}

// TestNewerManifest: what a newer program wrote is told from what is damaged.
func TestNewerManifest(t *testing.T) {
	b := []byte("\x82\x02\xf6")
	sum := sha256.Sum256(b)
	var f *vault.FormatError
	if _, err := parse(append(b, sum[:]...)); !errors.As(err, &f) || f.Have != 2 {
		t.Errorf("got %v", err)
	}
}

// TestHostileMemory: a manifest that announces a million packs without having them takes no memory.
func TestHostileMemory(t *testing.T) {
	var before, after runtime.MemStats
	for _, text := range []string{"\x8d\x01\x9a\x00\x0f\xff\xff", "\x9a\x00\x10\x00\x00", "\x8d\x01\x5b\x7f\xff\xff\xff\xff\xff\xff\xff"} {
		sum := sha256.Sum256([]byte(text))
		runtime.ReadMemStats(&before)
		_, err := parse(append([]byte(text), sum[:]...))
		runtime.ReadMemStats(&after)
		if taken := after.TotalAlloc - before.TotalAlloc; err == nil || taken > 1<<20 {
			t.Errorf("%x: %v, and %d bytes", text, err, taken)
		}
	}
}

// rewritten is the newest backup with a manifest and pairs that whoever runs the place made, as far as it can.
func (s *scene) rewritten(t *testing.T, change func(*manifest, *[]vault.Pair)) (Place, *Snapshot) {
	t.Helper()
	p := s.copy()
	l := s.list(p)
	last := l.All[len(l.All)-1]
	var all []vault.Pair
	for l, err := range newReader(p, last.m.Packs).pairs(ctx, &last.m) {
		if err != nil {
			t.Fatal(err)
		}
		all = append(all, l.Pair)
	}
	m := last.m
	m.Count = uint64(len(all))
	change(&m, &all)
	k := &maker{out: writer{p: p}}
	m.Files, m.Pairs = nil, body{}
	h := sha256.New()
	for _, q := range all {
		b := appendPair(nil, q)
		h.Write(b)
		e, err := k.out.add(ctx, b)
		if err != nil {
			t.Fatal(err)
		}
		m.Pairs.add(e)
	}
	h.Sum(m.Pairs.Sum[:0])
	if err := k.out.flush(ctx); err != nil {
		t.Fatal(err)
	}
	m.Packs = k.out.packs
	m.Edition++
	made, err := p.put(ctx, m)
	if err != nil {
		t.Fatal(err)
	}
	return p, &made
}

// TestHostilePairs: pairs that no vault file has are refused, whatever the checksums say, and the next backup
// does without them.
func TestHostilePairs(t *testing.T) {
	s := newScene(t, 1)
	var format vault.Pair
	for name, change := range map[string]func(*manifest, *[]vault.Pair){
		"out of order":     func(_ *manifest, all *[]vault.Pair) { (*all)[0], (*all)[1] = (*all)[1], (*all)[0] },
		"twice":            func(_ *manifest, all *[]vault.Pair) { (*all)[1] = (*all)[0] },
		"no format entry":  func(m *manifest, all *[]vault.Pair) { *all = slices.DeleteFunc(*all, isFormat); m.Count-- },
		"nothing":          func(m *manifest, all *[]vault.Pair) { *all, m.Count = nil, 0 },
		"another number":   func(m *manifest, _ *[]vault.Pair) { m.Count-- },
		"another bucket":   func(_ *manifest, all *[]vault.Pair) { (*all)[len(*all)-1].Bucket = []byte("slots") },
		"a bucket of none": func(_ *manifest, all *[]vault.Pair) { (*all)[0].Bucket = nil },
		"another space":    func(_ *manifest, all *[]vault.Pair) { (*all)[len(*all)-1].Bucket = bytes.Repeat([]byte{0xff}, 17) },
		"a key of none":    func(_ *manifest, all *[]vault.Pair) { (*all)[0].Key = nil },
		"another vault": func(_ *manifest, all *[]vault.Pair) {
			i := slices.IndexFunc(*all, isFormat)
			other := newPerson(t)
			err := other.v.Image(ctx, func(pairs iter.Seq2[vault.Pair, error]) error {
				for q, err := range pairs {
					if err != nil {
						return err
					}
					if isFormat(q) {
						format = q
					}
				}
				return nil
			})
			if err != nil {
				t.Fatal(err)
			}
			(*all)[i] = format
		},
	} {
		t.Run(name, func(t *testing.T) {
			p, made := s.rewritten(t, change)
			verr := p.Verify(ctx, made, nil)
			o := s.options(filepath.Join(t.TempDir(), "back"))
			xerr := p.Extract(ctx, made, o, nil)
			if verr == nil || xerr == nil {
				t.Errorf("verify says %v, extract %v", verr, xerr)
			}
			if _, err := os.Stat(filepath.Join(o.Dir, vault.FileName)); err == nil {
				t.Error("a vault was made")
			}
			if next, err := p.Make(ctx, s.origin()); err != nil || p.Verify(ctx, &next.Snapshot, nil) != nil {
				t.Errorf("the next one: %v", err)
			}
		})
	}
}

func isFormat(p vault.Pair) bool { return string(p.Key) == "format" }

// TestCrowdedPlace: names that are none of ours are left alone, and too many of ours are told.
func TestCrowdedPlace(t *testing.T) {
	s := newScene(t, 1)
	p := s.copy()
	store := p.Store.(*blobtest.Memory)
	store.Change(func(objects map[string][]byte) {
		for n := range 3 * MaxSnapshots {
			objects[fmt.Sprintf("%s/%d", p.folder(manifestsName), n)] = nil
			objects[fmt.Sprintf("%s/%d", p.folder(packsName), n)] = nil
		}
	})
	s.check(t, p, s.ids...)
	if err := p.Sweep(ctx); err != nil || len(objects(p)) < 6*MaxSnapshots {
		t.Errorf("%d objects, %v", len(objects(p)), err)
	}
	store.Change(func(objects map[string][]byte) {
		for n := range 2 * MaxSnapshots {
			objects[p.manifestName(vault.ID{1, byte(n >> 8), byte(n)})] = nil
		}
	})
	if _, err := p.List(ctx); !errors.Is(err, ErrMany) {
		t.Errorf("got %v", err)
	}
}

// TestFolderCutShort: a folder in which a crash of the disk has cut packs short says so, and the next backup
// is whole.
func TestFolderCutShort(t *testing.T) {
	p := newPerson(t)
	p.add(4)
	dir := t.TempDir()
	store, err := blob.Open("dir:"+dir, blob.Options{})
	if err != nil {
		t.Fatal(err)
	}
	p.place.Store = store
	made := p.make()
	packs, err := filepath.Glob(filepath.Join(dir, p.v.ID().String(), packsName, "*"))
	if err != nil || len(packs) != 1 {
		t.Fatalf("%q, %v", packs, err)
	}
	info, err := os.Stat(packs[0])
	if err != nil {
		t.Fatal(err)
	}
	for _, size := range []int64{info.Size() - 1, info.Size() / 2, 0} {
		if err := os.Truncate(packs[0], size); err != nil {
			t.Fatal(err)
		}
		var d *vault.DamagedError
		if err := p.place.Verify(ctx, &made.Snapshot, nil); !errors.As(err, &d) || !strings.Contains(err.Error(), "cut or changed") {
			t.Errorf("%d bytes: %v", size, err)
		}
	}
	again := p.make()
	p.checkBack(p.place, &again.Snapshot, p.state())
}
