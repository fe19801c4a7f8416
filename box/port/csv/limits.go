package csv

// Bounds on tables from outside.
const (
	maxColumns = 256
	maxRow     = 32 << 20 // bytes of one line of the table, with all its cells
	maxCell    = maxRow   // one may hold all fields of an item, of which each has its own bound in the vault
	maxHeader  = 64 << 10 // bytes of the names of the columns
)
