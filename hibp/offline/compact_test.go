package offline

import (
	"context"
	"encoding/binary"
	"errors"
	"os"
	"path/filepath"
	"runtime"
	"strings"
	"testing"

	"coffer/hibp"
	"coffer/hibp/hibptest"
)

// compactFile builds a small compact file and gives its bytes.
func compactFile(t testing.TB, shape Shape, n int) []byte {
	t.Helper()
	d := open(t, textFile(t, joined(t, n)))
	path := filepath.Join(t.TempDir(), "compact")
	if _, err := Build(t.Context(), d.(Scanner), path, shape, nil); err != nil {
		t.Fatal(err)
	}
	b, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	return b
}

func joined(t testing.TB, n int) string { return strings.Join(lines(t, n), "\n") + "\n" }

var shapes = map[string]Shape{
	"table": {Form: FormTable}, "filter16": {Form: FormFilter, Bits: 16}, "filter8": {Form: FormFilter, Bits: 8},
}

// TestDamagedCompact flips a bit in every place of the file in turn: it is an error,
// or, for places that the lookups do not touch, all is answered rightly.
func TestDamagedCompact(t *testing.T) {
	const n = 20
	for name, shape := range shapes {
		right := compactFile(t, shape, n)
		path := filepath.Join(t.TempDir(), "compact")
		if err := os.WriteFile(path, right, 0o600); err != nil {
			t.Fatal(err)
		}
		f, err := os.OpenFile(path, os.O_RDWR, 0)
		if err != nil {
			t.Fatal(err)
		}
		defer f.Close()
		for i := len(magic); i < len(right); i++ { // with another magic it is no compact file
			if i > headUsed+16 && i < headSize-16 && i%64 != 0 { // in the rest of the head all are alike
				continue
			}
			if _, err := f.WriteAt([]byte{right[i] ^ 1<<(i%8)}, int64(i)); err != nil {
				t.Fatal(err)
			}
			if answersWrongly(t, path, n) {
				t.Fatalf("%s: with byte %d flipped a member is not there", name, i)
			}
			d, err := Open(path)
			if err == nil {
				err = d.Check(t.Context(), nil)
				d.Close()
			}
			if err == nil {
				t.Fatalf("%s: byte %d is flipped, and nobody says so", name, i)
			}
			if _, err := f.WriteAt(right[i:i+1], int64(i)); err != nil {
				t.Fatal(err)
			}
		}
	}
}

// answersWrongly tells whether data deny a member, rather than to fail.
func answersWrongly(t *testing.T, path string, n int) bool {
	d, err := Open(path)
	if err != nil {
		return false
	}
	defer d.Close()
	for i := range n {
		if a, err := d.Look(t.Context(), hibp.Of(d.Kind(), hibptest.Member(i))); err == nil && !a.Found() {
			return true
		}
	}
	return false
}

// TestTruncatedCompact: every length but the right one is refused.
func TestTruncatedCompact(t *testing.T) {
	for name, shape := range shapes {
		right := compactFile(t, shape, 20)
		path := filepath.Join(t.TempDir(), "compact")
		for i := len(magic); i < len(right); i += 1 + i%37 {
			if err := os.WriteFile(path, right[:i], 0o600); err != nil {
				t.Fatal(err)
			}
			if d, err := Open(path); !errors.Is(err, ErrDamaged) && !errors.Is(err, ErrFormat) {
				t.Errorf("%s cut to %d: %v, %v", name, i, d, err)
			}
		}
		if err := os.WriteFile(path, append(right, 0), 0o600); err != nil {
			t.Fatal(err)
		}
		if _, err := Open(path); !errors.Is(err, ErrDamaged) {
			t.Errorf("%s with a byte more: %v", name, err)
		}
	}
}

// TestEvilTable: numbers that overflow when they are multiplied.
func TestEvilTable(t *testing.T) {
	b := compactFile(t, Shape{Form: FormTable}, 4)
	for _, records := range []uint64{4 + 1<<62, 1 << 63, 1<<64 - 1, 5, 3} {
		binary.LittleEndian.PutUint64(b[16:], records)
		data := binary.LittleEndian.Uint64(b[24:])
		for at := headSize + int(data); at < len(b)-4*int(blocks(data)); at += 8 {
			binary.LittleEndian.PutUint64(b[at:], records/2)
		}
		sum := sealOf(b[:headSize], b[headSize+data:])
		copy(b[sealedAt:], sum[:])
		path := filepath.Join(t.TempDir(), "table")
		if err := os.WriteFile(path, b, 0o600); err != nil {
			t.Fatal(err)
		}
		if _, err := Open(path); !errors.Is(err, ErrDamaged) {
			t.Errorf("%d records: %v", records, err)
		}
	}
}

