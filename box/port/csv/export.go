package csv

import (
	"bufio"
	"context"
	"errors"
	"strings"
	"time"

	"coffer/box"
	"coffer/box/port"
	"coffer/box/port/internal/draft"
)

// Export writes a table of what is not in the trash, a row for each item, in the
// order in which they come. It holds what is text; for what it does not hold see
// Loses. Memory does not grow with the number of items.
func (Format) Export(ctx context.Context, to port.Target, c port.Content) error {
	if err := c.Check(); err != nil {
		return err
	}
	w := bufio.NewWriterSize(to.W, 64<<10)
	if err := writeRow(w, ownHeader()); err != nil {
		return err
	}
	n := 0
	for e, err := range c.Items {
		if err := errors.Join(err, ctx.Err()); err != nil {
			return err
		}
		if !e.Trashed.IsZero() {
			continue
		}
		if n++; n > port.MaxItems {
			return port.TooMuch("there are more than %d items", port.MaxItems)
		}
		cells := cellsOf(e)
		if lengthOf(cells) > maxRow {
			return port.TooMuch("%s is larger than %d MiB, which is as much as a row holds", port.Where(e), maxRow>>20)
		}
		if err := writeRow(w, cells); err != nil {
			return err
		}
	}
	return w.Flush()
}

func lengthOf(cells []string) (n int) {
	for _, cell := range cells {
		n += len(cell)
	}
	return n
}

// writeRow quotes every cell that is not empty, whatever is in it.
func writeRow(w *bufio.Writer, cells []string) error {
	for i, cell := range cells {
		if i > 0 {
			w.WriteByte(',')
		}
		if cell != "" {
			w.WriteByte('"')
			w.WriteString(strings.ReplaceAll(cell, `"`, `""`))
			w.WriteByte('"')
		}
	}
	return w.WriteByte('\n') // says what went wrong before, too
}

// cellsOf writes an item as a row, in the order of [ownHeader].
func cellsOf(e *port.Entry) []string {
	cell := make(map[role]string)
	var rest strings.Builder
	for _, f := range e.Fields {
		column := columnOf(f, e.Template)
		switch s := f.Value.Reveal(); {
		case !inTable(f):
		case column != custom && cell[column] == "":
			cell[column] = s
		default:
			rest.WriteString(f.Name + ": " + s + "\n")
		}
	}
	favour := ""
	if e.Favourite {
		favour = "1"
	}
	path := e.Folder
	if e.BoxName != "" {
		path = append([]string{e.BoxName}, e.Folder...)
	}
	return []string{
		e.Title, cell[address], cell[username], cell[password], cell[code], cell[notes], box.JoinFolder(path),
		strings.Join(e.Tags, ","), favour, e.Template, strings.TrimSuffix(rest.String(), "\n"),
		moment(e.Created), moment(e.Changed), moment(e.Expires),
	}
}

// columnOf is the column of a field, if it has one of its own.
func columnOf(f box.Field, template string) role {
	switch f.Name {
	case "username":
		return username
	case "password":
		return password
	case "url":
		return address
	case "totp":
		return code
	case draft.NotesOf(template):
		return notes
	}
	return custom
}

// inTable tells whether a field is text, as all cells are.
func inTable(f box.Field) bool { return f.Kind != box.File && box.IsText(f.Value.Bytes()) }

func moment(t time.Time) string {
	if t.IsZero() {
		return ""
	}
	return t.UTC().Format(time.RFC3339)
}
