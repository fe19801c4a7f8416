package blobtest

import (
	"context"
	"sync"

	"coffer/vault/blob"
)

// Op is one of the four calls.
type Op string

// The calls.
const (
	Put    Op = "put"
	Get    Op = "get"
	List   Op = "list"
	Delete Op = "delete"
)

// Call is what a fault decides by.
type Call struct {
	Op   Op
	Name string // or the prefix of a list
	N    int    // how many calls of this kind there were, with this one
}

// Fault says what goes wrong in a call.
type Fault struct {
	// Skip: the store is not touched. Together with a nil Err it is a write that
	// is confirmed and lost, a list that is empty, or an object of no bytes.
	Skip bool
	// Err is what the caller gets, whether it was applied or not.
	Err error
	// Stale: a list shows what the last list that was not stale showed.
	Stale bool
	// Hang: nothing happens until the context of the call ends; then its error
	// comes, and the store was not touched.
	Hang bool
	// Alter changes what a get brings.
	Alter func(data []byte) []byte
}

// Faults is a store that does wrong where Decide says so; nil means never. Calls
// of Decide come one at a time.
type Faults struct {
	blob.Store
	Decide func(Call) Fault

	mu    sync.Mutex
	count map[Op]int
	seen  map[string][]blob.Object
}

// Calls returns how many calls of a kind there were.
func (f *Faults) Calls(op Op) int {
	f.mu.Lock()
	defer f.mu.Unlock()
	return f.count[op]
}

func (f *Faults) decide(op Op, name string) Fault {
	f.mu.Lock()
	defer f.mu.Unlock()
	if f.count == nil {
		f.count, f.seen = map[Op]int{}, map[string][]blob.Object{}
	}
	f.count[op]++
	if f.Decide == nil {
		return Fault{}
	}
	return f.Decide(Call{Op: op, Name: name, N: f.count[op]})
}

// run carries a call out, or not, as a fault says.
func (fault Fault) run(ctx context.Context, call func() error) error {
	if fault.Hang {
		<-ctx.Done()
		return ctx.Err()
	}
	if fault.Skip {
		return fault.Err
	}
	if err := call(); fault.Err == nil {
		return err
	}
	return fault.Err
}

// Put may be lost, or be applied and yet fail.
func (f *Faults) Put(ctx context.Context, name string, data []byte) error {
	return f.decide(Put, name).run(ctx, func() error { return f.Store.Put(ctx, name, data) })
}

// Delete may be lost, or be applied and yet fail.
func (f *Faults) Delete(ctx context.Context, name string) error {
	return f.decide(Delete, name).run(ctx, func() error { return f.Store.Delete(ctx, name) })
}

// Get may bring something else.
func (f *Faults) Get(ctx context.Context, name string, most int64) (data []byte, err error) {
	fault := f.decide(Get, name)
	err = fault.run(ctx, func() (err error) {
		data, err = f.Store.Get(ctx, name, most)
		return err
	})
	if err != nil {
		return nil, err
	}
	if fault.Alter != nil {
		data = fault.Alter(data)
	}
	return data, nil
}

// List may be old, or break off after its first object.
func (f *Faults) List(ctx context.Context, prefix string, each func(blob.Object) error) error {
	fault := f.decide(List, prefix)
	return fault.run(ctx, func() error { return f.list(ctx, prefix, fault, each) })
}

// list shows everything, or one object where an error comes after it.
func (f *Faults) list(ctx context.Context, prefix string, fault Fault, each func(blob.Object) error) error {
	objects, err := f.look(ctx, prefix, fault.Stale)
	if err != nil {
		return err
	}
	if fault.Err != nil {
		objects = objects[:min(1, len(objects))]
	}
	for _, o := range objects {
		if err := each(o); err != nil {
			return err
		}
	}
	return nil
}

func (f *Faults) look(ctx context.Context, prefix string, stale bool) ([]blob.Object, error) {
	f.mu.Lock()
	defer f.mu.Unlock()
	if stale {
		return f.seen[prefix], nil
	}
	var objects []blob.Object
	err := f.Store.List(ctx, prefix, func(o blob.Object) error {
		objects = append(objects, o)
		return nil
	})
	if err == nil {
		f.seen[prefix] = objects
	}
	return objects, err
}
