package box_test

import (
	"fmt"
	"os"
	"strings"
	"testing"

	"coffer/box"
)

const templatesDoc = "../docs/templates.md"

// The marks between which the tables stand.
const (
	tablesBegin = "<!-- tables -->\n"
	tablesEnd   = "<!-- end of tables -->\n"
)

// TestTemplatesDocument holds that docs/templates.md says what the program has.
func TestTemplatesDocument(t *testing.T) {
	doc, err := os.ReadFile(templatesDoc)
	if err != nil {
		t.Fatal(err)
	}
	_, rest, begun := strings.Cut(string(doc), tablesBegin)
	have, _, ended := strings.Cut(rest, tablesEnd)
	if !begun || !ended {
		t.Fatalf("%s has no tables between its two marks", templatesDoc)
	}
	if want := templateTables(); have != want {
		t.Errorf("%s is not what the program has; between its marks belongs:\n%s", templatesDoc, want)
	}
}

func templateTables() string {
	var b strings.Builder
	for _, t := range box.Builtins() {
		fmt.Fprintf(&b, "\n### %s\n\nFor %s.\n\n| field | kind | tier | |\n|---|---|---|---|\n", t.Name, t.Note)
		for _, f := range t.Fields {
			note := ""
			if f.Name == t.Main {
				note = "main"
			}
			fmt.Fprintf(&b, "| %s | %s | %s | %s |\n", f.Name, f.Kind, f.Tier, note)
		}
	}
	b.WriteString("\n### kinds of fields\n\n")
	for i, k := range box.Kinds() {
		if i > 0 {
			b.WriteString(", ")
		}
		fmt.Fprintf(&b, "`%s`", k)
	}
	return b.String() + "\n\n"
}
