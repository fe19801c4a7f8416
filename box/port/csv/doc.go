// Package csv is the sorting office for tables of passwords: the CSV files
// that browsers and other password managers export. Which program wrote one is
// told by the names of its columns, in any order and any case. Columns that
// nobody knows become fields of their own.
//
// A table has one line per item and says little about what a cell means, so
// the rules here err on the side of the core tier. Column names and habits of
// the programs: pass-import (chrome.py, firefox.py, lastpass.py), bitwarden
// clients (vault-export-core), keepassxc (CsvExporter.cpp). Of a table that is
// nobody's, its owner says what the columns mean.
//
// What is written is one table of logins that browsers and other programs read as
// well, by the usual names of columns; those after them are for what else an item
// has. No cell is changed so that a spreadsheet does not take it for a formula: a
// password may begin with = + - or @, and whatever was put before it would come back
// as a part of it, wherever it is read. Whoever exports is told instead how many
// items have such cells. A table of passwords is not for spreadsheets.
package csv

// Format reads and writes CSV.
type Format struct {
	columns map[string]string // of a table that is nobody's: see [Format.WithColumns]
}
