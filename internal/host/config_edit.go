package host

import (
	"slices"
	"strings"

	"github.com/pelletier/go-toml/v2"
)

// editTOML sets one value in the text of a TOML file, or removes it if value is
// nil, by changing the lines of that value alone. It knows the usual layout
// only ([table] lines, one value per key); a caller must parse the result and
// check that it says what was meant.
func editTOML(text, key string, value any) string {
	table, name, inTable := strings.Cut(key, ".")
	if !inTable {
		table, name = "", key
	}
	lines := strings.SplitAfter(text, "\n")
	var entry []string
	if value != nil {
		entry = []string{tomlLine(name, value) + "\n"}
	}
	from, to, place := findTOML(lines, table, name)
	switch {
	case from >= 0:
		lines = slices.Replace(lines, from, to, entry...)
	case place >= 0:
		for table == "" && place > 0 && strings.TrimSpace(lines[place-1]) == "" {
			place--
		}
		lines = slices.Insert(lines, place, entry...)
	default:
		lines = append(lines, endOfLine(text), "["+table+"]\n")
		lines = append(lines, entry...)
	}
	return strings.Join(lines, "")
}

// findTOML returns the lines that hold the value (from is -1 where there is
// none), and the line before which a new one belongs (-1 if the table is
// missing).
func findTOML(lines []string, table, name string) (from, to, place int) {
	from, place = -1, -1
	current := ""
	for i := range lines {
		if header, ok := tomlHeader(lines[i]); ok {
			if current == "" && table == "" && place < 0 {
				place = i
			}
			if current = header; current == table {
				place = i + 1
			}
			continue
		}
		if current == table && strings.Contains(lines[i], "=") {
			if end := tomlEntry(lines, i, name); end > 0 {
				return i, end, place
			}
		}
	}
	if table == "" && place < 0 {
		place = len(lines)
	}
	return from, to, place
}

// tomlHeader returns the name of the table that a line opens.
func tomlHeader(line string) (string, bool) {
	line, _, _ = strings.Cut(line, "#")
	line = strings.TrimSpace(line)
	if !strings.HasPrefix(line, "[") || !strings.HasSuffix(line, "]") {
		return "", false
	}
	return strings.TrimSpace(line[1 : len(line)-1]), true
}

// tomlEntry returns the line after the value of name if it begins at line i: a
// value goes on until its lines parse.
func tomlEntry(lines []string, i int, name string) int {
	for end := i + 1; end <= len(lines) && end <= i+maxWords+2; end++ {
		var entry map[string]any
		if toml.Unmarshal([]byte(strings.Join(lines[i:end], "")), &entry) != nil {
			continue
		}
		if _, ok := entry[name]; ok && len(entry) == 1 {
			return end
		}
		return 0
	}
	return 0
}

// tomlLine writes one value, without a line end.
func tomlLine(name string, value any) string {
	line, err := toml.Marshal(map[string]any{name: value})
	if err != nil {
		return "" // not for strings and lists of strings
	}
	return strings.TrimSuffix(string(line), "\n")
}

// endOfLine returns what text needs to end in a whole line and an empty one.
func endOfLine(text string) string {
	switch {
	case text == "":
		return ""
	case strings.HasSuffix(text, "\n"):
		return "\n"
	}
	return "\n\n"
}
