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
		if _, twice := said[column]; !ok || twice {
			return nil, app.Fail(app.Usage, "--map COLUMN=FIELD, once for each column", "%q does not say what a column is", host.Safe(word))
		}
		said[column] = field
	}
	return said, nil
}
