//go:build !linux

package host

import "context"

// WatchMachine hears nothing here.
func WatchMachine(context.Context) MachineEvents { return MachineEvents{} }