// TestExtremeHead: whatever the numbers of a head say, and however long a file that costs
// its maker nothing is, little memory is taken before it is refused.
func TestExtremeHead(t *testing.T) {
	const most = 64 << 20
	for name, shape := range shapes {
		right := compactFile(t, shape, 20)
		for _, change := range []func(h *head) (size int64){
			func(h *head) int64 { h.directory = 256 << 20; return headSize + int64(h.data+h.directory+h.sums) },
			func(h *head) int64 {
				h.data, h.sums = 1<<40, 1<<40/blockSize*4
				return headSize + int64(h.data+h.directory+h.sums)
			},
			func(h *head) int64 { h.partBits = maxPartBits; return headSize + int64(h.data+h.directory+h.sums) },
			func(h *head) int64 {
				h.partBits = maxPartBits
				h.directory = h.places()
				return headSize + int64(h.data+h.directory+h.sums)
			},
			func(h *head) int64 { h.data, h.directory, h.sums = 1<<63, 1<<63, 1<<63; return int64(len(right)) },
			func(h *head) int64 { h.records = 1<<64 - 1; return int64(len(right)) },
			func(h *head) int64 { h.partBits = 255; return int64(len(right)) },
		} {
			h, err := parseHead(right[:headSize], int64(len(right)))
			if err != nil {
				t.Fatal(err)
			}
			size := change(h)
			path := filepath.Join(t.TempDir(), "compact")
			if err := errors.Join(os.WriteFile(path, h.bytes(), 0o600), os.Truncate(path, size)); err != nil {
				t.Fatal(err)
			}
			var before, after runtime.MemStats
			runtime.ReadMemStats(&before)
			_, err = Open(path)
			runtime.ReadMemStats(&after)
			if !errors.Is(err, ErrDamaged) && !errors.Is(err, ErrFormat) {
				t.Errorf("%s of %d bytes: %v", name, size, err)
			}
			if n := after.TotalAlloc - before.TotalAlloc; n > most {
				t.Errorf("%s of %d bytes takes %d bytes of memory", name, size, n)
			}
		}
	}
}

// TestBuildBreaksOff: nothing is left of a file that could not be finished, and what
// was there before stays.
func TestBuildBreaksOff(t *testing.T) {
	dir := t.TempDir()
	path := filepath.Join(dir, "table")
	if err := os.WriteFile(path, []byte("before"), 0o600); err != nil {
		t.Fatal(err)
	}
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	d := open(t, textFile(t, joined(t, 100)))
	for _, shape := range shapes {
		if _, err := Build(ctx, d.(Scanner), path, shape, nil); !errors.Is(err, context.Canceled) {
			t.Errorf("%v", err)
		}
	}
	for _, shape := range []Shape{{}, {Form: FormText}, {Form: FormFilter}, {Form: FormFilter, Bits: 12}, {Form: FormTable, Bits: 8}} {
		if _, err := Build(t.Context(), d.(Scanner), path, shape, nil); err == nil {
			t.Errorf("%+v was built", shape)
		}
	}
	if b, err := os.ReadFile(path); err != nil || string(b) != "before" {
		t.Errorf("%q, %v", b, err)
	}
	if names, err := os.ReadDir(dir); err != nil || len(names) != 1 {
		t.Errorf("%d files are left, %v", len(names), err)
	}
}

// TestAgreeIn64Bits: two hashes that begin alike are one record, with the larger count.
func TestAgreeIn64Bits(t *testing.T) {
	h := hibp.Of(hibp.SHA1, hibptest.Member(1))
	digits, _ := h.AppendText(nil)
	twin := append([]byte(nil), digits...)
	twin[39] ^= 1 // 0 and 1, 2 and 3…: the last digit of both stays a digit
	low, high := string(digits), string(twin)
	if low > high {
		low, high = high, low
	}
	d := open(t, textFile(t, low+":3\n"+high+":9\n"))
	path := filepath.Join(t.TempDir(), "table")
	built, err := Build(t.Context(), d.(Scanner), path, Shape{Form: FormTable}, nil)
	if err != nil || built.Hashes != 1 {
		t.Fatalf("%+v, %v", built, err)
	}
	if a := look(t, open(t, path), hibptest.Member(1)); a.Count != 9 {
		t.Errorf("%+v", a)
	}
}

func FuzzCompact(f *testing.F) {
	for _, shape := range shapes {
		f.Add(compactFile(f, shape, 3))
	}
	f.Fuzz(func(t *testing.T, b []byte) {
		if len(b) >= headSize+8 { // so that the fuzzer comes past the checksum
			if data, n := binary.LittleEndian.Uint64(b[24:]), uint64(len(b)-headSize); data <= n {
				sum := sealOf(b[:headSize], b[headSize+data:])
				copy(b[sealedAt:], sum[:])
			}
		}
		path := filepath.Join(t.TempDir(), "compact")
		if err := os.WriteFile(path, b, 0o600); err != nil {
			t.Fatal(err)
		}
		d, err := Open(path)
		if err != nil {
			return
		}
		defer d.Close()
		for i := range 5 {
			_, _ = d.Look(t.Context(), hibp.Of(d.Kind(), hibptest.Member(i)))
		}
		_ = d.Check(t.Context(), nil)
	})
}
