package cxf

import (
	"coffer/box"
	"coffer/box/port"
)

// Bounds on input that are not those of every format.
const (
	maxCollections = 200_000
	maxDepth       = box.MaxDepth + 2 // collections within one another: folders, in the trash, in a box
	maxAccounts    = 1000
	maxNames       = 64 << 20          // bytes of the names and notes of accounts and collections
	maxLinks       = port.MaxItems     // from collections to items
	maxAlso        = 8                 // further collections of one item that are named
	maxCredentials = 1024              // of one item
	linkSize       = 16 << 10          // memory of a link to an item
	extensionSize  = 32 << 20          // memory of the extensions of an account or a collection
	maxKept        = 64                // objects and arrays within one another in such a credential, when it leaves again
	keptSize       = 8 << 20           // memory of a credential that is kept as JSON, while it is looked at
	maxStream      = port.MaxHeld      // bytes of a file that cannot be read twice
	pieceSize      = 1 << 20           // bytes of it that are kept together
	maxItem        = port.MaxEntry / 4 // bytes of one item in the file
)
