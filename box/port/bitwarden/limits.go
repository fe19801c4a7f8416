package bitwarden

import "coffer/box/port"

// Bounds on input.
const (
	maxFolders    = 100_000  // folders and collections
	maxFolder     = 64 << 10 // bytes of one of them; its name may be a whole path
	maxNames      = 64 << 20 // bytes of the names and ids of all of them
	maxEntry      = port.MaxEntry / 8
	slack         = 1 << 20  // what an import counts of an item beside its text, at most
	maxHead       = 16 << 10 // bytes of a value beside the items
	maxCiphertext = 4 << 10  // bytes of the encrypted text that tells a right password
)

// Bounds on what a protected file asks for, which are those that Bitwarden's own
// settings have. Below the lower ones Bitwarden itself refuses it.
const (
	minRounds   = 5_000
	maxRounds   = 2_000_000
	minPasses   = 2
	maxPasses   = 10
	minMiB      = 16
	maxMiB      = 1024
	minParallel = 1
	maxParallel = 16
)
