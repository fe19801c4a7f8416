package order

import (
	"time"

	"coffer/vault/split"
)

// Bounds on orders, in memory and when they are read.
const (
	// MaxOrder, MaxSigned and MaxBook are the longest encodings, in bytes.
	MaxOrder  = 512
	MaxSigned = MaxOrder + 72*split.MaxShares + 16
	MaxBook   = 4*(MaxSigned+16) + 16

	// MaxWait is the longest wait of a set of trustees.
	MaxWait = 366 * 24 * time.Hour

	// FreezeLasts is for how long a freeze lasts once its wait is over, and
	// DeleteWaits how long bytes stay after the wait of an order to delete.
	FreezeLasts = 30 * 24 * time.Hour
	DeleteWaits = 14 * 24 * time.Hour

	// slack is how far ahead of the clock here a number may be.
	slack = 24 * time.Hour

	maxTime = 253402300799 // the last second of the year 9999
)
