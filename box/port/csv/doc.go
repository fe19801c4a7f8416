// Package csv is the sorting office for tables of passwords: the CSV files
// that browsers and other password managers export. Which program wrote one is
// told by the names of its columns, in any order and any case. Columns that
// nobody knows become fields of their own.
//
// A table has one line per item and says little about what a cell means, so
// the rules here err on the side of the core tier. Column names and habits of
// the programs: pass-import (chrome.py, firefox.py, lastpass.py), bitwarden
// clients (vault-export-core), keepassxc (CsvExporter.cpp).
package csv

// Format reads CSV.
type Format struct{}
