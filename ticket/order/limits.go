package order

import (
	"time"

	"coffer/vault/split"
)

// Bounds on orders, in memory and when they are read.
const (
	// maxOrder, maxSigned and maxBook are the longest encodings, in bytes.
	maxOrder  = 512
	maxSigned = maxOrder + 72*split.MaxShares + 16
	maxBook   = 4*(maxSigned+16) + 16

	// maxWait is the longest wait of a set of trustees.
	maxWait = 366 * 24 * time.Hour

	// FreezeLasts is for how long a freeze lasts once its wait is over, and
	// DeleteWaits how long bytes stay after the wait of an order to delete.
	FreezeLasts = 30 * 24 * time.Hour
	DeleteWaits = 14 * 24 * time.Hour

	// slack is how far ahead of the clock here a number may be.
	slack = 24 * time.Hour

	maxTime = 253402300799 // the last second of the year 9999
)
