package app

import (
	"maps"
	"strings"
	"time"

	"coffer/vault"
)

// A retention that was changed counts only once that was seen at two openings a day apart:
// until then everything it is about is kept, so that a slip can be taken back. When it was
// changed stands beside it, under its key with this at its end.
const sinceSuffix = ".since"

// maxDate is the last second of the year 9999.
const maxDate = 253_402_300_799

// isRetention tells whether a setting says how long something is kept that goes by its date.
func isRetention(key string) bool { return strings.HasSuffix(key, ".retention") }

// replace changes settings, and notes when a retention became another one. Notes that say
// nothing any more go.
func (m storedSettings) replace(tx *vault.Tx, key string, change func(storedSettings)) {
	before := m.value(key)
	change(m)
	if isRetention(key) && m.value(key) != before {
		m[key+sinceSuffix] = uint64(tx.Now().Unix())
	}
	maps.DeleteFunc(m, func(key string, n uint64) bool {
		return strings.HasSuffix(key, sinceSuffix) && tx.Reached(time.Unix(int64(n), 0))
	})
}

// sureRetention is how long something is kept by a setting that counts; the longest there is
// while it does not yet.
func sureRetention(tx *vault.Tx, key string) (time.Duration, error) {
	m, err := readSettings(tx)
	if err != nil {
		return 0, err
	}
	n := m.value(key)
	if since, changed := m[key+sinceSuffix]; changed && !tx.Reached(time.Unix(int64(since), 0)) {
		p, _ := findPersonal(key)
		n = p.most
	}
	return time.Duration(n) * time.Second, nil
}
