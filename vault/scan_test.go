package vault

import (
	"bytes"
	"context"
	"encoding/binary"
	"errors"
	"io"
	"os"
	"path/filepath"
	"runtime"
	"sync"
	"sync/atomic"
	"testing"
)

// TestScanLeavesNoPlaintext: a worker's buffer grows with the records that it
// meets, and what it held before is wiped, too.
func TestScanLeavesNoPlaintext(t *testing.T) {
	e := newEnv(t)
	v := e.create(t)
	box, _ := addBox(t, v, 0)
	update(t, v, func(tx *Tx) error {
		for i := range 6 {
			secret := bytes.Repeat([]byte("canary"), 100<<i)
			if _, err := tx.Put(box, Items, Key{ID: ID{byte(i)}}, Core, secret); err != nil {
				return err
			}
		}
		return nil
	})
	var seen [][]byte
	view(t, v, func(tx *Tx) error {
		return tx.Scan(box, Items, Core, func(_ int, r Record) error {
			if !bytes.Contains(r.Plain, []byte("canary")) {
				t.Error("the record is not there to be found")
			}
			seen = append(seen, r.Plain)
			return nil
		})
	})
	if len(seen) != 6 {
		t.Errorf("%d records", len(seen))
	}
	for i, plain := range seen {
		if bytes.Contains(plain, []byte("canary")) {
			t.Errorf("record %d stays in memory", i)
		}
	}
}

// filled makes a box of n records whose lengths differ, some of them longer than a page.
func filled(t *testing.T, v *Vault, n int) ID {
	t.Helper()
	box, _ := addBox(t, v, 0)
	update(t, v, func(tx *Tx) error {
		for i := range n {
			if _, err := tx.Put(box, Items, nthKey(i), Core, nthPlain(i)); err != nil {
				return err
			}
		}
		return nil
	})
	return box
}

func nthKey(i int) Key { return Key{ID: ID(binary.BigEndian.AppendUint64(make([]byte, 8), uint64(i)))} }

func nthPlain(i int) []byte {
	repeat := 10 + i%50
	if i%100 == 0 {
		repeat = 3000
	}
	return bytes.Repeat(binary.BigEndian.AppendUint32(nil, uint32(i)), repeat)
}

// countedPages is a file that counts what is read from it.
type countedPages struct {
	io.ReaderAt
	n atomic.Int64
}

func (c *countedPages) ReadAt(b []byte, at int64) (int, error) {
	c.n.Add(1)
	return c.ReaderAt.ReadAt(b, at)
}

// TestScanHandsOverWhileItReads: the first record comes when few pages are read, since
// no more chunks are read ahead than the workers can take. All that comes is what was
// written, each record once, whether the pages are checked now or were before.
func TestScanHandsOverWhileItReads(t *testing.T) {
	defer runtime.GOMAXPROCS(runtime.GOMAXPROCS(2)) // more workers read more ahead
	v := newEnv(t).create(t)
	const n = 8000
	box := filled(t, v, n)
	view(t, v, func(tx *Tx) error {
		pages := &countedPages{ReaderAt: tx.st.pages.r}
		tx.st.pages.r = pages
		first := sync.OnceValue(pages.n.Load)
		var early int64
		for _, known := range []bool{false, true} {
			seen := make([]atomic.Int64, n)
			err := tx.Scan(box, Items, Core, func(_ int, r Record) error {
				first()
				i := binary.BigEndian.Uint64(r.Key.ID[8:])
				if seen[i].Add(1); !bytes.Equal(r.Plain, nthPlain(int(i))) {
					t.Errorf("record %d is another", i)
				}
				return nil
			})
			if err != nil {
				return err
			}
			for i := range seen {
				if seen[i].Load() != 1 {
					t.Errorf("pages known %t: record %d came %d times", known, i, seen[i].Load())
				}
			}
			if !known {
				early = pages.n.Load()
			}
		}
		if all := pages.n.Load(); first() > all/2 || all != early {
			t.Errorf("%d of %d pages were read before the first record, %d in the first scan", first(), all, early)
		}
		return nil
	})
}

// TestScanMeetsDamageLate: a page that is damaged further on ends the scan with an error,
// after records from before it have come.
func TestScanMeetsDamageLate(t *testing.T) {
	e := newEnv(t)
	v := e.create(t)
	box := filled(t, v, 8000)
	var last []byte // as it is stored, of the last record
	view(t, v, func(tx *Tx) error {
		return tx.pieces(box, Items, func(some []entry) error {
			last = bytes.Clone(some[len(some)-1].k)
			return nil
		})
	})
	path := filepath.Join(e.Dir, FileName)
	file, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	hits := 0
	for at := 0; ; at++ {
		i := bytes.Index(file[at:], last)
		if i < 0 {
			break
		}
		at += i
		file[at+14] = 0 // the key is now less than the one before it
		hits++
	}
	if hits == 0 {
		t.Fatal("the last key is not there to be damaged")
	}
	if err := os.WriteFile(path, file, 0o600); err != nil {
		t.Fatal(err)
	}
	var seen atomic.Int64
	err = v.View(context.Background(), func(tx *Tx) error {
		return tx.Scan(box, Items, Core, func(int, Record) error { seen.Add(1); return nil })
	})
	if !errors.As(err, new(*DamagedError)) || seen.Load() == 0 {
		t.Errorf("%v after %d records", err, seen.Load())
	}
}

// TestScanEndsWithTheFirstError: no worker goes on after the function has failed, and
// nothing more is read than what was under way.
func TestScanEndsWithTheFirstError(t *testing.T) {
	v := newEnv(t).create(t)
	const n = 8000
	box := filled(t, v, n)
	enough := errors.New("enough of them")
	view(t, v, func(tx *Tx) error {
		for range 20 {
			var calls atomic.Int64
			err := tx.Scan(box, Items, Core, func(int, Record) error { calls.Add(1); return enough })
			if !errors.Is(err, enough) || calls.Load() > int64(tx.Workers()) {
				t.Errorf("%v after %d calls", err, calls.Load())
			}
		}
		return nil
	})
}
