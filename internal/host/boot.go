package host

import (
	"time"

	"coffer/internal/sys"
)

// Awake is for how long the machine was awake in this run; see [sys.Awake].
func Awake() time.Duration { return sys.Awake() }

// Boot names the current run of the machine and says how long it has lasted,
// suspends included; an empty name where the system does not tell, so that
// every question counts as a new run.
func Boot() (id string, since time.Duration) {
	id, since, err := sys.Boot()
	if err != nil {
		return "", 0
	}
	return id, since
}
