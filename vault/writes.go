package vault

import (
	"sort"

	bolt "go.etcd.io/bbolt"
)

// writes holds what a transaction wrote until it is handed to bbolt in key
// order: unsorted puts in one large bbolt transaction are quadratic.
type writes map[string]map[string][]byte

// set notes a value, or with nil a deletion.
func (w writes) set(bucket, key, value []byte) {
	b := w[string(bucket)]
	if b == nil {
		b = make(map[string][]byte)
		w[string(bucket)] = b
	}
	b[string(key)] = value
}

func (w writes) get(bucket, key []byte) (value []byte, ok bool) {
	value, ok = w[string(bucket)][string(key)]
	return value, ok
}

// denseFrom is the number of writes from which pages are filled to nine
// tenths, because a bulk of records is not likely to be followed by as many.
const denseFrom = 1000

// flush hands everything to bbolt.
func (tx *Tx) flush() error {
	buckets := make([]string, 0, len(tx.writes))
	for name := range tx.writes {
		buckets = append(buckets, name)
	}
	sort.Strings(buckets)
	for _, name := range buckets {
		if err := tx.st.write([]byte(name), tx.writes[name]); err != nil {
			return err
		}
		delete(tx.writes, name)
	}
	return nil
}

func (s *store) write(bucket []byte, pairs map[string][]byte) error {
	keys := make([]string, 0, len(pairs))
	for k := range pairs {
		keys = append(keys, k)
	}
	sort.Strings(keys)
	s.wrote = true
	return s.guard(func() error {
		b, err := s.tx.CreateBucketIfNotExists(bucket)
		if err != nil {
			return err
		}
		if len(keys) >= denseFrom {
			b.FillPercent = 0.9
		}
		for _, k := range keys {
			if err := putOrDelete(b, []byte(k), pairs[k]); err != nil {
				return err
			}
		}
		return nil
	})
}

func putOrDelete(b *bolt.Bucket, key, value []byte) error {
	if value == nil {
		return b.Delete(key)
	}
	return b.Put(key, value)
}

func (s *store) dropBucket(name []byte) error {
	s.wrote = true
	return s.guard(func() error {
		if s.tx.Bucket(name) == nil {
			return nil
		}
		return s.tx.DeleteBucket(name)
	})
}
