package sys

import (
	"bytes"
	"testing"
)

func TestPage(t *testing.T) {
	for _, n := range []int{1, 64, 4096, 4097, maxPageLen} {
		page, err := NewPage(n)
		if err != nil {
			t.Fatal(err)
		}
		b := page.Bytes()
		if len(b) != n || cap(b) != n || !bytes.Equal(b, make([]byte, n)) {
			t.Errorf("a page of %d bytes has %d, with room for %d", n, len(b), cap(b))
		}
		b[0], b[n-1] = 1, 2
		page.Free()
		page.Free()
		if page.Bytes() != nil {
			t.Error("a page that was given back has bytes")
		}
	}
}

func TestPageBounds(t *testing.T) {
	for _, n := range []int{-1, 0, maxPageLen + 1} {
		if _, err := NewPage(n); err == nil {
			t.Errorf("a page of %d bytes was made", n)
		}
	}
}

func TestBoot(t *testing.T) {
	id, since, err := Boot()
	if err != nil {
		t.Fatal(err)
	}
	again, later, err := Boot()
	if err != nil {
		t.Fatal(err)
	}
	if id == "" || id != again || since <= 0 || later < since {
		t.Errorf("%q since %v, then %q since %v", id, since, again, later)
	}
}

func TestFolders(t *testing.T) {
	dir := t.TempDir()
	if err := SyncDir(dir); err != nil {
		t.Error(err)
	}
	if InMemory(dir + "/missing") {
		t.Error("a missing folder is in memory")
	}
}
