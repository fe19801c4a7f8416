package csv

import (
	"context"
	"errors"
	"fmt"
	"io"
	"strings"

	"coffer/box"
	"coffer/box/port"
)

// Import reads a table. Everything arrives without a box.
func (f Format) Import(ctx context.Context, src port.Source, sink port.Sink) error {
	r := newReader(src.R)
	header, err := r.header()
	if err != nil {
		return err
	}
	d, err := f.dialect(header)
	if err != nil {
		return r.unknown(err)
	}
	t := table{dialect: d, header: header, sink: sink, became: make([]bool, len(header)), unkept: make([]bool, len(header))}
	if len(f.columns) > 0 && !allNames(header) {
		sink.Report(port.Note{Where: "the first line", What: "it is taken for the names of the columns, and became no item; if it is one, put a line of names above it"})
	}
	r.most = maxRow
	for n := 0; ; n++ {
		if err := ctx.Err(); err != nil {
			return err
		}
		cells, err := r.row()
		switch {
		case errors.Is(err, io.EOF):
			if n == 0 {
				sink.Report(port.Note{Where: "the file", What: "the table has no rows"})
			}
			t.summary()
			return nil
		case err != nil:
			return err
		case len(cells) != len(header):
			return r.bad("a row of %d columns; the header has %d", len(cells), len(header))
		case n == port.MaxItems:
			return r.bad("more than %d rows", port.MaxItems)
		}
		if err := t.take(cells, r.start); err != nil {
			return err
		}
	}
}

// header reads the names of the columns.
func (r *reader) header() ([]string, error) {
	if err := r.begin(); err != nil {
		return nil, err
	}
	header, err := r.row()
	if errors.Is(err, io.EOF) {
		return nil, port.Bad("the file is empty")
	}
	return header, err
}

// Columns are those of a table, with what their names mean where nobody says anything.
func (f Format) Columns(src port.Source) ([]port.Column, error) {
	header, err := newReader(src.R).header()
	if err != nil {
		return nil, err
	}
	lower, err := columnsOf(header)
	if err != nil {
		return nil, err
	}
	known := usual()
	all := make([]port.Column, len(header))
	for i, name := range header {
		all[i] = port.Column{Name: name, Plain: columnName(name), Means: string(known[lower[i]])}
	}
	return all, nil
}

type table struct {
	dialect
	header    []string
	sink      port.Sink
	reprompts int
	archived  int
	folders   int    // rows that are one
	became    []bool // columns that became fields, by their place
	unkept    []bool // columns with something that is not kept
}

// take makes an item of the row that begins at a line.
func (t *table) take(cells []string, line int) error {
	if strings.Join(cells, "") == "" {
		return nil
	}
	r := t.read(cells)
	for _, what := range r.notes {
		t.sink.Report(port.Note{Where: r.where(), What: what})
	}
	if r.skip {
		if r.folder {
			t.folders++
		}
		return nil
	}
	if r.archived {
		t.archived++
	}
	for _, i := range r.became {
		t.became[i] = true
	}
	for _, i := range r.unkept {
		t.unkept[i] = true
	}
	if r.item.Full() {
		return port.BadLine(line, "an item with more than %d fields", box.MaxFields)
	}
	if r.cell[reprompt] == "1" {
		t.reprompts++
	}
	return t.sink.Item(&port.Entry{Item: r.item.Item})
}

func (t *table) summary() {
	tell := func(what string, n int) {
		if n > 0 {
			t.sink.Report(port.Note{Where: "the file", What: fmt.Sprintf(what, n)})
		}
	}
	t.tellFields()
	t.tellUnkept()
	tell("asking for the password again has no place here (items: %d)", t.reprompts)
	tell("what was archived has the tag archived (items: %d)", t.archived)
	tell("folders came with the items in them; an empty one is not kept (folders: %d)", t.folders)
}
