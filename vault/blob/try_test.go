package blob_test

import (
	"context"
	"errors"
	"testing"

	"coffer/vault/blob"
	"coffer/vault/blob/blobtest"
)

func TestTry(t *testing.T) {
	for _, name := range []string{"x", "c/x", "c/d/x"} {
		s := &blobtest.Memory{}
		blobtest.Must(t, blob.Try(t.Context(), s, name))
		if left := blobtest.Names(t, s, ""); len(left) > 0 {
			t.Errorf("left are %q", left)
		}
	}
	var step *blob.StepError
	if err := blob.Try(t.Context(), &blobtest.Memory{}, "../x"); !errors.As(err, &step) || !errors.Is(err, blob.ErrName) {
		t.Errorf("got %v", err)
	}
}

// replacing is a place that passes over the condition of a write.
type replacing struct{ *blobtest.Memory }

func (r replacing) Put(ctx context.Context, name string, data []byte) error {
	if err := r.Memory.Delete(ctx, name); err != nil {
		return err
	}
	return r.Memory.Put(ctx, name, data)
}

// Each step notices what is wrong with it, and nothing is left behind.
func TestTryFails(t *testing.T) {
	broken := errors.New("broken")
	only := func(op blobtest.Op, n int, fault blobtest.Fault) func(blobtest.Call) blobtest.Fault {
		return func(c blobtest.Call) blobtest.Fault {
			if c.Op == op && c.N == n {
				return fault
			}
			return blobtest.Fault{}
		}
	}
	for _, c := range []struct {
		name, step string
		decide     func(blobtest.Call) blobtest.Fault
	}{
		{"refused", "write", only(blobtest.Put, 1, blobtest.Fault{Skip: true, Err: broken})},
		{"applied and failed", "write", only(blobtest.Put, 1, blobtest.Fault{Err: broken})},
		{"lost", "write once", only(blobtest.Put, 1, blobtest.Fault{Skip: true})},
		{"busy", "write once", only(blobtest.Put, 2, blobtest.Fault{Skip: true, Err: broken})},
		{"unreadable", "read", only(blobtest.Get, 1, blobtest.Fault{Skip: true, Err: broken})},
		{"altered", "read", only(blobtest.Get, 1, blobtest.Fault{Alter: func(b []byte) []byte { return b[1:] }})},
		{"no list", "list", only(blobtest.List, 1, blobtest.Fault{Skip: true, Err: broken})},
		{"stale list", "list", only(blobtest.List, 1, blobtest.Fault{Stale: true})},
		{"kept", "delete", only(blobtest.Delete, 1, blobtest.Fault{Skip: true})},
		{"not deleted", "delete", only(blobtest.Delete, 1, blobtest.Fault{Skip: true, Err: broken})},
		{"gone", "delete", only(blobtest.Get, 2, blobtest.Fault{Skip: true, Err: broken})},
	} {
		s := &blobtest.Faults{Store: &blobtest.Memory{}, Decide: c.decide}
		var step *blob.StepError
		if err := blob.Try(t.Context(), s, "c/x"); !errors.As(err, &step) || step.Step != c.step {
			t.Errorf("%s: got %v, want a failure of %q", c.name, err, c.step)
		}
		if left := blobtest.Names(t, s, ""); len(left) > 0 {
			t.Errorf("%s: left are %q", c.name, left)
		}
	}
	var step *blob.StepError
	if err := blob.Try(t.Context(), replacing{&blobtest.Memory{}}, "c/x"); !errors.As(err, &step) || step.Step != "write once" {
		t.Errorf("got %v", err)
	}
}
