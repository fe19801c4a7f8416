package post

import (
	"cmp"
	"crypto/sha256"
	"errors"
	"maps"
	"slices"
	"time"

	"coffer/box/contact"
	"coffer/vault"
	"coffer/vault/codec"
)

// records is where a desk keeps what it knows, each under a key. One that is not
// there is [vault.ErrNotFound]; what read returns is the caller's to wipe, and write
// keeps nothing of what it gets.
type records interface {
	writable() bool
	has(k vault.Key) (bool, error)
	read(k vault.Key) ([]byte, error)
	write(k vault.Key, b []byte) error
	remove(k vault.Key) error
	// each hands over the keys of all, in their order, as they were at the beginning.
	each(f func([]vault.Key) error) error
}

// filing is what every [Desk] does with records: which there are of what, and how
// each is written.
type filing struct {
	records
	credited func() time.Duration
	// changed are channels that were put and are not written yet: one that many
	// envelopes come over is written once.
	changed map[Mailbox]Channel
}

func newFiling(r records, credited func() time.Duration) *filing {
	return &filing{records: r, credited: credited, changed: make(map[Mailbox]Channel)}
}

// flush writes the channels that were put.
func (d *filing) flush() error {
	for in, c := range d.changed {
		if err := d.put(channelKey(in), storeChannel(c)); err != nil {
			return err
		}
	}
	clear(d.changed)
	return nil
}

// The sorts of records in the space, by their Sub.
const (
	subChannel = 1 // the ID is the mailbox that the channel reads
	subAside   = 2 // the ID is made of the object's name
	subSeen    = 3 // an introduction that came; the ID is the beginning of the envelope's
	subParcels = 4 // those that arrive; the ID is the mailbox that they come into
	// From here on: their pieces, by the number that each has there.
	subPiece = 1 << 30
	// From here on: what is on its way, by its number.
	subOutgoing = 1 << 31
)

func channelKey(in Mailbox) vault.Key  { return vault.Key{ID: vault.ID(in), Sub: subChannel} }
func parcelsKey(in Mailbox) vault.Key  { return vault.Key{ID: vault.ID(in), Sub: subParcels} }
func asideKey(object string) vault.Key { return vault.Key{ID: asideID(object), Sub: subAside} }
func introductionKey(id ID) vault.Key  { return vault.Key{ID: vault.ID(id[:16]), Sub: subSeen} }
func asideID(object string) (id vault.ID) {
	sum := sha256.Sum256([]byte("coffer/1 aside\x00" + object))
	return vault.ID(sum[:16])
}

// key is where an envelope on its way stands. A channel has fewer than 2^31.
func (s Slot) key() vault.Key { return vault.Key{ID: s.Of, Sub: subOutgoing | uint32(s.Seq)} }

// Channels implements [Desk].
func (d *filing) Channels() ([]Channel, error) {
	var channels []Channel
	err := each(d, ofSort(subChannel), func(w *storedChannel) error { channels = append(channels, w.channel()); return nil })
	if err != nil || len(d.changed) == 0 {
		return channels, err
	}
	channels = slices.DeleteFunc(channels, func(c Channel) bool { _, ok := d.changed[c.In]; return ok })
	return append(channels, slices.Collect(maps.Values(d.changed))...), nil
}

// Channel implements [Desk].
func (d *filing) Channel(in Mailbox) (Channel, error) {
	if c, ok := d.changed[in]; ok {
		return c, nil
	}
	var w storedChannel
	if err := d.get(channelKey(in), &w); err != nil {
		return Channel{}, err
	}
	return w.channel(), nil
}

// PutChannel implements [Desk].
func (d *filing) PutChannel(c Channel) error {
	if !d.writable() {
		return vault.ErrReadOnly
	}
	d.changed[c.In] = c
	return nil
}

// DropChannel implements [Desk]. What waits to be sent over it goes too, and the
// parcels that came over it.
func (d *filing) DropChannel(in Mailbox) error {
	delete(d.changed, in)
	keys, err := d.keys(func(k vault.Key) bool { return k.ID == vault.ID(in) })
	for _, k := range keys {
		err = errors.Join(err, d.drop(k))
	}
	return err
}

// EachOutgoing implements [Desk].
func (d *filing) EachOutgoing(f func(Outgoing) error) error {
	return each(d, func(k vault.Key) bool { return k.Sub&subOutgoing != 0 },
		func(w *storedOutgoing) error { return f(w.outgoing()) })
}

// Unacknowledged implements [Desk].
func (d *filing) Unacknowledged(in Mailbox) (seqs []uint64, err error) {
	keys, err := d.keys(func(k vault.Key) bool { return k.ID == vault.ID(in) && k.Sub > subOutgoing })
	for _, k := range keys {
		seqs = append(seqs, uint64(k.Sub&^subOutgoing))
	}
	return seqs, err
}

// OutgoingAt implements [Desk].
func (d *filing) OutgoingAt(s Slot) (Outgoing, error) {
	var w storedOutgoing
	if err := d.get(s.key(), &w); err != nil {
		return Outgoing{}, err
	}
	return w.outgoing(), nil
}

// PutOutgoing implements [Desk].
func (d *filing) PutOutgoing(o Outgoing) error { return d.put(o.key(), storeOutgoing(o)) }

