package backup

import (
	"crypto/sha256"

	"coffer/vault"
	"coffer/vault/codec"
)

// version is that of the manifest, which comes first in every version there will ever be.
const version = 1

// manifest is a snapshot as it stands in a store; see docs/backups.md. What it says is
// only as good as whoever runs the place; that its bytes belong together is checked.
type manifest struct {
	_        struct{} `cbor:",toarray"`
	Version  uint32
	Vault    vault.ID
	ID       vault.ID // the same in every edition
	Edition  uint32   // higher each time that it is written anew
	Time     int64
	Revision uint64 // of the vault; 0: it was locked
	Roots    uint32 // generation of the roots, and so which passwords open it
	Slots    uint64 // checksum of its keyslots, as in the format entry
	Packs    []pack
	Pairs    body
	Count    uint64 // of pairs
	Files    []file // of attachments, rising by ID
}

// pack is one object that holds bytes of snapshots.
type pack struct {
	_    struct{} `cbor:",toarray"`
	ID   vault.ID
	Size int64
	Sum  [sha256.Size]byte
}

// body is what ranges of packs make, one after the other.
type body struct {
	_      struct{} `cbor:",toarray"`
	Size   int64
	Sum    [sha256.Size]byte
	Ranges []extent
}

// extent is a part of a pack. Of pairs it holds whole ones.
type extent struct {
	_    struct{} `cbor:",toarray"`
	Pack uint32   // counted from 0, in the manifest's list
	At   int64
	Size int64
}

func (e extent) end() int64 { return e.At + e.Size }

// file is one attachment.
type file struct {
	_    struct{} `cbor:",toarray"`
	ID   vault.ID
	Body body
}

func (m *manifest) marshal() ([]byte, error) {
	b, err := codec.Marshal(m)
	if err != nil {
		return nil, err
	}
	sum := sha256.Sum256(b)
	return append(b, sum[:]...), nil
}

// parse reads a manifest that somebody wrote, and checks that what it says fits together.
func parse(b []byte) (m manifest, err error) {
	n := len(b) - sha256.Size
	if n < 0 || sha256.Sum256(b[:n]) != [sha256.Size]byte(b[n:]) {
		return m, damaged("a manifest that was cut or changed")
	}
	if v := leadingVersion(b[:n]); v != version {
		return m, &vault.FormatError{Have: v, Want: version}
	}
	if codec.UnmarshalCanonical(b[:n], &m) != nil || !m.fits() {
		return manifest{}, damaged("a manifest")
	}
	return m, nil
}

// leadingVersion reads the first element of the array, whatever follows.
func leadingVersion(b []byte) (v uint32) {
	if len(b) < 2 {
		return 0
	}
	if _, err := codec.UnmarshalFirst(b[1:], &v); err != nil {
		return 0
	}
	return v
}

// add puts a part behind the last one, and joins the two where they lie side by side.
func (b *body) add(e extent) {
	b.Size += e.Size
	if n := len(b.Ranges); n > 0 && b.Ranges[n-1].Pack == e.Pack && b.Ranges[n-1].end() == e.At {
		b.Ranges[n-1].Size += e.Size
		return
	}
	b.Ranges = append(b.Ranges, e)
}

// prune leaves packs out that nothing lies in any more.
func (m *manifest) prune() {
	used := make([]bool, len(m.Packs))
	m.eachRange(func(e *extent) { used[e.Pack] = true })
	var packs []pack
	to := make([]uint32, len(m.Packs))
	for i, k := range m.Packs {
		to[i] = uint32(len(packs))
		if used[i] {
			packs = append(packs, k)
		}
	}
	m.Packs = packs
	m.eachRange(func(e *extent) { e.Pack = to[e.Pack] })
}

// eachRange goes through all ranges of a manifest, which it owns.
func (m *manifest) eachRange(f func(*extent)) {
	m.eachBody(func(b *body) {
		for i := range b.Ranges {
			f(&b.Ranges[i])
		}
	})
}

func (m *manifest) eachBody(f func(*body)) {
	f(&m.Pairs)
	for i := range m.Files {
		f(&m.Files[i].Body)
	}
}
