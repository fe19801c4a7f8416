package vault

import (
	"crypto/sha256"

	"coffer/vault/codec"
)

// The names of the buckets that belong to no box, and of what stands in
// them. docs/format.md has the whole table.
var (
	keysBucket  = []byte("keys")  // format, slots, their MACs, wrapped box keys
	headsBucket = []byte("heads") // box headers, and the vault's own; a third one is in clear.go
)

// formatVersion changes with every change of a byte on disk that an older or
// newer program would misread; the rules stand in docs/format.md.
const formatVersion = 1

// format is the first thing read; it stands in clear.
type format struct {
	_       struct{} `cbor:",toarray"`
	Version uint32
	Vault   ID
	Roots   uint32 // how often the roots were renewed
	Slots   uint64 // checksum over all keyslots, so that a lost one is no wrong password
}

func formatKey() []byte { return []byte("format") }

func slotPrefix() []byte              { return []byte("slot") }
func slotKey(id ID) []byte            { return append(slotPrefix(), id[:]...) }
func macKey(t Tier) []byte            { return []byte{'m', 'a', 'c', byte(t)} }
func boxKeyKey(box ID, t Tier) []byte { return append(append([]byte("box"), box[:]...), byte(t)) }

// Within heads, a box header stands under box and tier, the vault's own under
// a name that no box header has.
func headKey(box ID, t Tier) []byte { return append(append(make([]byte, 0, 17), box[:]...), byte(t)) }
func vaultHeadKey(t Tier) []byte    { return []byte{'v', byte(t)} }

func parseFormat(b []byte) (format, error) {
	var f format
	if b == nil {
		return f, damaged("the format entry is missing; this may not be a vault file")
	}
	body, err := unstamp(b)
	if err != nil {
		return f, err
	}
	// the version comes first in every format that will ever be
	if v := leadingVersion(body); v != formatVersion {
		return f, &FormatError{Have: v, Want: formatVersion}
	}
	if codec.UnmarshalCanonical(body, &f) != nil {
		return f, damaged("the format entry")
	}
	return f, nil
}

// leadingVersion reads the first element of the array, whatever follows.
func leadingVersion(b []byte) uint32 {
	if len(b) < 2 {
		return 0
	}
	var v uint32
	if _, err := codec.UnmarshalFirst(b[1:], &v); err != nil {
		return 0
	}
	return v
}

// boxHead is what one tier of a box is known to hold: a keyed set hash for
// each space, changed in the transaction that changes a record.
type boxHead struct {
	_        struct{} `cbor:",toarray"`
	Revision uint64   // of the vault, when the header was written
	Sets     []spaceSet
}

type spaceSet struct {
	_     struct{} `cbor:",toarray"`
	Space Space
	Set   setHash
}

func (h *boxHead) set(s Space) *setHash {
	for i := range h.Sets {
		if h.Sets[i].Space == s {
			return &h.Sets[i].Set
		}
	}
	h.Sets = append(h.Sets, spaceSet{Space: s})
	return &h.Sets[len(h.Sets)-1].Set
}

// vaultHead binds everything of one tier together, sealed under its root.
type vaultHead struct {
	_        struct{} `cbor:",toarray"`
	Revision uint64
	Boxes    [32]byte // digest of all box headers of the tier
	Slots    [32]byte // the slot MAC of the tier
	Events   uint64   // entries of the log
	Root     [32]byte // of the tree over them
	Owed     bool     // old pages hold what must not stay; see [Tx.OweRewrite]
	Clear    [32]byte // digest of the entries in clear, zeros where there are none
	Gone     [32]byte // digest of the numbers of log entries that are gone, zeros where none is
}

// headsDigest is over the stored headers of one tier, with their names.
func headsDigest(all []entry, t Tier) (out [32]byte) {
	h := sha256.New()
	for _, e := range all {
		if len(e.k) == 17 && e.k[16] == byte(t) {
			h.Write(bind("head", e.k, e.v))
		}
	}
	h.Sum(out[:0])
	return out
}

func readFormat(st *store) (format, error) {
	b, err := st.bucket(keysBucket)
	if err != nil {
		return format{}, err
	}
	v, err := st.get(b, formatKey())
	if err != nil {
		return format{}, err
	}
	return parseFormat(v)
}

func (tx *Tx) writeFormat() error {
	b, err := codec.Marshal(tx.format)
	tx.writes.set(keysBucket, formatKey(), stamp(b))
	return err
}
