package vault

import (
	"errors"
	"io"
	"time"
)

// Tx is what [Vault.View] and [Vault.Update] hand to their function; it ends
// with it. The methods that write return [ErrReadOnly] in a View. A Tx is not
// for concurrent use, but for the function that [Tx.Scan] runs.
type Tx struct {
	v      *Vault
	st     *store
	write  bool
	now    time.Time
	format format
	boxes  []ID
	heads  map[keyringKey]*openHead
	vault  map[Tier]*vaultHead
	writes writes
	// checked remembers the spaces whose whole set was checked, because a
	// record that is not there must not have been taken away.
	checked map[string]bool
	changes []Change
	about   []storedSubject // of the entry that records the transaction
	told    int             // how many were to be in about
	fresh   bool            // fills a new file, whose slots no commit has written yet

	recleared bool // an entry in clear was written
	// folded is what to do after the commit about what waited to be recorded; nil until
	// that is recorded.
	folded func()
}

// Change is one record that a transaction wrote. New is zero for a deletion.
type Change struct {
	Box      ID
	Space    Space
	Key      Key
	Tier     Tier
	Old, New uint32
}

// VaultID names the vault.
func (tx *Tx) VaultID() ID { return tx.v.id }

// Now is the wall clock at the begin of the transaction: UTC, whole seconds.
func (tx *Tx) Now() time.Time { return tx.now }

// Reached tells whether an irrevocable date is reached, by the rule of two
// openings at least 24 credited hours apart (vault/clock).
func (tx *Tx) Reached(due time.Time) bool { return tx.v.time.Reached(due) }

// Credited is the time that counts, since the first opening (vault/clock): waits
// are measured with it. It never decreases.
func (tx *Tx) Credited() time.Duration { return tx.v.time.Credited }

// Rand is the randomness that the vault was opened with.
func (tx *Tx) Rand() io.Reader { return tx.v.o.Rand }

// NewID draws a fresh ID.
func (tx *Tx) NewID() (ID, error) { return NewID(tx.v.o.Rand) }

// Dir is the vault's folder.
func (tx *Tx) Dir() string { return tx.v.o.Dir }

// HasCore tells whether the core tier is open, at least of the boxes that
// [Tx.Boxes] lists.
func (tx *Tx) HasCore() bool {
	if tx.v.scope != nil {
		return tx.v.scope.core
	}
	return tx.v.roots != nil && tx.v.roots.core
}

// Writable tells an Update from a View.
func (tx *Tx) Writable() bool { return tx.write }

// Get reads one record: [ErrNotFound] when there is none, [ErrLocked] when its
// tier is not open, a [DamagedError] when it is not what was written. In a space
// that decides beyond one item, and in any that is small, that includes an older
// record of the same place; elsewhere [Tx.Whole] finds it.
func (tx *Tx) Get(box ID, s Space, k Key, t Tier) (Record, error) {
	p := place{box, s, k, t}
	key, err := tx.boxKey(box, t)
	if err != nil {
		return Record{}, err
	}
	v, err := tx.raw(bucketName(box, s), p.bytes())
	if err != nil {
		return Record{}, err
	}
	if v == nil {
		return Record{}, tx.miss(box, s, t)
	}
	if err := tx.newest(box, s, t); err != nil {
		return Record{}, err
	}
	plain, _, err := tx.open(key, p, v, nil)
	return Record{Key: k, Revision: recordRevisionOf(v), Plain: plain}, err
}

// Has tells whether a record is there, which is opened for that: a damaged file may
// lead to that of another place. Errors are those of [Tx.Get], but for one that is not
// there.
func (tx *Tx) Has(box ID, s Space, k Key, t Tier) (bool, error) {
	r, err := tx.Get(box, s, k, t)
	Wipe(r.Plain)
	if notFound(err) {
		return false, nil
	}
	return err == nil, err
}

// Put writes one record and returns its new revision: one more than before, 1
// for a new one. Plain is not kept. [ErrReadOnly] in a space where this box or
// tier has no records.
func (tx *Tx) Put(box ID, s Space, k Key, t Tier, plain []byte) (uint32, error) {
	if len(plain) > MaxPlain {
		return 0, ErrTooLarge
	}
	p := place{box, s, k, t}
	if !s.valid() || s.logs() || !s.allows(box, t) || p.reserved() {
		return 0, ErrReadOnly
	}
	return tx.put(p, plain)
}

func (tx *Tx) put(p place, plain []byte) (uint32, error) { return tx.putAt(p, plain, 0) }

