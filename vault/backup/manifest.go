package backup

import (
	"crypto/sha256"
	"time"

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
	Edition  uint32   // one more each time that it is written anew
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

// fits tells whether what a manifest says is possible. In a snapshot no byte of a pack
// stands twice, so that it is never larger than what lies in the store.
func (m *manifest) fits() bool {
	if m.Time < 0 || m.Time > lastTime || len(m.Packs) > maxPacks || len(m.Files) > maxFiles {
		return false
	}
	var room, used int64
	for _, p := range m.Packs {
		if p.Size <= 0 || p.Size > maxManifest {
			return false
		}
		room += p.Size
	}
	last := vault.ID{}
	ranges := len(m.Pairs.Ranges)
	used += m.Pairs.Size
	ok := m.Pairs.fits(m.Packs)
	for _, f := range m.Files {
		ok = ok && f.Body.fits(m.Packs) && f.Body.Size <= maxFile && string(f.ID[:]) > string(last[:])
		ranges += len(f.Body.Ranges)
		used += f.Body.Size
		last = f.ID
		if !ok || used > room || ranges > 2*maxRanges {
			return false
		}
	}
	return ok && used <= room && ranges <= 2*maxRanges
}

// lastTime is the end of the year 9999.
const lastTime = 253402300799

func (b *body) fits(packs []pack) bool {
	var sum int64
	for _, r := range b.Ranges {
		if int(r.Pack) >= len(packs) || r.At < 0 || r.Size <= 0 || r.Size > packs[r.Pack].Size || r.At > packs[r.Pack].Size-r.Size {
			return false
		}
		sum += r.Size
	}
	return sum == b.Size
}

// add puts a part behind the last one, and joins the two where they lie side by side.
func (b *body) add(e extent) {
	b.Size += e.Size
	if n := len(b.Ranges); n > 0 && b.Ranges[n-1].Pack == e.Pack && b.Ranges[n-1].end() == e.At && b.Ranges[n-1].Size+e.Size <= maxManifest {
		b.Ranges[n-1].Size += e.Size
		return
	}
	b.Ranges = append(b.Ranges, e)
}

// Snapshot is one backup.
type Snapshot struct {
	m    manifest
	name string // of its object
}

// ID names the backup, in whatever place it lies.
func (s *Snapshot) ID() vault.ID { return s.m.ID }

// Vault is whose backup it is.
func (s *Snapshot) Vault() vault.ID { return s.m.Vault }

// Time is when it was made, by the clock of the machine: UTC, whole seconds.
func (s *Snapshot) Time() time.Time { return time.Unix(s.m.Time, 0).UTC() }

// Revision is that of the vault in it, as whoever made it says; 0: the vault was locked.
func (s *Snapshot) Revision() uint64 { return s.m.Revision }

// Roots is the generation of the vault's roots: keys of another one do not open it.
func (s *Snapshot) Roots() uint32 { return s.m.Roots }

// Slots tells keyslots, and so passwords, of one day from those of another.
func (s *Snapshot) Slots() uint64 { return s.m.Slots }

// Edition counts how often it was written anew; see [Repack] and [Replace].
func (s *Snapshot) Edition() uint32 { return s.m.Edition }

// Size is how many bytes come back, and Files how many attachments are among them.
func (s *Snapshot) Size() int64 {
	n := s.m.Pairs.Size
	for i := range s.m.Files {
		n += s.m.Files[i].Body.Size
	}
	return n
}

// Files is how many attachments there are.
func (s *Snapshot) Files() int { return len(s.m.Files) }

// Pairs is how many pairs the vault file has.
func (s *Snapshot) Pairs() uint64 { return s.m.Count }
