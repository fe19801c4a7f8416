package vault

import (
	"bytes"
	"slices"
	"sort"

	"coffer/vault/codec"
)

// openHead is a box header in use.
type openHead struct {
	boxHead
	elems *elements
	dirty bool
}

// replace keeps the set of a space: old goes, value comes; either may be nil.
func (h *openHead) replace(p place, old, value []byte) {
	h.swap(p.space, p.bytes(), old, value)
}

func (h *openHead) swap(s Space, key, old, value []byte) {
	set := h.set(s)
	if old != nil {
		set.remove(h.elems.of(s, key, old))
	}
	if value != nil {
		set.add(h.elems.of(s, key, value))
	}
	h.dirty = true
}

// boxKey returns the key of one tier of a box.
func (tx *Tx) boxKey(box ID, t Tier) (*boxKey, error) {
	if key := tx.v.keyring.get(box, t); key != nil {
		return key, nil
	}
	raw, epoch, err := tx.rawBoxKey(box, t)
	if err != nil {
		return nil, err
	}
	defer Wipe(raw)
	key := newBoxKey(t, epoch, raw)
	tx.v.keyring.put(box, t, key)
	return key, nil
}

// rawBoxKey unwraps the key itself, which the caller wipes.
func (tx *Tx) rawBoxKey(box ID, t Tier) (key []byte, epoch uint32, err error) {
	root, err := tx.v.roots.of(t)
	if err != nil {
		return nil, 0, err
	}
	v, err := tx.raw(keysBucket, boxKeyKey(box, t))
	if err != nil {
		return nil, 0, err
	}
	if v == nil {
		return nil, 0, tx.missingBox(box)
	}
	return unwrapBoxKey(root, tx.v.id, box, t, v)
}

// missingBox is the error for a box whose key or header is not there.
func (tx *Tx) missingBox(box ID) error {
	if box == BoxZero || slices.Contains(tx.boxes, box) {
		return damaged("the key or the header of a box is missing")
	}
	return ErrNotFound
}

// head returns the header of one tier of a box.
func (tx *Tx) head(box ID, t Tier) (*openHead, error) {
	at := keyringKey{box, t}
	if h := tx.heads[at]; h != nil {
		return h, nil
	}
	key, err := tx.boxKey(box, t)
	if err != nil {
		return nil, err
	}
	v, err := tx.raw(headsBucket, headKey(box, t))
	if err != nil {
		return nil, err
	}
	if v == nil {
		return nil, tx.missingBox(box)
	}
	plain, err := open(key.head, nil, v, bind("box head", tx.v.id[:], box[:], []byte{byte(t)}))
	h := &openHead{elems: newElements(key.set)}
	if err != nil || codec.Unmarshal(plain, &h.boxHead) != nil {
		return nil, damaged("the header of a box")
	}
	tx.heads[at] = h
	return h, nil
}

// Boxes lists all boxes but [BoxZero], in the order of their IDs.
func (tx *Tx) Boxes() ([]ID, error) { return append([]ID(nil), tx.boxes...), nil }

// CreateBox makes a box with keys of its own. [ErrReadOnly] outside of an update,
// [ErrLocked] without the core tier, [ErrManyBoxes] when there are [MaxBoxes]
// already.
func (tx *Tx) CreateBox() (ID, error) {
	if !tx.write {
		return ID{}, ErrReadOnly
	}
	if len(tx.boxes) >= MaxBoxes {
		return ID{}, ErrManyBoxes
	}
	id, err := tx.NewID()
	if err != nil {
		return ID{}, err
	}
	return id, tx.createBox(id, 1)
}

func (tx *Tx) createBox(id ID, epoch uint32) error {
	for _, t := range Tiers {
		if err := tx.newBoxKey(id, t, epoch); err != nil {
			return err
		}
	}
	if !id.IsZero() {
		tx.boxes = append(tx.boxes, id)
		sort.Slice(tx.boxes, func(i, j int) bool { return bytes.Compare(tx.boxes[i][:], tx.boxes[j][:]) < 0 })
	}
	return nil
}

// newBoxKey draws the key of one tier of a box and begins an empty header.
func (tx *Tx) newBoxKey(box ID, t Tier, epoch uint32) error {
	root, err := tx.v.roots.of(t)
	if err != nil {
		return err
	}
	key, stored, err := drawBoxKey(tx.v.o.Rand, root, tx.v.id, box, t, epoch)
	if err != nil {
		return err
	}
	tx.writes.set(keysBucket, boxKeyKey(box, t), stored)
	tx.v.keyring.put(box, t, key)
	tx.heads[keyringKey{box, t}] = &openHead{elems: newElements(key.set), dirty: true}
	for _, s := range spaces { // there is nothing that could be missing
		tx.checked[spaceName(box, s, t)] = true
	}
	return nil
}

// DropBox removes a box with its keys and all of its records. Only compact
// takes the bytes out of the file.
func (tx *Tx) DropBox(box ID) error {
	if !tx.write || box.IsZero() {
		return ErrReadOnly
	}
	if !tx.HasCore() {
		return ErrLocked
	}
	i := sort.Search(len(tx.boxes), func(i int) bool { return bytes.Compare(tx.boxes[i][:], box[:]) >= 0 })
	if i == len(tx.boxes) || tx.boxes[i] != box {
		return ErrNotFound
	}
	if err := tx.checkSpace(box, Settings); err != nil { // an old record must not decide
		return err
	}
	if err := tx.flush(); err != nil {
		return err
	}
	for _, s := range spaces {
		if err := tx.st.dropBucket(bucketName(box, s)); err != nil {
			return err
		}
	}
	for _, t := range Tiers {
		tx.writes.set(keysBucket, boxKeyKey(box, t), nil)
		tx.writes.set(headsBucket, headKey(box, t), nil)
		delete(tx.heads, keyringKey{box, t})
	}
	tx.boxes = append(tx.boxes[:i:i], tx.boxes[i+1:]...)
	tx.changes = append(tx.changes, Change{Box: box})
	return nil
}
