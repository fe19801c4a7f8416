package archive

import (
	"archive/zip"
	"bytes"
	"errors"
	"fmt"
	"io"
	"strings"
	"testing"

	"coffer/box/port"
)

// An archive that unpacks to far more than its size ends early, whatever its
// directory says.
func TestBomb(t *testing.T) {
	var b bytes.Buffer
	w := zip.NewWriter(&b)
	for _, name := range []string{"files/0", "files/1"} {
		f, err := w.Create(name)
		if err != nil {
			t.Fatal(err)
		}
		if _, err := f.Write(make([]byte, 2<<20)); err != nil {
			t.Fatal(err)
		}
	}
	if err := w.Close(); err != nil {
		t.Fatal(err)
	}
	data := b.Bytes()
	a, err := Open(port.Source{At: bytes.NewReader(data), Size: int64(len(data))}, Plain)
	if err != nil {
		t.Fatal(err)
	}
	if a.left != port.FreeSize {
		t.Fatalf("%d bytes may unpack to %d", len(data), a.left)
	}
	a.left = 1 << 20
	rc, err := a.Open("files/0")
	if err != nil {
		t.Fatal(err)
	}
	n, err := io.Copy(io.Discard, rc)
	if !errors.Is(err, port.ErrInput) || !strings.Contains(err.Error(), "times its size") || n > 1<<20 {
		t.Fatalf("unpacked %d bytes, then %v", n, err)
	}
	if _, err := a.Open("files/1"); err != nil {
		t.Fatal(err)
	}
}

func TestAllowance(t *testing.T) {
	for size, want := range map[int64]int64{0: 1 << 30, 1 << 20: 1 << 30, 1 << 30: 100 << 30} {
		if got := port.Allowance(size); got != want {
			t.Errorf("%d bytes may unpack to %d, want %d", size, got, want)
		}
	}
}

// A directory of endless entries is not read to its end.
func TestDirectoryBomb(t *testing.T) {
	var b bytes.Buffer
	w := zip.NewWriter(&b)
	for i := range 2000 {
		if _, err := w.Create(fmt.Sprint(i)); err != nil {
			t.Fatal(err)
		}
	}
	if err := w.Close(); err != nil {
		t.Fatal(err)
	}
	limit := &leash{at: bytes.NewReader(b.Bytes()), size: int64(b.Len()), left: 50_000}
	_, err := zip.NewReader(limit, int64(b.Len()))
	if err = notZip(limit, err); !errors.Is(err, port.ErrInput) || !strings.Contains(err.Error(), "directory") {
		t.Fatalf("got %v", err)
	}
}
