package vault

import (
	"crypto/sha256"
	"encoding/binary"
	"errors"

	"coffer/vault/journal"
)

// The log is a Merkle tree over its entries (package journal). Both heads of the vault
// name its root, so that whoever has the companion root alone cannot put another log in
// its place. The hashes of the tree stand in blocks, in the order in which they were made:
// of each entry its leaf, and what it completes.

// perBlock is how many hashes stand in one record.
const perBlock = 32

// logs tells whether the records of a space are those of the log.
func (s Space) logs() bool { return s == Events || s == Tree }

// numbered is the ID of a record that has a number.
func numbered(n uint64) (id ID) {
	binary.BigEndian.PutUint64(id[8:], n)
	return id
}

// blockPlace is where a block of hashes stands.
func blockPlace(n uint64) place { return place{BoxZero, Tree, Key{ID: numbered(n)}, Companion} }

// hashes reads the hashes of the log within a transaction.
type hashes struct {
	tx    *Tx
	block uint64 // the one in plain
	plain []byte
}

// Hashes reads the hashes of the log, for proofs; it ends with the transaction.
func (tx *Tx) Hashes() journal.Reader { return &hashes{tx: tx} }

// ReadHashes implements [journal.Reader].
func (h *hashes) ReadHashes(indexes []int64) ([]journal.Hash, error) {
	all := make([]journal.Hash, len(indexes))
	for i, x := range indexes {
		if err := h.read(uint64(x), &all[i]); err != nil {
			return nil, err
		}
	}
	return all, nil
}

func (h *hashes) read(index uint64, to *journal.Hash) error {
	if block := index / perBlock; h.plain == nil || block != h.block {
		plain, err := h.tx.hashBlock(block)
		if err != nil {
			return err
		}
		h.block, h.plain = block, plain
	}
	at := int(index%perBlock) * len(to)
	if at >= len(h.plain) {
		return damaged("a hash of the log is missing")
	}
	copy(to[:], h.plain[at:])
	return nil
}

// hashBlock reads one block; whoever asks knows from the head that it must be there.
func (tx *Tx) hashBlock(n uint64) ([]byte, error) {
	p := blockPlace(n)
	r, err := tx.Get(p.box, p.space, p.key, p.tier)
	switch {
	case errors.Is(err, ErrNotFound):
		return nil, damaged("hashes of the log are missing")
	case err == nil && !fitsBlock(r.Plain):
		return nil, damaged("hashes of the log")
	}
	return r.Plain, err
}

func fitsBlock(b []byte) bool {
	return len(b) > 0 && len(b)%len(journal.Hash{}) == 0 && len(b) <= perBlock*len(journal.Hash{})
}

// LogHead is the head of the log. A token opens none: it is empty then.
func (tx *Tx) LogHead() journal.Head {
	if h := tx.vault[Companion]; h != nil {
		return journal.Head{Size: h.Events, Root: h.Root}
	}
	return journal.Empty()
}

// logAt is the head that the log had with n entries.
func (tx *Tx) logAt(n uint64) (journal.Head, error) {
	if head := tx.LogHead(); n == head.Size {
		return head, nil
	}
	return journal.HeadAt(n, tx.Hashes())
}

// grow adds a leaf to the tree. What goes into the new head is checked against the one
// that there is.
func (tx *Tx) grow(leaf journal.Hash) error {
	old := tx.LogHead()
	next, fresh, err := old.Append(leaf, tx.Hashes())
	if errors.Is(err, journal.ErrTree) {
		err = damaged("the hashes of the log are not those that its head names")
	}
	if err != nil {
		return err
	}
	if err := tx.putHashes(journal.Count(old.Size), fresh); err != nil {
		return err
	}
	for _, t := range Tiers {
		tx.vault[t].Events, tx.vault[t].Root = next.Size, next.Root
	}
	return nil
}

