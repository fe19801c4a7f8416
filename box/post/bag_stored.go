package post

import (
	"bytes"
	"cmp"
	"errors"

	"coffer/vault"
	"coffer/vault/codec"
)

// bagVersion is that of the encoding of a bag.
const bagVersion = 1

// storedBag is a bag as it is kept: its records in the order of their keys.
type storedBag struct {
	_       struct{} `cbor:",toarray"`
	Version uint64
	Records []storedRecord
}

type storedRecord struct {
	_    struct{} `cbor:",toarray"`
	ID   [16]byte
	Sub  uint32
	Data []byte
}

// recordCost is more than a record takes beside its data.
const recordCost = 32

func compareKeys(a, b vault.Key) int {
	return cmp.Or(bytes.Compare(a.ID[:], b.ID[:]), cmp.Compare(a.Sub, b.Sub))
}

func encodeBag(kept map[vault.Key][]byte) ([]byte, error) {
	w := storedBag{Version: bagVersion, Records: make([]storedRecord, 0, len(kept))}
	for _, k := range sortedKeys(kept) {
		w.Records = append(w.Records, storedRecord{ID: k.ID, Sub: k.Sub, Data: kept[k]})
	}
	return codec.Marshal(w)
}

// ErrBag reports what is no bag, or one of a version that this program does not
// know.
var ErrBag = errors.New("what the courier keeps cannot be read")

// ReadBag reads what [Bag.Bytes] wrote, and nothing else: what it reads encodes to
// the same bytes again. It keeps nothing of data.
func ReadBag(data []byte, o BagOptions) (*Bag, error) {
	if len(data) > MaxBag {
		return nil, ErrBag
	}
	var w storedBag
	if codec.UnmarshalCanonical(data, &w) != nil || w.Version != bagVersion || w.Records == nil {
		return nil, ErrBag
	}
	b := NewBag(o)
	var last vault.Key
	for i, r := range w.Records {
		k := vault.Key{ID: r.ID, Sub: r.Sub}
		if i > 0 && compareKeys(last, k) >= 0 || !validRecord(k, r.Data) {
			b.Wipe()
			return nil, ErrBag
		}
		b.kept[k] = r.Data
		b.size += recordCost + len(r.Data)
		last = k
	}
	if b.size > MaxBag-maxBagHead {
		b.Wipe()
		return nil, ErrBag
	}
	return b, nil
}

func isPiece(k vault.Key) bool { return k.Sub >= subPiece && k.Sub < subOutgoing }

// validRecord tells whether a record is what stands under such a key, so that
// whoever reads it later finds nothing that the courier would not have written.
func validRecord(k vault.Key, data []byte) bool {
	switch {
	case k.Sub >= subOutgoing:
		var w storedOutgoing
		return codec.UnmarshalCanonical(data, &w) == nil && w.valid(k)
	case isPiece(k):
		return len(data) <= pieceSize
	}
	switch k.Sub {
	case subChannel:
		var w storedChannel
		return codec.UnmarshalCanonical(data, &w) == nil && w.valid(k)
	case subAside:
		var a Aside
		return codec.UnmarshalCanonical(data, &a) == nil && k == asideKey(a.Object)
	case subSeen:
		var at int64
		return codec.UnmarshalCanonical(data, &at) == nil
	case subParcels:
		var all []Arriving
		return codec.UnmarshalCanonical(data, &all) == nil && validParcels(all)
	}
	return false
}

func (w *storedOutgoing) valid(k vault.Key) bool {
	o := w.outgoing()
	return o.Seq < subOutgoing && o.key() == k && len(o.Signed.Bytes) <= MaxEnvelope
}

func (w *storedChannel) valid(k vault.Key) bool {
	c := w.channel()
	return channelKey(c.In) == k && (c.Kinds == OfContact || c.Kinds == OfMatter) && c.Taken.valid()
}

// valid tells whether it may have come about by [Taken.take].
func (t *Taken) valid() bool {
	if len(t.Recent)%shortID != 0 || len(t.Recent) > maxRecent*shortID || uint64(len(t.Recent)/shortID) > t.Seq ||
		len(t.Ahead) > maxAhead {
		return false
	}
	after := t.Seq + 1
	for _, l := range t.Ahead {
		if l.Seq <= after || l.Seq > t.Seq+maxAhead {
			return false
		}
		after = l.Seq
	}
	return true
}

func validParcels(all []Arriving) bool {
	if len(all) == 0 || len(all) > maxParcels {
		return false
	}
	seen := make(map[vault.ID]bool, len(all))
	for i := range all {
		a := &all[i]
		if a.Size > MaxParcel || uint64(len(a.Have)) != (a.pieces()+7)/8 || uint64(a.First)+a.pieces() > subPiece || seen[a.ID] {
			return false
		}
		seen[a.ID] = true
	}
	return true
}
