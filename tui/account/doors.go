package account

import (
	"slices"
	"strings"

	tea "charm.land/bubbletea/v2"

	"coffer/internal/app"
	"coffer/tui/screen"
)

// Door is a row of the list that somebody may look for without knowing where it is.
type Door struct {
	Name string // of the row, as [Account.Find] takes it
	Does string // in the imperative
	Also string // what else it is looked for by
	Core bool   // it takes both tiers
}

// Doors are all.
func Doors() []Door {
	return []Door{
		{"import", "import: bring items from another tool, or from a file of coffer", "migrate lastpass nordpass keepassxc chrome edge firefox safari apple duplicates " + formatWords(func(f app.Format) bool { return f.Import != nil }), true},
		{"export", "export: write boxes to a file, for another tool or to keep", "backup " + formatWords(func(f app.Format) bool { return f.Export != nil }), true},
		{"backups", "backups: make, verify and bring back what the vault was on former days", "restore", false},
	}
}

// formatWords are the names of formats, and what is said of them.
func formatWords(want func(app.Format) bool) string {
	var words []string
	for _, f := range app.Formats() {
		if want(f) {
			words = append(words, f.Name, f.What)
		}
	}
	return strings.Join(words, " ")
}

// Find opens the row of a name; who opens it again leaves what lies there.
func (c *Account) Find(name string) tea.Cmd {
	parts := c.parts()
	i := slices.IndexFunc(parts, func(p part) bool { return p.name == name })
	if i < 0 {
		return nil
	}
	return screen.Send(screen.Open{Screen: parts[i].open()})
}
