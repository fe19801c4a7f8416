package vault

import (
	"bytes"
	"encoding/binary"
	"fmt"
	"os"
	"path/filepath"
	"reflect"
	"testing"

	bolt "go.etcd.io/bbolt"

	"coffer/vault/codec"
)

// What stands in clear is fuzzed behind its checksum, since no fuzzer finds
// SHA-256 by itself.

func FuzzSlot(f *testing.F) {
	recovery := someSlot()
	recovery.Kind, recovery.Core, recovery.Params, recovery.Sealed = RecoverySlot, false, Params{}, make([]byte, recoveryOverhead+keySize)
	for _, s := range []*slot{someSlot(), recovery} {
		b, err := codec.Marshal(s)
		if err != nil {
			f.Fatal(err)
		}
		f.Add(b)
	}
	f.Fuzz(func(t *testing.T, body []byte) {
		s, err := parseSlot(stamp(body))
		if err != nil {
			return
		}
		if again, err := encodeSlot(s); err != nil || !bytes.Equal(again, stamp(body)) {
			t.Errorf("%x becomes %x: %v", body, again, err)
		}
		if s.Kind == PasswordSlot && s.Params.check() != nil {
			t.Errorf("costs %+v pass", s.Params)
		}
	})
}

func FuzzFormat(f *testing.F) {
	for _, v := range []any{format{Version: 1, Vault: ID{1}, Roots: 1, Slots: 1}, []any{2, "newer"}} {
		b, err := codec.Marshal(v)
		if err != nil {
			f.Fatal(err)
		}
		f.Add(b)
	}
	f.Fuzz(func(t *testing.T, body []byte) {
		v, err := parseFormat(stamp(body))
		if err != nil {
			return
		}
		if again, err := codec.Marshal(v); err != nil || !bytes.Equal(again, body) || v.Version != formatVersion {
			t.Errorf("%x becomes %x: %v", body, again, err)
		}
	})
}

func FuzzUnpadded(f *testing.F) {
	for _, n := range []int{0, 1, 252, 253, 1000} {
		f.Add(padded(bytes.Repeat([]byte{1}, n)))
	}
	f.Fuzz(func(t *testing.T, p []byte) {
		if plain, err := unpadded(p); err == nil && !bytes.Equal(padded(plain), p) {
			t.Errorf("%x is not what padding makes of %x", p, plain)
		}
	})
}

func FuzzPlace(f *testing.F) {
	f.Add(place{key: Key{ID: ID{1}}, tier: Core}.bytes())
	f.Add(place{key: Key{ID: ID{1}, Sub: 1}, tier: Companion}.bytes())
	f.Fuzz(func(t *testing.T, b []byte) {
		if p, err := parsePlace(ID{}, Items, b); err == nil && !bytes.Equal(p.bytes(), b) {
			t.Errorf("%x becomes %x", b, p.bytes())
		}
	})
}

// FuzzParts decodes what stands behind an AEAD or a MAC, as somebody with the
// key could have made it.
func FuzzParts(f *testing.F) {
	fresh := func() []any {
		return []any{new(wrappedKey), new(boxHead), new(vaultHead), new(memory), new(storedEvent)}
	}
	head := boxHead{Revision: 1}
	head.set(Items).add([32]byte{1})
	for i, v := range []any{wrappedKey{Epoch: 1, Sealed: []byte("sealed")}, head, vaultHead{Events: 1}, memory{Revision: 1}, storedEvent{Changes: []storedChange{}}} {
		b, err := codec.Marshal(v)
		if err != nil {
			f.Fatal(err)
		}
		f.Add(uint8(i), b)
	}
	root := bytes.Repeat([]byte{1}, keySize)
	f.Fuzz(func(t *testing.T, which uint8, b []byte) {
		unwrapBoxKey(root, ID{}, ID{}, Core, b)
		i := int(which) % len(fresh())
		v, w := fresh()[i], fresh()[i]
		if codec.Unmarshal(b, v) != nil {
			return
		}
		again, err := codec.Marshal(v)
		if err == nil {
			err = codec.UnmarshalCanonical(again, w)
		}
		if err != nil || !reflect.DeepEqual(v, w) {
			t.Errorf("%x becomes %x: %v", b, again, err)
		}
	})
}

