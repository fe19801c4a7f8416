package health

import (
	"time"

	"coffer/box"
)

// Place is one field of an item.
type Place struct {
	ID    [16]byte
	Path  box.Path
	Field string
}

// Finding is something to mend. It holds no secret and no part of one.
type Finding struct {
	Kind     Kind
	Severity Severity
	Place    // of the secret; without a field for an item, without anything for the vault
	Why      string
	Count    uint64    // times in breaches, or other places
	Group    []Place   // Reused: all places, this one among them; Similar: others, a hundred at most; shared, do not change
	Strength Strength  // Weak and SimplePIN
	At       time.Time // since when, for an age; when, for an expiry
	Err      error     // Unanswered: why
	Left     *Ignore   // in what is ignored: by which record
}