// putAt writes a record with a given revision, or with the next one.
func (tx *Tx) putAt(p place, plain []byte, revision uint32) (uint32, error) {
	key, h, old, err := tx.forWriting(p)
	if err != nil {
		return 0, err
	}
	if revision == 0 {
		revision = 1
		if old != nil {
			revision += recordRevision(old)
		}
	}
	v, err := sealRecord(key.records, tx.v.o.Rand, tx.v.id, p, key.epoch, revision, plain)
	if err != nil {
		return 0, err
	}
	h.replace(p, old, v)
	tx.changed(p, old, revision)
	tx.writes.set(bucketName(p.box, p.space), p.bytes(), v)
	return revision, nil
}

// Delete removes one record; [ErrNotFound] when there is none.
func (tx *Tx) Delete(box ID, s Space, k Key, t Tier) error {
	p := place{box, s, k, t}
	if p.reserved() {
		return ErrReadOnly
	}
	return tx.remove(p)
}

func (tx *Tx) remove(p place) error {
	_, h, old, err := tx.forWriting(p)
	if err != nil {
		return err
	}
	if old == nil {
		return ErrNotFound
	}
	h.replace(p, old, nil)
	tx.changed(p, old, 0)
	tx.writes.set(bucketName(p.box, p.space), p.bytes(), nil)
	return nil
}

func (tx *Tx) forWriting(p place) (key *boxKey, h *openHead, old []byte, err error) {
	if !tx.write {
		return nil, nil, nil, ErrReadOnly
	}
	if key, err = tx.boxKey(p.box, p.tier); err != nil {
		return nil, nil, nil, err
	}
	if h, err = tx.head(p.box, p.tier); err != nil {
		return nil, nil, nil, err
	}
	if old, err = tx.raw(bucketName(p.box, p.space), p.bytes()); err == nil && old != nil {
		if err = tx.newest(p.box, p.space, p.tier); err != nil {
			return nil, nil, nil, err
		}
		var plain []byte // what is damaged must not go into the set's sum
		plain, _, err = tx.open(key, p, old, nil)
		Wipe(plain)
	}
	return key, h, old, err
}

func (tx *Tx) changed(p place, old []byte, revision uint32) {
	if p.space.logs() {
		return
	}
	c := Change{Box: p.box, Space: p.space, Key: p.key, Tier: p.tier, New: revision}
	if old != nil {
		c.Old = recordRevision(old)
	}
	tx.changes = append(tx.changes, c)
}

// open decrypts a stored record.
func (tx *Tx) open(key *boxKey, p place, v, buf []byte) (plain, out []byte, err error) {
	err = guard(func() error { // v may lie on a page that cannot be read
		if err := checkRecord(v); err != nil {
			return err
		}
		if recordEpoch(v) != key.epoch {
			return damaged("a record of another epoch")
		}
		plain, out, err = openRecord(key.records, tx.v.id, p, v, buf)
		return err
	})
	return plain, out, err
}

func recordRevisionOf(v []byte) uint32 {
	if len(v) < recordHead {
		return 0
	}
	return recordRevision(v)
}

// raw returns what is stored under a key, with this transaction's writes.
func (tx *Tx) raw(bucket, key []byte) ([]byte, error) {
	if v, ok := tx.writes.get(bucket, key); ok {
		return v, nil
	}
	b, err := tx.st.bucket(bucket)
	if err != nil {
		return nil, err
	}
	return tx.st.get(b, key)
}

// pieces hands over everything in a space in the order of the keys, with this
// transaction's writes.
func (tx *Tx) pieces(box ID, s Space, f func(some []entry) error) error {
	if err := tx.flush(); err != nil {
		return err
	}
	b, err := tx.st.bucket(bucketName(box, s))
	if err != nil {
		return err
	}
	return tx.st.pieces(b, f)
}

// entries returns everything in a space, with this transaction's writes.
func (tx *Tx) entries(box ID, s Space) ([]entry, error) {
	if err := tx.flush(); err != nil {
		return nil, err
	}
	b, err := tx.st.bucket(bucketName(box, s))
	if err != nil {
		return nil, err
	}
	return tx.st.entries(b)
}

func bucketName(box ID, s Space) []byte {
	return append(append(make([]byte, 0, 17), box[:]...), byte(s))
}

// notFound tells whether the error is just that nothing is there.
func notFound(err error) bool { return errors.Is(err, ErrNotFound) }