// FuzzPages changes bytes of a small file: two bytes say where, counted within
// the first 64 KiB, and one says what. What passes the checks is walked by bbolt
// without a panic, and the same keys and values come out as by path.
func FuzzPages(f *testing.F) {
	file := smallFile(f)
	f.Add([]byte{})
	for _, at := range []uint16{pageHeader + 16, pageSize + pageHeader + 40, 4*pageSize + 8, 5*pageSize + 10, 6*pageSize + 24, 7*pageSize + 16} {
		f.Add(append(binary.BigEndian.AppendUint16(nil, at), 1))
	}
	path := filepath.Join(memoryDir(f), FileName)
	f.Fuzz(func(t *testing.T, patches []byte) {
		b := bytes.Clone(file)
		for ; len(patches) >= 3; patches = patches[3:] {
			if at := int(binary.BigEndian.Uint16(patches)); at < len(b) {
				b[at] = patches[2]
			}
		}
		seal64(b[pageHeader:])
		seal64(b[pageSize+pageHeader:])
		p, err := readPageFile(bytes.NewReader(b), int64(len(b)))
		if err != nil {
			return
		}
		p.checkPath(p.meta.root, buckets, []byte("b"))
		if p.checkAll() != nil {
			return
		}
		if err := os.WriteFile(path, b, 0o600); err != nil {
			t.Fatal(err)
		}
		if err := guard(func() error { return walk(path) }); err != nil {
			t.Errorf("the checks pass, and bbolt says: %v", err)
		}
	})
}

// smallFile has branch pages, a bucket within a page, free pages and a long value.
func smallFile(f *testing.F) []byte {
	path := filepath.Join(f.TempDir(), FileName)
	db, err := bolt.Open(path, 0o600, boltOptions(Options{OpenFile: os.OpenFile}))
	if err != nil {
		f.Fatal(err)
	}
	fill := func(name string, n, size int) {
		err := db.Update(func(tx *bolt.Tx) error {
			b, err := tx.CreateBucketIfNotExists([]byte(name))
			for i := range n {
				if err == nil {
					err = b.Put(fmt.Appendf(nil, "key %03d", i), bytes.Repeat([]byte{byte(i)}, size))
				}
			}
			return err
		})
		if err != nil {
			f.Fatal(err)
		}
	}
	fill("a", 30, 300)
	fill("b", 2, 20)
	fill("c", 1, 6000)
	fill("a", 15, 310)
	if err := db.Close(); err != nil {
		f.Fatal(err)
	}
	b, err := os.ReadFile(path)
	if err != nil {
		f.Fatal(err)
	}
	p, err := readPageFile(bytes.NewReader(b), int64(len(b)))
	if err != nil || p.checkAll() != nil {
		f.Fatal(err, p.checkAll())
	}
	return b[:p.meta.pages*pageSize]
}

// walk reads everything in a file, and writes a little.
func walk(path string) error {
	db, err := bolt.Open(path, 0o600, boltOptions(Options{OpenFile: os.OpenFile}))
	if err != nil {
		return err
	}
	defer db.Close()
	err = db.View(func(tx *bolt.Tx) error {
		return tx.ForEach(func(name []byte, b *bolt.Bucket) error {
			return b.ForEach(func(k, v []byte) error {
				if v != nil && !bytes.Equal(b.Get(k), v) {
					return fmt.Errorf("%q is not found by its name", k)
				}
				return nil
			})
		})
	})
	if err != nil {
		return err
	}
	return db.Update(func(tx *bolt.Tx) error {
		b, err := tx.CreateBucketIfNotExists([]byte("new"))
		if err == nil {
			err = b.Put([]byte("key"), make([]byte, 5000))
		}
		return err
	})
}
