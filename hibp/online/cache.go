package online

import (
	"time"

	"coffer/hibp"
)

// Entry is an answer that was kept. Its ETag is not: a server that chooses one could know
// by it, a month later, who asks again.
type Entry struct {
	Time time.Time // when the server said so last
	Body []byte    // of the range, with its padding
}

// Cache keeps answers. Which prefixes it holds says five digits of the hash of each
// password that was asked for: keep it as close as the passwords. It may be used
// from several goroutines, and forget what it likes.
type Cache interface {
	Get(k hibp.Kind, p hibp.Prefix) (Entry, bool)
	Put(k hibp.Kind, p hibp.Prefix, e Entry) error
}

// kept is an entry that was read.
type kept struct {
	entry Entry
	r     hibp.Range
}

// cached is what the cache has under a prefix, if it is a range.
func (c *Client) cached(p hibp.Prefix) (kept, bool) {
	if c.o.Cache == nil {
		return kept{}, false
	}
	e, there := c.o.Cache.Get(c.o.Kind, p)
	if !there {
		return kept{}, false
	}
	r, err := hibp.ParseRange(c.o.Kind, p, e.Body)
	if err != nil || len(r.Lines)+r.Padded == 0 {
		return kept{}, false
	}
	return kept{e, r}, true
}

// fresh tells whether an entry is believed without asking; one from the future is not.
func (k kept) fresh(now time.Time, age time.Duration) bool {
	since := now.Sub(k.entry.Time)
	return since >= 0 && since < age
}
