package moving

import (
	"fmt"
	"slices"
	"strings"

	tea "charm.land/bubbletea/v2"

	"coffer/internal/app"
	"coffer/tui/ask"
	"coffer/tui/look"
	"coffer/tui/screen"
	"coffer/tui/widget"
)

// columns is the form that says what the columns of a table are that nobody knows.
type columns struct {
	ask.Form
	from *bring
	all  []app.Column
}

// Before the words for fields stand these: what nobody decides on is kept as a secret.
const (
	ownSecret = iota
	ownClear
	firstWord
)

// newColumns makes the screen.
func newColumns(from *bring, all []app.Column) *columns {
	c := &columns{from: from, all: all}
	words := app.ColumnWords()
	options := append([]string{"a field of its own, secret", "a field of its own, not secret"}, told(words)...)
	for i, column := range all {
		row := &widget.FormRow{Name: fmt.Sprintf("column %d", i+1), Options: options,
			Help: "its name is not shown: where the table has no line of names it would be a value"}
		if column.Plain {
			row.Name, row.Help = column.Name, "right and left go through what a column can be"
		}
		if at := slices.Index(words, column.Means); at >= 0 && column.Means != "" {
			row.At = firstWord + at
		}
		c.Rows = append(c.Rows, row)
	}
	c.Below = c.below
	return c
}

// told are words for fields as a form writes them.
func told(words []string) []string {
	plainly := map[string]string{"username": "user name", "url": "URL", "urls": "URLs, a comma between them", "totp": "one-time code (totp)",
		"tags": "tags, a comma between them", "created": "when it was created", "changed": "when it was changed", "expires": "when it expires", "ignore": "left out"}
	all := slices.Clone(words)
	for i, word := range all {
		if plain, is := plainly[word]; is {
			all[i] = plain
		}
	}
	return all
}

// below says what is taken for granted, and what is left out.
func (c *columns) below(cells int, l *look.Look) []string {
	facts := []widget.Fact{{Name: "first line", Text: "it is taken for the names of the columns, and becomes no item"}}
	for i := range c.all {
		if c.word(i) == "ignore" {
			facts = append(facts, widget.Fact{Name: "left out", Text: c.Rows[i].Name, Tone: widget.Alarm})
		}
	}
	if c.bare() {
		facts[0].Text, facts[0].Tone = "it does not look like names of columns, and may be an item: put a line of names in plain letters above it", widget.Alarm
	}
	return widget.Facts(facts, cells, l)
}

// bare tells that the table seems to have no line of names: its first item would be lost, and
// what stands in it be shown as names.
func (c *columns) bare() bool {
	plain := 0
	for _, column := range c.all {
		if column.Plain {
			plain++
		}
	}
	return 2*plain < len(c.all)
}

// word is the word for the field that a column is said to be; empty for one of its own.
func (c *columns) word(i int) string {
	if at := c.Rows[i].At; at >= firstWord {
		return app.ColumnWords()[at-firstWord]
	}
	return ""
}

// Title is where this is.
func (c *columns) Title() string { return "its columns" }

func (c *columns) Keys() []screen.Key {
	return []screen.Key{{Press: []string{"enter", "ctrl+s"}, Does: "look what would come; nothing is brought yet", Short: "look", Why: c.why(), Core: true, Do: c.look}}
}

// why says what no table can be.
func (c *columns) why() string {
	if c.bare() {
		return "the first line does not look like names of columns"
	}
	said := map[string]string{}
	for i := range c.all {
		word := c.word(i)
		if word == "" || word == "ignore" || word == "urls" {
			continue
		}
		if other, twice := said[word]; twice {
			return other + " and " + c.Rows[i].Name + " are both said to be the " + word
		}
		said[word] = c.Rows[i].Name
	}
	if len(said) == 0 {
		return "say which column is the title, the user name, the password, the URL or the notes"
	}
	return ""
}

// said is what the columns are said to be, by their names.
func (c *columns) said() map[string]string {
	said := map[string]string{}
	for i, column := range c.all {
		name, word := strings.TrimSpace(column.Name), c.word(i)
		switch {
		case name == "": // it cannot be named, and is kept as a secret
		case word != "":
			said[name] = word
		case c.Rows[i].At == ownClear || column.Means != "":
			said[name] = ownName(name)
		}
	}
	return said
}

// ownName is the name of a field of its own that a column becomes: none that means another one.
func ownName(name string) string {
	if slices.Contains(app.ColumnWords(), strings.ToLower(name)) {
		return "column " + name
	}
	return name
}

func (c *columns) look() tea.Cmd {
	said := c.said()
	return c.from.try(said, func(done app.Imported, err error) tea.Cmd {
		if err != nil {
			return screen.Send(screen.Failed{Err: err})
		}
		return screen.Send(screen.Open{Screen: &brought{form: c.from, columns: c, said: said, done: done}})
	})
}

// Wipe forgets what the table said.
func (c *columns) Wipe() {
	c.Form.Wipe()
	c.Rows, c.all = nil, nil
}
