package app

import (
	"strings"

	"coffer/box"
	"coffer/vault"
)

// ChangedError says that an item is no more what a change began with. It is a
// [box.ErrChanged], as where a form of [App.Form] is too old.
type ChangedError struct {
	// Differs names what is another now, as in [Revision]. It is empty where the history
	// does not tell.
	Differs []string
}

// Error says what happened.
func (e *ChangedError) Error() string {
	if len(e.Differs) == 0 {
		return box.ErrChanged.Error()
	}
	return box.ErrChanged.Error() + ": " + strings.Join(e.Differs, ", ")
}

// Unwrap makes it a [box.ErrChanged].
func (e *ChangedError) Unwrap() error { return box.ErrChanged }

// since refuses a change that began with another revision than the one that is there.
func (c *Change) since(tx *vault.Tx, e box.Entry) error {
	if c.Base == 0 || c.Base == e.Revision {
		return nil
	}
	items, _, err := revisions(tx, e)
	defer func() { wipeAllBut(items, 0) }()
	if err != nil {
		return err
	}
	// The oldest one that is kept since: marks are changed without a revision to keep.
	older := &items[0]
	for i := range items {
		if items[i].Revision >= c.Base {
			older = &items[i]
		}
	}
	return &ChangedError{Differs: differs(older, &items[0])}
}
