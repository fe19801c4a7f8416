package blob

import (
	"context"
	"fmt"
)

// Store holds objects. Names are what [CheckName] allows, anything else is an
// [ErrName]. Within one folder of a store all names have the same number of
// parts: whether x can stand beside x/y depends on the store. Calls may come from
// several goroutines.
//
// When a call fails, but for one of the clear answers ([ErrExists], [ErrNotFound],
// [ErrTooLarge], [ErrName]), it may have been carried out all the same.
type Store interface {
	// Put writes an object whole; a reader sees nothing of it or all of it. An
	// object of that name stays as it is, and the error is an [ErrExists]: after
	// a Put that failed unclearly, with the same random name, that is success.
	Put(ctx context.Context, name string, data []byte) error

	// Get reads an object of at most so many bytes, at most [MaxObject]; a larger
	// one is [ErrTooLarge] and takes no memory.
	Get(ctx context.Context, name string, most int64) ([]byte, error)

	// List calls each for every object in a folder and the folders below: prefix
	// is one or two whole parts of a name without a slash at the end, or empty
	// for all. It comes in any order and does not have to be held in memory.
	// What is put or deleted meanwhile may be there or not. An error of each ends
	// the list and is returned as it is; each must not call the store.
	List(ctx context.Context, prefix string, each func(Object) error) error

	// Delete takes an object away, if it is there.
	Delete(ctx context.Context, name string) error
}

// Object is what a list says of an object.
type Object struct {
	Name string
	Size int64
}

// Opened is a store that [Open] gives.
type Opened interface {
	Store

	// Check asks what the place can do. For that it may put an object under the
	// name, which nobody else uses, and deletes it again.
	Check(ctx context.Context, name string) (Facts, error)

	// Close ends a helper program. No call may come after it.
	Close() error
}

// Facts is what a place says of itself, where it can be asked.
type Facts struct {
	// Conditional: of several writers of one name at the same moment exactly
	// one wins. Where it is No, names must be random.
	Conditional Fact
	// Versioning: what is deleted or replaced is kept by the place.
	Versioning Fact
	// Lock: what is put cannot be deleted for a time.
	Lock Fact
}

// Fact is an answer; the zero value is that there was none.
type Fact uint8

// The answers.
const (
	Unknown Fact = iota
	No
	Yes
)

// String returns the word of the helper protocol.
func (f Fact) String() string {
	switch f {
	case No:
		return "no"
	case Yes:
		return "yes"
	}
	return "unknown"
}

// checkPut and checkGet are what every store checks first.
func checkPut(ctx context.Context, name string, data []byte) error {
	if err := CheckName(name); err != nil {
		return err
	}
	if len(data) > MaxObject {
		return about(name, fmt.Errorf("%w: %d bytes, at most %d", ErrTooLarge, len(data), MaxObject))
	}
	return ctx.Err()
}

func checkGet(ctx context.Context, name string) error {
	if err := CheckName(name); err != nil {
		return err
	}
	return ctx.Err()
}

func tooLarge(size, most int64) error {
	return fmt.Errorf("%w: %d bytes, at most %d were asked for", ErrTooLarge, size, most)
}
