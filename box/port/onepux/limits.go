package onepux

import "coffer/box/port"

// Bounds on input that are not those of every format.
const (
	maxHead   = 256 << 10 // bytes of what is said of an account or a vault
	maxItem   = port.MaxEntry / 8
	maxVaults = 10_000
)
