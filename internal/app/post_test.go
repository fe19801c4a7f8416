package app

import (
	"testing"

	"coffer/vault/blob/blobtest"
)

// TestOpenStores: posts are opened by their addresses, without a vault; all of them
// or none.
func TestOpenStores(t *testing.T) {
	e := Env{Clock: standing{}}
	one, two := "dir:"+t.TempDir(), "dir:"+t.TempDir()
	stores, closeAll, err := e.openStores([]string{one, two})
	if err != nil || len(stores) != 2 {
		t.Fatalf("%d stores, %v", len(stores), err)
	}
	if err := stores[1].Put(t.Context(), "a/b", []byte("x")); err != nil {
		t.Error(err)
	}
	if first, second := blobtest.Names(t, stores[0], ""), blobtest.Names(t, stores[1], ""); len(first) != 0 || len(second) != 1 {
		t.Errorf("in the first lie %q, in the second %q", first, second)
	}
	if err := closeAll(); err != nil {
		t.Error(err)
	}
	for want, addresses := range map[string][]string{
		"none":    nil,
		"three":   {one, two, "dir:" + t.TempDir()},
		"no post": {one, "nothing"},
		"helper":  {one, "other:place"},
	} {
		if _, _, err := e.openStores(addresses); err == nil {
			t.Errorf("%s: opened", want)
		}
	}
}
