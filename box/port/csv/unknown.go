package csv

import (
	"errors"
	"io"
	"strings"

	"coffer/box/port"
)

// unknown adds to the error of columns that are not known how to say what they are. What is
// no table, or may be one without a header, gets the way in general.
func (r *reader) unknown(err error) error {
	var is *unknownError
	if !errors.As(err, &is) {
		return err
	}
	next, bad := r.row()
	if bad != nil && !errors.Is(bad, port.ErrInput) && !errors.Is(bad, io.EOF) {
		return bad
	}
	if len(is.header) < 2 || len(next) != len(is.header) || !allNames(is.header) {
		return port.Unnamed(port.BadLine(1, "%s; say what they are with --map COLUMN=FIELD", is.error))
	}
	return port.Unnamed(port.Instead(port.BadLine(1, "%s", is.error), "coffer import csv FILE%s", asking(is.header)))
}

// asking is the flags that say of each column what it is, as far as its name tells. Of
// other columns it does not say the name; see [describe].
func asking(header []string) string {
	var b strings.Builder
	open := false
	for _, name := range header[:min(len(header), maxTold)] {
		if word := meantBy(lowered(name)); word != "" {
			b.WriteString(" " + mapFlag(strings.TrimSpace(name), word))
		} else {
			open = true
		}
	}
	if open {
		b.WriteString(" --map COLUMN=FIELD; a COLUMN is a name in the first line, a FIELD is title, username, password, url, notes, totp, folder, tags, ignore, or a name of your own")
	}
	return b.String()
}

// mapFlag says what a column of a plain name is.
func mapFlag(column, word string) string {
	if strings.Contains(column, " ") {
		return `--map "` + column + "=" + word + `"`
	}
	return "--map " + column + "=" + word
}
