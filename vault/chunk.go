package vault

import bolt "go.etcd.io/bbolt"

// chunkPairs is how many records a worker takes at a time, and chunkBytes how many bytes
// of pages: it ends with the page that reaches one of them.
const (
	chunkPairs = 256
	chunkBytes = 256 << 10
)

// chunk is some pairs of a bucket, in order, with the pages that they lie on, unless
// that is the file itself. Its memory is used again.
type chunk struct {
	entries []entry
	pages   [][]byte
	bytes   int // of these
}

// newChunk has room for the pairs of a full one, most of the time.
func newChunk() *chunk { return &chunk{entries: make([]entry, 0, chunkPairs+64)} }

// keep holds the memory of a page as long as its pairs, and returns some that is free,
// if it has any.
func (c *chunk) keep(page []byte) (free []byte) {
	c.bytes += len(page)
	n := len(c.pages)
	if n < cap(c.pages) {
		free = c.pages[:n+1][n]
	}
	c.pages = append(c.pages, page)
	return free
}

// empty makes room; of long pages nothing is kept.
func (c *chunk) empty() {
	c.entries = c.entries[:0]
	for i, page := range c.pages {
		if len(page) > keptRun*pageSize {
			c.pages[i] = nil
		}
	}
	c.pages, c.bytes = c.pages[:0], 0
}

// hand gives away a chunk, and returns the one to fill next.
type hand func(*chunk) (*chunk, error)

// chunks reads everything in a space in the order of the keys, with this transaction's
// writes, a chunk at a time. It returns the last one, which was not given away.
func (tx *Tx) chunks(box ID, s Space, c *chunk, give hand) (last *chunk, err error) {
	if err := tx.flush(); err != nil {
		return c, err
	}
	in, err := tx.st.bucket(bucketName(box, s))
	if in == nil || err != nil {
		return c, err
	}
	if tx.st.unchecked(in) {
		return tx.st.checkedChunks(in, c, give)
	}
	return tx.st.knownChunks(in, c, give)
}

// checkedChunks hands over the pairs of a bucket while its pages are still being
// checked: each page is checked before its pairs come, and what comes is the memory
// that was checked. bbolt walks nothing.
func (s *store) checkedChunks(in *bolt.Bucket, c *chunk, give hand) (last *chunk, err error) {
	root, pages := uint64(in.Root()), *s.pages
	pages.met = nil // belongs to the transaction, which others may read meanwhile
	check := pages.newChecker(false)
	check.into, check.give = c, give
	err = check.tree(root, span{of: pairs}, 0)
	if err == nil {
		s.noteSound(root)
	}
	return check.into, err
}

// knownChunks hands over the pairs of a bucket whose pages were checked before.
func (s *store) knownChunks(in *bolt.Bucket, c *chunk, give hand) (last *chunk, err error) {
	err = s.pieces(in, func(some []entry) (err error) {
		for len(some) > 0 && err == nil {
			n := min(len(some), chunkPairs)
			c.entries, some = append(c.entries, some[:n]...), some[n:]
			c, err = c.handOn(give)
		}
		return err
	})
	return c, err
}

// handOn gives a chunk away once it holds enough, and returns the one to go on with.
func (c *chunk) handOn(give hand) (*chunk, error) {
	if len(c.entries) < chunkPairs && c.bytes < chunkBytes {
		return c, nil
	}
	next, err := give(c)
	if err == nil {
		next.empty()
	}
	return next, err
}
