package blobtest

import (
	"context"
	"errors"
	"slices"
	"testing"

	"coffer/vault/blob"
)

// once makes the first call of a kind go wrong.
func once(op Op, fault Fault) *Faults {
	return &Faults{Store: &Memory{}, Decide: func(c Call) Fault {
		if c.Op == op && c.N == 1 {
			return fault
		}
		return Fault{}
	}}
}

var errBroken = errors.New("broken")

func TestFaultsPut(t *testing.T) {
	for name, c := range map[string]struct {
		fault Fault
		there bool
	}{
		"lost after confirming": {Fault{Skip: true}, false},
		"failed":                {Fault{Skip: true, Err: errBroken}, false},
		"applied and failed":    {Fault{Err: errBroken}, true},
	} {
		t.Run(name, func(t *testing.T) {
			s := once(Put, c.fault)
			if err := s.Put(t.Context(), "a/x", nil); !errors.Is(err, c.fault.Err) {
				t.Errorf("got %v", err)
			}
			if there := len(Names(t, s, "a")) == 1; there != c.there {
				t.Errorf("it is there: %v", there)
			}
			if err := s.Put(t.Context(), "a/x", nil); errors.Is(err, blob.ErrExists) != c.there {
				t.Errorf("the second time: %v", err)
			}
			if s.Calls(Put) != 2 || s.Calls(List) != 1 || s.Calls(Get) != 0 {
				t.Error("calls are counted wrongly")
			}
		})
	}
}

func TestFaultsDelete(t *testing.T) {
	s := once(Delete, Fault{Skip: true})
	Must(t, s.Put(t.Context(), "a/x", nil))
	for _, left := range []int{1, 0} {
		Must(t, s.Delete(t.Context(), "a/x"))
		if got := Names(t, s, "a"); len(got) != left {
			t.Errorf("left are %q", got)
		}
	}
}

func TestFaultsGet(t *testing.T) {
	s := once(Get, Fault{Alter: func(data []byte) []byte { return append(data, '!') }})
	Must(t, s.Put(t.Context(), "a/x", []byte("x")))
	for _, want := range []string{"x!", "x"} {
		if data, err := s.Get(t.Context(), "a/x", 1); err != nil || string(data) != want {
			t.Errorf("got %q, %v", data, err)
		}
	}
}

func TestFaultsList(t *testing.T) {
	s := &Faults{Store: &Memory{}}
	Must(t, s.Put(t.Context(), "a/x", nil))
	Names(t, s, "a")
	Must(t, s.Put(t.Context(), "a/y", nil))
	s.Decide = func(c Call) Fault { return Fault{Stale: c.Op == List && c.N == 2} }
	for _, want := range [][]string{{"a/x"}, {"a/x", "a/y"}} {
		if got := Names(t, s, "a"); !slices.Equal(got, want) {
			t.Errorf("listed are %q, want %q", got, want)
		}
	}
	s.Decide = func(Call) Fault { return Fault{Err: errBroken} }
	n := 0
	err := s.List(t.Context(), "a", func(blob.Object) error { n++; return nil })
	if !errors.Is(err, errBroken) || n != 1 {
		t.Errorf("a list that breaks off: %v after %d", err, n)
	}
}

func TestFaultsHang(t *testing.T) {
	s := once(Put, Fault{Hang: true})
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	if err := s.Put(ctx, "a/x", nil); !errors.Is(err, context.Canceled) {
		t.Errorf("got %v", err)
	}
	if got := Names(t, s, ""); len(got) > 0 {
		t.Errorf("there are %q", got)
	}
}
