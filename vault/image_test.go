package vault

import (
	"bytes"
	"context"
	"errors"
	"iter"
	"os"
	"path/filepath"
	"slices"
	"testing"

	"coffer/internal/sys"
)

// imageOf reads the image of a vault.
func imageOf(t testing.TB, v *Vault) (all []Pair) {
	t.Helper()
	err := v.Image(context.Background(), func(pairs iter.Seq2[Pair, error]) error {
		for p, err := range pairs {
			if err != nil {
				return err
			}
			all = append(all, p)
		}
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
	return all
}

func given(all []Pair) iter.Seq2[Pair, error] {
	return func(yield func(Pair, error) bool) {
		for _, p := range all {
			if !yield(p, nil) {
				return
			}
		}
	}
}

// beside is the same machine with another, empty folder.
func beside(t testing.TB, e *env) *env {
	t.Helper()
	other := *e
	other.Dir = filepath.Join(t.TempDir(), "other")
	other.StateDir = filepath.Join(t.TempDir(), "state")
	if err := os.MkdirAll(other.Dir, 0o700); err != nil {
		t.Fatal(err)
	}
	return &other
}

// TestImage: a locked vault has an image, in order; a file made of it is the same vault, opens
// under the same password, and verifies.
func TestImage(t *testing.T) {
	e := newEnv(t)
	v := e.create(t)
	new(specimen).fill(t, v)
	want := imageOf(t, v)
	v.Close()
	locked := imageOf(t, v)
	same := func(p, q Pair) bool { return p.Compare(q) == 0 && bytes.Equal(p.Value, q.Value) }
	if !slices.EqualFunc(want, locked, same) {
		t.Error("a locked vault has another image")
	}
	if !slices.IsSortedFunc(want, Pair.Compare) {
		t.Error("the image is not in order")
	}
	other := beside(t, e)
	if err := FromImage(context.Background(), other.Options, given(want)); err != nil {
		t.Fatal(err)
	}
	copied := other.open(t, "swordfish")
	if got := imageOf(t, copied); !slices.EqualFunc(want, got, same) {
		t.Error("the file has another image than it was made of")
	}
	r, err := copied.Verify(context.Background(), nil)
	if err != nil || len(r.Problems) > 0 || r.Records == 0 {
		t.Errorf("%+v, %v", r, err)
	}
}

// TestImageHasAll: every bucket that a file has is in its image, whatever is in it.
func TestImageHasAll(t *testing.T) {
	e := newEnv(t)
	v := e.create(t)
	new(specimen).fill(t, v)
	has := make(map[string]bool)
	for _, p := range imageOf(t, v) {
		has[string(p.Bucket)] = true
	}
	err := v.within(context.Background(), sys.Shared, func(st *store) error {
		c := st.tx.Cursor()
		for name, _ := c.First(); name != nil; name, _ = c.Next() {
			if b := st.tx.Bucket(name); !has[string(name)] && b.Inspect().KeyN > 0 {
				t.Errorf("bucket %x is not in the image", name)
			}
		}
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
}

// TestFromImageRefuses: what is no image leaves nothing behind.
func TestFromImageRefuses(t *testing.T) {
	e := newEnv(t)
	v := e.create(t)
	all := imageOf(t, v)
	broken := errors.New("broken")
	for name, image := range map[string]iter.Seq2[Pair, error]{
		"nothing":      given(nil),
		"no format":    given(slices.DeleteFunc(slices.Clone(all), func(p Pair) bool { return string(p.Key) == "format" })),
		"twice":        given(append(slices.Clone(all), all[len(all)-1])),
		"out of order": given(append([]Pair{all[1], all[0]}, all[2:]...)),
		"a bucket":     given(append(slices.Clone(all), Pair{[]byte("zzz"), []byte("x"), nil})),
		"a long key":   given(append(slices.Clone(all), Pair{[]byte("keys"), bytes.Repeat([]byte("z"), maxPairKey+1), nil})),
		"an error": func(yield func(Pair, error) bool) {
			if yield(all[0], nil) {
				yield(Pair{}, broken)
			}
		},
	} {
		other := beside(t, e)
		if err := FromImage(context.Background(), other.Options, image); err == nil {
			t.Errorf("%s: made a vault", name)
		}
		if left, err := filepath.Glob(filepath.Join(other.Dir, FileName+"*")); err != nil || len(left) > 0 {
			t.Errorf("%s: left %q, %v", name, left, err)
		}
	}
	if err := FromImage(context.Background(), e.Options, given(all)); !errors.Is(err, ErrExists) {
		t.Errorf("over a vault: %v", err)
	}
}
