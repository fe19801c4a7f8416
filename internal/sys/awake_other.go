//go:build !linux && !darwin

package sys

import "time"

// Awake is for how long the machine was awake in this run. Zero: unknown.
func Awake() time.Duration { return 0 }
