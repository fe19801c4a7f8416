package app

import (
	"bytes"
	"compress/gzip"
	"crypto/hmac"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"sync"
	"time"

	"coffer/hibp"
	"coffer/hibp/online"
	"coffer/internal/host"
	"coffer/internal/sys"
	"coffer/vault"
	"coffer/vault/codec"
)

// breachCache keeps the ranges that a check of this vault asked for. Which ones they
// are says twenty bits of the hash of each password: so both their names and what is
// in them are under the core key of the vault, as the passwords are, and whoever has the disk learns how many there
// are, and when they were asked for.
type breachCache struct {
	dir  string
	mu   sync.Mutex // the vault's randomness is for one at a time
	v    *vault.Vault
	name []byte // the key of names
	from string // the address of the server
}

const (
	breachNames    = "names of ranges"
	breachNameFile = "names"
	breachNameKey  = 32 // bytes
	maxBreachEntry = hibp.MaxRangeBytes
)

// openBreachCache finds the cache of the open vault for one server, or begins one. After
// a rekey the old one does not open, and is removed.
func (a *App) openBreachCache(from string) (*breachCache, error) {
	c := &breachCache{from: from, dir: filepath.Join(a.env.Folders.Cache, "ranges", a.v.ID().String()), v: a.v}
	sealed, err := sys.ReadSmall(filepath.Join(c.dir, breachNameFile), 1<<10)
	if err == nil {
		if c.name, err = a.v.OpenLocal(breachNames, vault.Core, sealed); err == nil && len(c.name) == breachNameKey {
			return c, c.prune(a.env.Clock.Now())
		}
	} else if !errors.Is(err, fs.ErrNotExist) && !errors.Is(err, fs.ErrInvalid) {
		return nil, err
	}
	if err := os.RemoveAll(c.dir); err != nil {
		return nil, err
	}
	if err := host.MakePrivate(c.dir); err != nil {
		return nil, err
	}
	c.name = make([]byte, breachNameKey)
	if _, err := io.ReadFull(a.env.Rand, c.name); err != nil {
		return nil, err
	}
	if sealed, err = a.v.SealLocal(breachNames, vault.Core, c.name); err != nil {
		return nil, err
	}
	return c, host.WriteBytes(filepath.Join(c.dir, breachNameFile), false, sealed)
}

// prune removes what is too old to be believed: which passwords there were is nobody's
// business for longer than it helps.
func (c *breachCache) prune(now time.Time) error {
	entries, err := os.ReadDir(c.dir)
	if err != nil {
		return err
	}
	for _, e := range entries {
		info, err := e.Info()
		if err != nil || e.Name() == breachNameFile || now.Sub(info.ModTime()) < online.DefaultMaxAge {
			continue
		}
		if err := os.Remove(filepath.Join(c.dir, e.Name())); err != nil {
			return err
		}
	}
	return nil
}

// breachEntry is one range as it lies in a file, sealed, of at most maxBreachEntry bytes.
type breachEntry struct {
	_    struct{} `cbor:",toarray"`
	Time int64    // Unix seconds
	Body []byte   // compressed
}

// Get reads a range. What does not open is not there.
func (c *breachCache) Get(k hibp.Kind, p hibp.Prefix) (online.Entry, bool) {
	sealed, err := sys.ReadSmall(c.path(k, p), maxBreachEntry)
	if err != nil {
		return online.Entry{}, false
	}
	c.mu.Lock()
	plain, err := c.v.OpenLocal(c.purpose(k, p), vault.Core, sealed)
	c.mu.Unlock()
	if err != nil {
		return online.Entry{}, false
	}
	var e breachEntry
	if err := codec.UnmarshalCanonical(plain, &e); err != nil {
		return online.Entry{}, false
	}
	z, err := gzip.NewReader(bytes.NewReader(e.Body))
	if err != nil {
		return online.Entry{}, false
	}
	body, err := io.ReadAll(io.LimitReader(z, hibp.MaxRangeBytes+1))
	return online.Entry{Time: time.Unix(e.Time, 0), Body: body}, err == nil
}

// Put keeps a range.
func (c *breachCache) Put(k hibp.Kind, p hibp.Prefix, e online.Entry) error {
	var body bytes.Buffer
	z := gzip.NewWriter(&body)
	if _, err := z.Write(e.Body); err != nil {
		return err
	}
	if err := z.Close(); err != nil {
		return err
	}
	plain, err := codec.Marshal(breachEntry{Time: e.Time.Unix(), Body: body.Bytes()})
	if err != nil {
		return err
	}
	c.mu.Lock()
	sealed, err := c.v.SealLocal(c.purpose(k, p), vault.Core, plain)
	c.mu.Unlock()
	if err != nil {
		return err
	}
	// Not flushed to the disk, and not whole at once: what is cut off does not open.
	path := c.path(k, p)
	if err := os.WriteFile(path, sealed, 0o600); err != nil {
		return err
	}
	return os.Chtimes(path, e.Time, e.Time) // by which it is pruned
}

// purpose binds a file to its range and to who said so: none can stand for another, and
// what a server of one's own lacks hides nothing that another one knows.
func (c *breachCache) purpose(k hibp.Kind, p hibp.Prefix) string {
	return "range " + k.String() + " " + p.String() + " " + c.from
}

// path is where a range lies: under a name that says nothing without the vault.
func (c *breachCache) path(k hibp.Kind, p hibp.Prefix) string {
	h := hmac.New(sha256.New, c.name)
	io.WriteString(h, c.purpose(k, p))
	return filepath.Join(c.dir, hex.EncodeToString(h.Sum(nil)[:16]))
}
