package onepux

import "coffer/box/port"

// Bounds on input that are not those of every format.
const (
	maxHead    = 256 << 10 // bytes of what is said of an account or a vault
	maxItem    = port.MaxEntry
	maxName    = 4 << 10 // bytes of the name of an entry of the ZIP
	maxVaults  = 10_000
	maxUnknown = 50 // names of unknown members that are reported
)