// putHashes stores hashes behind the first ones, of which there are count.
func (tx *Tx) putHashes(count uint64, fresh []journal.Hash) error {
	for len(fresh) > 0 {
		var plain []byte
		block, held := count/perBlock, int(count%perBlock)
		if held > 0 {
			had, err := tx.hashBlock(block)
			if err != nil {
				return err
			}
			if len(had) != held*len(journal.Hash{}) {
				return damaged("hashes of the log")
			}
			plain = had
		}
		n := min(perBlock-held, len(fresh))
		for i := range fresh[:n] {
			plain = append(plain, fresh[i][:]...)
		}
		p := blockPlace(block)
		if _, err := tx.put(p, plain); err != nil {
			return err
		}
		count, fresh = count+uint64(n), fresh[n:]
	}
	return nil
}

// CheckLog verifies the log, and returns how many of its entries are gone. A [DamagedError]
// where it is not what was recorded.
func (tx *Tx) CheckLog() (gone uint64, err error) {
	there, err := tx.checkLog()
	for n := range there {
		if !there[n] {
			gone++
		}
	}
	return gone, err
}

// checkLog makes the tree anew from the entries that are there and the leaves of those that
// are gone, and compares each hash that is stored and the head. It returns which are there;
// nil with an error.
func (tx *Tx) checkLog() (there []bool, err error) {
	head := tx.LogHead()
	if err := tx.checkBlocks(head.Size); err != nil {
		return nil, err
	}
	leaves, there, err := tx.leaves(head.Size)
	if err != nil {
		return nil, err
	}
	if goneDigest(there) != tx.vault[Companion].Gone {
		return nil, errGone()
	}
	stored := &hashes{tx: tx}
	var b journal.Builder
	index := uint64(0)
	for n := range head.Size {
		if !there[n] {
			if err := stored.read(index, &leaves[n]); err != nil {
				return nil, err
			}
		}
		for _, want := range b.Add(leaves[n]) {
			var have journal.Hash
			if err := stored.read(index, &have); err != nil {
				return nil, err
			}
			if have != want {
				return nil, damaged("entry %d of the log is not the one that was recorded", n+1)
			}
			index++
		}
	}
	if b.Head() != head {
		return nil, damaged("the log is not the one that the header names")
	}
	return there, nil
}

// checkBlocks makes sure that there are the hashes of a log of some size, and no others: so
// a size that a head names costs no more memory than the file has.
func (tx *Tx) checkBlocks(size uint64) error {
	keys, err := tx.Keys(BoxZero, Tree, Companion)
	if err != nil {
		return err
	}
	for i, k := range keys {
		if k != (Key{ID: numbered(uint64(i))}) {
			return damaged("hashes of the log under an impossible name")
		}
	}
	if size == 0 || size > journal.MaxSize || uint64(len(keys)) != (journal.Count(size)+perBlock-1)/perBlock {
		return damaged("the log has another number of hashes")
	}
	last, err := tx.hashBlock(uint64(len(keys) - 1))
	if err == nil && uint64(len(last)/len(journal.Hash{})) != (journal.Count(size)-1)%perBlock+1 {
		err = damaged("the log has another number of hashes")
	}
	return err
}

// goneDigest is over the numbers of the entries that are not there, rising.
func goneDigest(there []bool) (out [32]byte) {
	h, none := sha256.New(), true
	for n := range there {
		if !there[n] {
			none = false
			h.Write(binary.BigEndian.AppendUint64(nil, uint64(n+1)))
		}
	}
	if !none {
		h.Sum(out[:0])
	}
	return out
}

func errGone() error {
	return damaged("other entries of the log are gone than those whose time was over")
}

// leaves are those of the entries that are there.
func (tx *Tx) leaves(size uint64) (leaves []journal.Hash, there []bool, err error) {
	leaves, there = make([]journal.Hash, size), make([]bool, size)
	err = tx.Scan(BoxZero, Events, Companion, func(_ int, r Record) error {
		n := binary.BigEndian.Uint64(r.Key.ID[8:]) - 1
		if r.Key != (Key{ID: numbered(n + 1)}) || n >= size {
			return damaged("an entry of the log under an impossible name")
		}
		form, _, err := splitEntry(r.Plain)
		if err != nil {
			return damaged("entry %d of the log", n+1)
		}
		leaves[n], there[n] = journal.LeafOf(form), true
		return nil
	})
	return leaves, there, err
}
