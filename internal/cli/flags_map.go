package cli

import (
	"strings"

	"coffer/internal/app"
	"coffer/internal/host"
)

// columnsSaid reads what somebody says about the columns of a table.
func columnsSaid(words []string) (map[string]string, error) {
	said := make(map[string]string, len(words))
	for _, word := range words {
		column, field, ok := strings.Cut(word, "=")
		if !ok || column == "" || field == "" {
			return nil, app.Fail(app.Usage, "--map COLUMN=FIELD names both", "%q does not say what a column is", host.Safe(word))
		}
		if _, twice := said[column]; twice {
			return nil, app.Fail(app.Usage, "one --map for each column", "column %q is said to be two things", host.Safe(column))
		}
		said[column] = field
	}
	return said, nil
}
