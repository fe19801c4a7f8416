package blob

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"path"
)

// StepError says which step of [Try] failed.
type StepError struct {
	Step string // "write", "write once", "read", "list" or "delete"
	Err  error
}

func (e *StepError) Error() string { return e.Step + ": " + e.Err.Error() }

// Unwrap returns the cause.
func (e *StepError) Unwrap() error { return e.Err }

// Try finds out whether a place does what is needed of it, with one small object
// under a name that nobody uses, and takes that away again. The error is a
// [*StepError] of the first step that went wrong.
func Try(ctx context.Context, s Store, name string) error {
	for _, step := range []struct {
		name string
		do   func(ctx context.Context, s Store, name string) error
	}{
		{"write", func(ctx context.Context, s Store, name string) error { return s.Put(ctx, name, trial) }},
		{"write once", tryReplace},
		{"read", tryRead},
		{"list", tryList},
		{"delete", tryDelete},
	} {
		if err := step.do(ctx, s, name); err != nil {
			_ = s.Delete(context.WithoutCancel(ctx), name)
			return &StepError{step.name, err}
		}
	}
	return nil
}

var trial = []byte("coffer tries whether this place works\n")

func tryReplace(ctx context.Context, s Store, name string) error {
	switch err := s.Put(ctx, name, []byte("replaced")); {
	case err == nil:
		return errors.New("an object that was there already was written again")
	case errors.Is(err, ErrExists):
		return nil
	default:
		return err
	}
}

func tryRead(ctx context.Context, s Store, name string) error {
	data, err := s.Get(ctx, name, int64(len(trial)))
	if err == nil && !bytes.Equal(data, trial) {
		return errors.New("what was read is not what was written")
	}
	return err
}

func tryList(ctx context.Context, s Store, name string) error {
	prefix, found := path.Dir(name), false
	if prefix == "." {
		prefix = ""
	}
	err := s.List(ctx, prefix, func(o Object) error {
		found = found || o == Object{Name: name, Size: int64(len(trial))}
		return nil
	})
	if err == nil && !found {
		return errors.New("what was written is not listed; lists come late here")
	}
	return err
}

func tryDelete(ctx context.Context, s Store, name string) error {
	if err := s.Delete(ctx, name); err != nil {
		return err
	}
	_, err := s.Get(ctx, name, int64(len(trial)))
	switch {
	case err == nil:
		return errors.New("what was deleted is still there")
	case errors.Is(err, ErrNotFound):
		return nil
	default:
		return fmt.Errorf("look for what was deleted: %w", err)
	}
}