// DropOutgoing implements [Desk].
func (d *filing) DropOutgoing(s Slot) error { return d.drop(s.key()) }

// Aside implements [Desk].
func (d *filing) Aside() (all []Aside, err error) {
	err = each(d, ofSort(subAside), func(a *Aside) error { all = append(all, *a); return nil })
	return all, err
}

// PutAside implements [Desk].
func (d *filing) PutAside(a Aside) error { return d.put(asideKey(a.Object), a) }

// DropAside implements [Desk].
func (d *filing) DropAside(object string) error { return d.drop(asideKey(object)) }

// Arriving implements [Desk].
func (d *filing) Arriving(in Mailbox) (all []Arriving, err error) {
	err = d.get(parcelsKey(in), &all)
	if errors.Is(err, vault.ErrNotFound) {
		return nil, nil
	}
	return all, err
}

// PutArriving implements [Desk].
func (d *filing) PutArriving(in Mailbox, all []Arriving) error {
	if len(all) == 0 {
		return d.drop(parcelsKey(in))
	}
	return d.put(parcelsKey(in), all)
}

func pieceKey(in Mailbox, n uint32) vault.Key {
	return vault.Key{ID: vault.ID(in), Sub: subPiece | n}
}

// Piece implements [Desk].
func (d *filing) Piece(in Mailbox, n uint32) (data []byte, err error) {
	return d.read(pieceKey(in, n))
}

// PutPiece implements [Desk].
func (d *filing) PutPiece(in Mailbox, n uint32, data []byte) error {
	return d.write(pieceKey(in, n), data)
}

// DropPiece implements [Desk].
func (d *filing) DropPiece(in Mailbox, n uint32) error { return d.drop(pieceKey(in, n)) }

// Passed implements [Desk]: outside of a vault there is no log.
func (d *filing) Passed(string, string, contact.Fingerprint) {}

// Introduced implements [Desk].
func (d *filing) Introduced(id ID) (before bool, err error) {
	k := introductionKey(id)
	before, err = d.has(k)
	if err != nil || before {
		return before, err
	}
	return false, d.put(k, int64(d.credited()))
}

// Forget implements [Desk].
func (d *filing) Forget(before time.Duration) (n int, err error) {
	old, err := d.old(before)
	if err != nil || !d.writable() {
		return len(old), err
	}
	for _, drop := range old {
		if err := drop(); err != nil {
			return 0, err
		}
	}
	return len(old), nil
}

// old lists what Forget drops, by what drops it.
func (d *filing) old(before time.Duration) (drops []func() error, err error) {
	aside, err := d.Aside()
	if err != nil {
		return nil, err
	}
	for _, a := range aside {
		if a.Since < int64(before) {
			drops = append(drops, func() error { return d.DropAside(a.Object) })
		}
	}
	keys, err := d.keys(ofSort(subSeen))
	var seen []seenAt
	for _, k := range keys {
		s := seenAt{id: k.ID}
		if err := d.get(k, &s.at); err != nil {
			return nil, err
		}
		seen = append(seen, s)
	}
	for _, id := range forgotten(seen, before) {
		drops = append(drops, func() error { return d.drop(vault.Key{ID: id, Sub: subSeen}) })
	}
	return drops, err
}

// seenAt is an introduction that came, and the credited time of that.
type seenAt struct {
	id vault.ID
	at int64
}

// forgotten tells which introductions need not be remembered any more.
func forgotten(seen []seenAt, before time.Duration) (old []vault.ID) {
	slices.SortFunc(seen, func(a, b seenAt) int { return cmp.Compare(b.at, a.at) })
	for i, s := range seen {
		if i >= maxSeen || s.at < int64(before) {
			old = append(old, s.id)
		}
	}
	return old
}

// ofSort is the records of one sort.
func ofSort(sub uint32) func(vault.Key) bool { return func(k vault.Key) bool { return k.Sub == sub } }

// keys lists some of the records.
func (d *filing) keys(some func(vault.Key) bool) (keys []vault.Key, err error) {
	err = d.records.each(func(all []vault.Key) error {
		for _, k := range all {
			if some(k) {
				keys = append(keys, k)
			}
		}
		return nil
	})
	return keys, err
}

// each reads some of the records, one at a time.
func each[W any](d *filing, some func(vault.Key) bool, f func(*W) error) error {
	keys, err := d.keys(some)
	if err != nil {
		return err
	}
	for _, k := range keys {
		var w W
		if err := d.get(k, &w); err != nil {
			return err
		}
		if err := f(&w); err != nil {
			return err
		}
	}
	return nil
}

func (d *filing) get(k vault.Key, w any) error {
	b, err := d.read(k)
	if err != nil {
		return err
	}
	defer vault.Wipe(b)
	if err := codec.UnmarshalCanonical(b, w); err != nil {
		return errFiled(err)
	}
	return nil
}

func errFiled(err error) error { return &vault.DamagedError{What: "what the courier keeps", Err: err} }

func (d *filing) put(k vault.Key, w any) error {
	b, err := codec.Marshal(w)
	if err != nil {
		return err
	}
	defer vault.Wipe(b)
	return d.write(k, b)
}

// drop removes a record; that it is gone already is no error.
func (d *filing) drop(k vault.Key) error {
	err := d.remove(k)
	if errors.Is(err, vault.ErrNotFound) {
		return nil
	}
	return err
}
