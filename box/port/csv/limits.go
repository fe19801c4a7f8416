package csv

import "coffer/box/port"

// Bounds on tables from outside.
const (
	maxColumns = 256
	maxCell    = port.MaxValue
	maxRow     = 32 << 20 // bytes of one line of the table, with all its cells
	maxHeader  = 64 << 10 // bytes of the names of the columns
)
