package vault

import (
	"bytes"
)

// The blind index finds records by a keyed hash of their name.

// IndexPut makes an ID findable by a name; several IDs may have one name.
// [ErrReadOnly] outside of an update, [ErrNotFound] when there is no such box,
// [ErrTooLarge] when the IDs of the name have more than [MaxName] bytes.
func (tx *Tx) IndexPut(box ID, name string, id ID) error {
	return tx.index(box, name, func(ids []byte) []byte {
		if indexOf(ids, id) < 0 {
			ids = append(bytes.Clone(ids), id[:]...)
		}
		return ids
	})
}

// IndexDelete takes an ID from a name; nothing happens when it is not there.
// Errors are those of [Tx.IndexPut].
func (tx *Tx) IndexDelete(box ID, name string, id ID) error {
	return tx.index(box, name, func(ids []byte) []byte {
		if i := indexOf(ids, id); i >= 0 {
			ids = append(bytes.Clone(ids[:i]), ids[i+len(id):]...)
		}
		return ids
	})
}

// indexOf finds an ID in a list of IDs.
func indexOf(ids []byte, id ID) int {
	for i := 0; i+len(id) <= len(ids); i += len(id) {
		if bytes.Equal(ids[i:i+len(id)], id[:]) {
			return i
		}
	}
	return -1
}

func (tx *Tx) index(box ID, name string, change func([]byte) []byte) error {
	if !tx.write {
		return ErrReadOnly
	}
	key, err := tx.boxKey(box, Companion)
	if err != nil {
		return err
	}
	h, err := tx.head(box, Companion)
	if err != nil {
		return err
	}
	bucket, at := bucketName(box, indexSpace), key.indexName(name)
	old, err := tx.raw(bucket, at)
	if err != nil {
		return err
	}
	if old != nil {
		if err := tx.newest(box, indexSpace, Companion); err != nil {
			return err
		}
	}
	before, err := key.openNamed(at, old)
	if err != nil {
		return err
	}
	ids := change(before)
	if len(ids) > MaxName {
		return ErrTooLarge
	}
	if bytes.Equal(ids, before) {
		return nil
	}
	named := key.sealNamed(at, ids)
	h.swap(indexSpace, at, old, named)
	tx.writes.set(bucket, at, named)
	return nil
}

// IndexGet returns the IDs that have exactly this name, or [ErrNotFound]. It
// costs the same in a box of a hundred records and of a hundred thousand.
func (tx *Tx) IndexGet(box ID, name string) ([]ID, error) {
	key, err := tx.boxKey(box, Companion)
	if err != nil {
		return nil, err
	}
	at := key.indexName(name)
	v, err := tx.raw(bucketName(box, indexSpace), at)
	if err != nil {
		return nil, err
	}
	if v == nil {
		return nil, tx.miss(box, indexSpace, Companion)
	}
	if err := tx.newest(box, indexSpace, Companion); err != nil {
		return nil, err
	}
	var ids []ID
	err = guard(func() error {
		b, err := key.openNamed(at, v)
		for ; len(b) > 0; b = b[len(ID{}):] {
			ids = append(ids, ID(b))
		}
		return err
	})
	return ids, err
}
